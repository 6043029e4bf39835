//! Outcomes that repeat or contradict what is known: rules 1 to 4.

use domain::outcome::OutcomeSource;
use domain::payment::{LookReason, Payment, RecordOutcome, Status};

use super::events::*;
use super::given;
use crate::samples::{
    after, after_events, answered, called_back, cents, completed, confirmed, failed, not_paid,
    other_payment_id, paid, paid_without_receipt, prompted, receipt_a, receipt_b,
};

#[test]
fn a_receipt_that_another_payment_holds_is_credited_to_neither_again() {
    let held = RecordOutcome {
        receipt_held_by: Some(other_payment_id()),
        ..called_back(paid(receipt_a(), 2_000))
    };
    let told = [
        received_paid(receipt_a(), 2_000),
        conflict_paid(receipt_a(), LookReason::ReceiptOfAnother),
    ];
    given(prompted()).when(record(held.clone())).then_expect_events(told.to_vec());
    let end = and(prompted(), told);
    assert_eq!(after_events::<Payment>(end.clone()).brought(), cents(0));
    assert_eq!(needs_a_look(end.clone()), vec![LookReason::ReceiptOfAnother]);
    given(end.clone()).when(record(held)).then_expect_events(vec![]);
    // Asked later, Safaricom says that it is paid: that is the same money.
    given(end)
        .when(record(answered(paid_without_receipt(), after(120))))
        .then_expect_events(vec![]);
}

#[test]
fn the_same_outcome_again_is_success_and_no_event() {
    let histories = [
        (and(prompted(), [completed(receipt_a(), 2_000)]), paid(receipt_a(), 2_000)),
        (and(prompted(), [confirmed(2_000, after(30))]), paid_without_receipt()),
        (and(prompted(), [failed("1032")]), not_paid("1032")),
        (
            and(prompted(), [confirmed(2_000, after(30)), attached(receipt_a(), 2_000, 2_000)]),
            paid(receipt_a(), 2_000),
        ),
        (
            and(prompted(), [completed(receipt_b(), 2_000), extra(receipt_a(), 2_000)]),
            paid(receipt_a(), 2_000),
        ),
        (
            and(
                prompted(),
                [completed(receipt_a(), 2_000), conflict_failed("1032", LookReason::PaidAndFailed)],
            ),
            not_paid("1032"),
        ),
    ];
    for (history, outcome) in histories {
        for source in [OutcomeSource::Callback, OutcomeSource::Query, OutcomeSource::Statement] {
            let again = RecordOutcome { source, ..called_back(outcome.clone()) };
            given(history.clone()).when(record(again)).then_expect_events(vec![]);
        }
    }
}

#[test]
fn completed_is_never_undone_by_a_later_failure() {
    for money in [completed(receipt_a(), 2_000), confirmed(2_000, after(30))] {
        let before = and(prompted(), [money]);
        let told = [received_failure("1032"), conflict_failed("1032", LookReason::PaidAndFailed)];
        given(before.clone())
            .when(record(called_back(not_paid("1032"))))
            .then_expect_events(told.to_vec());
        let end = and(before, told);
        assert_eq!(status(end.clone()), Status::Completed);
        assert_eq!(needs_a_look(end), vec![LookReason::PaidAndFailed]);
    }
}

#[test]
fn a_success_after_failure_completes_the_payment_and_is_shown_to_a_person() {
    let before = and(prompted(), [failed("1032")]);
    let then = [
        received_paid(receipt_a(), 2_000),
        completed(receipt_a(), 2_000),
        conflict_paid(receipt_a(), LookReason::PaidAndFailed),
    ];
    given(before.clone())
        .when(record(called_back(paid(receipt_a(), 2_000))))
        .then_expect_events(then.to_vec());
    assert_eq!(status(and(before, then)), Status::Completed);
}

#[test]
fn failures_for_different_reasons_are_shown_to_a_person() {
    given(and(prompted(), [failed("1032")]))
        .when(record(called_back(not_paid("1037"))))
        .then_expect_events(vec![
            received_failure("1037"),
            conflict_failed("1037", LookReason::FailedDifferently),
        ]);
}

#[test]
fn another_amount_than_was_asked_is_named_credited_for_what_was_paid_and_shown_to_a_person() {
    for paid_cents in [500, 3_000] {
        let then = [
            received_paid(receipt_a(), paid_cents),
            completed(receipt_a(), paid_cents),
            mismatched(2_000, paid_cents),
        ];
        given(prompted())
            .when(record(called_back(paid(receipt_a(), paid_cents))))
            .then_expect_events(then.to_vec());
        let end = and(prompted(), then);
        assert_eq!(after_events::<Payment>(end.clone()).brought(), cents(paid_cents));
        assert_eq!(needs_a_look(end), vec![LookReason::AmountMismatched]);
    }
}

#[test]
fn one_receipt_with_two_amounts_is_credited_once_and_shown_to_a_person() {
    let before = and(prompted(), [completed(receipt_a(), 2_000)]);
    let told = [
        received_paid(receipt_a(), 1_000),
        conflict_paid(receipt_a(), LookReason::AmountMismatched),
    ];
    given(before.clone())
        .when(record(called_back(paid(receipt_a(), 1_000))))
        .then_expect_events(told.to_vec());
    let end = and(before, told);
    assert_eq!(after_events::<Payment>(end.clone()).brought(), cents(2_000));
    assert_eq!(needs_a_look(end.clone()), vec![LookReason::AmountMismatched]);
    given(end).when(record(called_back(paid(receipt_a(), 1_000)))).then_expect_events(vec![]);
}

#[test]
fn a_second_receipt_for_one_payment_is_named_credited_and_shown_to_a_person() {
    let before = and(prompted(), [completed(receipt_a(), 2_000)]);
    let then = [received_paid(receipt_b(), 2_000), extra(receipt_b(), 2_000)];
    given(before.clone())
        .when(record(called_back(paid(receipt_b(), 2_000))))
        .then_expect_events(then.to_vec());
    let end = and(before, then);
    assert_eq!(after_events::<Payment>(end.clone()).brought(), cents(4_000));
    assert_eq!(needs_a_look(end), vec![LookReason::ExtraReceipt]);
}

#[test]
fn a_receipt_of_another_amount_than_was_confirmed_is_shown_to_a_person() {
    given(and(prompted(), [confirmed(2_000, after(30))]))
        .when(record(called_back(paid(receipt_a(), 2_500))))
        .then_expect_events(vec![
            received_paid(receipt_a(), 2_500),
            attached(receipt_a(), 2_000, 2_500),
            mismatched(2_000, 2_500),
        ]);
}

#[test]
fn a_query_never_fails_a_payment_whose_callback_said_success() {
    let before = and(prompted(), [completed(receipt_a(), 2_000)]);
    let events = given(before.clone())
        .when(record(answered(not_paid("1037"), after(120))))
        .inspect_result()
        .unwrap();
    assert_eq!(status(and(before, events)), Status::Completed);
}
