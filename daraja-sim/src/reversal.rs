//! `POST /mpesa/reversal/v1/request`: gives a customer's payment back.

use std::sync::Arc;

use axum::{Json, body::Bytes, extract::State, http::HeaderMap};

use crate::{
    books::{Books, Entry},
    clock::in_nairobi,
    credentials::Family,
    errors::Fault,
    fields::Field,
    later::{self, Accepted, Done, Parameter, Request, Timing},
    money::two_decimals,
    names,
    results::Failure,
    shared::Shared,
    troubles::Place,
};

pub(crate) async fn request(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Accepted>, Fault> {
    let (fields, now) = later::open(&shared, &headers, &body, Family::PushAndReversal)?;
    let initiator = later::initiator(&fields, Field::Initiator, &shared.config)?;
    later::expect(&fields, Field::CommandId, "TransactionReversal")?;
    let original = fields.text(Field::TransactionId)?;
    let amount_cents = i64::from(fields.shillings(Field::Amount)?) * 100;
    let short_code = fields.short_code(Field::ReceiverParty)?;
    // The correctly spelt key isn't known, so its absence is blamed on the other.
    if fields.digits(Field::RecieverIdentifierType)? != "11" {
        return Err(Field::RecieverIdentifierType.invalid());
    }
    let request = Request::read(&fields, initiator, None, &shared.config, now)?;
    later::remarks(&fields)?;
    later::accept(
        &shared,
        Place::Reversal,
        request,
        Timing::default(),
        move |shared, request, now| {
            let mut store = shared.store();
            let books = &mut store.books;
            let outcome = request.initiator.and_then(|()| {
                let is_theirs = books.get(&original).is_some_and(|of| of.short_code == short_code);
                if !is_theirs {
                    return Err(Failure::InvalidOriginal);
                }
                books.reverse(&original, amount_cents, request.ids.clone(), now)
            });
            Done {
                receipt: outcome.as_ref().ok().map(|entry| entry.receipt.clone()),
                outcome: outcome
                    .map(|entry| parameters(books, &entry, &shared.config.organisation)),
                reference: later::internal_timeout_url("reversal"),
            }
        },
    )
}

fn parameters(books: &Books, entry: &Entry, organisation: &str) -> Vec<Parameter> {
    let utility = two_decimals(books.of(&entry.short_code).map_or(0, |of| of.utility_cents));
    let completed = in_nairobi(entry.completed_at).format("%Y%m%d%H%M%S").to_string();
    vec![
        Parameter::text(
            "DebitAccountBalance",
            format!("Utility Account|KES|{utility}|{utility}|0.00|0.00"),
        ),
        Parameter::text("Amount", two_decimals(-entry.amount_cents)),
        Parameter::number("TransCompletedTime", completed),
        Parameter::text_or_bare("OriginalTransactionID", entry.reverses.as_deref().unwrap_or("")),
        Parameter::text("Charge", two_decimals(entry.charge_cents)),
        Parameter::text(
            "CreditPartyPublicName",
            format!("{} - {}", entry.msisdn, names::full(entry.msisdn)),
        ),
        Parameter::text("DebitPartyPublicName", format!("{} - {organisation}", entry.short_code)),
    ]
}
