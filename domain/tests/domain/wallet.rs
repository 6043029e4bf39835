//! Wallets.

use cqrs_es::test::{AggregateTestExecutor, TestFramework};
use domain::claim::ClaimKind;
use domain::codes::Receipt;
use domain::wallet::{
    CreditCause, DebitCause, Wallet, WalletCommand, WalletError, WalletEvent, credit_key,
};
use domain::{Decide, Money};
use proptest::prelude::*;

use crate::samples::{
    after_events, cents, claims_of_last, customer_id, payment_id, receipt_a, receipt_b,
    subscription_id, take,
};

fn given(events: Vec<WalletEvent>) -> AggregateTestExecutor<Wallet> {
    TestFramework::<Wallet>::with(()).given(events)
}

fn paid_in(receipt: Option<Receipt>) -> CreditCause {
    CreditCause::Payment { payment_id: payment_id(), receipt, kept: None }
}

fn unused() -> CreditCause {
    CreditCause::UnusedValue { subscription_id: subscription_id() }
}

fn purchase() -> DebitCause {
    DebitCause::Purchase { subscription_id: subscription_id() }
}

fn credit(amount_cents: i64, cause: CreditCause) -> WalletCommand {
    WalletCommand::Credit { customer_id: customer_id(), amount: cents(amount_cents), cause }
}

fn debit(amount_cents: i64) -> WalletCommand {
    WalletCommand::Debit {
        customer_id: customer_id(),
        amount: cents(amount_cents),
        cause: purchase(),
    }
}

fn credited(amount_cents: i64, balance_cents: i64, cause: CreditCause) -> WalletEvent {
    WalletEvent::WalletCredited {
        customer_id: customer_id(),
        amount_cents: cents(amount_cents),
        balance_cents: cents(balance_cents),
        cause,
    }
}

fn debited(amount_cents: i64, balance_cents: i64) -> WalletEvent {
    WalletEvent::WalletDebited {
        customer_id: customer_id(),
        amount_cents: cents(amount_cents),
        balance_cents: cents(balance_cents),
        cause: purchase(),
    }
}

#[test]
fn what_is_credited_is_added() {
    given(vec![credited(500, 500, unused())])
        .when(credit(2_000, paid_in(Some(receipt_a()))))
        .then_expect_events(vec![credited(2_000, 2_500, paid_in(Some(receipt_a())))]);
}

#[test]
fn what_is_debited_is_taken_and_what_is_left_stays() {
    given(vec![credited(2_500, 2_500, unused())])
        .when(debit(2_000))
        .then_expect_events(vec![debited(2_000, 500)]);
    let wallet = after_events::<Wallet>([credited(2_500, 2_500, unused()), debited(2_000, 500)]);
    assert_eq!(wallet.balance(), cents(500));
}

#[test]
fn the_balance_never_falls_below_zero() {
    given(vec![credited(1_999, 1_999, unused())])
        .when(debit(2_000))
        .then_expect_error(WalletError::TooLow { balance: cents(1_999), asked: cents(2_000) });
    given(vec![credited(2_000, 2_000, unused())])
        .when(debit(2_000))
        .then_expect_events(vec![debited(2_000, 0)]);
}

#[test]
fn nothing_negative_and_nothing_at_all_can_be_moved() {
    for amount_cents in [0, -1] {
        for command in [credit(amount_cents, unused()), debit(amount_cents)] {
            given(vec![credited(2_000, 2_000, unused())])
                .when(command)
                .then_expect_error(WalletError::BadAmount(cents(amount_cents)));
        }
    }
}

#[test]
fn what_is_beyond_counting_is_refused() {
    given(vec![credited(1, 1, unused())])
        .when(credit(i64::MAX, unused()))
        .then_expect_error(WalletError::BadAmount(cents(i64::MAX)));
}

