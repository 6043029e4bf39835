//! Sending the prompt once, and Safaricom's answer to it: rules 2 and 9.

use domain::claim::ClaimKind;
use domain::outcome::OutcomeSource;
use domain::payment::{
    Dispatch, LookReason, Payment, PaymentCommand, PaymentError, PaymentEvent, Status,
};

use super::given;
use crate::samples::{
    accepted, after, after_events, called_back, checkout_request_id, claims_of_last, completed,
    dispatched, failed, initiated, not_paid, prompted, receipt_a, release, take,
};

fn dispatch(attempt: u32, seconds: i64) -> PaymentCommand {
    PaymentCommand::RecordDispatch(Dispatch { attempt, now: after(seconds) })
}

fn take_it() -> PaymentCommand {
    PaymentCommand::RecordAccepted {
        merchant_request_id: "29115-34620561-1".into(),
        checkout_request_id: checkout_request_id(),
    }
}

fn refuse_it() -> PaymentCommand {
    PaymentCommand::RecordRejected {
        code: "500.001.1001".into(),
        message: "Wrong credentials".into(),
    }
}

fn lose_it() -> PaymentCommand {
    PaymentCommand::RecordUnconfirmed { why: "no answer within 30 s".into() }
}

fn rejected() -> PaymentEvent {
    PaymentEvent::StkRejected { code: "500.001.1001".into(), message: "Wrong credentials".into() }
}

fn unconfirmed() -> PaymentEvent {
    PaymentEvent::StkUnconfirmed { why: "no answer within 30 s".into() }
}

fn contradiction(reason: LookReason) -> PaymentEvent {
    PaymentEvent::ConflictingOutcomeReported {
        source: OutcomeSource::Push,
        result_code: "500.001.1001".into(),
        description: "Wrong credentials".into(),
        receipt: None,
        reason,
    }
}

#[test]
fn a_fresh_intent_is_marked_as_dispatched() {
    given(vec![initiated()]).when(dispatch(1, 1)).then_expect_events(vec![dispatched()]);
}

#[test]
fn a_second_dispatch_of_an_attempt_is_rejected() {
    for attempt in [1, 2] {
        given(vec![initiated(), dispatched()])
            .when(dispatch(attempt, 2))
            .then_expect_error(PaymentError::AlreadyDispatched);
    }
}

#[test]
fn an_intent_older_than_a_minute_is_never_sent() {
    given(vec![initiated()]).when(dispatch(1, 61)).then_expect_error(PaymentError::NotWaiting);
    let at_the_last_second = given(vec![initiated()]).when(dispatch(1, 60));
    assert_eq!(at_the_last_second.inspect_result().unwrap().len(), 1);
}

#[test]
fn a_payment_that_is_over_is_never_sent() {
    given(vec![initiated(), failed("1032")])
        .when(dispatch(1, 1))
        .then_expect_error(PaymentError::NotWaiting);
}

#[test]
fn an_answer_to_a_prompt_that_was_not_sent_is_refused() {
    for answer in [take_it(), refuse_it(), lose_it()] {
        given(vec![initiated()]).when(answer).then_expect_error(PaymentError::NotDispatched);
    }
}

#[test]
fn an_answer_is_recorded_as_it_came() {
    for (answer, event) in
        [(take_it(), accepted()), (refuse_it(), rejected()), (lose_it(), unconfirmed())]
    {
        given(vec![initiated(), dispatched()]).when(answer).then_expect_events(vec![event]);
    }
}

#[test]
fn the_same_answer_again_is_success_and_no_event() {
    for (answer, event) in
        [(take_it(), accepted()), (refuse_it(), rejected()), (lose_it(), unconfirmed())]
    {
        given(vec![initiated(), dispatched(), event]).when(answer).then_expect_events(vec![]);
    }
}

