//! Commands and events that the tests of outcomes share.

use domain::codes::Receipt;
use domain::outcome::OutcomeSource;
use domain::payment::{LookReason, Payment, PaymentCommand, PaymentEvent, RecordOutcome, Status};

use crate::samples::{after, after_events, cents, delivery_id};

pub(super) fn record(record: RecordOutcome) -> PaymentCommand {
    PaymentCommand::RecordOutcome(Box::new(record))
}

pub(super) fn and(
    mut before: Vec<PaymentEvent>,
    then: impl IntoIterator<Item = PaymentEvent>,
) -> Vec<PaymentEvent> {
    before.extend(then);
    before
}

pub(super) fn received_paid(receipt: Receipt, amount_cents: i64) -> PaymentEvent {
    PaymentEvent::CallbackReceived {
        source: OutcomeSource::Callback,
        result_code: "0".into(),
        description: "The service request is processed successfully.".into(),
        receipt: Some(receipt),
        amount_cents: Some(cents(amount_cents)),
        paid_at: Some(after(20)),
        delivery_id: Some(delivery_id()),
    }
}

pub(super) fn received_confirmed() -> PaymentEvent {
    PaymentEvent::CallbackReceived {
        source: OutcomeSource::Query,
        result_code: "0".into(),
        description: "The service request is processed successfully.".into(),
        receipt: None,
        amount_cents: None,
        paid_at: None,
        delivery_id: None,
    }
}

pub(super) fn received_failure(code: &str) -> PaymentEvent {
    PaymentEvent::CallbackReceived {
        source: OutcomeSource::Callback,
        result_code: code.into(),
        description: "Request cancelled by user".into(),
        receipt: None,
        amount_cents: None,
        paid_at: None,
        delivery_id: Some(delivery_id()),
    }
}

pub(super) fn conflict_paid(receipt: Receipt, reason: LookReason) -> PaymentEvent {
    PaymentEvent::ConflictingOutcomeReported {
        source: OutcomeSource::Callback,
        result_code: "0".into(),
        description: "The service request is processed successfully.".into(),
        receipt: Some(receipt),
        reason,
    }
}

pub(super) fn conflict_failed(code: &str, reason: LookReason) -> PaymentEvent {
    PaymentEvent::ConflictingOutcomeReported {
        source: OutcomeSource::Callback,
        result_code: code.into(),
        description: "Request cancelled by user".into(),
        receipt: None,
        reason,
    }
}

pub(super) fn attached(receipt: Receipt, confirmed_cents: i64, amount_cents: i64) -> PaymentEvent {
    PaymentEvent::ReceiptAttached {
        receipt,
        confirmed_cents: cents(confirmed_cents),
        amount_cents: cents(amount_cents),
        paid_at: after(20),
    }
}

pub(super) fn extra(receipt: Receipt, amount_cents: i64) -> PaymentEvent {
    PaymentEvent::ExtraReceiptCredited {
        receipt,
        amount_cents: cents(amount_cents),
        paid_at: after(20),
    }
}

pub(super) fn mismatched(asked_cents: i64, paid_cents: i64) -> PaymentEvent {
    PaymentEvent::AmountMismatched {
        asked_cents: cents(asked_cents),
        paid_cents: cents(paid_cents),
    }
}

pub(super) fn expired() -> PaymentEvent {
    PaymentEvent::PaymentExpired {
        times_asked: 5,
        last_answer: "no answer".into(),
        at: after(90_000),
    }
}

pub(super) fn needs_a_look(events: Vec<PaymentEvent>) -> Vec<LookReason> {
    after_events::<Payment>(events).look_reasons().collect()
}

pub(super) fn status(events: Vec<PaymentEvent>) -> Status {
    after_events::<Payment>(events).status().unwrap()
}
