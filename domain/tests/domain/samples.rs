//! Values that the tests share: one customer, one line, a few packages, and a clock that stands.

use domain::claim::{ClaimChange, ClaimKind};
use domain::codes::Receipt;
use domain::line::{LineEvent, LineKind};
use domain::outcome::{FailureClass, NotPaid, OutcomeSource, Paid, StkOutcome};
use domain::package::{Duration, PackageSnapshot, PackageTerms, SoldAt, Unit};
use domain::payment::{PaymentEvent, RecordOutcome};
use domain::personal::{CheckoutRequestId, LineName};
use domain::time::seconds_later;
use domain::{
    CustomerId, Decide, DeliveryId, LineId, Money, Msisdn, PackageId, PaymentId, Personal,
    SubscriptionId, Timestamp,
};

pub(crate) fn payment_id() -> PaymentId {
    "019ab100-0000-7000-8000-00000000a001".parse().unwrap()
}

pub(crate) fn other_payment_id() -> PaymentId {
    "019ab100-0000-7000-8000-00000000a002".parse().unwrap()
}

pub(crate) fn customer_id() -> CustomerId {
    "019ab100-0000-7000-8000-00000000c001".parse().unwrap()
}

pub(crate) fn line_id() -> LineId {
    "019ab100-0000-7000-8000-00000000d001".parse().unwrap()
}

pub(crate) fn subscription_id() -> SubscriptionId {
    "019ab100-0000-7000-8000-00000000e001".parse().unwrap()
}

pub(crate) fn next_subscription_id() -> SubscriptionId {
    "019ab100-0000-7000-8000-00000000e002".parse().unwrap()
}

pub(crate) fn delivery_id() -> DeliveryId {
    "019ab100-0000-7000-8000-00000000f001".parse().unwrap()
}

fn package_id(number: u8) -> PackageId {
    format!("019ab100-0000-7000-8000-0000000000{number:02x}").parse().unwrap()
}

