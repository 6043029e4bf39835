//! `POST /api/results/{secret}/{kind}/`

use app::results::{Tells, take_result};
use axum::Json;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{self, Path};

use crate::State;
use crate::delivery::{Acknowledged, beginning_of};
use crate::problem::Problem;
use crate::request::ClientAddress;

/// Takes the result of a request: stores the raw bytes and answers. It is understood afterwards,
/// so that whoever posts here learns nothing from the answer.
#[utoipa::path(post, path = "/api/results/{secret}/{kind}/", tag = "safaricom",
    params(("secret" = String, Path), ("kind" = String, Path, description = "`status`, `balance`, `reversal` or `refund`")),
    request_body(content = String, content_type = "application/json"),
    responses((status = 200, body = Acknowledged)))]
pub(crate) async fn result(
    extract::State(state): extract::State<State>,
    address: Result<Path<(String, String)>, PathRejection>,
    ClientAddress(source): ClientAddress,
    body: Body,
) -> Result<Json<Acknowledged>, Problem> {
    // An address that cannot be read names no request. It is answered like any other.
    let (secret, kind) = address.map(|Path(parts)| parts).unwrap_or_default();
    let body = beginning_of(body).await;
    take_result(&state.app, &secret, &kind, Tells::Result, source, &body)
        .await
        .map_err(|error| Problem::fault(&error))?;
    Ok(Json(Acknowledged::accepted()))
}
