//! `POST /api/auth/logout/`

use axum::extract;
use axum::http::StatusCode;

use super::{Presented, problem};
use crate::State;
use crate::problem::Problem;
use crate::request::Body;

/// Ends a session. One that has ended already is success too.
#[utoipa::path(post, path = "/api/auth/logout/", tag = "auth", request_body = Presented,
    responses((status = 204)))]
pub(crate) async fn logout(
    extract::State(state): extract::State<State>,
    Body { value: presented, .. }: Body<Presented>,
) -> Result<StatusCode, Problem> {
    app::auth::logout(&state.app, &presented.refresh).await.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
}
