//! `GET /api/finance/periods/`

use app::books::{Check, month_standing, next_month};
use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use domain::Money;
use projections::Projection;
use projections::ledger::{Period, periods};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::problem;
use crate::State;
use crate::auth::Auditor;
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition};

/// The months that are closed, and the one that is closed next.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Months {
    /// The last first.
    closed: Vec<ClosedMonth>,
    /// None before the first event.
    #[schema(required)]
    next: Option<OpenMonth>,
}

/// A month that is closed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClosedMonth {
    /// `2026-11`.
    month: String,
    /// Where it was closed.
    position: i64,
    /// Over how many events the signed head is that holds all of it.
    tree_size: i64,
    /// That head's root hash, hex.
    root_hash: String,
    currency: &'static str,
    /// What was in suspense as it ended.
    suspense_cents: i64,
    carried_breaks: i32,
    /// Why it was closed with something open.
    #[schema(required)]
    explanation: Option<String>,
    closed_by: Uuid,
    closed_at: DateTime<Utc>,
}

impl ClosedMonth {
    fn of(period: Period) -> Self {
        Self {
            month: period.month,
            position: period.position,
            tree_size: period.tree_size,
            root_hash: period.root_hash,
            currency: Money::CURRENCY,
            suspense_cents: period.suspense_cents,
            carried_breaks: period.carried_breaks,
            explanation: period.explanation,
            closed_by: period.closed_by,
            closed_at: period.closed_at,
        }
    }
}

/// The month that is closed next.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenMonth {
    month: String,
    checks: Vec<MonthCheck>,
    /// Whether closing it takes an explanation.
    needs_explanation: bool,
}

/// Something that is looked at before a month is closed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MonthCheck {
    /// `OVER`, `SUSPENSE`, `BREAKS` or `TREE_HEAD`.
    #[schema(value_type = String)]
    name: app::books::CheckName,
    holds: bool,
    /// Whether the month can be closed all the same, with an explanation.
    can_be_explained: bool,
    /// What was found.
    found: String,
}

impl From<Check> for MonthCheck {
    fn from(check: Check) -> Self {
        let Check { name, holds, can_be_explained, found } = check;
        Self { name, holds, can_be_explained, found }
    }
}

/// The months that are closed, and how the next one stands.
#[utoipa::path(get, path = "/api/finance/periods/", tag = "finance", security(("bearer" = [])), params(MinPosition),
    responses((status = 200, body = Months), (status = 401, body = Problem), (status = 403, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn list(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    fresh: Fresh,
) -> Result<Json<Months>, Problem> {
    fresh.wait(&state.app, &[Projection::Ledger]).await?;
    let ledger = &state.app.ledger;
    let next = match next_month(ledger).await.map_err(problem)? {
        Some(month) => Some(month_standing(ledger, month).await.map_err(problem)?),
        None => None,
    };
    let next = next.map(|standing| OpenMonth {
        month: standing.month.to_string(),
        needs_explanation: standing.needs_explanation(),
        checks: standing.checks.into_iter().map(MonthCheck::from).collect(),
    });
    let closed = periods(&ledger.pool).await?.into_iter().map(ClosedMonth::of).collect();
    Ok(Json(Months { closed, next }))
}
