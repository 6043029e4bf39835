//! Money that goes back to whoever paid it.

use domain::claim::ClaimKind;
use domain::codes::Receipt;
use domain::payment::{
    Allocate, Beneficiary, Payment, PaymentCommand, PaymentError, PaymentEvent, Reversed, Status,
    UnallocatedReason,
};
use domain::policy::react;
use domain::{Decide, Money};

use super::given;
use crate::samples::{
    after, after_events, called_back, cents, claims_of_last, completed, confirmed, customer_id,
    initiated, line_id, not_paid, other_payment_id, paid, payment_id, prompted, receipt_a,
    receipt_b, take,
};

fn record(receipt: Receipt) -> PaymentCommand {
    PaymentCommand::RecordReversed(Box::new(Reversed {
        receipt,
        reversal_receipt: Some("UF11RRRRR1".parse().unwrap()),
        refund_id: None,
        at: after(60),
    }))
}

fn reversed(receipt: Receipt, amount_cents: i64, of_customer: bool) -> PaymentEvent {
    PaymentEvent::PaymentReversed {
        receipt,
        amount_cents: cents(amount_cents),
        customer_id: of_customer.then(customer_id),
        reversal_receipt: Some("UF11RRRRR1".parse().unwrap()),
        refund_id: None,
        reversed_at: after(60),
    }
}

fn extra() -> PaymentEvent {
    PaymentEvent::ExtraReceiptCredited {
        receipt: receipt_b(),
        amount_cents: cents(2_000),
        paid_at: after(25),
    }
}

fn found(amount_cents: i64) -> PaymentEvent {
    PaymentEvent::ReceiptAttached {
        receipt: receipt_a(),
        confirmed_cents: cents(2_000),
        amount_cents: cents(amount_cents),
        paid_at: after(25),
    }
}

fn in_suspense() -> Vec<PaymentEvent> {
    let received = PaymentEvent::C2bReceived {
        payment_id: payment_id(),
        receipt: receipt_a(),
        amount_cents: cents(2_000),
        paid_at: after(20),
        short_code: "174379".parse().unwrap(),
        account_typed: None,
        payer: None,
        payer_name: None,
        meant_for: None,
        delivery_id: None,
    };
    let reason = UnallocatedReason::NoAccount;
    vec![received, PaymentEvent::PaymentUnallocated { reason }]
}

fn bought() -> Vec<PaymentEvent> {
    [prompted(), vec![completed(receipt_a(), 2_000)]].concat()
}

fn status_after(events: Vec<PaymentEvent>) -> Option<Status> {
    after_events::<Payment>(events).status()
}

#[test]
fn a_receipt_is_reversed_once_however_often_it_is_told() {
    given(bought()).when(record(receipt_a())).then_expect_events(vec![reversed(
        receipt_a(),
        2_000,
        true,
    )]);
    let over = [bought(), vec![reversed(receipt_a(), 2_000, true)]].concat();
    given(over.clone()).when(record(receipt_a())).then_expect_events(vec![]);
    assert_eq!(status_after(over.clone()), Some(Status::Reversed));
    let payment = after_events::<Payment>(over.clone());
    assert_eq!(payment.reversible(&receipt_a()), Err(PaymentError::Reversed));
    assert!(payment.is_reversed(&receipt_a()));
    // The same outcome again is still no news.
    let again = PaymentCommand::RecordOutcome(Box::new(called_back(paid(receipt_a(), 2_000))));
    given(over).when(again).then_expect_events(vec![]);
}

#[test]
fn only_what_came_can_go_back() {
    let no_such = PaymentError::NoSuchReceipt { receipt: receipt_b() };
    given(bought()).when(record(receipt_b())).then_expect_error(no_such.clone());
    given(in_suspense()).when(record(receipt_b())).then_expect_error(no_such);
    given(vec![]).when(record(receipt_a())).then_expect_error(PaymentError::NotFound);
    let merged = PaymentEvent::PaymentMerged {
        into: other_payment_id(),
        receipt: receipt_a(),
        amount_cents: cents(2_000),
        paid_at: after(20),
        from: None,
    };
    given([in_suspense(), vec![merged]].concat())
        .when(record(receipt_a()))
        .then_expect_error(PaymentError::Merged);
}

