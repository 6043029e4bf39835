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
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;

use crate::{
    books::Kind,
    callback, clock,
    config::{Config, FieldLengths},
    credentials::{Family, Merchant, check_bearer},
    errors::Fault,
    fields::{Field, Fields},
    ids,
    msisdn::Msisdn,
    outcome::Outcome,
    recording,
    scenario::Answer,
    shared::Shared,
    store::{Push, Transaction},
    troubles::Place,
};

/// The most that one payment may be, in shillings.
const AMOUNT_SHILLINGS_MAX: u32 = 250_000;
/// The longest prompt that reaches a phone; a longer one ends in result 1025.
const PROMPT_CHARACTERS_MAX: usize = 182;

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
    check_bearer(&shared, &headers, now, Family::PushAndReversal)?;
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
    let scenario = shared.store().scenario_of(request.payer);
    let mut plan = scenario.plan();
    if plan.answer == Answer::SystemBusy {
        return Err(Fault::SystemBusy);
    }
    plan.callbacks = shared.troubles().at_delivery(Place::StkCallback, now, plan.callbacks);
    plan.outcome = request.unreachable().unwrap_or(plan.outcome);
    let push = Push {
        kind: request.kind,
        till: (request.kind == Kind::BuyGoods).then_some(request.party_b),
        short_code: request.short_code,
        payer: request.payer,
        amount_shillings: request.amount_shillings,
        account_reference: request.account_reference,
        callback_url: request.callback_url,
        scenario,
        plan,
    };
    let transaction = shared.store().begin(push, merchant_request_id, now)?;
    Ok((transaction, room))
}

#[derive(Debug)]
struct Request {
    merchant: Merchant,
    short_code: String,
    kind: Kind,
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
        let kind = match fields.text(Field::TransactionType)?.as_str() {
            "CustomerPayBillOnline" => Kind::PayBill,
            "CustomerBuyGoodsOnline" => Kind::BuyGoods,
            _ => return Err(Field::TransactionType.invalid()),
        };
        let amount_shillings = fields.shillings(Field::Amount)?;
        if amount_shillings > AMOUNT_SHILLINGS_MAX {
            return Err(Field::Amount.invalid());
        }
        fields.msisdn(Field::PartyA)?;
        let party_b = fields.short_code(Field::PartyB)?;
        let payer = fields.msisdn(Field::PhoneNumber)?;
        let callback_url = fields.url(Field::CallBackUrl, config.callback_addresses)?;
        let lengths = config.field_lengths;
        let account_reference =
            bounded(fields, Field::AccountReference, ACCOUNT_REFERENCE_CHARACTERS_MAX, lengths)?;
        bounded(fields, Field::TransactionDesc, TRANSACTION_DESC_CHARACTERS_MAX, lengths)?;
        Ok(Self {
            merchant,
            short_code,
            kind,
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
        (self.kind == Kind::PayBill && self.party_b != self.short_code)
            .then_some(Outcome::UnknownOperator)
    }
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
