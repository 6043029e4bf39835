//! `GET /api/finance/tax-documents/`

use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use domain::Money;
use domain::tax_invoice::DocumentStage;
use projections::Projection;
use projections::taxes::{self, DocumentFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::State;
use crate::auth::Auditor;
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};

/// Which documents.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// `WAITING`, `ISSUED` or `REFUSED`.
    #[param(value_type = Option<String>)]
    stage: Option<DocumentStage>,
    /// Of one customer.
    customer_id: Option<Uuid>,
}

/// A tax invoice or credit note.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaxDocument {
    number: i64,
    /// `INVOICE` or `CREDIT_NOTE`.
    kind: &'static str,
    /// The invoice that a credit note is about.
    #[schema(required)]
    credit_of: Option<i64>,
    /// `WAITING`, `ISSUED` or `REFUSED`.
    stage: &'static str,
    subscription_id: Uuid,
    customer_id: Uuid,
    /// None if it was not given.
    #[schema(required)]
    buyer_kra_pin: Option<String>,
    package_id: Uuid,
    package: String,
    net_cents: i64,
    excise_cents: i64,
    vat_cents: i64,
    total_cents: i64,
    currency: &'static str,
    sold_at: DateTime<Utc>,
    /// None before it is signed.
    #[schema(required)]
    control_unit: Option<ControlUnit>,
    #[schema(required)]
    refusal_code: Option<String>,
    #[schema(required)]
    refusal_message: Option<String>,
}

/// What a document was signed with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ControlUnit {
    unit_id: String,
    receipt_number: i64,
    signature: String,
    signed_at: DateTime<Utc>,
    /// Where the tax authority shows the document.
    qr_url: String,
    /// Who entered it; none if the tax authority answered.
    #[schema(required)]
    entered_by: Option<Uuid>,
}

impl ControlUnit {
    fn of(signed: taxes::Signed) -> Self {
        Self {
            unit_id: signed.unit_id,
            receipt_number: signed.receipt_number,
            signature: signed.signature,
            signed_at: signed.signed_at,
            qr_url: signed.qr_url,
            entered_by: signed.entered_by,
        }
    }
}

impl TaxDocument {
    fn of(row: taxes::TaxDocument) -> Self {
        let total_cents = row.total_cents();
        let (refusal_code, refusal_message) = row.refusal.unzip();
        Self {
            number: row.number,
            kind: if row.credit_of.is_some() { "CREDIT_NOTE" } else { "INVOICE" },
            credit_of: row.credit_of,
            stage: row.stage.as_str(),
            subscription_id: row.subscription_id,
            customer_id: row.customer_id,
            buyer_kra_pin: row.buyer_pin,
            package_id: row.package_id,
            package: row.name,
            net_cents: row.net_cents,
            excise_cents: row.excise_cents,
            vat_cents: row.vat_cents,
            total_cents,
            currency: Money::CURRENCY,
            sold_at: row.sold_at,
            control_unit: row.signed.map(ControlUnit::of),
            refusal_code,
            refusal_message,
        }
    }
}

/// Tax invoices and credit notes, the last number first.
#[utoipa::path(get, path = "/api/finance/tax-documents/", tag = "finance", security(("bearer" = [])), params(Filter, PageParams, MinPosition),
    responses((status = 200, body = Page<TaxDocument>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn list(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    fresh: Fresh,
    Params(filter): Params<Filter>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<TaxDocument>>, Problem> {
    fresh.wait(&state.app, &[Projection::Taxes]).await?;
    let wanted = DocumentFilter { stage: filter.stage, customer_id: filter.customer_id };
    let pool = &state.app.ledger.pool;
    let rows = taxes::documents(pool, wanted, page.after()?, page.items()).await?;
    Ok(Json(Page::of(rows, TaxDocument::of)))
}
