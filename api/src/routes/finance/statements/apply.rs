//! `POST /api/finance/statements/{id}/apply/`

use app::statements::{report, take_in};
use axum::Json;
use axum::extract;
use domain::StatementId;
use domain::context::Actor;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{StatementReport, find, not_applied, room};
use crate::State;
use crate::auth::Finance;
use crate::problem::Problem;
use crate::request::{PathId, RequestId};

/// What was taken into the ledger, and what is left.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AppliedStatement {
    /// Payments that the ledger did not know.
    payments: u32,
    /// Reversals that it did not know.
    reversals: u32,
    /// Charges, movements to or from the bank, and what the account held at first.
    movements: u32,
    /// What was refused.
    refused: Vec<RefusedLine>,
    report: StatementReport,
}

/// A line that was not taken in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefusedLine {
    receipt: String,
    why: String,
}

/// Takes into the ledger what needs no person: payments whose callback was lost, reversals, charges,
/// and money that went to the bank. What is left is raised as breaks. Doing it again changes nothing.
#[utoipa::path(post, path = "/api/finance/statements/{id}/apply/", tag = "finance", security(("bearer" = [])), params(("id" = Uuid, Path)),
    responses((status = 200, body = AppliedStatement), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 410, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn apply(
    extract::State(state): extract::State<State>,
    Finance { id: by }: Finance,
    PathId(id): PathId,
    request_id: RequestId,
) -> Result<Json<AppliedStatement>, Problem> {
    let _room = room(&state)?;
    let (_row, given) = find(&state, id).await?;
    let ledger = &state.app.ledger;
    let accounts = state.app.settings.accounts();
    let context = |story: Uuid| request_id.context(Actor::User(by), story);
    let of = (StatementId::new(id), &given);
    let (applied, after) = take_in(ledger, &accounts, of, context).await.map_err(not_applied)?;
    let refused = applied.refused.into_iter();
    Ok(Json(AppliedStatement {
        payments: applied.payments,
        reversals: applied.reversals,
        movements: applied.movements,
        refused: refused.map(|line| RefusedLine { receipt: line.receipt, why: line.why }).collect(),
        report: StatementReport::of(report(&given, &after)),
    }))
}
