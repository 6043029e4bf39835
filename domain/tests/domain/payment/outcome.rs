//! What becomes of a push: rules 1 to 5.

use domain::claim::ClaimKind;
use domain::outcome::{FailureClass, Paid, StkOutcome};
use domain::payment::{Payment, PaymentError, PaymentEvent, Status};

use super::events::*;
use super::given;
use crate::samples::{
    after, after_events, answered, called_back, cents, claims_of_last, completed, confirmed,
    failed, not_paid, paid, paid_without_receipt, prompted, receipt_a, receipt_b, release, take,
};

#[test]
fn a_success_completes_the_payment() {
    given(prompted())
        .when(record(called_back(paid(receipt_a(), 2_000))))
        .then_expect_events(vec![received_paid(receipt_a(), 2_000), completed(receipt_a(), 2_000)]);
    let end = and(prompted(), [completed(receipt_a(), 2_000)]);
    let payment = after_events::<Payment>(end.clone());
    assert_eq!(payment.status(), Some(Status::Completed));
    assert_eq!(payment.brought(), cents(2_000));
    assert_eq!(needs_a_look(end), vec![]);
}

#[test]
fn a_failure_fails_the_payment_and_says_why() {
    given(prompted())
        .when(record(called_back(not_paid("1032"))))
        .then_expect_events(vec![received_failure("1032"), failed("1032")]);
    let end = and(prompted(), [failed("1032")]);
    assert_eq!(status(end.clone()), Status::Failed);
    assert_eq!(needs_a_look(end), vec![]);
}

#[test]
fn an_unclassified_failure_keeps_its_code_as_it_came() {
    let StkOutcome::NotPaid(mut not_paid) = not_paid("SFC_IC0003") else { unreachable!() };
    not_paid.class = FailureClass::Unclassified;
    let events = given(prompted())
        .when(record(called_back(StkOutcome::NotPaid(not_paid))))
        .inspect_result()
        .unwrap();
    assert_eq!(
        events.last(),
        Some(&PaymentEvent::PaymentFailed {
            class: FailureClass::Unclassified,
            result_code: "SFC_IC0003".into(),
            description: "Request cancelled by user".into(),
        }),
    );
}

#[test]
fn a_receipt_is_claimed_by_whatever_event_credits_it() {
    let key = receipt_a();
    let taken = take(ClaimKind::Receipt, key.as_str());
    let freed = release(ClaimKind::Push, "hash-of-phone");
    assert_eq!(
        claims_of_last::<Payment>(and(prompted(), [completed(receipt_a(), 2_000)])),
        vec![taken.clone(), freed.clone()],
    );
    let awaiting = and(prompted(), [confirmed(2_000, after(30))]);
    assert_eq!(claims_of_last::<Payment>(awaiting.clone()), vec![freed]);
    assert_eq!(
        claims_of_last::<Payment>(and(awaiting, [attached(receipt_a(), 2_000, 2_000)])),
        vec![taken.clone()],
    );
    let twice = [completed(receipt_b(), 2_000), extra(receipt_a(), 2_000)];
    assert_eq!(claims_of_last::<Payment>(and(prompted(), twice)), vec![taken]);
}

#[test]
fn a_success_after_expiry_completes_the_payment() {
    let before = and(prompted(), [expired()]);
    let then = [received_paid(receipt_a(), 2_000), completed(receipt_a(), 2_000)];
    given(before.clone())
        .when(record(called_back(paid(receipt_a(), 2_000))))
        .then_expect_events(then.to_vec());
    assert_eq!(status(and(before, then)), Status::Completed);
}

#[test]
fn a_failure_after_expiry_is_the_outcome() {
    let before = and(prompted(), [expired()]);
    given(before)
        .when(record(called_back(not_paid("1037"))))
        .then_expect_events(vec![received_failure("1037"), failed("1037")]);
}

#[test]
fn an_amount_that_did_not_come_is_what_was_asked() {
    let unsaid = StkOutcome::Paid(Paid {
        result_code: "0".into(),
        description: "ok".into(),
        receipt: Some(receipt_a()),
        amount: None,
        paid_at: None,
    });
    let events = given(prompted()).when(record(called_back(unsaid))).inspect_result().unwrap();
    assert_eq!(
        events.last(),
        Some(&PaymentEvent::PaymentCompleted {
            receipt: receipt_a(),
            amount_cents: cents(2_000),
            paid_at: after(30),
        }),
    );
}

#[test]
fn a_query_that_says_paid_confirms_the_payment_with_its_receipt_to_follow() {
    given(prompted())
        .when(record(answered(paid_without_receipt(), after(30))))
        .then_expect_events(vec![received_confirmed(), confirmed(2_000, after(30))]);
    let end = and(prompted(), [confirmed(2_000, after(30))]);
    assert_eq!(status(end.clone()), Status::Completed);
    assert_eq!(after_events::<Payment>(end).brought(), cents(2_000));
}

#[test]
fn the_receipt_of_a_confirmed_payment_is_attached_and_brings_nothing_twice() {
    let before = and(prompted(), [confirmed(2_000, after(30))]);
    let then = [received_paid(receipt_a(), 2_000), attached(receipt_a(), 2_000, 2_000)];
    given(before.clone())
        .when(record(called_back(paid(receipt_a(), 2_000))))
        .then_expect_events(then.to_vec());
    let end = and(before, then);
    assert_eq!(after_events::<Payment>(end.clone()).brought(), cents(2_000));
    assert_eq!(needs_a_look(end), vec![]);
}

#[test]
fn a_query_that_says_paid_after_the_callback_adds_nothing() {
    given(and(prompted(), [completed(receipt_a(), 2_000)]))
        .when(record(answered(paid_without_receipt(), after(120))))
        .then_expect_events(vec![]);
}

#[test]
fn an_outcome_before_the_answer_to_the_push_is_taken_as_it_is() {
    let sent: Vec<PaymentEvent> = prompted().into_iter().take(2).collect();
    given(sent)
        .when(record(called_back(paid(receipt_a(), 2_000))))
        .then_expect_events(vec![received_paid(receipt_a(), 2_000), completed(receipt_a(), 2_000)]);
}

#[test]
fn an_outcome_frees_the_phone() {
    for end in [failed("1032"), confirmed(2_000, after(30)), expired()] {
        assert_eq!(
            claims_of_last::<Payment>(and(prompted(), [end])),
            vec![release(ClaimKind::Push, "hash-of-phone")],
        );
    }
}

#[test]
fn an_outcome_of_no_payment_is_refused() {
    given(vec![])
        .when(record(called_back(paid(receipt_a(), 2_000))))
        .then_expect_error(PaymentError::NotFound);
}
