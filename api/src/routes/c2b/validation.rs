//! `POST /api/c2b/{secret}/validation/`

use app::c2b::validate::validate;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{self, Path};
use axum::http::header;
use axum::response::IntoResponse;

use crate::State;
use crate::delivery::{Acknowledged, beginning_of};
use crate::problem::Problem;
use crate::request::ClientAddress;

/// Says whether an unprompted payment may go through. Whoever has no secret is told that every
/// payment may.
#[utoipa::path(post, path = "/api/c2b/{secret}/validation/", tag = "safaricom",
    params(("secret" = String, Path)),
    request_body(content = String, content_type = "application/json"),
    responses((status = 200, body = Acknowledged)))]
pub(crate) async fn validation(
    extract::State(state): extract::State<State>,
    secret: Result<Path<String>, PathRejection>,
    ClientAddress(source): ClientAddress,
    body: Body,
) -> Result<impl IntoResponse, Problem> {
    let secret = secret.map(|Path(secret)| secret).unwrap_or_default();
    let body = beginning_of(body).await;
    let answer = validate(&state.app, &secret, source, &body)
        .await
        .map_err(|error| Problem::fault(&error))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], answer))
}
