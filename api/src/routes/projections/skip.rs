//! `POST /api/projections/{name}/skip/`

use app::read_models::skip::{self, Skip, SkipError};
use axum::Json;
use axum::extract;
use domain::context::Actor;
use domain::skips::{SKIPS, SkipsError};
use serde::Deserialize;
use utoipa::ToSchema;

use super::Named;
use crate::State;
use crate::auth::Admin;
use crate::idempotency::ClientKey;
use crate::problem::{Problem, of_submit};
use crate::request::{Body, RequestId, reason};
use crate::shapes::Written;

/// Which event is to be left out, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SkipRequest {
    /// The projection's `stopped_at`.
    position: i64,
    /// One line of 1 to 500 characters that names nobody: it is kept for ever.
    reason: String,
}

/// Lets a projection leave out the event at which it has stopped, for good. It goes on at once.
#[utoipa::path(post, path = "/api/projections/{name}/skip/", tag = "projections", security(("bearer" = [])), request_body = SkipRequest,
    params(("name" = String, Path), ClientKey),
    responses((status = 200, body = Written), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn skip(
    extract::State(state): extract::State<State>,
    Admin { id }: Admin,
    Named(projection): Named,
    request_id: RequestId,
    key: ClientKey,
    Body { value: request, bytes }: Body<SkipRequest>,
) -> Result<Json<Written>, Problem> {
    let reason = reason(&request.reason)?;
    let actor = Actor::User(id);
    let key = key.of(actor, &format!("projections/{}/skip", projection.name()), &bytes);
    let wish = Skip { projection, position: request.position, reason };
    let context = request_id.context(actor, SKIPS);
    let accepted = skip::skip(&state.app.ledger, wish, context, key).await.map_err(problem)?;
    Ok(Json(Written { id: SKIPS, position: accepted.position }))
}

fn problem(error: SkipError) -> Problem {
    match error {
        SkipError::NotStopped { .. } => {
            Problem::conflict("projection_not_stopped", error.to_string())
        }
        SkipError::Submit(error) => of_submit(error, |rejection| match rejection {
            SkipsError::NoSuchEvent { .. } => {
                Problem::unprocessable("no_such_event", rejection.to_string())
            }
        }),
        fault @ (SkipError::Feed(_) | SkipError::Database(_)) => Problem::fault(&fault),
    }
}
