//! Giving a pending payment up: rule 5.

use domain::payment::{LookReason, Payment, PaymentCommand, PaymentError, PaymentEvent, Status};

use super::given;
use crate::samples::{
    DAY, after, after_events, completed, confirmed, dispatched, failed, initiated, prompted,
    receipt_a,
};

struct Asked {
    times: u32,
    still_processing: bool,
}

const NEVER: Asked = Asked { times: 0, still_processing: false };
const WITHOUT_VERDICT: Asked = Asked { times: 5, still_processing: false };
const STILL_PROCESSING: Asked = Asked { times: 5, still_processing: true };

fn expire(asked: &Asked, seconds: i64) -> PaymentCommand {
    PaymentCommand::Expire {
        times_asked: asked.times,
        last_answer: "the last answer".into(),
        still_processing: asked.still_processing,
        now: after(seconds),
    }
}

fn expired(asked: &Asked, seconds: i64) -> PaymentEvent {
    PaymentEvent::PaymentExpired {
        times_asked: asked.times,
        last_answer: "the last answer".into(),
        at: after(seconds),
    }
}

fn unconfirmed() -> Vec<PaymentEvent> {
    let lost = PaymentEvent::StkUnconfirmed { why: "connection reset".into() };
    vec![initiated(), dispatched(), lost]
}

#[test]
fn a_pending_payment_expires_only_after_safaricom_was_asked() {
    given(prompted()).when(expire(&NEVER, DAY)).then_expect_error(PaymentError::MayStillBePaid);
    given(prompted())
        .when(expire(&WITHOUT_VERDICT, DAY))
        .then_expect_events(vec![expired(&WITHOUT_VERDICT, DAY)]);
}

#[test]
fn a_payment_that_safaricom_is_still_processing_does_not_expire() {
    given(prompted())
        .when(expire(&STILL_PROCESSING, 7 * DAY))
        .then_expect_error(PaymentError::MayStillBePaid);
}

#[test]
fn an_accepted_prompt_does_not_expire_within_a_day() {
    given(prompted())
        .when(expire(&WITHOUT_VERDICT, DAY - 1))
        .then_expect_error(PaymentError::MayStillBePaid);
}

#[test]
fn an_unconfirmed_push_expires_after_a_day_and_then_needs_a_look() {
    given(unconfirmed())
        .when(expire(&NEVER, DAY - 1))
        .then_expect_error(PaymentError::MayStillBePaid);
    given(unconfirmed()).when(expire(&NEVER, DAY)).then_expect_events(vec![expired(&NEVER, DAY)]);
    let payment = after_events::<Payment>(unconfirmed().into_iter().chain([expired(&NEVER, DAY)]));
    assert_eq!(payment.status(), Some(Status::Expired));
    assert!(payment.look_reasons().eq([LookReason::EndedUnknown]));
}

#[test]
fn an_intent_that_was_never_sent_expires_unsent_and_needs_no_look() {
    given(vec![initiated()])
        .when(expire(&NEVER, 60))
        .then_expect_error(PaymentError::MayStillBePaid);
    given(vec![initiated()]).when(expire(&NEVER, 61)).then_expect_events(vec![expired(&NEVER, 61)]);
    let payment = after_events::<Payment>([initiated(), expired(&NEVER, 61)]);
    assert_eq!(payment.look_reasons().count(), 0);
}

#[test]
fn a_payment_that_is_over_does_not_expire_and_a_second_expiry_is_no_event() {
    for end in [
        completed(receipt_a(), 2_000),
        confirmed(2_000, after(30)),
        failed("1032"),
        expired(&WITHOUT_VERDICT, DAY),
    ] {
        let over: Vec<PaymentEvent> = prompted().into_iter().chain([end]).collect();
        given(over).when(expire(&WITHOUT_VERDICT, 2 * DAY)).then_expect_events(vec![]);
    }
}

#[test]
fn a_payment_that_does_not_exist_does_not_expire() {
    given(vec![]).when(expire(&WITHOUT_VERDICT, DAY)).then_expect_error(PaymentError::NotFound);
}
