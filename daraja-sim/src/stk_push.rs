//! `POST /mpesa/stkpush/v1/processrequest`

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use reqwest::Url;
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;

use crate::{
    callback, clock,
    config::{CallbackAddresses, Config, FieldLengths},
    credentials::{Merchant, check_bearer},
    errors::Fault,
    fields::{Field, Fields},
    ids,
    msisdn::Msisdn,
    outcome::Outcome,
    recording,
    scenario::Answer,
    shared::Shared,
    store::{Push, Transaction},
};

/// The most that one payment may be, in shillings.
const AMOUNT_SHILLINGS_MAX: u32 = 250_000;
/// The longest prompt that reaches a phone; a longer one ends in result 1025.
const PROMPT_CHARACTERS_MAX: usize = 182;
/// The longest address that is remembered. A limit of the simulator's own: Safaricom's isn't known.
const CALLBACK_URL_BYTES_MAX: usize = 2_048;

const ACCOUNT_REFERENCE_CHARACTERS_MAX: usize = 12;
const TRANSACTION_DESC_CHARACTERS_MAX: usize = 13;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Accepted {
    #[serde(rename = "MerchantRequestID")]
    merchant_request_id: String,
    #[serde(rename = "CheckoutRequestID")]
    checkout_request_id: String,
    response_code: &'static str,
    response_description: &'static str,
    customer_message: &'static str,
}

impl Accepted {
    fn of(transaction: &Transaction) -> Self {
        const ACCEPTED: &str = "Success. Request accepted for processing";
        Self {
            merchant_request_id: transaction.merchant_request_id.clone(),
            checkout_request_id: transaction.checkout_request_id.clone(),
            response_code: "0",
            response_description: ACCEPTED,
            customer_message: ACCEPTED,
        }
    }
}