/// The moment of every first event.
pub(crate) fn start() -> Timestamp {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

/// So many seconds after the first event.
pub(crate) fn after(seconds: i64) -> Timestamp {
    seconds_later(start(), seconds).unwrap()
}

pub(crate) const HOUR: i64 = 3_600;
pub(crate) const DAY: i64 = 24 * HOUR;

pub(crate) fn cents(cents: i64) -> Money {
    Money::from_cents(cents)
}

fn package(number: u8, name: &str, price_cents: i64, count: u32, unit: Unit) -> PackageSnapshot {
    PackageSnapshot {
        package_id: package_id(number),
        terms: PackageTerms {
            name: name.to_owned(),
            price_cents: cents(price_cents),
            duration: Duration { count, unit },
            data_cap_mb: None,
            download_kbps: 5_000,
            upload_kbps: 2_000,
            devices_max: 1,
            sold_at: SoldAt::Both,
            renews: false,
        },
    }
}

/// KSh 20 for an hour.
pub(crate) fn hour_package() -> PackageSnapshot {
    package(1, "One hour", 2_000, 1, Unit::Hours)
}

/// KSh 80 for a day.
pub(crate) fn day_package() -> PackageSnapshot {
    package(2, "One day", 8_000, 1, Unit::Days)
}

/// KSh 1,500 for a calendar month.
pub(crate) fn month_package() -> PackageSnapshot {
    package(3, "One month", 150_000, 1, Unit::Months)
}

pub(crate) fn payer() -> Personal<Msisdn> {
    Personal::from_parts(customer_id(), "c2VhbGVkIHBob25l".into(), "hash-of-phone".into())
}

pub(crate) fn checkout_request_id() -> Personal<CheckoutRequestId> {
    Personal::from_parts(customer_id(), "c2VhbGVkIGNoZWNrb3V0".into(), "hash-of-checkout".into())
}

pub(crate) fn line_name() -> Personal<LineName> {
    Personal::from_parts(customer_id(), "c2VhbGVkIG5hbWU".into(), "hash-of-name".into())
}

pub(crate) fn receipt(text: &str) -> Receipt {
    text.parse().unwrap()
}

/// The first receipt.
pub(crate) fn receipt_a() -> Receipt {
    receipt("UF10AAAAA1")
}

/// Another receipt.
pub(crate) fn receipt_b() -> Receipt {
    receipt("UF10BBBBB2")
}

/// Paid with that receipt and amount, twenty seconds after the payment began.
pub(crate) fn paid(receipt: Receipt, amount_cents: i64) -> StkOutcome {
    StkOutcome::Paid(Paid {
        result_code: "0".into(),
        description: "The service request is processed successfully.".into(),
        receipt: Some(receipt),
        amount: Some(cents(amount_cents)),
        paid_at: Some(after(20)),
    })
}

/// Paid, as a query says it: no receipt, no amount, no time.
pub(crate) fn paid_without_receipt() -> StkOutcome {
    StkOutcome::Paid(Paid {
        result_code: "0".into(),
        description: "The service request is processed successfully.".into(),
        receipt: None,
        amount: None,
        paid_at: None,
    })
}

/// Not paid, with that result code.
pub(crate) fn not_paid(code: &str) -> StkOutcome {
    StkOutcome::NotPaid(NotPaid {
        result_code: code.into(),
        description: "Request cancelled by user".into(),
        class: FailureClass::Cancelled,
    })
}

/// That outcome, by callback, thirty seconds after the payment began.
pub(crate) fn called_back(outcome: StkOutcome) -> RecordOutcome {
    RecordOutcome {
        source: OutcomeSource::Callback,
        outcome,
        delivery_id: Some(delivery_id()),
        receipt_held_by: None,
        now: after(30),
    }
}

/// That outcome, as the answer to a question asked at that moment.
pub(crate) fn answered(outcome: StkOutcome, now: Timestamp) -> RecordOutcome {
    RecordOutcome {
        source: OutcomeSource::Query,
        outcome,
        delivery_id: None,
        receipt_held_by: None,
        now,
    }
}

/// A push for the hour package, asked for at the start.
pub(crate) fn initiated() -> PaymentEvent {
    initiated_for(hour_package())
}

/// A push for a package with an empty wallet.
pub(crate) fn initiated_for(package: PackageSnapshot) -> PaymentEvent {
    PaymentEvent::StkInitiated {
        payment_id: payment_id(),
        customer_id: customer_id(),
        line_id: line_id(),
        amount_cents: package.terms.price_cents,
        package,
        payer: payer(),
        account_reference: domain::codes::AccountReference::of(payment_id()),
        callback_key_id: "k1".into(),
        initiated_at: start(),
    }
}

pub(crate) fn dispatched() -> PaymentEvent {
    PaymentEvent::StkDispatched { attempt: 1, at: after(1) }
}

pub(crate) fn accepted() -> PaymentEvent {
    PaymentEvent::StkAccepted {
        merchant_request_id: "29115-34620561-1".into(),
        checkout_request_id: checkout_request_id(),
    }
}

/// A push that is on the customer's phone.
pub(crate) fn prompted() -> Vec<PaymentEvent> {
    vec![initiated(), dispatched(), accepted()]
}

pub(crate) fn completed(receipt: Receipt, amount_cents: i64) -> PaymentEvent {
    PaymentEvent::PaymentCompleted {
        receipt,
        amount_cents: cents(amount_cents),
        paid_at: after(20),
    }
}

pub(crate) fn confirmed(amount_cents: i64, at: Timestamp) -> PaymentEvent {
    PaymentEvent::PaymentConfirmed { amount_cents: cents(amount_cents), at }
}

pub(crate) fn failed(code: &str) -> PaymentEvent {
    PaymentEvent::PaymentFailed {
        class: FailureClass::Cancelled,
        result_code: code.into(),
        description: "Request cancelled by user".into(),
    }
}

pub(crate) fn line_added() -> LineEvent {
    LineEvent::LineAdded {
        line_id: line_id(),
        customer_id: customer_id(),
        kind: LineKind::Hotspot {},
        name: line_name(),
    }
}

/// The aggregate after those events.
pub(crate) fn after_events<A: Decide>(events: impl IntoIterator<Item = A::Event>) -> A {
    let mut aggregate = A::default();
    for event in events {
        aggregate.apply(event);
    }
    aggregate
}

/// What the last of those events does to claims.
pub(crate) fn claims_of_last<A: Decide>(mut events: Vec<A::Event>) -> Vec<ClaimChange> {
    let last = events.pop().unwrap();
    after_events::<A>(events).claim_changes(&last)
}

pub(crate) fn take(kind: ClaimKind, key: &str) -> ClaimChange {
    ClaimChange::take(kind, key)
}

pub(crate) fn release(kind: ClaimKind, key: &str) -> ClaimChange {
    ClaimChange::release(kind, key)
}
