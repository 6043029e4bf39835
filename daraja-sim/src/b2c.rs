//! `POST /mpesa/b2c/v{1,3}/paymentrequest`: a business pays a customer.

use std::{
    collections::{HashSet, VecDeque},
    sync::Arc,
};

use axum::{
    body::Bytes,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};

use crate::{
    books::{Accounts, Books, Entry, Outgoing},
    clock::in_nairobi,
    config::Config,
    credentials::Family,
    errors::Fault,
    fields::{Field, Fields},
    later::{self, Done, Parameter, Queue, Request, Timing},
    money::decimal,
    msisdn::Msisdn,
    names,
    outcome::Outcome,
    recording,
    results::Failure,
    scenario::{Answer, Plan},
    shared::Shared,
    troubles::Place,
};

/// How many of the callers' own ids are remembered; the oldest is forgotten first. As many as there
/// are entries in the books.
const ORIGINATORS_MAX: usize = 100_000;

/// The longest id that a caller may give. A limit of the simulator's own.
const ORIGINATOR_BYTES_MAX: usize = 100;

/// The ids that callers of v3 have used: each serves once.
#[derive(Debug, Default)]
pub(crate) struct Originators {
    used: HashSet<String>,
    order: VecDeque<String>,
}

impl Originators {
    /// Whether the id was free; from now on it is not.
    fn take(&mut self, id: &str) -> bool {
        if !self.used.insert(id.to_owned()) {
            return false;
        }
        self.order.push_back(id.to_owned());
        if self.order.len() > ORIGINATORS_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.used.remove(&oldest);
        }
        true
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    V1,
    V3,
}

pub(crate) async fn payment_v1(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Fault> {
    pay(&shared, Version::V1, &headers, &body)
}

pub(crate) async fn payment_v3(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Fault> {
    pay(&shared, Version::V3, &headers, &body)
}

fn pay(
    shared: &Arc<Shared>,
    version: Version,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Fault> {
    let (fields, now) = later::open(shared, headers, body, Family::B2cAndBalance)?;
    let order = Order::read(&fields, version, &shared.config, now)?;
    let plan = shared.store().scenario_of(order.receiver).plan();
    if plan.answer == Answer::SystemBusy {
        return Err(Fault::SystemBusy);
    }
    let id = &order.request.ids.originator_conversation_id;
    if version == Version::V3 && !shared.store().originators.take(id) {
        return Err(Fault::DuplicateConversation);
    }
    let timing = timing(&plan);
    let failure = failure(plan.outcome);
    let (receiver, paid) = (order.receiver, order.payment);
    let accepted =
        later::accept(shared, Place::B2c, order.request, timing, move |shared, request, now| {
            let outgoing = Outgoing {
                short_code: paid.short_code,
                receiver,
                amount_cents: paid.amount_cents,
                remarks: paid.remarks,
                initiated_at: request.requested_at,
                ids: request.ids.clone(),
            };
            let mut store = shared.store();
            let outcome = request
                .initiator
                .and_then(|()| failure.map_or(Ok(()), Err))
                .and_then(|()| store.books.pay_out(outgoing, now));
            done(&store.books, outcome)
        })?;
    Ok(if plan.answer == Answer::Never { recording::no_answer() } else { accepted.into_response() })
}

/// The receiver's number plays the part that a payer's would, as far as there is one: where a payer
/// would not reply, the request waits until it expires.
fn timing(plan: &Plan) -> Timing {
    Timing {
        queue: if plan.outcome == Outcome::NoReply { Queue::Expires } else { Queue::Moves },
        done_after: plan.finished_after,
        results: plan.callbacks.clone(),
    }
}

fn failure(outcome: Outcome) -> Option<Failure> {
    match outcome {
        Outcome::Paid | Outcome::NoReply => None,
        Outcome::InsufficientFunds => Some(Failure::InsufficientFunds),
        Outcome::RuleLimited => Some(Failure::DailyLimit),
        Outcome::PromptTooLong => Some(Failure::InvalidParameters),
        Outcome::Cancelled => Some(Failure::UnregisteredCustomer),
        Outcome::WrongPin => Some(Failure::InvalidInitiator),
        Outcome::UnknownOperator => Some(Failure::UnknownOperator),
    }
}

struct Payment {
    short_code: String,
    amount_cents: i64,
    remarks: String,
}

struct Order {
    request: Request,
    receiver: Msisdn,
    payment: Payment,
}

impl Order {
    fn read(
        fields: &Fields,
        version: Version,
        config: &Config,
        now: DateTime<Utc>,
    ) -> Result<Self, Fault> {
        let originator = match version {
            Version::V1 => None,
            Version::V3 => Some(
                fields
                    .text(Field::OriginatorConversationId)
                    .ok()
                    .filter(|id| id.len() <= ORIGINATOR_BYTES_MAX)
                    .ok_or(Field::OriginatorConversationId.invalid())?,
            ),
        };
        let initiator = later::initiator(fields, Field::InitiatorName, config)?;
        let command = fields.text(Field::CommandId)?;
        if !["SalaryPayment", "BusinessPayment", "PromotionPayment"].contains(&command.as_str()) {
            return Err(Field::CommandId.invalid());
        }
        let amount_cents = i64::from(fields.shillings(Field::Amount)?) * 100;
        let short_code = fields.short_code(Field::PartyA)?;
        let receiver = fields.msisdn(Field::PartyB)?;
        let remarks = later::remarks(fields)?;
        let request = Request::read(fields, initiator, originator, config, now)?;
        Ok(Self { request, receiver, payment: Payment { short_code, amount_cents, remarks } })
    }
}

fn done(books: &Books, outcome: Result<Entry, Failure>) -> Done {
    let receipt = outcome.as_ref().ok().map(|entry| entry.receipt.clone());
    Done {
        outcome: outcome.map(|entry| parameters(books, &entry)),
        receipt,
        reference: later::internal_timeout_url("b2c"),
    }
}

fn parameters(books: &Books, entry: &Entry) -> Vec<Parameter> {
    let funds = |of: fn(&Accounts) -> i64| decimal(books.of(&entry.short_code).map_or(0, of));
    let completed = in_nairobi(entry.completed_at).format("%d.%m.%Y %H:%M:%S").to_string();
    vec![
        Parameter::number("TransactionAmount", (-entry.amount_cents / 100).to_string()),
        Parameter::text("TransactionReceipt", &entry.receipt),
        Parameter::text(
            "ReceiverPartyPublicName",
            format!("{} - {}", entry.msisdn, names::full(entry.msisdn)),
        ),
        Parameter::text("TransactionCompletedDateTime", completed),
        Parameter::number("B2CUtilityAccountAvailableFunds", funds(|of| of.utility_cents)),
        Parameter::number("B2CWorkingAccountAvailableFunds", funds(|of| of.working_cents)),
        Parameter::text("B2CRecipientIsRegisteredCustomer", "Y"),
        Parameter::number("B2CChargesPaidAccountAvailableFunds", funds(|of| of.charges_paid_cents)),
    ]
}
