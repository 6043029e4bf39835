//! Ordering trouble: once, for a time, or at random.

use std::sync::Arc;

use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
    http::StatusCode,
};
use serde::Serialize;

use super::{Refusal, refused, unreadable};
use crate::{
    clock,
    config::Phones,
    shared::Shared,
    troubles::{Chaos, Order, Waiting},
};

#[derive(Serialize)]
pub(crate) struct Items {
    items: Vec<Waiting>,
}

/// `GET /sim/troubles`: those that have not struck yet.
pub(crate) async fn list(State(shared): State<Arc<Shared>>) -> Json<Items> {
    Json(Items { items: shared.troubles().waiting(clock::now()) })
}

/// `POST /sim/troubles`
pub(crate) async fn add(
    State(shared): State<Arc<Shared>>,
    order: Result<Json<Order>, JsonRejection>,
) -> Result<(StatusCode, Json<Waiting>), (StatusCode, Json<Refusal>)> {
    let Json(order) = order.map_err(unreadable)?;
    let lasts = order
        .for_seconds
        .map(|seconds| shared.config.paced(std::time::Duration::from_secs(seconds.into())));
    let waiting = shared
        .troubles()
        .add(order, lasts, clock::now())
        .map_err(|error| refused(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()))?;
    Ok((StatusCode::CREATED, Json(waiting)))
}

/// `DELETE /sim/troubles`
pub(crate) async fn clear(State(shared): State<Arc<Shared>>) -> StatusCode {
    shared.troubles().clear();
    StatusCode::NO_CONTENT
}

/// `GET /sim/chaos`: null if nothing goes wrong at random.
pub(crate) async fn chaos(State(shared): State<Arc<Shared>>) -> Json<Option<Chaos>> {
    Json(shared.troubles().chaos().cloned())
}

/// `PUT /sim/chaos`: begins from the seed.
pub(crate) async fn set_chaos(
    State(shared): State<Arc<Shared>>,
    chaos: Result<Json<Chaos>, JsonRejection>,
) -> Result<Json<Chaos>, (StatusCode, Json<Refusal>)> {
    let Json(chaos) = chaos.map_err(unreadable)?;
    if !chaos.is_possible() {
        return Err(refused(
            StatusCode::UNPROCESSABLE_ENTITY,
            "a rate is 0 to 100, and a delay 1 to 86400 seconds".to_owned(),
        ));
    }
    shared.troubles().set_chaos(Some(chaos.clone()));
    Ok(Json(chaos))
}

/// `DELETE /sim/chaos`
pub(crate) async fn stop_chaos(State(shared): State<Arc<Shared>>) -> StatusCode {
    shared.troubles().set_chaos(None);
    StatusCode::NO_CONTENT
}

/// `PUT /sim/phone-style`: how C2B shows numbers from now on.
pub(crate) async fn set_phones(
    State(shared): State<Arc<Shared>>,
    phones: Result<Json<Phones>, JsonRejection>,
) -> Result<Json<Phones>, (StatusCode, Json<Refusal>)> {
    let Json(phones) = phones.map_err(unreadable)?;
    shared.set_phones(phones);
    Ok(Json(phones))
}
