//! `POST /api/finance/breaks/{id}/resolve/`

use app::statements::resolve as resolve_break;
use axum::Json;
use axum::extract;
use domain::BreakId;
use domain::context::Actor;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{BreakDone, statement_of};
use crate::State;
use crate::auth::Finance;
use crate::problem::{Problem, of_submit};
use crate::request::{Body, PathId, RequestId, reason};
use crate::routes::finance::statements::of_statement;

/// Why it is explained.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResolveRequest {
    /// One line of 1 to 500 characters that names nobody: it is kept for ever.
    reason: String,
}

/// Explains a break. Nothing moves in the ledger.
#[utoipa::path(post, path = "/api/finance/breaks/{id}/resolve/", tag = "finance", security(("bearer" = [])),
    params(("id" = Uuid, Path)), request_body = ResolveRequest,
    responses((status = 200, body = BreakDone), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn resolve(
    extract::State(state): extract::State<State>,
    Finance { id: by }: Finance,
    PathId(id): PathId,
    request_id: RequestId,
    Body { value: request, bytes: _ }: Body<ResolveRequest>,
) -> Result<Json<BreakDone>, Problem> {
    let why = reason(&request.reason)?;
    let statement_id = statement_of(&state, id).await?;
    let context = request_id.context(Actor::User(by), statement_id.uuid());
    let of = (statement_id, BreakId::new(id));
    let accepted = resolve_break(&state.app.ledger, of, (by, why), context)
        .await
        .map_err(|error| of_submit(error, of_statement))?;
    Ok(Json(BreakDone { position: accepted.position }))
}