#[test]
fn an_answer_that_was_thought_lost_is_recorded_when_it_comes() {
    for (answer, event) in [(take_it(), accepted()), (refuse_it(), rejected())] {
        given(vec![initiated(), dispatched(), unconfirmed()])
            .when(answer)
            .then_expect_events(vec![event.clone()]);
        given(vec![initiated(), dispatched(), event]).when(lose_it()).then_expect_events(vec![]);
    }
}

#[test]
fn a_refusal_ends_the_same_whether_it_came_before_or_after_an_acceptance() {
    given(prompted()).when(refuse_it()).then_expect_events(vec![rejected()]);
    given(vec![initiated(), dispatched(), rejected()]).when(take_it()).then_expect_events(vec![]);
}

#[test]
fn a_refused_prompt_fails_the_payment_and_frees_the_phone() {
    let events = vec![initiated(), dispatched(), rejected()];
    let payment = after_events::<Payment>(events.clone());
    assert_eq!(payment.status(), Some(Status::Failed));
    assert_eq!(claims_of_last::<Payment>(events), vec![release(ClaimKind::Push, "hash-of-phone")],);
}

#[test]
fn a_lost_answer_leaves_the_payment_pending_and_the_phone_taken() {
    let events = vec![initiated(), dispatched(), unconfirmed()];
    let payment = after_events::<Payment>(events.clone());
    assert_eq!(payment.status(), Some(Status::Pending));
    assert_eq!(claims_of_last::<Payment>(events), vec![]);
}

#[test]
fn an_accepted_prompt_claims_its_checkout_request() {
    assert_eq!(
        claims_of_last::<Payment>(prompted()),
        vec![take(ClaimKind::CheckoutRequest, "hash-of-checkout")],
    );
}

#[test]
fn a_refusal_after_the_money_came_undoes_nothing_and_is_shown_to_a_person() {
    let paid = vec![initiated(), dispatched(), completed(receipt_a(), 2_000)];
    given(paid.clone())
        .when(refuse_it())
        .then_expect_events(vec![rejected(), contradiction(LookReason::PaidAndFailed)]);
    let end = [paid, vec![rejected(), contradiction(LookReason::PaidAndFailed)]].concat();
    let payment = after_events::<Payment>(end.clone());
    assert_eq!(payment.status(), Some(Status::Completed));
    assert!(payment.look_reasons().eq([LookReason::PaidAndFailed]));
    given(end).when(refuse_it()).then_expect_events(vec![]);
}

#[test]
fn a_refusal_after_another_failure_is_shown_to_a_person() {
    given(vec![initiated(), dispatched(), failed("1032")])
        .when(refuse_it())
        .then_expect_events(vec![rejected(), contradiction(LookReason::FailedDifferently)]);
}

#[test]
fn a_payment_that_does_not_exist_takes_no_command() {
    for command in [dispatch(1, 1), take_it(), refuse_it(), lose_it()] {
        given(vec![]).when(command).then_expect_error(PaymentError::NotFound);
    }
}

#[test]
fn a_refusal_and_a_failure_with_one_code_are_one_outcome_in_either_order() {
    let same = not_paid("500.001.1001");
    let refused = vec![initiated(), dispatched(), rejected()];
    given(refused)
        .when(PaymentCommand::RecordOutcome(Box::new(called_back(same))))
        .then_expect_events(vec![]);
    let failed_first = vec![initiated(), dispatched(), failed("500.001.1001")];
    given(failed_first).when(refuse_it()).then_expect_events(vec![rejected()]);
}

#[test]
fn a_refusal_after_expiry_is_the_outcome() {
    let expired = PaymentEvent::PaymentExpired {
        times_asked: 0,
        last_answer: "never asked".into(),
        at: after(90_000),
    };
    let over = vec![initiated(), dispatched(), expired];
    given(over.clone()).when(refuse_it()).then_expect_events(vec![rejected()]);
    let payment = after_events::<Payment>([over, vec![rejected()]].concat());
    assert_eq!(payment.status(), Some(Status::Failed));
}
