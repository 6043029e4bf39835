use chrono::TimeZone;
use rand::{SeedableRng, rngs::StdRng};

use super::*;
use crate::{config::Config, ids::Receipts};

const TWO_MINUTES: TimeDelta = TimeDelta::minutes(2);

fn store(repeat_window: Option<TimeDelta>, transactions_max: usize) -> Store {
    let receipts = Receipts::starting_at_random(&mut StdRng::seed_from_u64(1));
    Store::new(Books::new(&Config::default(), receipts), repeat_window, transactions_max)
}

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 1, 9, 0, 0).unwrap()
}

fn push(payer: u64, amount_shillings: u32, scenario: Scenario) -> Push {
    Push {
        kind: Kind::PayBill,
        short_code: "174379".to_owned(),
        till: None,
        payer: Msisdn::parse(&payer.to_string()).unwrap(),
        amount_shillings,
        account_reference: "A1".to_owned(),
        callback_url: "http://127.0.0.1:1/".to_owned(),
        scenario,
        plan: scenario.plan(),
    }
}

/// Begins and ends a push at one moment and gives its outcome.
fn play(store: &mut Store, push: Push, now: DateTime<Utc>) -> Finished {
    let id = store.begin(push, "merchant".to_owned(), now).unwrap().checkout_request_id;
    store.finish(&id, now).unwrap().finished.unwrap()
}

#[test]
fn a_payer_is_locked_until_the_push_is_finished() {
    let mut store = store(None, 10);
    let one = push(254_711_111_111, 10, Scenario::Success);
    let first = store.begin(one.clone(), "m1".to_owned(), noon()).unwrap();
    assert_eq!(
        store.begin(one.clone(), "m2".to_owned(), noon()).unwrap_err(),
        Fault::SubscriberLocked
    );
    let other = push(254_722_222_222, 10, Scenario::Success);
    store.begin(other, "m3".to_owned(), noon()).unwrap();

    store.finish(&first.checkout_request_id, noon()).unwrap();
    store.begin(one, "m4".to_owned(), noon()).unwrap();
}

#[test]
fn the_same_amount_by_the_same_payer_is_refused_for_two_minutes() {
    let mut store = store(Some(TWO_MINUTES), 10);
    let again = || push(254_711_111_111, 10, Scenario::Success);
    assert_eq!(play(&mut store, again(), noon()).outcome, Outcome::Paid);

    let just_before = noon() + TWO_MINUTES - TimeDelta::milliseconds(1);
    let refused = play(&mut store, again(), just_before);
    assert_eq!(refused.outcome, Outcome::RuleLimited);
    assert_eq!(refused.receipt, None);
    assert_eq!(
        play(&mut store, push(254_711_111_111, 11, Scenario::Success), just_before).outcome,
        Outcome::Paid,
        "another amount"
    );
    assert_eq!(
        play(&mut store, push(254_722_222_222, 10, Scenario::Success), just_before).outcome,
        Outcome::Paid,
        "another payer"
    );

    let after = noon() + TWO_MINUTES;
    assert_eq!(
        play(&mut store, again(), after).outcome,
        Outcome::Paid,
        "a refusal does not begin the two minutes anew"
    );
}

#[test]
fn a_failed_payment_may_be_tried_again_at_once() {
    let mut store = store(Some(TWO_MINUTES), 10);
    let failed = play(&mut store, push(254_711_111_111, 10, Scenario::WrongPin), noon());
    assert_eq!(failed.outcome, Outcome::WrongPin);
    assert_eq!(failed.receipt, None);
    let paid = play(&mut store, push(254_711_111_111, 10, Scenario::Success), noon());
    assert_eq!(paid.outcome, Outcome::Paid);
    assert!(paid.receipt.is_some());
}

#[test]
fn the_rule_can_be_switched_off() {
    let mut store = store(None, 10);
    for _ in 0..2 {
        let again = push(254_711_111_111, 10, Scenario::Success);
        assert_eq!(play(&mut store, again, noon()).outcome, Outcome::Paid);
    }
}

#[test]
fn ids_differ_even_within_one_millisecond() {
    let mut store = store(None, 10);
    for _ in 0..5 {
        play(&mut store, push(254_711_111_111, 10, Scenario::Success), noon());
    }
    assert_eq!(store.transactions().count(), 5);
}

#[test]
fn the_oldest_finished_is_forgotten_and_a_live_one_is_not() {
    let mut store = store(Some(TWO_MINUTES), 2);
    let live = store
        .begin(push(254_711_111_111, 10, Scenario::NoReply), "m".to_owned(), noon())
        .unwrap()
        .checkout_request_id;
    for payer in 254_722_222_220..254_722_222_225 {
        play(&mut store, push(payer, 10, Scenario::Success), noon());
    }
    assert_eq!(store.transactions().count(), 2);
    assert_eq!(store.forgotten(), 4);
    assert_eq!(store.paid.len(), 1, "what is forgotten leaves no trace");
    assert!(store.get(&live).is_some());
    assert!(store.finish(&live, noon()).is_some());
}

#[test]
fn overrides_are_bounded_but_can_always_be_changed() {
    let mut store = store(None, 10);
    let number = |index: usize| {
        Msisdn::parse(&format!("2547{index:08}")).expect("eight digits after 2547 are valid")
    };
    for index in 0..OVERRIDES_MAX {
        assert!(store.set_scenario(number(index), Scenario::WrongPin));
    }
    assert!(!store.set_scenario(number(OVERRIDES_MAX), Scenario::WrongPin));
    assert!(store.set_scenario(number(0), Scenario::Cancelled));
    assert_eq!(store.scenario_of(number(0)), Scenario::Cancelled);
    assert_eq!(store.scenario_of(number(OVERRIDES_MAX)), Scenario::Success);
}
