//! Refunds: each is asked for once, sent once, and ends once.

use cqrs_es::test::{AggregateTestExecutor, TestFramework};
use domain::claim::ClaimKind;
use domain::refund::{
    Refund, RefundCommand, RefundDone, RefundError, RefundEvent, RefundWay, RequestRefund,
};
use domain::{Money, RefundId, UserId};

use crate::samples::{
    after, cents, claims_of_last, customer_id, payer, payment_id, receipt_a, receipt_b, release,
    take,
};

fn given(events: Vec<RefundEvent>) -> AggregateTestExecutor<Refund> {
    TestFramework::<Refund>::with(()).given(events)
}

fn refund_id() -> RefundId {
    "019ab100-0000-7000-8000-000000000001".parse().unwrap()
}

fn somebody() -> UserId {
    "019ab100-0000-7000-8000-00000000c009".parse().unwrap()
}

fn colleague() -> UserId {
    "019ab100-0000-7000-8000-00000000c010".parse().unwrap()
}

fn payout() -> RefundWay {
    RefundWay::Payout { payee: payer() }
}

fn reversal() -> RefundWay {
    RefundWay::Reversal { payment_id: payment_id(), receipt: receipt_a() }
}

fn request(way: RefundWay, amount: i64) -> RefundCommand {
    RefundCommand::Request(Box::new(RequestRefund {
        refund_id: refund_id(),
        customer_id: Some(customer_id()),
        way,
        amount: cents(amount),
        by: somebody(),
        why: "They moved away".parse().unwrap(),
        second_person_above: cents(500_000),
        now: after(0),
    }))
}

fn requested(way: RefundWay, amount: i64) -> RefundEvent {
    RefundEvent::RefundRequested {
        refund_id: refund_id(),
        customer_id: Some(customer_id()),
        way,
        amount_cents: cents(amount),
        by: somebody(),
        why: "They moved away".parse().unwrap(),
        awaits_approval: amount > 500_000,
        at: after(0),
    }
}

fn sent() -> RefundEvent {
    RefundEvent::RefundSent { at: after(1) }
}

fn paid() -> RefundEvent {
    RefundEvent::RefundPaid {
        receipt: Some(receipt_b()),
        amount_cents: cents(2_000),
        paid_at: after(3),
    }
}

fn failed() -> RefundEvent {
    RefundEvent::RefundFailed { code: "1".into(), description: "Too little".into() }
}

fn done() -> RefundCommand {
    RefundCommand::RecordDone(RefundDone {
        receipt: Some(receipt_b()),
        amount: Some(cents(2_000)),
        at: Some(after(3)),
        now: after(4),
    })
}

fn not_done() -> RefundCommand {
    RefundCommand::RecordNotDone { code: "1".into(), description: "Too little".into() }
}

const MARK: fn() -> RefundCommand = || RefundCommand::MarkSent { now: after(1) };

#[test]
fn only_what_mpesa_pays_out_can_be_asked_for() {
    for amount in [1_000, 2_000, 25_000_000] {
        given(vec![])
            .when(request(payout(), amount))
            .then_expect_events(vec![requested(payout(), amount)]);
    }
    for amount in [0, -2_000, 999, 900, 2_050, 25_000_100] {
        given(vec![])
            .when(request(payout(), amount))
            .then_expect_error(RefundError::BadAmount(cents(amount)));
    }
    // What came by M-Pesa can go back the same way.
    given(vec![])
        .when(request(reversal(), 100))
        .then_expect_events(vec![requested(reversal(), 100)]);
    given(vec![requested(payout(), 2_000)])
        .when(request(payout(), 2_000))
        .then_expect_error(RefundError::Exists);
}

#[test]
fn a_large_one_needs_another_person_than_the_one_who_asked() {
    let large = || vec![requested(payout(), 500_100)];
    let approve = |by| RefundCommand::Approve { by, now: after(2) };
    given(large()).when(MARK()).then_expect_error(RefundError::NotWaiting);
    given(large()).when(approve(somebody())).then_expect_error(RefundError::SamePerson);
    let approved = || RefundEvent::RefundApproved { by: colleague(), at: after(2) };
    given(large()).when(approve(colleague())).then_expect_events(vec![approved()]);
    let waiting = || [large(), vec![approved()]].concat();
    given(waiting()).when(approve(colleague())).then_expect_events(vec![]);
    given(waiting()).when(MARK()).then_expect_events(vec![sent()]);
    given([large(), vec![failed()]].concat())
        .when(approve(colleague()))
        .then_expect_error(RefundError::Over);
}

