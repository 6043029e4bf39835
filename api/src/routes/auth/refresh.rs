//! `POST /api/auth/refresh/`

use axum::Json;
use axum::extract;

use super::{Presented, SessionTokens, problem, session};
use crate::State;
use crate::idempotency::ClientKey;
use crate::problem::Problem;
use crate::request::Body;

/// Exchanges a refresh token for the next pair. A used one, shown again, ends its family, unless it is
/// shown under the same key and what it gave was not used: then the answer was lost.
#[utoipa::path(post, path = "/api/auth/refresh/", tag = "auth", params(ClientKey),
    request_body = Presented,
    responses((status = 200, body = SessionTokens), (status = 401, body = Problem)))]
pub(crate) async fn refresh(
    extract::State(state): extract::State<State>,
    key: ClientKey,
    Body { value: presented, .. }: Body<Presented>,
) -> Result<Json<SessionTokens>, Problem> {
    let signed_in =
        app::auth::refresh(&state.app, &presented.refresh, key.as_str()).await.map_err(problem)?;
    session(&state, &signed_in).map(Json)
}
