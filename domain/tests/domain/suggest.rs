//! What a break may be, where no receipt says it.

use std::collections::BTreeMap;

use domain::codes::AccountReference;
use domain::statement::{
    Booked, BookedKind, CLOCKS_DIFFER_SECONDS, LineKind, PhoneSeen, SAME_PAYMENT_SECONDS,
    Suggestion, Waiting, WaitsFor, suggest,
};
use domain::{Money, Msisdn, PaymentId};
use proptest::prelude::*;
use uuid::Uuid;

use crate::samples::{HOUR, after, cents};
use crate::statement::{Both, numbered};

const PHONE: &str = "254712345678";

fn payment(number: u128) -> PaymentId {
    PaymentId::new(Uuid::from_u128(number))
}

/// A payment that was asked for so many seconds before the first line, for as much as that line.
fn waiting(number: u128, both: &Both, seconds: i64) -> Waiting {
    let line = &both.file.lines[0];
    Waiting {
        payment_id: payment(number),
        amount: line.amount,
        phone: PHONE.parse().unwrap(),
        asked_at: domain::time::seconds_later(line.at, -seconds).unwrap(),
        waits_for: WaitsFor::NothingExpired,
    }
}

/// A statement of payments, the first of which the books do not have. Its payer is shown so.
fn lost(payer: &str) -> Both {
    let mut both = Both::of(&[LineKind::Payment, LineKind::Payment]);
    both.account.booked.remove(0);
    both.file.lines[0].payer = Some(payer.parse().unwrap());
    both
}

fn suggested(both: &Both, waiting: &[Waiting]) -> BTreeMap<usize, Suggestion> {
    suggest(&both.file, &both.compare(), waiting)
}

fn may_be(number: u128, phone: PhoneSeen, apart_seconds: i64) -> BTreeMap<usize, Suggestion> {
    let waits_for = WaitsFor::NothingExpired;
    let payment_id = payment(number);
    let suggestion = Suggestion::Payment { payment_id, waits_for, phone, apart_seconds };
    BTreeMap::from([(0, suggestion)])
}

#[test]
fn lost_money_may_be_that_of_a_push_of_the_same_phone_and_amount() {
    for (shown, seen) in [
        (PHONE, PhoneSeen::Whole),
        ("0712 345 678", PhoneSeen::Whole),
        ("2547****678", PhoneSeen::VisibleDigits),
    ] {
        let both = lost(shown);
        assert_eq!(suggested(&both, &[waiting(1, &both, 40)]), may_be(1, seen, 40), "{shown}");
    }
    for shown in ["2547****679", "254711345678", "JANE DOE"] {
        let both = lost(shown);
        assert_eq!(suggested(&both, &[waiting(1, &both, 40)]), BTreeMap::new(), "{shown}");
    }
}

#[test]
fn nothing_is_suggested_of_another_amount_or_time() {
    let both = lost(PHONE);
    let near = |seconds| suggested(&both, &[waiting(1, &both, seconds)]);
    assert_eq!(near(SAME_PAYMENT_SECONDS).len(), 1);
    assert_eq!(near(SAME_PAYMENT_SECONDS + 1), BTreeMap::new());
    assert_eq!(near(-CLOCKS_DIFFER_SECONDS).len(), 1);
    assert_eq!(near(-CLOCKS_DIFFER_SECONDS - 1), BTreeMap::new());
    let other = Waiting { amount: cents(801), ..waiting(1, &both, 40) };
    assert_eq!(suggested(&both, &[other]), BTreeMap::new());
}

#[test]
fn what_two_payments_or_two_lines_may_be_is_not_suggested() {
    let mut both = lost("2547****678");
    let phone: Msisdn = "254722345678".parse().unwrap();
    let other = Waiting { phone, ..waiting(2, &both, 300) };
    assert_eq!(suggested(&both, &[waiting(1, &both, 40), other]), BTreeMap::new());
    // Another line of the same payer and amount, four minutes later.
    let mut twin = both.file.lines[0].clone();
    twin.receipt = numbered(77);
    twin.row = 77;
    twin.at = domain::time::seconds_later(twin.at, 240).unwrap();
    twin.balance = None;
    both.file.lines[0].balance = None;
    both.file.lines[1].balance = None;
    both.file.closing = None;
    both.file.lines.insert(1, twin);
    assert_eq!(suggested(&both, &[waiting(1, &both, 40)]), BTreeMap::new());
    // A second prompt came in between, so each of both is only one of them.
    let second = [waiting(1, &both, 800), waiting(2, &both, -200)];
    let names: Vec<usize> = suggested(&both, &second).into_keys().collect();
    assert_eq!(names, [0, 1]);
}

