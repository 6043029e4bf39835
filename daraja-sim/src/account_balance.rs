//! `POST /mpesa/accountbalance/v1/query`: what a short code has.

use std::sync::Arc;

use axum::{Json, body::Bytes, extract::State, http::HeaderMap};
use chrono::{DateTime, Utc};

use crate::{
    books::Accounts,
    clock::in_nairobi,
    credentials::Family,
    errors::Fault,
    fields::Field,
    later::{self, Accepted, Done, Parameter, Request, Timing},
    money::two_decimals,
    results::Failure,
    shared::Shared,
    troubles::Place,
};

pub(crate) async fn query(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Accepted>, Fault> {
    let (fields, now) = later::open(&shared, &headers, &body, Family::B2cAndBalance)?;
    let initiator = later::initiator(&fields, Field::Initiator, &shared.config)?;
    later::expect(&fields, Field::CommandId, "AccountBalance")?;
    let short_code = fields.short_code(Field::PartyA)?;
    later::identifier_type(&fields)?;
    later::remarks(&fields)?;
    let request = Request::read(&fields, initiator, None, &shared.config, now)?;
    later::accept(
        &shared,
        Place::AccountBalance,
        request,
        Timing::default(),
        move |shared, request, now| Done {
            outcome: request.initiator.and_then(|()| {
                let store = shared.store();
                let accounts = store.books.of(&short_code).ok_or(Failure::UnknownOperator)?;
                Ok(parameters(accounts, now))
            }),
            receipt: None,
            reference: later::internal_timeout_url("ab"),
        },
    )
}

fn parameters(accounts: &Accounts, now: DateTime<Utc>) -> Vec<Parameter> {
    let completed = in_nairobi(now).format("%Y%m%d%H%M%S").to_string();
    vec![
        Parameter::text("AccountBalance", written(accounts)),
        Parameter::number("BOCompletedTime", completed),
    ]
}

/// Accounts are parted by `&`, and each is a name, the currency, and what is current, available,
/// reserved and uncleared. Nothing is ever reserved here.
fn written(accounts: &Accounts) -> String {
    [
        ("Working Account", accounts.working_cents),
        ("Float Account", 0),
        ("Utility Account", accounts.utility_cents),
        ("Charges Paid Account", accounts.charges_paid_cents),
        ("Organization Settlement Account", 0),
    ]
    .map(|(name, cents)| {
        let amount = two_decimals(cents);
        format!("{name}|KES|{amount}|{amount}|0.00|0.00")
    })
    .join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_written_as_one_line() {
        let accounts = Accounts {
            working_cents: 100,
            utility_cents: 1_197_473_763,
            charges_paid_cents: -16_450_500,
            ..Accounts::default()
        };
        assert_eq!(
            written(&accounts),
            "Working Account|KES|1.00|1.00|0.00|0.00&Float Account|KES|0.00|0.00|0.00|0.00&\
             Utility Account|KES|11974737.63|11974737.63|0.00|0.00&\
             Charges Paid Account|KES|-164505.00|-164505.00|0.00|0.00&\
             Organization Settlement Account|KES|0.00|0.00|0.00|0.00"
        );
    }
}
