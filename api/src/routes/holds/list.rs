//! `GET /api/holds/`

use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use domain::Money;
use domain::hold::{Doubt, HoldStage};
use projections::Projection;
use projections::payments::{self, HoldFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::State;
use crate::auth::Auditor;
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};

/// Which held reports.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// `HELD`, `UNANSWERED`, `RELEASED` or `REFUTED`.
    #[param(value_type = Option<String>)]
    stage: Option<HoldStage>,
    /// Of one payment.
    payment_id: Option<Uuid>,
}

/// A report of money on which nothing is done until Safaricom confirms it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Hold {
    id: Uuid,
    /// `HELD`: Safaricom is asked. `UNANSWERED`: it has not answered for long. `RELEASED`: it was acted
    /// on. `REFUTED`: Safaricom has no such money.
    stage: &'static str,
    /// Whether a person should look at it.
    needs_a_look: bool,
    /// The payment that it is about; of an unprompted one, there is such a payment once it is released.
    payment_id: Uuid,
    /// `STK`, or `C2B`.
    road: &'static str,
    #[schema(required)]
    customer_id: Option<Uuid>,
    #[schema(required)]
    customer_name: Option<String>,
    /// The receipt that it names.
    receipt: String,
    /// What was reported; once it is released, what came.
    amount_cents: i64,
    currency: &'static str,
    paid_at: DateTime<Utc>,
    /// Why it is held: `ABOVE_LIMIT`, `AMOUNT_DIFFERS`, `AFTER_FAILURE`, `AFTER_EXPIRY`, `SECOND_RECEIPT`.
    doubts: Vec<&'static str>,
    held_at: DateTime<Utc>,
    #[schema(required)]
    ended_at: Option<DateTime<Utc>>,
    /// What Safaricom said, or did not.
    #[schema(required)]
    note: Option<String>,
    /// Who released it, where a person did.
    #[schema(required)]
    released_by: Option<Uuid>,
    #[schema(required)]
    reason: Option<String>,
}

impl Hold {
    fn of(row: payments::Hold) -> Self {
        let needs_a_look = match row.stage {
            HoldStage::Unanswered | HoldStage::Refuted => true,
            HoldStage::Held | HoldStage::Released => false,
        };
        Self {
            id: row.id,
            stage: row.stage.as_str(),
            needs_a_look,
            payment_id: row.payment_id,
            road: row.road.as_str(),
            customer_id: row.customer_id,
            customer_name: row.customer_name,
            receipt: row.receipt,
            amount_cents: row.amount_cents,
            currency: Money::CURRENCY,
            paid_at: row.paid_at,
            doubts: row.doubts.into_iter().map(Doubt::as_str).collect(),
            held_at: row.held_at,
            ended_at: row.ended_at,
            note: row.note,
            released_by: row.released_by,
            reason: row.reason,
        }
    }
}

/// Reports that are or were held, the newest first.
#[utoipa::path(get, path = "/api/holds/", tag = "holds", security(("bearer" = [])), params(Filter, PageParams, MinPosition),
    responses((status = 200, body = Page<Hold>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn list(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    fresh: Fresh,
    Params(filter): Params<Filter>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<Hold>>, Problem> {
    fresh.wait(&state.app, &[Projection::Payments, Projection::Users]).await?;
    let Filter { stage, payment_id } = filter;
    let wanted = HoldFilter { stage, payment_id };
    let rows = payments::holds(&state.app.ledger.pool, wanted, page.after()?, page.items()).await?;
    Ok(Json(Page::of(rows, Hold::of)))
}
