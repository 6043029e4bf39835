//! What the service does because of an event of a payment.

use domain::payment::{LookReason, PaymentEvent};
use domain::policy::react;
use domain::purchase::{Brought, Intent};

use crate::samples::{
    accepted, after, cents, completed, confirmed, dispatched, failed, initiated, payment_id,
    receipt_a, receipt_b,
};

fn brought(receipt: Option<domain::codes::Receipt>, amount_cents: i64, intent: Intent) -> Brought {
    Brought { payment_id: payment_id(), receipt, amount: cents(amount_cents), intent }
}

fn attached(confirmed_cents: i64, amount_cents: i64) -> PaymentEvent {
    PaymentEvent::ReceiptAttached {
        receipt: receipt_a(),
        confirmed_cents: cents(confirmed_cents),
        amount_cents: cents(amount_cents),
        paid_at: after(20),
    }
}

#[test]
fn completed_money_buys_what_was_chosen() {
    assert_eq!(
        react(payment_id(), &completed(receipt_a(), 2_000)),
        Some(brought(Some(receipt_a()), 2_000, Intent::Buy)),
    );
}

#[test]
fn confirmed_money_buys_what_was_chosen_before_its_receipt_is_found() {
    assert_eq!(
        react(payment_id(), &confirmed(2_000, after(30))),
        Some(brought(None, 2_000, Intent::Buy)),
    );
}

#[test]
fn a_second_receipt_is_credited_and_kept() {
    let extra = PaymentEvent::ExtraReceiptCredited {
        receipt: receipt_b(),
        amount_cents: cents(2_000),
        paid_at: after(20),
    };
    assert_eq!(react(payment_id(), &extra), Some(brought(Some(receipt_b()), 2_000, Intent::Keep)),);
}

#[test]
fn an_attached_receipt_credits_only_what_goes_beyond_what_was_confirmed() {
    assert_eq!(react(payment_id(), &attached(2_000, 2_000)), None);
    assert_eq!(react(payment_id(), &attached(2_000, 1_500)), None);
    assert_eq!(
        react(payment_id(), &attached(2_000, 2_500)),
        Some(brought(Some(receipt_a()), 500, Intent::Keep)),
    );
}

#[test]
fn nothing_else_moves_money() {
    let others = [
        initiated(),
        dispatched(),
        accepted(),
        failed("1032"),
        PaymentEvent::StkRejected {
            code: "500.001.1001".into(),
            message: "Wrong credentials".into(),
        },
        PaymentEvent::StkUnconfirmed { why: "no answer".into() },
        PaymentEvent::CallbackReceived {
            source: domain::outcome::OutcomeSource::Callback,
            result_code: "0".into(),
            description: "ok".into(),
            receipt: Some(receipt_a()),
            amount_cents: Some(cents(2_000)),
            paid_at: Some(after(20)),
            delivery_id: None,
        },
        PaymentEvent::AmountMismatched { asked_cents: cents(2_000), paid_cents: cents(2_500) },
        PaymentEvent::ConflictingOutcomeReported {
            source: domain::outcome::OutcomeSource::Callback,
            result_code: "0".into(),
            description: "ok".into(),
            receipt: Some(receipt_a()),
            reason: LookReason::ReceiptOfAnother,
        },
        PaymentEvent::PaymentExpired {
            times_asked: 5,
            last_answer: "no answer".into(),
            at: after(90_000),
        },
    ];
    for event in others {
        assert_eq!(react(payment_id(), &event), None, "{event:?}");
    }
}
