//! `POST /api/payments/callback/{payment_id}/{secret}/`

use app::callbacks::take_stk_callback;
use axum::Json;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{self, Path};

use crate::State;
use crate::delivery::{Acknowledged, beginning_of};
use crate::problem::Problem;
use crate::request::ClientAddress;

/// Takes a callback: stores the raw bytes and answers. It is understood afterwards, so that
/// whoever posts here learns nothing from the answer.
#[utoipa::path(post, path = "/api/payments/callback/{payment_id}/{secret}/", tag = "safaricom",
    params(("payment_id" = String, Path), ("secret" = String, Path)),
    request_body(content = String, content_type = "application/json"),
    responses((status = 200, body = Acknowledged)))]
pub(crate) async fn callback(
    extract::State(state): extract::State<State>,
    address: Result<Path<(String, String)>, PathRejection>,
    ClientAddress(source): ClientAddress,
    body: Body,
) -> Result<Json<Acknowledged>, Problem> {
    // An address that cannot be read names no payment. It is answered like any other.
    let (payment_id, secret) = address.map(|Path(parts)| parts).unwrap_or_default();
    let body = beginning_of(body).await;
    take_stk_callback(&state.app, &payment_id, &secret, source, &body)
        .await
        .map_err(|error| Problem::fault(&error))?;
    Ok(Json(Acknowledged::accepted()))
}