#[test]
fn money_that_names_its_payment_is_not_guessed_and_nobody_elses() {
    let mut both = lost(PHONE);
    let reference = AccountReference::of(payment(1));
    both.file.lines[0].account_typed = Some(reference.as_str().parse().unwrap());
    assert_eq!(suggested(&both, &[waiting(1, &both, 40)]), BTreeMap::new());
    assert_eq!(suggested(&both, &[waiting(1, &both, 40), waiting(2, &both, 50)]), BTreeMap::new());
    // It names a line.
    let number = domain::codes::AccountNumber::from_base(1_002_003).unwrap();
    both.file.lines[0].account_typed = Some(number.as_str().parse().unwrap());
    assert_eq!(suggested(&both, &[waiting(1, &both, 40)]), BTreeMap::new());
    // It names nobody.
    both.file.lines[0].account_typed = Some("WIFI".parse().unwrap());
    assert_eq!(suggested(&both, &[waiting(1, &both, 40)]).len(), 1);
}

#[test]
fn money_in_suspense_may_be_that_of_a_push() {
    let mut both = Both::of(&[LineKind::Payment, LineKind::Payment]);
    both.file.lines[0].payer = Some("2547****678".parse().unwrap());
    both.account.booked[0].in_suspense = true;
    let found = suggested(&both, &[waiting(1, &both, 90)]);
    assert_eq!(found, may_be(1, PhoneSeen::VisibleDigits, 90));
}

/// The books have payouts of these amounts, minutes apart, where the statement has one of that.
fn paid_out(stated: i64, booked: &[i64]) -> Both {
    let mut both = Both::of(&[LineKind::Payment, LineKind::Payout, LineKind::Payment]);
    both.file.lines[1].amount = cents(-stated);
    for line in &mut both.file.lines {
        line.balance = None;
    }
    both.file.closing = None;
    both.account.booked.remove(1);
    for (number, amount) in booked.iter().enumerate() {
        both.account.booked.push(Booked {
            receipt: Some(numbered(number + 50)),
            kind: BookedKind::Payout,
            amount: cents(-amount),
            at: after(HOUR + 900 + i64::try_from(number).unwrap()),
            in_suspense: false,
        });
    }
    both
}

#[test]
fn one_may_be_another_or_the_sum_of_several() {
    use Suggestion::{PartOf, Same, SumOf};
    assert_eq!(
        suggested(&paid_out(500, &[500]), &[]),
        BTreeMap::from([(0, Same { other: 1 }), (1, Same { other: 0 })])
    );
    assert_eq!(
        suggested(&paid_out(500, &[150, 120, 230]), &[]),
        BTreeMap::from([
            (0, SumOf { parts: vec![1, 2, 3] }),
            (1, PartOf { whole: 0 }),
            (2, PartOf { whole: 0 }),
            (3, PartOf { whole: 0 })
        ])
    );
    // 120 and 380 come to it as well as 200 and 300, five parts are too many, and so are eleven
    // candidates.
    for booked in [&[120, 380, 200, 300][..], &[100; 5], &[41; 11]] {
        assert_eq!(suggested(&paid_out(500, booked), &[]), BTreeMap::new(), "{booked:?}");
    }
    let mut far = paid_out(500, &[500]);
    far.account.booked[2].at = after(3 * HOUR);
    assert_eq!(suggested(&far, &[]), BTreeMap::new());
    let mut other = paid_out(500, &[500]);
    other.account.booked[2].kind = BookedKind::Sweep;
    assert_eq!(suggested(&other, &[]), BTreeMap::new());
}

/// An amount, a phone, and when.
type Moment = (i64, u32, i64);

/// Customers' payments of a busy hotspot, some of which the books do not have, and prompts of which
/// nothing was heard: amounts, phones, and moments within an hour.
fn busy() -> impl Strategy<Value = (Vec<Moment>, Vec<Moment>)> {
    let one = || (1_i64..4, 0_u32..4, 0_i64..HOUR);
    (prop::collection::vec(one(), 0..25), prop::collection::vec(one(), 0..25))
}

/// Of four phones, two and two look alike when their middle is hidden.
fn phone_of(number: u32) -> Msisdn {
    format!("25471{}34567{}", number % 2, number / 2).parse().unwrap()
}

