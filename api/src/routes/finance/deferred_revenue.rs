//! `GET /api/finance/deferred-revenue/`

use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use domain::Money;
use domain::books::Month;
use projections::Projection;
use projections::ledger::{DeferredMonth, deferred_months};
use serde::Serialize;
use utoipa::ToSchema;

use super::trial_balance::Moment;
use crate::State;
use crate::as_of::not_after;
use crate::auth::Auditor;
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};

/// Deferred revenue, month by month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RollForward {
    as_of: DateTime<Utc>,
    currency: &'static str,
    /// The oldest first.
    months: Vec<RollForwardMonth>,
}

/// How deferred revenue moved: opening + billed − recognised − returned = closing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RollForwardMonth {
    /// `2026-11`.
    month: String,
    opening_cents: i64,
    /// What was bought.
    billed_cents: i64,
    /// What was delivered.
    recognised_cents: i64,
    /// What went back to wallets for time that was not used.
    returned_cents: i64,
    closing_cents: i64,
}

impl RollForwardMonth {
    fn of(found: DeferredMonth) -> Self {
        Self {
            month: Month::of(found.month).to_string(),
            opening_cents: found.opening_cents,
            billed_cents: found.billed_cents,
            recognised_cents: found.recognised_cents,
            returned_cents: found.returned_cents,
            closing_cents: found.closing_cents,
        }
    }
}

/// What was paid for and not yet delivered, rolled forward month by month.
#[utoipa::path(get, path = "/api/finance/deferred-revenue/", tag = "finance", security(("bearer" = [])), params(Moment, MinPosition),
    responses((status = 200, body = RollForward), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn deferred_revenue(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    fresh: Fresh,
    Params(moment): Params<Moment>,
) -> Result<Json<RollForward>, Problem> {
    let now = state.app.ledger.clock.now();
    let as_of = not_after(now, "as_of", moment.as_of)?.unwrap_or(now);
    fresh.wait(&state.app, &[Projection::Ledger]).await?;
    let months = deferred_months(&state.app.ledger.pool, as_of).await?.into_iter();
    let months = months.map(RollForwardMonth::of).collect();
    Ok(Json(RollForward { as_of, currency: Money::CURRENCY, months }))
}
