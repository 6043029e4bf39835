//! `POST /api/auth/refresh/`

use axum::Json;
use axum::extract;

use super::{Presented, SessionTokens, problem, session};
use crate::State;
use crate::problem::Problem;
use crate::request::Body;

/// Exchanges a refresh token for the next pair. A used one, shown again, ends its family.
#[utoipa::path(post, path = "/api/auth/refresh/", tag = "auth", request_body = Presented,
    responses((status = 200, body = SessionTokens), (status = 401, body = Problem)))]
pub(crate) async fn refresh(
    extract::State(state): extract::State<State>,
    Body { value: presented, .. }: Body<Presented>,
) -> Result<Json<SessionTokens>, Problem> {
    let signed_in = app::auth::refresh(&state.app, &presented.refresh).await.map_err(problem)?;
    session(&state, &signed_in).map(Json)
}