proptest! {
    #[test]
    fn nothing_is_suggested_where_all_receipts_match(
        kinds in prop::collection::vec(prop::sample::select(LineKind::ALL.to_vec()), 1..40),
        prompts in prop::collection::vec((0_usize..40, 0_i64..900), 0..20),
    ) {
        let mut both = Both::of(&kinds.iter().copied().filter(|kind| *kind != LineKind::Other).collect::<Vec<_>>());
        for line in &mut both.file.lines {
            line.payer = Some(PHONE.parse().unwrap());
        }
        let asked: Vec<Waiting> = (1_u128..)
            .zip(&prompts)
            .filter_map(|(number, (line, before))| {
                let line = both.file.lines.get(*line)?;
                Some(Waiting {
                    payment_id: payment(number),
                    amount: line.amount,
                    phone: PHONE.parse().unwrap(),
                    asked_at: domain::time::seconds_later(line.at, -*before).unwrap(),
                    waits_for: WaitsFor::Outcome,
                })
            })
            .collect();
        prop_assert_eq!(suggested(&both, &asked), BTreeMap::new());
    }

    #[test]
    fn each_side_of_a_suggestion_is_the_only_one_for_the_other((paid, asked) in busy()) {
        let mut both = Both::of(&vec![LineKind::Payment; paid.len().max(1)]);
        both.account.booked.clear();
        both.file.closing = None;
        for (line, (amount, phone, at)) in both.file.lines.iter_mut().zip(&paid) {
            line.amount = cents(amount * 1_000);
            line.balance = None;
            line.at = after(*at);
            let whole = phone_of(*phone);
            let shown = if at % 2 == 0 { whole.as_str().to_owned() } else { whole.masked() };
            line.payer = Some(shown.parse().unwrap());
        }
        let waiting: Vec<Waiting> = (1_u128..)
            .zip(&asked)
            .map(|(number, (amount, phone, at))| Waiting {
                payment_id: payment(number),
                amount: cents(amount * 1_000),
                phone: phone_of(*phone),
                asked_at: after(*at),
                waits_for: WaitsFor::NothingFailed,
            })
            .collect();
        let found = both.compare();
        let suggested = suggest(&both.file, &found, &waiting);
        prop_assert_eq!(&suggest(&both.file, &found, &waiting), &suggested);
        // By trying every pair.
        let fits = |line: &domain::statement::StatementLine, one: &Waiting| {
            let shown = line.payer.as_ref().unwrap().as_str();
            let same_phone = shown == one.phone.as_str() || shown == one.phone.masked();
            let apart = domain::time::seconds_between(one.asked_at, line.at);
            let in_time = (-CLOCKS_DIFFER_SECONDS..=SAME_PAYMENT_SECONDS).contains(&apart);
            line.amount == one.amount && same_phone && in_time
        };
        for (index, found) in found.breaks.iter().enumerate() {
            let line = both.file.lines.iter().find(|line| Some(line.row) == found.row);
            let Some(line) = line.filter(|line| line.payer.is_some()) else { continue };
            let fitting: Vec<&Waiting> = waiting.iter().filter(|one| fits(line, one)).collect();
            let expected = match fitting.as_slice() {
                [one] if both.file.lines.iter().filter(|line| line.payer.is_some() && fits(line, one)).count() == 1 => {
                    Some(one.payment_id)
                }
                _ => None,
            };
            let said = match suggested.get(&index) {
                Some(Suggestion::Payment { payment_id, .. }) => Some(*payment_id),
                Some(other) => panic!("{other:?}"),
                None => None,
            };
            prop_assert_eq!(said, expected);
        }
    }

    #[test]
    fn whatever_is_in_a_sum_is_in_no_other(
        stated in prop::collection::vec((1_i64..60, 0_i64..7_200), 1..14),
        booked in prop::collection::vec((1_i64..60, 0_i64..7_200), 0..14),
    ) {
        let mut both = Both::of(&vec![LineKind::Payout; stated.len()]);
        both.file.closing = None;
        both.account.booked.clear();
        for (line, (amount, at)) in both.file.lines.iter_mut().zip(&stated) {
            line.amount = cents(-amount);
            line.balance = None;
            line.at = after(HOUR + at);
        }
        for (number, (amount, at)) in booked.iter().enumerate() {
            both.account.booked.push(Booked {
                receipt: None,
                kind: BookedKind::Payout,
                amount: cents(-amount),
                at: after(HOUR + at + i64::try_from(number).unwrap()),
                in_suspense: false,
            });
        }
        let found = both.compare();
        let of = |index: usize| found.breaks[index].difference;
        let suggested = suggest(&both.file, &found, &[]);
        for (index, suggestion) in &suggested {
            match suggestion {
                Suggestion::Same { other } => {
                    let whole = of(*index).statement.plus(of(*index).ledger);
                    prop_assert_eq!(of(*other).statement.plus(of(*other).ledger), whole);
                    prop_assert_eq!(suggested.get(other), Some(&Suggestion::Same { other: *index }));
                }
                Suggestion::SumOf { parts } => {
                    prop_assert!((2..=4).contains(&parts.len()));
                    let whole = of(*index).statement.plus(of(*index).ledger).unwrap();
                    let sum = parts.iter().try_fold(Money::ZERO, |sum, part| {
                        sum.plus(of(*part).statement)?.plus(of(*part).ledger)
                    });
                    prop_assert_eq!(sum, Some(whole));
                    for part in parts {
                        prop_assert_eq!(suggested.get(part), Some(&Suggestion::PartOf { whole: *index }));
                    }
                }
                Suggestion::PartOf { whole } => {
                    let whole = suggested.get(whole);
                    let is_of_it =
                        matches!(whole, Some(Suggestion::SumOf { parts }) if parts.contains(index));
                    prop_assert!(is_of_it);
                }
                Suggestion::Payment { .. } => prop_assert!(false, "nobody was asked"),
            }
        }
    }
}
