//! `GET /api/finance/in-transit/`

use axum::Json;
use axum::extract;
use chrono::{DateTime, NaiveDate, Utc};
use domain::Money;
use domain::time::seconds_between;
use projections::Projection;
use projections::ledger::{BankArrival, InTransit, bank_arrivals, in_transit};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::State;
use crate::as_of::not_after;
use crate::auth::Auditor;
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};
use crate::routes::finance::trial_balance::Moment;

/// So many of those that arrived are shown; the journal of account 1120 has all.
const ARRIVED_SHOWN: i64 = 25;

/// Money on its way between M-Pesa and the bank.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BankTransit {
    as_of: DateTime<Utc>,
    currency: &'static str,
    /// What is on its way to the bank, less what is from there.
    amount_cents: i64,
    /// The oldest first.
    items: Vec<TransitItem>,
    /// What arrived, the last that was said first; the last 25.
    arrived: Vec<ArrivedItem>,
}

/// Money on its way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TransitItem {
    receipt: String,
    #[schema(required)]
    short_code: Option<String>,
    /// To the bank; less than nothing if it came from there.
    amount_cents: i64,
    since: DateTime<Utc>,
    /// Whole days since then.
    days: i64,
}

/// Money that the bank has seen.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArrivedItem {
    receipt: String,
    /// What the bank has more by it; less than nothing if it gave it.
    amount_cents: i64,
    /// The bank's own reference.
    bank_reference: String,
    /// The day for which the bank counts it.
    value_date: NaiveDate,
    said_by: Uuid,
    said_at: DateTime<Utc>,
}

impl TransitItem {
    fn of(found: InTransit, as_of: DateTime<Utc>) -> Self {
        Self {
            receipt: found.receipt,
            short_code: found.short_code,
            amount_cents: found.amount_cents,
            since: found.since,
            days: seconds_between(found.since, as_of).max(0) / 86_400,
        }
    }
}

impl ArrivedItem {
    fn of(found: BankArrival) -> Self {
        Self {
            receipt: found.receipt,
            amount_cents: found.amount_cents,
            bank_reference: found.bank_reference,
            value_date: found.value_date,
            said_by: found.said_by,
            said_at: found.said_at,
        }
    }
}

/// What is on its way between M-Pesa and the bank (account 1190), by its age, and what arrived last.
#[utoipa::path(get, path = "/api/finance/in-transit/", tag = "finance", security(("bearer" = [])), params(Moment, MinPosition),
    responses((status = 200, body = BankTransit), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn list(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    fresh: Fresh,
    Params(moment): Params<Moment>,
) -> Result<Json<BankTransit>, Problem> {
    let now = state.app.ledger.clock.now();
    let as_of = not_after(now, "as_of", moment.as_of)?.unwrap_or(now);
    fresh.wait(&state.app, &[Projection::Ledger]).await?;
    let pool = &state.app.ledger.pool;
    let found = in_transit(pool, as_of).await?.into_iter();
    let items: Vec<TransitItem> = found.map(|one| TransitItem::of(one, as_of)).collect();
    let arrived = bank_arrivals(pool, ARRIVED_SHOWN).await?.into_iter();
    let arrived = arrived.map(ArrivedItem::of).collect();
    let amount_cents = items.iter().map(|one| one.amount_cents).sum();
    Ok(Json(BankTransit { as_of, currency: Money::CURRENCY, amount_cents, items, arrived }))
}
