//! Asking for a push: rules 1, 4 and 6.

use domain::Timestamp;
use domain::claim::{ClaimChange, ClaimKind};
use domain::codes::{AccountNumber, AccountReference};
use domain::payment::{Again, InitiateStk, Payment, PaymentCommand, PaymentError, PaymentEvent};

use super::given;
use crate::samples::{
    after, cents, claims_of_last, customer_id, day_package, hour_package, initiated, initiated_for,
    line_id, other_payment_id, payer, payment_id, start, take,
};

fn ask() -> InitiateStk {
    InitiateStk {
        payment_id: payment_id(),
        customer_id: customer_id(),
        line_id: line_id(),
        package: hour_package(),
        wallet_balance: cents(0),
        payer: payer(),
        callback_key_id: "k1".into(),
        phone_busy_until: None,
        bought_just_now_until: None,
        again: Again::Ask,
        now: start(),
    }
}

fn asked_cents(ask: InitiateStk) -> i64 {
    let events =
        given(vec![]).when(PaymentCommand::InitiateStk(Box::new(ask))).inspect_result().unwrap();
    match events.as_slice() {
        [PaymentEvent::StkInitiated { amount_cents, .. }] => amount_cents.cents(),
        other => panic!("one StkInitiated was expected, not {other:?}"),
    }
}

fn refused(ask: InitiateStk) -> PaymentError {
    given(vec![]).when(PaymentCommand::InitiateStk(Box::new(ask))).inspect_result().unwrap_err()
}

#[test]
fn a_push_keeps_a_snapshot_of_the_package_and_asks_for_its_price() {
    given(vec![])
        .when(PaymentCommand::InitiateStk(Box::new(ask())))
        .then_expect_events(vec![initiated()]);
}

#[test]
fn a_push_asks_for_the_price_less_what_the_wallet_holds_in_whole_shillings_rounded_up() {
    for (holds_cents, asked) in [(0, 2_000), (1, 2_000), (100, 1_900), (1_250, 800), (1_999, 100)] {
        let ask = InitiateStk { wallet_balance: cents(holds_cents), ..ask() };
        assert_eq!(asked_cents(ask), asked, "with {holds_cents} cents in the wallet");
    }
}

#[test]
fn a_wallet_that_covers_the_price_needs_no_push() {
    for holds_cents in [2_000, 9_000] {
        let ask = InitiateStk { wallet_balance: cents(holds_cents), ..ask() };
        assert_eq!(refused(ask), PaymentError::WalletCovers { price: cents(2_000) });
    }
}

#[test]
fn each_push_has_an_account_reference_of_its_own_unlike_any_account_number() {
    let one = AccountReference::of(payment_id());
    let other = AccountReference::of(other_payment_id());
    assert_ne!(one, other);
    for reference in [one, other] {
        assert!(reference.as_str().len() <= 12, "{reference}");
        assert!(reference.as_str().parse::<AccountNumber>().is_err(), "{reference}");
    }
}

#[test]
fn a_push_claims_its_reference_for_ever_and_its_phone_for_the_time_of_a_prompt() {
    let reference = AccountReference::of(payment_id());
    assert_eq!(
        claims_of_last::<Payment>(vec![initiated()]),
        vec![
            take(ClaimKind::AccountReference, reference.as_str()),
            ClaimChange::take_until(ClaimKind::Push, "hash-of-phone", after(90)),
        ],
    );
}

fn while_busy_until(until: Timestamp) -> InitiateStk {
    InitiateStk { phone_busy_until: Some(until), ..ask() }
}

#[test]
fn one_push_at_a_time_for_a_phone_and_a_second_is_told_how_long_to_wait() {
    let PaymentError::PhoneBusy { seconds } = refused(while_busy_until(after(42))) else {
        panic!("a busy phone was expected")
    };
    // Whoever waits as long as was said finds the phone free.
    assert!((42..=43).contains(&seconds), "{seconds}");
    let then = InitiateStk { now: after(seconds), ..while_busy_until(after(42)) };
    assert_eq!(asked_cents(then), 2_000);
}

#[test]
fn a_phone_is_free_at_the_second_when_its_lock_ends() {
    assert_eq!(asked_cents(while_busy_until(start())), 2_000);
}

#[test]
fn the_same_package_for_the_same_line_within_two_minutes_asks_again() {
    let just_bought = InitiateStk { bought_just_now_until: Some(after(1)), ..ask() };
    assert_eq!(refused(just_bought.clone()), PaymentError::BoughtJustNow);
    let wanted = InitiateStk { again: Again::Confirmed, ..just_bought.clone() };
    assert_eq!(asked_cents(wanted), 2_000);
    let later = InitiateStk { now: after(1), ..just_bought };
    assert_eq!(asked_cents(later), 2_000);
}

#[test]
fn being_sure_does_not_free_a_busy_phone() {
    let insisting = InitiateStk { again: Again::Confirmed, ..while_busy_until(after(42)) };
    assert!(matches!(refused(insisting), PaymentError::PhoneBusy { .. }));
}

#[test]
fn an_id_in_use_is_refused() {
    given(vec![initiated_for(day_package())])
        .when(PaymentCommand::InitiateStk(Box::new(ask())))
        .then_expect_error(PaymentError::Exists);
}