pub(crate) async fn process_request(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Fault> {
    let now = clock::now();
    check_bearer(&shared, &headers, now, Fault::InvalidAccessTokenOnPush)?;
    let request = Request::read(&Fields::read(&headers, &body)?, &shared.config)?;
    request.merchant.check(&shared.config, now)?;
    let (transaction, room) = begin(&shared, request, now)?;

    let answer = transaction.push.plan.answer;
    let accepted = Json(Accepted::of(&transaction));
    let played = callback::play(Arc::clone(&shared), transaction, room);
    let playing = shared.tasks.spawn(shared.stopping.clone().run_until_cancelled_owned(played));
    match answer {
        Answer::AtOnce => Ok(accepted.into_response()),
        Answer::AfterTheCallback => {
            if let Err(error) = playing.await {
                tracing::error!(%error, "a push could not be played to its end");
            }
            Ok(accepted.into_response())
        }
        Answer::Never => Ok(recording::no_answer()),
        Answer::SystemBusy => Err(Fault::SystemBusy),
    }
}

/// Remembers the push as begun, unless the scenario or the rules refuse it.
fn begin(
    shared: &Shared,
    request: Request,
    now: DateTime<Utc>,
) -> Result<(Transaction, OwnedSemaphorePermit), Fault> {
    let room = shared.room().ok_or(Fault::SystemBusy)?;
    let merchant_request_id = ids::merchant_request_id(&mut clock::generator());
    let mut store = shared.store();
    let scenario = store.scenario_of(request.payer);
    let mut plan = scenario.plan();
    if plan.answer == Answer::SystemBusy {
        return Err(Fault::SystemBusy);
    }
    plan.outcome = request.unreachable().unwrap_or(plan.outcome);
    let push = Push {
        payer: request.payer,
        amount_shillings: request.amount_shillings,
        account_reference: request.account_reference,
        callback_url: request.callback_url,
        scenario,
        plan,
    };
    let transaction = store.begin(push, merchant_request_id, now)?;
    Ok((transaction, room))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TransactionType {
    PayBill,
    BuyGoods,
}

#[derive(Debug)]
struct Request {
    merchant: Merchant,
    short_code: String,
    transaction_type: TransactionType,
    amount_shillings: u32,
    party_b: String,
    payer: Msisdn,
    callback_url: String,
    account_reference: String,
}

impl Request {
    /// Reads the fields in the order in which Daraja lists them: the first bad one is blamed.
    fn read(fields: &Fields, config: &Config) -> Result<Self, Fault> {
        let merchant = Merchant::read(fields)?;
        let short_code = fields.short_code(Field::BusinessShortCode)?;
        let transaction_type = match fields.text(Field::TransactionType)?.as_str() {
            "CustomerPayBillOnline" => TransactionType::PayBill,
            "CustomerBuyGoodsOnline" => TransactionType::BuyGoods,
            _ => return Err(Field::TransactionType.invalid()),
        };
        let amount_shillings = fields
            .digits(Field::Amount)?
            .parse()
            .ok()
            .filter(|amount| (1..=AMOUNT_SHILLINGS_MAX).contains(amount))
            .ok_or(Field::Amount.invalid())?;
        msisdn(fields, Field::PartyA)?;
        let party_b = fields.short_code(Field::PartyB)?;
        let payer = msisdn(fields, Field::PhoneNumber)?;
        let callback_url = fields.text(Field::CallBackUrl)?;
        if !is_callback_url(&callback_url, config.callback_addresses) {
            return Err(Field::CallBackUrl.invalid());
        }
        let lengths = config.field_lengths;
        let account_reference =
            bounded(fields, Field::AccountReference, ACCOUNT_REFERENCE_CHARACTERS_MAX, lengths)?;
        bounded(fields, Field::TransactionDesc, TRANSACTION_DESC_CHARACTERS_MAX, lengths)?;
        Ok(Self {
            merchant,
            short_code,
            transaction_type,
            amount_shillings,
            party_b,
            payer,
            callback_url,
            account_reference,
        })
    }

    /// How this push ends before anybody is asked, if it does: Daraja accepts such a push and says
    /// so in the callback only.
    fn unreachable(&self) -> Option<Outcome> {
        let prompt = format!(
            "Do you want to pay Ksh{}.00 to {} Account no. {}? Enter M-PESA PIN:",
            self.amount_shillings, self.short_code, self.account_reference
        );
        if prompt.chars().count() > PROMPT_CHARACTERS_MAX {
            return Some(Outcome::PromptTooLong);
        }
        // A pay bill is paid to its own short code; a till is another number than the store's.
        match self.transaction_type {
            TransactionType::PayBill if self.party_b != self.short_code => {
                Some(Outcome::UnknownOperator)
            }
            TransactionType::PayBill | TransactionType::BuyGoods => None,
        }
    }
}

fn msisdn(fields: &Fields, field: Field) -> Result<Msisdn, Fault> {
    Msisdn::parse(&fields.digits(field)?).ok_or(field.invalid())
}

fn bounded(
    fields: &Fields,
    field: Field,
    characters_max: usize,
    lengths: FieldLengths,
) -> Result<String, Fault> {
    let text = fields.text(field)?;
    match lengths {
        FieldLengths::Strict if text.chars().count() > characters_max => Err(field.invalid()),
        FieldLengths::Strict | FieldLengths::Lenient => Ok(text),
    }
}

/// A check of the spelling only: `https://example.invalid/` is accepted, and a host with capitals
/// is not, as was seen in the sandbox.
fn is_callback_url(text: &str, accepted: CallbackAddresses) -> bool {
    if text.len() > CALLBACK_URL_BYTES_MAX {
        return false;
    }
    let Ok(url) = Url::parse(text) else {
        return false;
    };
    let written_host = text
        .split_once("://")
        .and_then(|(_, rest)| rest.split(['/', '?', '#']).next())
        .unwrap_or_default();
    if written_host.is_empty() || written_host.contains(|c: char| c.is_ascii_uppercase()) {
        return false;
    }
    match url.scheme() {
        "https" => true,
        "http" => accepted == CallbackAddresses::HttpsOrLoopback && is_loopback(&url),
        _ => false,
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse()
            .is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callback_addresses_are_judged_by_their_spelling() {
        let accepted = CallbackAddresses::HttpsOrLoopback;
        for good in [
            "https://mydomain.com/path",
            "https://example.invalid/Path/With/Capitals",
            "https://mydomain.com:8443/?a=B",
            "http://127.0.0.1:8080/callback/",
            "http://127.1.2.3/",
            "http://localhost:8080/callback/",
            "http://[::1]:8080/callback/",
        ] {
            assert!(is_callback_url(good, accepted), "{good}");
        }
        for bad in [
            "",
            "mydomain.com/path",
            "/path",
            "https://",
            "https:///path",
            "ftp://mydomain.com/",
            "http://mydomain.com/path",
            "http://127.0.0.1.example.com/",
            "http://localhost.example.com/",
            "https://Some-Tunnel.example.com/path",
        ] {
            assert!(!is_callback_url(bad, accepted), "{bad}");
        }
        let long = format!("https://mydomain.com/{}", "a".repeat(CALLBACK_URL_BYTES_MAX));
        assert!(!is_callback_url(&long, accepted));
    }

    #[test]
    fn plain_http_to_loopback_can_be_refused() {
        let strict = CallbackAddresses::HttpsOnly;
        assert!(!is_callback_url("http://127.0.0.1:8080/", strict));
        assert!(is_callback_url("https://127.0.0.1:8080/", strict));
    }
}
