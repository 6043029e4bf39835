//! `GET /api/finance/suspense/`

use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use domain::Money;
use domain::time::seconds_between;
use projections::Projection;
use projections::ledger::{Unallocated, suspense as unallocated};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::trial_balance::Moment;
use crate::State;
use crate::as_of::not_after;
use crate::auth::Auditor;
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};

/// Money that came and is nobody's.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Suspense {
    as_of: DateTime<Utc>,
    currency: &'static str,
    amount_cents: i64,
    /// The oldest first.
    payments: Vec<InSuspense>,
}

/// A payment of which something is nobody's.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InSuspense {
    payment_id: Uuid,
    #[schema(required)]
    receipt: Option<String>,
    amount_cents: i64,
    since: DateTime<Utc>,
    /// Whole days since then.
    days: i64,
    /// What the payer typed as the account.
    #[schema(required)]
    account_typed: Option<String>,
    #[schema(required)]
    payer: Option<String>,
    /// Why it is nobody's, such as `UNKNOWN_ACCOUNT`.
    #[schema(required)]
    reason: Option<String>,
}

impl InSuspense {
    fn of(found: Unallocated, as_of: DateTime<Utc>) -> Self {
        Self {
            payment_id: found.payment_id,
            receipt: found.receipt,
            amount_cents: found.amount_cents,
            since: found.since,
            days: seconds_between(found.since, as_of).max(0) / 86_400,
            account_typed: found.account_typed,
            payer: found.payer,
            reason: found.reason,
        }
    }
}

/// What is in suspense (account 2190), by its age.
#[utoipa::path(get, path = "/api/finance/suspense/", tag = "finance", security(("bearer" = [])), params(Moment, MinPosition),
    responses((status = 200, body = Suspense), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn suspense(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    fresh: Fresh,
    Params(moment): Params<Moment>,
) -> Result<Json<Suspense>, Problem> {
    let now = state.app.ledger.clock.now();
    let as_of = not_after(now, "as_of", moment.as_of)?.unwrap_or(now);
    fresh.wait(&state.app, &[Projection::Ledger]).await?;
    let found = unallocated(&state.app.ledger.pool, as_of).await?;
    let payments: Vec<InSuspense> =
        found.into_iter().map(|one| InSuspense::of(one, as_of)).collect();
    let amount_cents = payments.iter().map(|one| one.amount_cents).sum();
    Ok(Json(Suspense { as_of, currency: Money::CURRENCY, amount_cents, payments }))
}
