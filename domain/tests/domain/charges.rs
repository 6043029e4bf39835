//! Charges of a statement beside the tariff in force.

use domain::Money;
use domain::ledger::{Band, ChargedFor, Tariff, Tariffs};
use domain::statement::{Booked, BookedKind, Break, BreakKind, LineKind};
use proptest::prelude::*;

use crate::samples::{DAY, after, cents};
use crate::statement::{Both, numbered};

fn tariff(bands: &[(i64, i64)]) -> Tariff {
    let band = |(up_to, charge): &(i64, i64)| Band {
        up_to_cents: cents(*up_to),
        charge_cents: cents(*charge),
    };
    bands.iter().map(band).collect::<Vec<_>>().try_into().unwrap()
}

/// Movements of that kind, with what each moved and what was charged for it, and the tariff.
fn charged(kind: LineKind, movements: &[(i64, i64)], tariffs: Tariffs) -> Both {
    let kinds: Vec<LineKind> = movements.iter().flat_map(|_| [kind, LineKind::Charge]).collect();
    let mut both = Both::of(&kinds);
    for (number, (moved, charge)) in movements.iter().enumerate() {
        let sign = if kind == LineKind::Payout { -1 } else { 1 };
        let receipt = numbered(number * 2 + 1);
        for (place, amount) in [(number * 2, sign * moved), (number * 2 + 1, -charge)] {
            both.file.lines[place].amount = cents(amount);
            both.file.lines[place].receipt = receipt.clone();
            both.file.lines[place].balance = None;
            both.account.booked[place].amount = cents(amount);
            both.account.booked[place].receipt = Some(receipt.clone());
        }
    }
    both.file.closing = None;
    both.account.tariffs = tariffs;
    both
}

fn wrong(both: &Both) -> Vec<(u32, i64, Option<i64>)> {
    let is_wrong = |found: &&Break| found.kind == BreakKind::WrongCharge;
    let found = both.compare();
    assert_eq!(found.unexplained, Money::ZERO);
    let breaks = found.breaks.iter().filter(is_wrong);
    breaks
        .map(|found| {
            assert_eq!(found.difference.amount(), Money::ZERO, "it is taken and booked");
            let stated = found.difference.statement.cents();
            (found.row.unwrap(), stated, found.expected.map(Money::cents))
        })
        .collect()
}

fn collected(bands: &[(i64, i64)]) -> Tariffs {
    Tariffs::new([((ChargedFor::Collection, after(0)), tariff(bands))])
}

#[test]
fn a_charge_that_the_tariff_does_not_say_is_named_and_moves_no_balance() {
    let bands = [(50_000, 0), (100_000, 1_000), (150_000, 1_500)];
    let movements = [(100_000, 1_000), (100_001, 1_000), (30_000, 1), (200_000, 9_900)];
    let both = charged(LineKind::Payment, &movements, collected(&bands));
    // The last is above every band.
    assert_eq!(wrong(&both), [(11, -1_000, Some(-1_500)), (13, -1, Some(0))]);
    assert!(!both.compare().agrees());
    let right =
        charged(LineKind::Payment, &[(100_000, 1_000), (150_000, 1_500)], collected(&bands));
    assert!(right.compare().agrees());
}

#[test]
fn charges_are_judged_by_the_tariff_of_their_own_kind_and_time() {
    let bands = [(150_000, 500)];
    let payout = || charged(LineKind::Payout, &[(100_000, 700)], collected(&bands));
    assert_eq!(wrong(&payout()), []);
    let mut both = payout();
    both.account.tariffs = Tariffs::new([((ChargedFor::Payout, after(0)), tariff(&bands))]);
    assert_eq!(wrong(&both), [(9, -700, Some(-500))]);
    // It began the day after.
    both.account.tariffs = Tariffs::new([((ChargedFor::Payout, after(DAY)), tariff(&bands))]);
    assert_eq!(wrong(&both), []);
}

#[test]
fn a_charge_is_judged_before_it_is_taken_in_and_where_its_payment_stands_elsewhere() {
    let bands = [(150_000, 500)];
    let mut both = charged(LineKind::Payment, &[(100_000, 700)], collected(&bands));
    both.account.booked.remove(1);
    let kinds: Vec<BreakKind> = both.compare().breaks.iter().map(|found| found.kind).collect();
    assert_eq!(kinds, [BreakKind::Charge, BreakKind::WrongCharge]);
    // The payment was on the statement before.
    let mut both = charged(LineKind::Payment, &[(100_000, 700)], collected(&bands));
    both.file.lines.remove(0);
    both.account.booked[0].at = after(-60);
    assert_eq!(wrong(&both), []);
    both.account.booked[0].at = after(60);
    both.file.opening = both.file.opening.unwrap().plus(cents(100_000));
    assert_eq!(wrong(&both), [(9, -700, Some(-500))]);
}

#[test]
fn the_charge_of_something_unknown_or_reversed_is_not_judged() {
    let mut both = charged(LineKind::Payment, &[(100_000, 700)], collected(&[(150_000, 500)]));
    both.file.lines.remove(0);
    both.account.booked.remove(0);
    assert_eq!(wrong(&both), []);
    both.account.booked.push(Booked {
        receipt: Some(both.file.lines[0].receipt.clone()),
        kind: BookedKind::Reversal,
        amount: cents(-100_000),
        at: after(60),
        in_suspense: false,
    });
    assert_eq!(wrong(&both), []);
}

proptest! {
    #[test]
    fn every_wrong_charge_is_named_and_no_right_one(
        bands in prop::collection::btree_map(1_i64..300_000, 0_i64..1, 0..8),
        movements in prop::collection::vec((1_i64..300_000, prop::option::of(1_i64..50)), 1..30),
    ) {
        let bands: Vec<(i64, i64)> =
            bands.into_keys().enumerate().map(|(place, up_to)| (up_to, up_to.min(i64::try_from(place).unwrap() * 100))).collect();
        let says = |amount: i64| bands.iter().find(|(up_to, _)| amount <= *up_to).map(|(_, charge)| *charge);
        // What is charged is what the tariff says, and at times some cents more.
        let taken: Vec<(i64, i64)> = movements
            .iter()
            .map(|(moved, more)| (*moved, says(*moved).unwrap_or(7) + more.unwrap_or(0)))
            .filter(|(_, charge)| *charge > 0)
            .collect();
        prop_assume!(!taken.is_empty());
        let both = charged(LineKind::Payment, &taken, collected(&bands));
        let expected: Vec<(u32, i64, Option<i64>)> = (0_u32..)
            .zip(&taken)
            .filter_map(|(number, (moved, charge))| {
                let due = says(*moved).filter(|due| due != charge)?;
                Some((number * 2 + 9, -charge, Some(-due)))
            })
            .collect();
        prop_assert_eq!(wrong(&both), expected);
    }
}
