//! `POST /api/c2b/{secret}/confirmation/`

use app::callbacks::take_c2b_confirmation;
use axum::Json;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{self, Path};

use crate::State;
use crate::delivery::{Acknowledged, beginning_of};
use crate::problem::Problem;
use crate::request::ClientAddress;

/// Takes an unprompted payment: stores the raw bytes and answers. It is understood afterwards, so
/// that whoever posts here learns nothing from the answer.
#[utoipa::path(post, path = "/api/c2b/{secret}/confirmation/", tag = "safaricom",
    params(("secret" = String, Path)),
    request_body(content = String, content_type = "application/json"),
    responses((status = 200, body = Acknowledged)))]
pub(crate) async fn confirmation(
    extract::State(state): extract::State<State>,
    secret: Result<Path<String>, PathRejection>,
    ClientAddress(source): ClientAddress,
    body: Body,
) -> Result<Json<Acknowledged>, Problem> {
    let secret = secret.map(|Path(secret)| secret).unwrap_or_default();
    let body = beginning_of(body).await;
    take_c2b_confirmation(&state.app, &secret, source, &body)
        .await
        .map_err(|error| Problem::fault(&error))?;
    Ok(Json(Acknowledged::accepted()))
}
