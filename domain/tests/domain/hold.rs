//! Held reports: nothing is done about them until Safaricom, or a person, says that they are true.

use cqrs_es::test::{AggregateTestExecutor, TestFramework};
use domain::claim::ClaimKind;
use domain::hold::{
    About, Doubt, Hold, HoldCommand, HoldError, HoldEvent, HoldReport, Released, Report,
    doubts_of_unprompted,
};
use domain::outcome::OutcomeSource;
use domain::payment::{Payment, PaymentEvent};
use domain::{HoldId, UserId};

use crate::samples::{
    self, DAY, after, after_events, cents, claims_of_last, completed, delivery_id, failed,
    payment_id, prompted, receipt_a, receipt_b, take,
};

/// KSh 10,000.
const ABOVE_CENTS: i64 = 1_000_000;
const PATIENCE_SECONDS: i64 = 120;

fn given(events: Vec<HoldEvent>) -> AggregateTestExecutor<Hold> {
    TestFramework::<Hold>::with(()).given(events)
}

fn hold_id() -> HoldId {
    "019ab100-0000-7000-8000-000000000002".parse().unwrap()
}

fn somebody() -> UserId {
    "019ab100-0000-7000-8000-00000000c009".parse().unwrap()
}

fn report() -> Box<Report> {
    Box::new(Report {
        source: OutcomeSource::Callback,
        receipt: receipt_a(),
        amount_cents: cents(2_500_000),
        paid_at: after(20),
        delivery_id: Some(delivery_id()),
        about: About::Push {
            payment_id: payment_id(),
            result_code: "0".into(),
            description: "Processed".into(),
        },
    })
}

fn hold(doubts: Vec<Doubt>) -> HoldCommand {
    let report = report();
    HoldCommand::Hold(Box::new(HoldReport { hold_id: hold_id(), report, doubts, now: after(30) }))
}

fn held() -> HoldEvent {
    HoldEvent::ReportHeld {
        hold_id: hold_id(),
        report: report(),
        doubts: vec![Doubt::AboveLimit],
        at: after(30),
    }
}

fn released(by: Released, amount_cents: i64) -> HoldEvent {
    HoldEvent::HoldReleased { by, amount_cents: cents(amount_cents), at: after(60) }
}

fn confirmed(amount: Option<i64>) -> HoldCommand {
    HoldCommand::RecordConfirmed { amount: amount.map(cents), now: after(60) }
}

fn unanswered() -> HoldEvent {
    HoldEvent::HoldUnanswered { times_asked: 3, last_answer: "No answer".into(), at: after(60) }
}

fn note_unanswered() -> HoldCommand {
    HoldCommand::RecordUnanswered {
        times_asked: 3,
        last_answer: "No answer".into(),
        now: after(60),
    }
}

fn refuted(at: i64) -> HoldEvent {
    HoldEvent::HoldRefuted { code: "2033".into(), description: "None".into(), at: after(at) }
}

fn not_found(at: i64) -> HoldCommand {
    HoldCommand::RecordNotFound {
        code: "2033".into(),
        description: "None".into(),
        patience_seconds: PATIENCE_SECONDS,
        now: after(at),
    }
}

fn person() -> Released {
    Released::Person { user_id: somebody(), why: "Seen on the portal".parse().unwrap() }
}

fn release() -> HoldCommand {
    let why = "Seen on the portal".parse().unwrap();
    HoldCommand::Release { by: somebody(), why, now: after(60) }
}

#[test]
fn a_doubtful_report_is_held_as_it_came() {
    given(vec![]).when(hold(vec![Doubt::AboveLimit])).then_expect_events(vec![held()]);
    let taken = claims_of_last::<Hold>(vec![held()]);
    let key = format!("{}/{}", payment_id(), receipt_a());
    assert_eq!(taken, [take(ClaimKind::Hold, &key)]);
}

#[test]
fn nothing_is_held_without_a_reason_or_twice() {
    given(vec![]).when(hold(vec![])).then_expect_error(HoldError::NoDoubt);
    given(vec![held()]).when(hold(vec![Doubt::AboveLimit])).then_expect_error(HoldError::Exists);
    given(vec![]).when(release()).then_expect_error(HoldError::NotFound);
}

#[test]
fn what_safaricom_confirms_is_released_with_the_amount_that_it_names() {
    for before in [vec![held()], vec![held(), unanswered()]] {
        let word = released(Released::Safaricom {}, 2_500_000);
        given(before.clone()).when(confirmed(None)).then_expect_events(vec![word.clone()]);
        given(before.clone()).when(confirmed(Some(0))).then_expect_events(vec![word]);
        let less = released(Released::Safaricom {}, 1_000);
        given(before).when(confirmed(Some(1_000))).then_expect_events(vec![less]);
    }
}

#[test]
fn what_has_come_by_another_road_is_released() {
    given(vec![held()])
        .when(HoldCommand::RecordKnown { now: after(60) })
        .then_expect_events(vec![released(Released::Ledger {}, 2_500_000)]);
}

