//! `POST /mpesa/transactionstatus/v1/query`: what became of a payment, by its receipt or by the id that
//! its caller gave it.

use std::sync::Arc;

use axum::{Json, body::Bytes, extract::State, http::HeaderMap};
use chrono::{DateTime, Utc};

use crate::{
    books::{Entry, Status},
    clock::in_nairobi,
    credentials::Family,
    errors::Fault,
    fields::{Field, Fields},
    later::{self, Accepted, Done, Parameter, Request, Timing},
    money::{decimal, two_decimals},
    names,
    results::Failure,
    shared::Shared,
    store::Store,
    troubles::Place,
};

/// How wide an organisation's name is written here.
const PARTY_NAME_WIDTH: usize = 33;

/// What is asked about.
enum Subject {
    Receipt(String),
    Originator(String),
}

pub(crate) async fn query(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Accepted>, Fault> {
    let (fields, now) = later::open(&shared, &headers, &body, Family::QueryC2bQrAndStatus)?;
    let initiator = later::initiator(&fields, Field::Initiator, &shared.config)?;
    later::expect(&fields, Field::CommandId, "TransactionStatusQuery")?;
    let subject = Subject::read(&fields)?;
    let short_code = fields.short_code(Field::PartyA)?;
    later::identifier_type(&fields)?;
    later::remarks(&fields)?;
    let occasion = fields.optional_text(Field::Occasion);
    let request = Request::read(&fields, initiator, None, &shared.config, now)?;
    later::accept(
        &shared,
        Place::TransactionStatus,
        request,
        Timing::default(),
        move |shared, request, _| Done {
            outcome: request.initiator.and_then(|()| {
                let store = shared.store();
                let entry = subject
                    .find(&store)
                    .filter(|entry| entry.short_code == short_code)
                    .ok_or(Failure::UnknownReceipt)?;
                Ok(parameters(entry, &shared.config.organisation))
            }),
            receipt: None,
            reference: Parameter::text_or_bare("Occasion", &occasion),
        },
    )
}

impl Subject {
    fn read(fields: &Fields) -> Result<Self, Fault> {
        match fields.text(Field::TransactionId) {
            Ok(receipt) => Ok(Self::Receipt(receipt)),
            Err(fault) => {
                let id = fields.optional_text(Field::OriginalConversationId);
                if id.is_empty() { Err(fault) } else { Ok(Self::Originator(id)) }
            }
        }
    }

    fn find<'a>(&self, store: &'a Store) -> Option<&'a Entry> {
        match self {
            Self::Receipt(receipt) => store.books.get(receipt),
            Self::Originator(id) => store.books.by_originator(id),
        }
    }
}

fn parameters(entry: &Entry, organisation: &str) -> Vec<Parameter> {
    let customer = format!("{} - {}", entry.msisdn, names::full(entry.msisdn));
    let business = format!("{} - {organisation:PARTY_NAME_WIDTH$}", entry.short_code);
    let is_out = entry.amount_cents < 0;
    let (debit, credit) = if is_out { (business, customer) } else { (customer, business) };
    let charges = if is_out {
        Parameter::text(
            "DebitPartyCharges",
            format!("Fee For B2C Payment|KES|{}", two_decimals(entry.charge_cents)),
        )
    } else {
        Parameter::bare("CreditPartyCharges")
    };
    let ids = entry.ids.as_ref();
    vec![
        Parameter::text("DebitPartyName", debit),
        Parameter::text("CreditPartyName", credit),
        Parameter::text_or_bare(
            "OriginatorConversationID",
            ids.map_or("", |ids| ids.originator_conversation_id.as_str()),
        ),
        Parameter::number("InitiatedTime", time(entry.initiated_at)),
        charges,
        Parameter::text(
            "DebitAccountType",
            if is_out { "Utility Account" } else { "MMF Account For Customer" },
        ),
        Parameter::bare("TransactionReason"),
        Parameter::text("ReasonType", entry.reason()),
        Parameter::text(
            "TransactionStatus",
            match entry.status {
                Status::Completed => "Completed",
                Status::Declined => "Declined",
            },
        ),
        Parameter::number("FinalisedTime", time(entry.completed_at)),
        Parameter::number("Amount", decimal(entry.amount_cents.abs())),
        Parameter::text_or_bare(
            "ConversationID",
            ids.map_or("", |ids| ids.conversation_id.as_str()),
        ),
        Parameter::text("ReceiptNo", &entry.receipt),
    ]
}

fn time(at: DateTime<Utc>) -> String {
    in_nairobi(at).format("%Y%m%d%H%M%S").to_string()
}
