//! `GET /api/refunds/`

use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use domain::Money;
use domain::refund::RefundStage;
use projections::Projection;
use projections::payments::{self, RefundFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::State;
use crate::auth::Auditor;
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};

/// Which refunds.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// `AWAITS_APPROVAL`, `WAITING`, `SENT`, `COMPLETED` or `FAILED`.
    #[param(value_type = Option<String>)]
    stage: Option<RefundStage>,
    /// Of one customer.
    customer_id: Option<Uuid>,
    /// Of one payment.
    payment_id: Option<Uuid>,
}

/// Money on its way back to a customer, or given back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Refund {
    id: Uuid,
    /// `REVERSAL` of a payment, or `PAYOUT` from a wallet.
    way: &'static str,
    /// `AWAITS_APPROVAL`, `WAITING`, `SENT`, `COMPLETED` or `FAILED`.
    stage: &'static str,
    /// None if the money is nobody's yet.
    #[schema(required)]
    customer_id: Option<Uuid>,
    #[schema(required)]
    customer_name: Option<String>,
    #[schema(required)]
    payment_id: Option<Uuid>,
    /// The receipt of what is reversed.
    #[schema(required)]
    receipt: Option<String>,
    /// Who is paid out of a wallet.
    #[schema(required)]
    phone_number: Option<String>,
    amount_cents: i64,
    currency: &'static str,
    reason: String,
    asked_by: Uuid,
    #[schema(required)]
    approved_by: Option<Uuid>,
    asked_at: DateTime<Utc>,
    #[schema(required)]
    sent_at: Option<DateTime<Utc>>,
    #[schema(required)]
    ended_at: Option<DateTime<Utc>>,
    /// Safaricom's receipt of the money that went back.
    #[schema(required)]
    outgoing_receipt: Option<String>,
    #[schema(required)]
    failure_code: Option<String>,
    #[schema(required)]
    failure_message: Option<String>,
}

impl Refund {
    fn of(row: payments::Refund) -> Self {
        Self {
            id: row.id,
            way: if row.payment_id.is_some() { "REVERSAL" } else { "PAYOUT" },
            stage: row.stage.as_str(),
            customer_id: row.customer_id,
            customer_name: row.customer_name,
            payment_id: row.payment_id,
            receipt: row.receipt,
            phone_number: row.phone,
            amount_cents: row.amount_cents,
            currency: Money::CURRENCY,
            reason: row.reason,
            asked_by: row.asked_by,
            approved_by: row.approved_by,
            asked_at: row.asked_at,
            sent_at: row.sent_at,
            ended_at: row.ended_at,
            outgoing_receipt: row.outgoing_receipt,
            failure_code: row.failure_code,
            failure_message: row.failure_message,
        }
    }
}

/// Refunds and reversals, the newest first.
#[utoipa::path(get, path = "/api/refunds/", tag = "refunds", security(("bearer" = [])), params(Filter, PageParams, MinPosition),
    responses((status = 200, body = Page<Refund>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn list(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    fresh: Fresh,
    Params(filter): Params<Filter>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<Refund>>, Problem> {
    fresh.wait(&state.app, &[Projection::Payments, Projection::Users]).await?;
    let Filter { stage, customer_id, payment_id } = filter;
    let wanted = RefundFilter { stage, customer_id, payment_id };
    let rows =
        payments::refunds(&state.app.ledger.pool, wanted, page.after()?, page.items()).await?;
    Ok(Json(Page::of(rows, Refund::of)))
}