#[test]
fn a_receipt_that_is_not_found_may_only_not_be_there_yet() {
    given(vec![held()]).when(not_found(30 + PATIENCE_SECONDS - 1)).then_expect_events(vec![]);
    let due = 30 + PATIENCE_SECONDS;
    given(vec![held()]).when(not_found(due)).then_expect_events(vec![refuted(due)]);
    given(vec![held(), refuted(due)]).when(not_found(due + 1)).then_expect_events(vec![]);
}

#[test]
fn what_did_not_move_is_refuted_at_once_and_what_moved_after_all_is_released() {
    let no = HoldCommand::RecordRefuted {
        code: "2033".into(),
        description: "None".into(),
        now: after(31),
    };
    given(vec![held()]).when(no.clone()).then_expect_events(vec![refuted(31)]);
    let moved = released(Released::Safaricom {}, 2_500_000);
    given(vec![held(), refuted(31)]).when(confirmed(None)).then_expect_events(vec![moved.clone()]);
    given(vec![held(), moved]).when(no).then_expect_events(vec![]);
}

#[test]
fn without_an_answer_a_person_is_asked_to_look_once() {
    given(vec![held()]).when(note_unanswered()).then_expect_events(vec![unanswered()]);
    given(vec![held(), unanswered()]).when(note_unanswered()).then_expect_events(vec![]);
    let over = released(Released::Safaricom {}, 2_500_000);
    given(vec![held(), over]).when(note_unanswered()).then_expect_events(vec![]);
}

#[test]
fn a_person_may_release_it_but_not_what_safaricom_refutes() {
    let word = released(person(), 2_500_000);
    for before in [vec![held()], vec![held(), unanswered()]] {
        given(before).when(release()).then_expect_events(vec![word.clone()]);
    }
    given(vec![held(), word]).when(release()).then_expect_events(vec![]);
    given(vec![held(), refuted(31)]).when(release()).then_expect_error(HoldError::Refuted);
}

#[test]
fn money_that_came_unprompted_is_doubted_for_its_amount_alone() {
    assert_eq!(doubts_of_unprompted(cents(ABOVE_CENTS), cents(ABOVE_CENTS)), []);
    assert_eq!(
        doubts_of_unprompted(cents(ABOVE_CENTS + 1), cents(ABOVE_CENTS)),
        [Doubt::AboveLimit]
    );
}

/// A prompt for KSh 20, and what happened to it then.
fn pushed(then: Vec<PaymentEvent>) -> Payment {
    after_events(prompted().into_iter().chain(then))
}

fn doubts(payment: &Payment, amount_cents: Option<i64>, above_cents: i64) -> Vec<Doubt> {
    payment.doubts(&receipt_a(), amount_cents.map(cents), cents(above_cents))
}

#[test]
fn a_prompt_that_is_paid_as_it_was_asked_is_believed() {
    let pending = pushed(vec![]);
    assert_eq!(doubts(&pending, Some(2_000), ABOVE_CENTS), []);
    assert_eq!(doubts(&pending, None, ABOVE_CENTS), [], "what was asked for");
    assert_eq!(doubts(&pending, Some(2_000), 2_000), [], "as much as is believed");
}

#[test]
fn much_money_and_what_does_not_fit_is_doubted() {
    let pending = pushed(vec![]);
    assert_eq!(doubts(&pending, Some(2_000), 1_999), [Doubt::AboveLimit]);
    assert_eq!(doubts(&pending, None, 1_999), [Doubt::AboveLimit]);
    assert_eq!(doubts(&pending, Some(2_500), ABOVE_CENTS), [Doubt::AmountDiffers]);
    assert_eq!(doubts(&pending, Some(500), ABOVE_CENTS), [Doubt::AmountDiffers]);
    let over = pushed(vec![failed("1032")]);
    assert_eq!(doubts(&over, Some(2_000), ABOVE_CENTS), [Doubt::AfterFailure]);
    let given_up = pushed(vec![PaymentEvent::PaymentExpired {
        times_asked: 5,
        last_answer: "none".into(),
        at: after(DAY),
    }]);
    assert_eq!(doubts(&given_up, Some(2_000), ABOVE_CENTS), [Doubt::AfterExpiry]);
}

#[test]
fn what_is_credited_or_confirmed_is_not_doubted_again() {
    let paid = pushed(vec![completed(receipt_a(), 2_000)]);
    assert_eq!(doubts(&paid, Some(2_000), 0), []);
    let paid_before = pushed(vec![completed(receipt_b(), 2_000)]);
    assert_eq!(doubts(&paid_before, Some(2_000), ABOVE_CENTS), [Doubt::SecondReceipt]);
    let asked_about = pushed(vec![samples::confirmed(2_000, after(40))]);
    assert_eq!(doubts(&asked_about, Some(2_000), 0), [], "Safaricom was asked");
    assert_eq!(doubts(&asked_about, Some(2_500), ABOVE_CENTS), [Doubt::AmountDiffers]);
}
