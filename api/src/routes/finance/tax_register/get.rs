//! `GET /api/finance/tax-register/`

use app::tax_invoices::{Standing, StandingError, standing};
use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use projections::Projection;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::State;
use crate::auth::Auditor;
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition};

/// Whose invoices are drawn, what waits, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaxRegister {
    /// None before it is opened.
    #[schema(required)]
    seller: Option<TaxSeller>,
    /// How many documents wait for their signature.
    waiting: i64,
    /// When the first of them was sold.
    #[schema(required)]
    waiting_since: Option<DateTime<Utc>>,
    /// How many were refused, and wait for a person.
    refused: i64,
    /// Whether a control unit of the tax authority is configured: without one everything waits.
    has_control_unit: bool,
    /// Why the queue does not move, while it does not.
    #[schema(required)]
    held_up: Option<String>,
}

/// Whose invoices are drawn.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaxSeller {
    kra_pin: String,
    /// Two digits; `00` is the head office.
    branch: String,
    opened_by: Uuid,
    /// From when on sales are invoiced.
    opened_at: DateTime<Utc>,
}

impl TaxRegister {
    fn of(standing: Standing) -> Self {
        let Standing { seller, queue, has_control_unit, held_up } = standing;
        Self {
            seller: seller.map(|seller| TaxSeller {
                kra_pin: seller.pin.as_str().to_owned(),
                branch: seller.branch,
                opened_by: seller.opened_by,
                opened_at: seller.opened_at,
            }),
            waiting: queue.waiting,
            waiting_since: queue.waiting_since,
            refused: queue.refused,
            has_control_unit,
            held_up,
        }
    }
}

/// Whose tax invoices are drawn, and how the queue of those without a signature stands.
#[utoipa::path(get, path = "/api/finance/tax-register/", tag = "finance", security(("bearer" = [])), params(MinPosition),
    responses((status = 200, body = TaxRegister), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn get(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    fresh: Fresh,
) -> Result<Json<TaxRegister>, Problem> {
    fresh.wait(&state.app, &[Projection::Taxes]).await?;
    let standing = standing(&state.app).await.map_err(|error| match error {
        StandingError::Read(error) => error.into(),
        fault @ StandingError::Vault(_) => Problem::fault(&fault),
    })?;
    Ok(Json(TaxRegister::of(standing)))
}
