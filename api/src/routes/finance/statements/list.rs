//! `GET /api/finance/statements/`

use axum::Json;
use axum::extract;
use projections::Projection;
use projections::ledger::statements;

use super::StatementShape;
use crate::State;
use crate::auth::Auditor;
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};

/// Statements, the last taken in first.
#[utoipa::path(get, path = "/api/finance/statements/", tag = "finance", security(("bearer" = [])), params(PageParams, MinPosition),
    responses((status = 200, body = Page<StatementShape>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn list(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    fresh: Fresh,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<StatementShape>>, Problem> {
    fresh.wait(&state.app, &[Projection::Ledger]).await?;
    let rows = statements(&state.app.ledger.pool, page.after()?, page.items()).await?;
    Ok(Json(Page::of(rows, StatementShape::of)))
}
