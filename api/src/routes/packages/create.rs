//! `POST /api/packages/`

use axum::Json;
use axum::extract;
use axum::http::StatusCode;
use domain::context::Actor;

use super::problem;
use crate::State;
use crate::auth::Admin;
use crate::idempotency::ClientKey;
use crate::problem::Problem;
use crate::request::{Body, RequestId};
use crate::shapes::{Terms, Written};

/// Adds a package to the catalogue.
#[utoipa::path(post, path = "/api/packages/", tag = "packages", security(("bearer" = [])), request_body = Terms, params(ClientKey),
    responses((status = 201, body = Written), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn create(
    extract::State(state): extract::State<State>,
    Admin { id }: Admin,
    request_id: RequestId,
    key: ClientKey,
    Body { value: terms, bytes }: Body<Terms>,
) -> Result<(StatusCode, Json<Written>), Problem> {
    let actor = Actor::User(id);
    let key = key.of(actor, "packages/create", &bytes);
    let context = |package_id: domain::PackageId| request_id.context(actor, package_id.uuid());
    let accepted = app::packages::create(&state.app.ledger, terms.into(), context, key)
        .await
        .map_err(problem)?;
    let written = Written { id: accepted.reply.uuid(), position: accepted.position };
    Ok((StatusCode::CREATED, Json(written)))
}