#[test]
fn the_mark_that_permits_the_call_is_given_once_and_again_if_nothing_was_sent() {
    let asked = || vec![requested(payout(), 2_000)];
    given(asked()).when(MARK()).then_expect_events(vec![sent()]);
    let marked = || [asked(), vec![sent()]].concat();
    given(marked()).when(MARK()).then_expect_error(RefundError::NotWaiting);
    let unsent = || RefundEvent::RefundUnsent { why: "out of reach".into() };
    let record = || RefundCommand::RecordUnsent { why: "out of reach".into() };
    given(marked()).when(record()).then_expect_events(vec![unsent()]);
    given([marked(), vec![unsent()]].concat()).when(record()).then_expect_events(vec![]);
    given([marked(), vec![unsent()]].concat()).when(MARK()).then_expect_events(vec![sent()]);
    given([marked(), vec![paid()]].concat())
        .when(MARK())
        .then_expect_error(RefundError::NotWaiting);
}

#[test]
fn it_ends_once_and_what_was_done_stays_done() {
    let marked = || vec![requested(payout(), 2_000), sent()];
    given(marked()).when(done()).then_expect_events(vec![paid()]);
    given(marked()).when(not_done()).then_expect_events(vec![failed()]);
    given([marked(), vec![paid()]].concat()).when(done()).then_expect_events(vec![]);
    given([marked(), vec![paid()]].concat()).when(not_done()).then_expect_events(vec![]);
    given([marked(), vec![failed()]].concat()).when(not_done()).then_expect_events(vec![]);
    // Money that was said to stay and has gone all the same is gone.
    given([marked(), vec![failed()]].concat()).when(done()).then_expect_events(vec![paid()]);
    let reversed =
        RefundEvent::RefundReversed { receipt: Some(receipt_b()), reversed_at: after(3) };
    given(vec![requested(reversal(), 2_000), sent()])
        .when(done())
        .then_expect_events(vec![reversed]);
    given(vec![]).when(done()).then_expect_error(RefundError::NotFound);
}

#[test]
fn what_a_result_does_not_tell_is_what_was_asked_and_now() {
    let done = |amount, at| {
        RefundCommand::RecordDone(RefundDone { receipt: None, amount, at, now: after(4) })
    };
    let paid =
        |at| RefundEvent::RefundPaid { receipt: None, amount_cents: cents(2_000), paid_at: at };
    let marked = || vec![requested(payout(), 2_000), sent()];
    given(marked()).when(done(None, None)).then_expect_events(vec![paid(after(4))]);
    let nothing = Some(Money::ZERO);
    given(marked()).when(done(nothing, Some(after(2)))).then_expect_events(vec![paid(after(2))]);
    // A clock elsewhere may be ahead.
    given(marked()).when(done(None, Some(after(9)))).then_expect_events(vec![paid(after(4))]);
}

#[test]
fn it_can_be_taken_back_until_safaricom_hears_of_it() {
    let withdraw = || RefundCommand::Withdraw { by: somebody() };
    let withdrawn = || RefundEvent::RefundFailed {
        code: "WITHDRAWN".into(),
        description: format!("taken back by user {}", somebody()),
    };
    for amount in [2_000, 500_100] {
        given(vec![requested(payout(), amount)])
            .when(withdraw())
            .then_expect_events(vec![withdrawn()]);
    }
    let marked = || vec![requested(payout(), 2_000), sent()];
    given(marked()).when(withdraw()).then_expect_error(RefundError::SentBefore);
    given([marked(), vec![paid()]].concat()).when(withdraw()).then_expect_error(RefundError::Over);
    given([marked(), vec![failed()]].concat()).when(withdraw()).then_expect_events(vec![]);
}

#[test]
fn one_of_a_wallet_or_a_receipt_is_under_way_at_a_time() {
    let wallet = format!("wallet/{}", customer_id());
    let receipt = format!("receipt/{}", receipt_a());
    for (way, key) in [(payout(), &wallet), (reversal(), &receipt)] {
        let asked = requested(way, 2_000);
        assert_eq!(
            claims_of_last::<Refund>(vec![asked.clone()]),
            vec![take(ClaimKind::Refund, key)]
        );
        assert_eq!(claims_of_last::<Refund>(vec![asked.clone(), sent()]), vec![]);
        assert_eq!(
            claims_of_last::<Refund>(vec![asked, sent(), failed()]),
            vec![release(ClaimKind::Refund, key)]
        );
    }
    assert_eq!(
        claims_of_last::<Refund>(vec![requested(payout(), 2_000), sent(), paid()]),
        vec![
            release(ClaimKind::Refund, &wallet),
            take(ClaimKind::OutgoingReceipt, receipt_b().as_str()),
        ],
    );
    let reversed =
        RefundEvent::RefundReversed { receipt: Some(receipt_b()), reversed_at: after(3) };
    assert_eq!(
        claims_of_last::<Refund>(vec![requested(reversal(), 2_000), sent(), reversed]),
        vec![release(ClaimKind::Refund, &receipt)],
    );
}
