//! `GET /api/finance/trial-balance/`

use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use domain::Money;
use domain::ledger::AccountCode;
use projections::ledger::{self, AccountBalance};
use projections::{Projection, Standing, standings};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::as_of::not_after;
use crate::auth::Auditor;
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};

/// As of when.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Moment {
    /// A past moment; now, if it is not given.
    pub(super) as_of: Option<DateTime<Utc>>,
}

/// Every account, and the sums of both sides.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TrialBalance {
    as_of: DateTime<Utc>,
    /// The position that it shows.
    position: i64,
    /// How many events it trails behind.
    lag_positions: i64,
    currency: &'static str,
    accounts: Vec<AccountTotals>,
    /// What all accounts together hold on the left.
    debits_cents: i64,
    /// What all accounts together hold on the right: the same.
    credits_cents: i64,
}

/// An account of the chart.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountTotals {
    /// Its number.
    code: i16,
    name: &'static str,
    /// `ASSET`, `LIABILITY` or `INCOME`.
    kind: &'static str,
    /// What was debited from the beginning.
    debits_cents: i64,
    /// What was credited from the beginning.
    credits_cents: i64,
    /// Debits less credits.
    balance_cents: i64,
}

/// The accounts of the ledger, each with what it holds as of a moment.
#[utoipa::path(get, path = "/api/finance/trial-balance/", tag = "finance", security(("bearer" = [])), params(Moment, MinPosition),
    responses((status = 200, body = TrialBalance), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn trial_balance(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    fresh: Fresh,
    Params(moment): Params<Moment>,
) -> Result<Json<TrialBalance>, Problem> {
    let now = state.app.ledger.clock.now();
    let as_of = not_after(now, "as_of", moment.as_of)?.unwrap_or(now);
    fresh.wait(&state.app, &[Projection::Ledger]).await?;
    let pool = &state.app.ledger.pool;
    let standing =
        standings(pool).await?.into_iter().find(|one| one.projection == Projection::Ledger);
    let accounts: Vec<AccountTotals> =
        ledger::trial_balance(pool, as_of).await?.into_iter().filter_map(shape).collect();
    let side = |sign: i64| accounts.iter().map(|one| (sign * one.balance_cents).max(0)).sum();
    Ok(Json(TrialBalance {
        as_of,
        position: standing.as_ref().map_or(0, |standing| standing.position),
        lag_positions: standing.as_ref().map_or(0, Standing::lag_positions),
        currency: Money::CURRENCY,
        debits_cents: side(1),
        credits_cents: side(-1),
        accounts,
    }))
}

fn shape(found: AccountBalance) -> Option<AccountTotals> {
    let code = AccountCode::numbered(found.account)?;
    Some(AccountTotals {
        code: code.number(),
        name: code.name(),
        kind: code.kind().as_str(),
        debits_cents: found.debits_cents,
        credits_cents: found.credits_cents,
        balance_cents: found.debits_cents - found.credits_cents,
    })
}
