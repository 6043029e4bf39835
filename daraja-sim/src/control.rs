//! The simulator's own interface, for tests and for the curious. Nothing of it is Daraja's.

pub(crate) mod phone;
pub(crate) mod troubles;

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State, rejection::JsonRejection},
    http::StatusCode,
};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    books::{Accounts, Entry},
    delivery::Delivery,
    msisdn::Msisdn,
    recording::Recorded,
    scenario::Scenario,
    shared::Shared,
    store::{OVERRIDES_MAX, Transaction},
};

/// A list from the oldest to the newest, and how many older ones are no longer remembered.
#[derive(Serialize)]
pub(crate) struct Remembered<T> {
    items: Vec<T>,
    forgotten: u64,
}

/// The longest body that is read here: an order for trouble, with room.
pub(crate) const BODY_BYTES_MAX: usize = 1_024;

#[derive(Serialize)]
pub(crate) struct Refusal {
    error: String,
}

pub(crate) fn refused(status: StatusCode, error: String) -> (StatusCode, Json<Refusal>) {
    (status, Json(Refusal { error }))
}

/// The phone number in a path.
fn number(text: &str) -> Result<Msisdn, (StatusCode, Json<Refusal>)> {
    Msisdn::parse(text).ok_or_else(|| {
        let error = format!("{text:?} is not a number like 254712345678");
        refused(StatusCode::UNPROCESSABLE_ENTITY, error)
    })
}

/// A body that isn't what it should be. It has to be declared as JSON, which another site's page
/// can't do behind a person's back.
fn unreadable(rejection: JsonRejection) -> (StatusCode, Json<Refusal>) {
    refused(rejection.status(), rejection.body_text())
}

/// `GET /sim/requests`
pub(crate) async fn requests(State(shared): State<Arc<Shared>>) -> Json<Remembered<Recorded>> {
    let log = shared.requests();
    Json(Remembered { items: log.kept().cloned().collect(), forgotten: log.forgotten() })
}

/// A push as the control interface shows it.
#[derive(Serialize)]
pub(crate) struct Shown {
    merchant_request_id: String,
    checkout_request_id: String,
    msisdn: Msisdn,
    amount_shillings: u32,
    account_reference: String,
    callback_url: String,
    scenario: Scenario,
    requested_at: DateTime<Utc>,
    /// These three are null until the push is finished, the receipt for ever unless it was paid.
    finished_at: Option<DateTime<Utc>>,
    result_code: Option<String>,
    receipt: Option<String>,
    deliveries: Vec<Delivery>,
    /// How many deliveries of the callback are still to come. At 0, none will.
    callbacks_due: usize,
}

impl Shown {
    fn of(transaction: &Transaction) -> Self {
        let push = &transaction.push;
        let finished = transaction.finished.as_ref();
        Self {
            merchant_request_id: transaction.merchant_request_id.clone(),
            checkout_request_id: transaction.checkout_request_id.clone(),
            msisdn: push.payer,
            amount_shillings: push.amount_shillings,
            account_reference: push.account_reference.clone(),
            callback_url: push.callback_url.clone(),
            scenario: push.scenario,
            requested_at: transaction.requested_at,
            finished_at: finished.map(|finished| finished.at),
            result_code: finished.map(|finished| finished.outcome.code().as_text()),
            receipt: finished.and_then(|finished| finished.receipt.clone()),
            deliveries: transaction.deliveries.clone(),
            callbacks_due: push
                .plan
                .callbacks
                .after
                .len()
                .saturating_sub(transaction.deliveries.len()),
        }
    }
}

/// `GET /sim/transactions`
pub(crate) async fn transactions(State(shared): State<Arc<Shared>>) -> Json<Remembered<Shown>> {
    let store = shared.store();
    Json(Remembered {
        items: store.transactions().map(Shown::of).collect(),
        forgotten: store.forgotten(),
    })
}

/// `GET /sim/entries`: every movement of money.
pub(crate) async fn entries(State(shared): State<Arc<Shared>>) -> Json<Remembered<Entry>> {
    let store = shared.store();
    Json(Remembered {
        items: store.books.entries().cloned().collect(),
        forgotten: store.books.forgotten(),
    })
}

/// `GET /sim/totals`: the accounts and totals of every short code.
pub(crate) async fn totals(State(shared): State<Arc<Shared>>) -> Json<BTreeMap<String, Accounts>> {
    Json(shared.store().books.accounts().clone())
}

#[derive(Serialize)]
pub(crate) struct Assigned {
    msisdn: Msisdn,
    scenario: Scenario,
}

/// `PUT /sim/scenarios/{msisdn}` with the scenario's name as a JSON string. It holds from the next
/// push on.
pub(crate) async fn set_scenario(
    State(shared): State<Arc<Shared>>,
    Path(msisdn): Path<String>,
    body: Bytes,
) -> Result<Json<Assigned>, (StatusCode, Json<Refusal>)> {
    let payer = number(&msisdn)?;
    let scenario = serde_json::from_slice(&body).map_err(|_| {
        let names: Vec<String> = Scenario::ALL.iter().map(ToString::to_string).collect();
        refused(
            StatusCode::UNPROCESSABLE_ENTITY,
            format!("the body must be one of these as a JSON string: {}", names.join(", ")),
        )
    })?;
    if shared.store().set_scenario(payer, scenario) {
        Ok(Json(Assigned { msisdn: payer, scenario }))
    } else {
        Err(refused(
            StatusCode::INSUFFICIENT_STORAGE,
            format!(
                "{OVERRIDES_MAX} numbers have a scenario of their own already; use one of them, or start the simulator again"
            ),
        ))
    }
}
