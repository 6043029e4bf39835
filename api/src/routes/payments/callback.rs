//! `POST /api/payments/callback/{payment_id}/{secret}/`

use app::callbacks::take_stk_callback;
use axum::Json;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{self, Path};
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;
use crate::problem::Problem;
use crate::request::ClientAddress;

/// The largest delivery that is kept whole. Real ones are under two kilobytes; of a larger one
/// the beginning is kept, so that it stays visible.
const DELIVERY_BYTES_MAX: usize = 64 * 1024;

/// What Safaricom is told, whatever it said.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Acknowledged {
    #[serde(rename = "ResultCode")]
    result_code: i32,
    #[serde(rename = "ResultDesc")]
    result_description: &'static str,
}

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
    Ok(Json(Acknowledged { result_code: 0, result_description: "Accepted" }))
}

async fn beginning_of(body: Body) -> Vec<u8> {
    use futures::StreamExt;
    let mut kept = Vec::new();
    let mut chunks = body.into_data_stream();
    while let Some(Ok(chunk)) = chunks.next().await {
        let room = DELIVERY_BYTES_MAX - kept.len();
        kept.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if kept.len() == DELIVERY_BYTES_MAX {
            break;
        }
    }
    kept
}
