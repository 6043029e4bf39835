//! Trouble on purpose.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

use crate::shared::Shared;

/// What goes wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trouble {
    /// Nothing.
    #[default]
    None,
    /// Nobody answers but the gateway, which says 503.
    Outage,
    /// Documents are signed and kept, and the answer is the gateway's 503.
    LostAnswer,
    /// Every document is refused as badly made (910).
    Refuse,
    /// The server breaks down over every document (999).
    Unknown,
}

/// `PUT /sim/trouble`: from now on, until the next one.
pub(crate) async fn put(State(shared): State<Shared>, Json(trouble): Json<Trouble>) -> StatusCode {
    shared.set_trouble(trouble);
    StatusCode::NO_CONTENT
}
