//! `GET /api/users/{id}/`

use axum::Json;
use axum::extract;
use projections::{Projection, users};

use crate::State;
use crate::auth::Admin;
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, PathId};
use crate::shapes::User;

/// One user.
#[utoipa::path(get, path = "/api/users/{id}/", tag = "users", security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path), MinPosition),
    responses((status = 200, body = User), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn get(
    extract::State(state): extract::State<State>,
    _admin: Admin,
    PathId(id): PathId,
    fresh: Fresh,
) -> Result<Json<User>, Problem> {
    fresh.wait(&state.app, &[Projection::Users]).await?;
    let user = users::get(&state.app.ledger.pool, id).await?;
    user.map(|user| Json(User::of(user)))
        .ok_or_else(|| Problem::not_found("user_not_found", "there is no such user"))
}
