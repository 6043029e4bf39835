//! What the page of the customer's phone asks: what is on the screen, and what the person does.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State, rejection::JsonRejection},
    http::StatusCode,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Refusal, number, refused, unreadable};
use crate::{
    books::{Entry, Kind, Status},
    c2b,
    hand::{PIN, Prompt},
    money::two_decimals,
    msisdn::Msisdn,
    outcome::Outcome,
    scenario::Scenario,
    shared::Shared,
};

/// How many messages are shown.
const MESSAGES_SHOWN: usize = 20;

/// The longest account that a customer can type.
const ACCOUNT_CHARACTERS_MAX: usize = 20;

/// The most that one payment may be, in shillings.
const AMOUNT_SHILLINGS_MAX: u32 = 250_000;

#[derive(Serialize)]
pub(crate) struct Screen {
    msisdn: Msisdn,
    scenario: Scenario,
    prompt: Option<Prompt>,
    /// The newest first.
    messages: Vec<Message>,
}

#[derive(Serialize)]
struct Message {
    at: DateTime<Utc>,
    text: String,
}

/// `GET /sim/phones/{msisdn}`
pub(crate) async fn screen(
    State(shared): State<Arc<Shared>>,
    Path(msisdn): Path<String>,
) -> Result<Json<Screen>, (StatusCode, Json<Refusal>)> {
    let phone = number(&msisdn)?;
    let prompt = shared.hands().prompt(phone).cloned();
    let store = shared.store();
    let messages = store
        .books
        .entries()
        .rev()
        .filter(|entry| entry.msisdn == phone)
        .take(MESSAGES_SHOWN)
        .map(|entry| message(entry, &shared.config.organisation))
        .collect();
    Ok(Json(Screen { msisdn: phone, scenario: store.scenario_of(phone), prompt, messages }))
}

fn message(entry: &Entry, business: &str) -> Message {
    let receipt = &entry.receipt;
    let amount = two_decimals(entry.amount_cents.abs());
    let account = &entry.account_reference;
    let text = match (entry.status, entry.kind) {
        (Status::Declined, _) => {
            format!("{receipt} Failed. {business} did not accept your payment of Ksh{amount}.")
        }
        (Status::Completed, Kind::PayBill) => {
            format!("{receipt} Confirmed. Ksh{amount} sent to {business} for account {account}.")
        }
        (Status::Completed, Kind::BuyGoods) => {
            format!("{receipt} Confirmed. Ksh{amount} paid to {business}.")
        }
        (Status::Completed, Kind::BusinessPayment) => {
            format!("{receipt} Confirmed. You have received Ksh{amount} from {business}.")
        }
        (Status::Completed, Kind::Reversal) => {
            format!("{receipt} Confirmed. Your payment of Ksh{amount} to {business} was reversed.")
        }
        // It is on nobody's phone.
        (Status::Completed, Kind::Sweep) => {
            format!("{receipt} Confirmed. Ksh{amount} moved to the settlement account.")
        }
    };
    Message { at: entry.completed_at, text }
}

/// What a person does about a prompt.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Answer {
    Pin(String),
    Cancel,
}

#[derive(Serialize)]
pub(crate) struct Answered {
    result_code: String,
}

/// `POST /sim/phones/{msisdn}/answer` with `{"pin": "1234"}` or `"cancel"`.
pub(crate) async fn answer(
    State(shared): State<Arc<Shared>>,
    Path(msisdn): Path<String>,
    answer: Result<Json<Answer>, JsonRejection>,
) -> Result<Json<Answered>, (StatusCode, Json<Refusal>)> {
    let phone = number(&msisdn)?;
    let Json(answer) = answer.map_err(unreadable)?;
    let outcome = match answer {
        Answer::Pin(pin) if pin == PIN => Outcome::Paid,
        Answer::Pin(_) => Outcome::WrongPin,
        Answer::Cancel => Outcome::Cancelled,
    };
    if shared.hands().answer(phone, outcome) {
        Ok(Json(Answered { result_code: outcome.code().as_text() }))
    } else {
        let error = format!("there is no prompt on {phone}; it was answered, or has gone");
        Err(refused(StatusCode::CONFLICT, error))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Payment {
    msisdn: String,
    /// The simulator's own, if not said.
    short_code: Option<String>,
    /// A till's number; without one, it is a pay bill.
    till: Option<String>,
    amount_shillings: u32,
    #[serde(default)]
    account: String,
    pin: String,
}

#[derive(Serialize)]
pub(crate) struct Begun {
    receipt: String,
}

/// `POST /sim/payments`: a customer pays of their own accord.
pub(crate) async fn pay(
    State(shared): State<Arc<Shared>>,
    payment: Result<Json<Payment>, JsonRejection>,
) -> Result<(StatusCode, Json<Begun>), (StatusCode, Json<Refusal>)> {
    let Json(typed) = payment.map_err(unreadable)?;
    let payment = typed.checked(&shared)?;
    let receipt = c2b::begin(&shared, payment).ok_or_else(|| {
        refused(StatusCode::SERVICE_UNAVAILABLE, "too much is under way; try again".to_owned())
    })?;
    Ok((StatusCode::ACCEPTED, Json(Begun { receipt })))
}

impl Payment {
    fn checked(self, shared: &Shared) -> Result<c2b::Payment, (StatusCode, Json<Refusal>)> {
        let wrong = |error: String| refused(StatusCode::UNPROCESSABLE_ENTITY, error);
        let payer = number(&self.msisdn)?;
        let short_code = self.short_code.unwrap_or_else(|| shared.config.short_code.clone());
        if shared.store().books.of(&short_code).is_none() {
            return Err(wrong(format!("there is no business {short_code:?} here")));
        }
        if !(1..=AMOUNT_SHILLINGS_MAX).contains(&self.amount_shillings) {
            return Err(wrong("an amount is 1 to 250000 shillings".to_owned()));
        }
        let is_till = self.till.is_some();
        let account_characters = self.account.chars().count();
        if account_characters > ACCOUNT_CHARACTERS_MAX || (!is_till && account_characters == 0) {
            return Err(wrong("a pay bill needs an account of 1 to 20 characters".to_owned()));
        }
        let is_number = |till: &String| {
            (5..=7).contains(&till.len()) && till.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !self.till.as_ref().is_none_or(is_number) {
            return Err(wrong("a till's number has 5 to 7 digits".to_owned()));
        }
        if self.pin != PIN {
            return Err(wrong(format!("wrong PIN; every customer's is {PIN}")));
        }
        Ok(c2b::Payment {
            kind: if is_till { Kind::BuyGoods } else { Kind::PayBill },
            short_code,
            till: self.till,
            payer,
            amount_shillings: self.amount_shillings,
            account_reference: if is_till { String::new() } else { self.account },
        })
    }
}