#[test]
fn of_two_receipts_each_goes_back_by_itself() {
    let both = || [bought(), vec![extra()]].concat();
    let one = [both(), vec![reversed(receipt_b(), 2_000, true)]].concat();
    assert_eq!(status_after(one.clone()), Some(Status::Completed));
    let payment = after_events::<Payment>(one.clone());
    assert_eq!(payment.reversible(&receipt_a()), Ok(cents(2_000)));
    assert_eq!(payment.only_receipt(), None, "it is to be said which");
    let none = [one, vec![reversed(receipt_a(), 2_000, true)]].concat();
    assert_eq!(status_after(none), Some(Status::Reversed));
    // Whoever pays again after a reversal has paid.
    let again = [bought(), vec![reversed(receipt_a(), 2_000, true)]].concat();
    let outcome = PaymentCommand::RecordOutcome(Box::new(called_back(paid(receipt_b(), 2_000))));
    let events = given(again.clone()).when(outcome).inspect_result().unwrap();
    assert!(matches!(events.last(), Some(PaymentEvent::ExtraReceiptCredited { .. })), "{events:?}");
    assert_eq!(status_after([again, events].concat()), Some(Status::Completed));
}

#[test]
fn a_failure_told_after_a_reversal_is_shown_and_changes_nothing() {
    let over = [bought(), vec![reversed(receipt_a(), 2_000, true)]].concat();
    let outcome = PaymentCommand::RecordOutcome(Box::new(called_back(not_paid("1032"))));
    let events = given(over.clone()).when(outcome).inspect_result().unwrap();
    assert_eq!(status_after([over, events].concat()), Some(Status::Reversed));
}

#[test]
fn money_in_suspense_goes_back_and_is_nobodys_any_more() {
    given(in_suspense()).when(record(receipt_a())).then_expect_events(vec![reversed(
        receipt_a(),
        2_000,
        false,
    )]);
    let over = || [in_suspense(), vec![reversed(receipt_a(), 2_000, false)]].concat();
    assert_eq!(status_after(over()), Some(Status::Reversed));
    given(over()).when(record(receipt_a())).then_expect_events(vec![]);
    let allocate = PaymentCommand::Allocate(Box::new(Allocate {
        to: Beneficiary { customer_id: customer_id(), line_id: line_id() },
        by: customer_id(),
        why: "They called".parse().unwrap(),
    }));
    given(over()).when(allocate).then_expect_error(PaymentError::Reversed);
    let merge = PaymentCommand::Merge { into: other_payment_id() };
    given(over()).when(merge).then_expect_error(PaymentError::Reversed);
    let payment = after_events::<Payment>(over());
    assert_eq!(payment.twin(), None);
}

#[test]
fn what_was_credited_is_known_by_its_keys() {
    let credits = |events: Vec<PaymentEvent>| {
        after_events::<Payment>(events)
            .credits_of(&receipt_a())
            .into_iter()
            .map(|(key, amount)| (key.split('/').nth(1).unwrap().to_owned(), amount.cents()))
            .collect::<Vec<_>>()
    };
    let receipt = receipt_a().as_str().to_owned();
    assert_eq!(credits(bought()), vec![(receipt.clone(), 2_000)]);
    assert_eq!(credits(in_suspense()), vec![(receipt.clone(), 2_000)]);
    assert_eq!(credits(vec![initiated()]), vec![]);
    // Credited while its receipt was to follow; and then what came beyond it.
    let of = |amount| [prompted(), vec![confirmed(2_000, after(40)), found(amount)]].concat();
    assert_eq!(credits(of(2_000)), vec![("confirmed".to_owned(), 2_000)]);
    assert_eq!(credits(of(1_500)), vec![("confirmed".to_owned(), 1_500)]);
    assert_eq!(credits(of(2_500)), vec![("confirmed".to_owned(), 2_000), (receipt, 500)]);
}

#[test]
fn the_receipt_of_a_reversal_is_claimed_and_nothing_is_settled_by_it() {
    let event = reversed(receipt_a(), 2_000, true);
    assert_eq!(
        claims_of_last::<Payment>([bought(), vec![event.clone()]].concat()),
        vec![take(ClaimKind::OutgoingReceipt, "UF11RRRRR1")],
    );
    assert_eq!(react(payment_id(), &event), None);
    let payment = after_events::<Payment>([bought(), vec![event]].concat());
    assert_eq!(payment.brought(), Money::from_cents(2_000), "it did bring it");
    assert!(payment.decide(record(receipt_a())).unwrap().is_empty());
}
