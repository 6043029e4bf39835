//! Events of payments.

use domain::Money;
use domain::codes::AccountReference;
use domain::outcome::{FailureClass, OutcomeSource};
use domain::payment::{Beneficiary, LookReason, Payment, PaymentEvent, UnallocatedReason};

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
        PaymentEvent::C2bReceived { .. } => "C2bReceived.v1",
        PaymentEvent::PaymentUnallocated { .. } => "PaymentUnallocated.v1",
        PaymentEvent::PaymentAllocated { .. } => "PaymentAllocated.v1",
        PaymentEvent::PaymentMerged { .. } => "PaymentMerged.v1",
        PaymentEvent::PaymentReversed { .. } => "PaymentReversed.v1",
    }
}

#[test]
fn events_of_payments_are_read_and_written_as_they_always_were() {
    let samples = [prompts(), money(), no_money(), unprompted(), reversed()];
    let samples: Vec<_> = samples.into_iter().flatten().collect();
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

fn unprompted() -> Vec<Sample<PaymentEvent>> {
    let to = Beneficiary { customer_id: id("c001"), line_id: id("d001") };
    vec![
        sample(PaymentEvent::C2bReceived {
            payment_id: id("a003"),
            receipt: "UKN5CCCCC3".parse().unwrap(),
            amount_cents: Money::from_cents(250_000),
            paid_at: moment("2026-11-23T15:12:00Z"),
            short_code: "174379".parse().unwrap(),
            account_typed: Some(personal("bm9uY2UgYW5kIGFjY291bnQ=", "4355a46b19d348dc")),
            payer: Some(personal("bm9uY2UgYW5kIHBheWVy", "53c234e5e8472b6a")),
            payer_name: Some(personal("bm9uY2UgYW5kIG5hbWU=", "1b16b1df538ba12d")),
            meant_for: Some(to),
            delivery_id: Some(id("f002")),
        }),
        case(
            "till",
            PaymentEvent::C2bReceived {
                payment_id: id("a004"),
                receipt: "UKN5DDDDD4".parse().unwrap(),
                amount_cents: Money::from_cents(5_000),
                paid_at: moment("2026-11-23T15:13:00Z"),
                short_code: "5012345".parse().unwrap(),
                account_typed: None,
                payer: None,
                payer_name: None,
                meant_for: None,
                delivery_id: None,
            },
        ),
        case(
            "c2b",
            PaymentEvent::CallbackReceived {
                source: OutcomeSource::C2b,
                result_code: "0".into(),
                description: "Paid without a prompt".into(),
                receipt: Some("UKN5AAAAA1".parse().unwrap()),
                amount_cents: Some(Money::from_cents(187_500)),
                paid_at: Some(moment("2026-11-23T15:04:20Z")),
                delivery_id: Some(id("f003")),
            },
        ),
        sample(PaymentEvent::PaymentUnallocated { reason: UnallocatedReason::WrongCheckDigit }),
        sample(PaymentEvent::PaymentAllocated {
            to,
            receipt: "UKN5DDDDD4".parse().unwrap(),
            amount_cents: Money::from_cents(5_000),
            paid_at: moment("2026-11-23T15:13:00Z"),
            by: id("c009"),
            why: "The payer called and read out the receipt".parse().unwrap(),
        }),
        sample(PaymentEvent::PaymentMerged {
            into: id("a001"),
            receipt: "UKN5DDDDD4".parse().unwrap(),
            amount_cents: Money::from_cents(5_000),
            paid_at: moment("2026-11-23T15:13:00Z"),
            from: Some(id("c001")),
        }),
        case(
            "suspense",
            PaymentEvent::PaymentMerged {
                into: id("a001"),
                receipt: "UKN5DDDDD4".parse().unwrap(),
                amount_cents: Money::from_cents(5_000),
                paid_at: moment("2026-11-23T15:13:00Z"),
                from: None,
            },
        ),
    ]
}

fn reversed() -> Vec<Sample<PaymentEvent>> {
    vec![
        sample(PaymentEvent::PaymentReversed {
            receipt: "UKN5AAAAA1".parse().unwrap(),
            amount_cents: Money::from_cents(187_500),
            customer_id: Some(id("c001")),
            reversal_receipt: Some("UKN6AAAAA9".parse().unwrap()),
            refund_id: Some(id("0002")),
            reversed_at: moment("2026-11-24T06:12:40Z"),
        }),
        case(
            "elsewhere",
            PaymentEvent::PaymentReversed {
                receipt: "UKN5AAAAA1".parse().unwrap(),
                amount_cents: Money::from_cents(187_500),
                customer_id: None,
                reversal_receipt: None,
                refund_id: None,
                reversed_at: moment("2026-11-24T06:12:40Z"),
            },
        ),
    ]
}
