//! `POST /api/projections/{name}/retry/`

use app::read_models::retry;
use axum::extract;
use axum::http::StatusCode;

use super::Named;
use crate::State;
use crate::auth::Admin;
use crate::problem::Problem;

/// Tells a projection that has stopped to try again at once.
#[utoipa::path(post, path = "/api/projections/{name}/retry/", tag = "projections", security(("bearer" = [])),
    params(("name" = String, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn retry(
    extract::State(state): extract::State<State>,
    _admin: Admin,
    Named(projection): Named,
) -> Result<StatusCode, Problem> {
    retry::retry(&state.app.ledger.pool, projection).await?;
    Ok(StatusCode::NO_CONTENT)
}
