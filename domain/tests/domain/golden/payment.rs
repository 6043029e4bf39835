//! Events of payments.

use domain::Money;
use domain::codes::AccountReference;
use domain::outcome::{FailureClass, OutcomeSource};
use domain::payment::{LookReason, Payment, PaymentEvent};

use super::{Sample, case, check, home_month, hotspot_half_hour, id, moment, personal, sample};

fn stored_name(event: &PaymentEvent) -> &'static str {
    match event {
        PaymentEvent::StkInitiated { .. } => "StkInitiated.v1",
        PaymentEvent::StkDispatched { .. } => "StkDispatched.v1",
        PaymentEvent::StkAccepted { .. } => "StkAccepted.v1",
        PaymentEvent::StkRejected { .. } => "StkRejected.v1",
        PaymentEvent::StkUnconfirmed { .. } => "StkUnconfirmed.v1",
        PaymentEvent::CallbackReceived { .. } => "CallbackReceived.v1",
        PaymentEvent::PaymentCompleted { .. } => "PaymentCompleted.v1",
        PaymentEvent::PaymentConfirmed { .. } => "PaymentConfirmed.v1",
        PaymentEvent::ReceiptAttached { .. } => "ReceiptAttached.v1",
        PaymentEvent::PaymentFailed { .. } => "PaymentFailed.v1",
        PaymentEvent::AmountMismatched { .. } => "AmountMismatched.v1",
        PaymentEvent::ExtraReceiptCredited { .. } => "ExtraReceiptCredited.v1",
        PaymentEvent::ConflictingOutcomeReported { .. } => "ConflictingOutcomeReported.v1",
        PaymentEvent::PaymentExpired { .. } => "PaymentExpired.v1",
    }
}

#[test]
fn events_of_payments_are_read_and_written_as_they_always_were() {
    let samples: Vec<_> = prompts().into_iter().chain(money()).chain(no_money()).collect();
    check::<Payment>(&samples, stored_name);
}

fn prompts() -> Vec<Sample<PaymentEvent>> {
    vec![
        sample(PaymentEvent::StkInitiated {
            payment_id: id("a001"),
            customer_id: id("c001"),
            line_id: id("d001"),
            package: home_month(),
            amount_cents: Money::from_cents(187_500),
            payer: personal("bm9uY2UgYW5kIHBob25l", "9f86d081884c7d65"),
            account_reference: AccountReference::of(id("a001")),
            callback_key_id: "2026-11".into(),
            initiated_at: moment("2026-11-23T15:04:05.678901Z"),
        }),
        case(
            "hotspot",
            PaymentEvent::StkInitiated {
                payment_id: id("a002"),
                customer_id: id("c002"),
                line_id: id("d002"),
                package: hotspot_half_hour(),
                amount_cents: Money::from_cents(1_000),
                payer: personal("bm9uY2UgYW5kIHBob25l", "9f86d081884c7d65"),
                account_reference: AccountReference::of(id("a002")),
                callback_key_id: "2026-11".into(),
                initiated_at: moment("2026-11-23T15:04:05Z"),
            },
        ),
        sample(PaymentEvent::StkDispatched {
            attempt: 1,
            at: moment("2026-11-23T15:04:06.000001Z"),
        }),
        sample(PaymentEvent::StkAccepted {
            merchant_request_id: "2654-4b64-97ff-b827b542881d3130".into(),
            checkout_request_id: personal("bm9uY2UgYW5kIGlk", "60303ae22b998861"),
        }),
        sample(PaymentEvent::StkRejected {
            code: "400.002.02".into(),
            message: "Bad Request - Invalid PhoneNumber".into(),
        }),
        sample(PaymentEvent::StkUnconfirmed {
            why: "the connection was lost before the answer".into(),
        }),
    ]
}

fn money() -> Vec<Sample<PaymentEvent>> {
    vec![
        sample(PaymentEvent::CallbackReceived {
            source: OutcomeSource::Callback,
            result_code: "0".into(),
            description: "The service request is processed successfully.".into(),
            receipt: Some("UKN5AAAAA1".parse().unwrap()),
            amount_cents: Some(Money::from_cents(187_500)),
            paid_at: Some(moment("2026-11-23T15:04:20Z")),
            delivery_id: Some(id("f001")),
        }),
        case(
            "query",
            PaymentEvent::CallbackReceived {
                source: OutcomeSource::Query,
                result_code: "SFC_IC0003".into(),
                description: "The operator does not exist.".into(),
                receipt: None,
                amount_cents: None,
                paid_at: None,
                delivery_id: None,
            },
        ),
        sample(PaymentEvent::PaymentCompleted {
            receipt: "UKN5AAAAA1".parse().unwrap(),
            amount_cents: Money::from_cents(187_500),
            paid_at: moment("2026-11-23T15:04:20Z"),
        }),
        sample(PaymentEvent::PaymentConfirmed {
            amount_cents: Money::from_cents(187_500),
            at: moment("2026-11-23T15:04:36.5Z"),
        }),
        sample(PaymentEvent::ReceiptAttached {
            receipt: "UKN5AAAAA1".parse().unwrap(),
            confirmed_cents: Money::from_cents(187_500),
            amount_cents: Money::from_cents(187_600),
            paid_at: moment("2026-11-23T14:31:20Z"),
        }),
        sample(PaymentEvent::AmountMismatched {
            asked_cents: Money::from_cents(187_500),
            paid_cents: Money::from_cents(187_600),
        }),
        sample(PaymentEvent::ExtraReceiptCredited {
            receipt: "UKN5BBBBB2".parse().unwrap(),
            amount_cents: Money::from_cents(187_500),
            paid_at: moment("2026-11-23T15:09:59Z"),
        }),
    ]
}

fn no_money() -> Vec<Sample<PaymentEvent>> {
    vec![
        sample(PaymentEvent::PaymentFailed {
            class: FailureClass::InsufficientFunds,
            result_code: "1".into(),
            description: "The balance is insufficient for the transaction.".into(),
        }),
        sample(PaymentEvent::ConflictingOutcomeReported {
            source: OutcomeSource::Statement,
            result_code: "0".into(),
            description: "Completed".into(),
            receipt: Some("UKN5AAAAA1".parse().unwrap()),
            reason: LookReason::ReceiptOfAnother,
        }),
        case(
            "push",
            PaymentEvent::ConflictingOutcomeReported {
                source: OutcomeSource::Push,
                result_code: "400.002.02".into(),
                description: "Bad Request - Invalid PhoneNumber".into(),
                receipt: None,
                reason: LookReason::PaidAndFailed,
            },
        ),
        sample(PaymentEvent::PaymentExpired {
            times_asked: 5,
            last_answer: "The transaction is being processed".into(),
            at: moment("2026-11-24T15:04:06Z"),
        }),
    ]
}
