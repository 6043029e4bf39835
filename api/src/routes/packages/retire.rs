//! `DELETE /api/packages/{id}/`

use axum::Json;
use axum::extract;
use domain::PackageId;
use domain::context::Actor;

use super::problem;
use crate::State;
use crate::auth::Admin;
use crate::idempotency::ClientKey;
use crate::problem::Problem;
use crate::request::{PathId, RequestId};
use crate::shapes::Written;

/// Takes a package out of the catalogue. What was bought stays bought.
#[utoipa::path(delete, path = "/api/packages/{id}/", tag = "packages", security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path), ClientKey),
    responses((status = 200, body = Written), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn retire(
    extract::State(state): extract::State<State>,
    Admin { id }: Admin,
    PathId(package_id): PathId,
    request_id: RequestId,
    key: ClientKey,
) -> Result<Json<Written>, Problem> {
    let actor = Actor::User(id);
    let key = key.of(actor, &format!("packages/{package_id}/retire"), b"");
    let context = request_id.context(actor, package_id);
    let accepted =
        app::packages::retire(&state.app.ledger, PackageId::new(package_id), context, key)
            .await
            .map_err(problem)?;
    Ok(Json(Written { id: package_id, position: accepted.position }))
}