#[test]
fn the_same_credit_of_a_payment_again_is_success_and_no_event() {
    for receipt in [None, Some(receipt_a())] {
        given(vec![credited(2_000, 2_000, paid_in(receipt.clone()))])
            .when(credit(2_000, paid_in(receipt)))
            .then_expect_events(vec![]);
    }
}

#[test]
fn each_receipt_of_a_payment_is_credited() {
    let one = credited(2_000, 2_000, paid_in(Some(receipt_a())));
    given(vec![one])
        .when(credit(2_000, paid_in(Some(receipt_b()))))
        .then_expect_events(vec![credited(2_000, 4_000, paid_in(Some(receipt_b())))]);
}

#[test]
fn unused_value_may_come_back_more_than_once() {
    given(vec![credited(300, 300, unused())])
        .when(credit(300, unused()))
        .then_expect_events(vec![credited(300, 600, unused())]);
}

#[test]
fn what_is_gone_already_is_taken_as_far_as_there_is_any_and_the_rest_is_owed() {
    let cause = || DebitCause::Reversed { payment_id: payment_id(), receipt: receipt_a() };
    let take = |amount_cents| WalletCommand::Take {
        customer_id: customer_id(),
        amount: cents(amount_cents),
        cause: cause(),
    };
    let taken = |amount_cents, balance_cents| WalletEvent::WalletDebited {
        customer_id: customer_id(),
        amount_cents: cents(amount_cents),
        balance_cents: cents(balance_cents),
        cause: cause(),
    };
    let short = |amount_cents| WalletEvent::WalletShort {
        customer_id: customer_id(),
        amount_cents: cents(amount_cents),
        cause: cause(),
    };
    let holding = || vec![credited(300, 300, unused())];
    given(holding()).when(take(200)).then_expect_events(vec![taken(200, 100)]);
    given(holding()).when(take(300)).then_expect_events(vec![taken(300, 0)]);
    given(holding()).when(take(500)).then_expect_events(vec![taken(300, 0), short(200)]);
    given(vec![]).when(take(500)).then_expect_events(vec![short(500)]);
    for amount_cents in [0, -5] {
        given(holding())
            .when(take(amount_cents))
            .then_expect_error(WalletError::BadAmount(cents(amount_cents)));
    }
    assert_eq!(after_events::<Wallet>([short(500)]).balance(), Money::ZERO);
}

#[test]
fn a_credit_of_a_payment_is_claimed_for_ever() {
    for receipt in [None, Some(receipt_a())] {
        let key = credit_key(payment_id(), receipt.as_ref());
        assert_eq!(
            claims_of_last::<Wallet>(vec![credited(2_000, 2_000, paid_in(receipt))]),
            vec![take(ClaimKind::Credit, &key)],
        );
    }
    assert_eq!(claims_of_last::<Wallet>(vec![credited(300, 300, unused())]), vec![]);
    assert_eq!(
        claims_of_last::<Wallet>(vec![credited(300, 300, unused()), debited(300, 0)]),
        vec![],
    );
}

proptest! {
    #[test]
    fn a_balance_is_what_came_less_what_went_and_never_below_zero(
        moves in prop::collection::vec((any::<bool>(), 1_i64..10_000), 0..40),
    ) {
        let mut wallet = Wallet::default();
        let mut sum = 0;
        for (comes, amount_cents) in moves {
            let command = if comes { credit(amount_cents, unused()) } else { debit(amount_cents) };
            let decided = wallet.decide(command);
            let fits = comes || amount_cents <= sum;
            prop_assert_eq!(decided.is_ok(), fits);
            if let Ok(events) = decided {
                sum += if comes { amount_cents } else { -amount_cents };
                wallet = after_more(wallet, events);
            }
            prop_assert_eq!(wallet.balance(), cents(sum));
            prop_assert!(wallet.balance() >= Money::ZERO);
        }
    }
}

fn after_more(mut wallet: Wallet, events: Vec<WalletEvent>) -> Wallet {
    for event in events {
        cqrs_es::Aggregate::apply(&mut wallet, event);
    }
    wallet
}
