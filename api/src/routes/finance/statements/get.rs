//! `GET /api/finance/statements/{id}/`

use app::statements::report;
use axum::Json;
use axum::extract;
use serde::Serialize;
use utoipa::ToSchema;

use super::{StatementReport, StatementShape, compared, find, room};
use crate::State;
use crate::auth::Auditor;
use crate::problem::Problem;
use crate::request::PathId;

/// A statement beside the ledger as it is now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComparedStatement {
    statement: StatementShape,
    report: StatementReport,
}

/// Compares a statement that was taken in with the ledger as it is now. While neither changes, the
/// report is the same to the byte.
#[utoipa::path(get, path = "/api/finance/statements/{id}/", tag = "finance", security(("bearer" = [])), params(("id" = Uuid, Path)),
    responses((status = 200, body = ComparedStatement), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 410, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn get(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    PathId(id): PathId,
) -> Result<Json<ComparedStatement>, Problem> {
    let _room = room(&state)?;
    let (row, given) = find(&state, id).await?;
    let found = compared(&state, &given).await?;
    let report = StatementReport::of(report(&given, &found));
    Ok(Json(ComparedStatement { statement: StatementShape::of(row), report }))
}
