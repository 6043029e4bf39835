//! What Safaricom posts: taken as it is, and acknowledged whatever it says.

use axum::body::Body;
use serde::Serialize;
use utoipa::ToSchema;

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

impl Acknowledged {
    pub(crate) const fn accepted() -> Self {
        Self { result_code: 0, result_description: "Accepted" }
    }
}

/// The body, or the beginning of one that is too large or does not arrive whole.
pub(crate) async fn beginning_of(body: Body) -> Vec<u8> {
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
