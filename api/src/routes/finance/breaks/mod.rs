//! Differences between statements and the ledger.

pub(crate) mod assign;
pub(crate) mod list;
pub(crate) mod resolve;

use domain::StatementId;
use domain::statement::StatementError;
use projections::ledger::one_break;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::State;
use crate::problem::Problem;

/// What was done with a break.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BreakDone {
    /// Pass it as `min_position` to read what was written.
    position: i64,
}

/// The statement on which a break was raised.
async fn statement_of(state: &State, id: Uuid) -> Result<StatementId, Problem> {
    let found = one_break(&state.app.ledger.pool, id).await?;
    found.map(|row| StatementId::new(row.statement_id)).ok_or_else(|| {
        Problem::not_found("break_not_found", StatementError::NoSuchBreak.to_string())
    })
}
