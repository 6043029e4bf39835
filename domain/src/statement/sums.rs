//! Breaks of one side that are together a break of the other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::account::BookedKind;
use super::event::BreakKind;
use super::found::Break;
use super::suggest::Suggestion;
use crate::money::Money;
use crate::time::{Timestamp, seconds_between, seconds_later};

/// What was moved in parts is moved within the hour: a batch of payouts, a sweep in two steps.
const SUM_SECONDS: i64 = 3_600;
/// Among more parts, some come to any amount by chance.
const PARTS_MAX: usize = 4;
/// Among more candidates in that time too, and trying them all would take too long: up to four of ten
/// are 385 sets.
const CANDIDATES_MAX: usize = 10;

/// On which side a break stands alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Statement,
    Ledger,
}

/// A break that one side has and the other has not.
#[derive(Debug, Clone, Copy)]
struct Alone {
    index: usize,
    /// In if it is more than nothing, else out.
    amount: Money,
    purpose: Option<BookedKind>,
    at: Timestamp,
}

/// A set of breaks that comes to another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Sum {
    whole: usize,
    parts: Vec<usize>,
}

/// Which breaks, of those that are free, are together which others. Only sums all of whose members are
/// in no other one are suggested.
pub(super) fn suggest(
    breaks: &[Break],
    is_free: impl Fn(&usize) -> bool,
) -> BTreeMap<usize, Suggestion> {
    let alone = |side| -> Vec<Alone> {
        let own = |(index, found): (usize, &Break)| alone(side, index, found);
        let mut all: Vec<Alone> =
            breaks.iter().enumerate().filter(|(index, _)| is_free(index)).filter_map(own).collect();
        all.sort_by_key(|one| (one.at, one.index));
        all
    };
    let (stated, booked) = (alone(Side::Statement), alone(Side::Ledger));
    let mut sums = BTreeSet::new();
    let mut crowded = BTreeSet::new();
    find(&stated, &booked, &mut sums, &mut crowded);
    find(&booked, &stated, &mut sums, &mut crowded);
    // One that is one other is found from both sides.
    let mirrored = |sum: &Sum| match sum.parts.as_slice() {
        [part] => *part < sum.whole && sums.contains(&Sum { whole: *part, parts: vec![sum.whole] }),
        _ => false,
    };
    let sums: Vec<&Sum> = sums.iter().filter(|sum| !mirrored(sum)).collect();
    let mut times_in: BTreeMap<usize, usize> = BTreeMap::new();
    for sum in &sums {
        for member in sum.members() {
            let times = times_in.entry(member).or_default();
            *times = times.saturating_add(1);
        }
    }
    let is_sure = |member: usize| times_in.get(&member) == Some(&1) && !crowded.contains(&member);
    let sure = sums.into_iter().filter(|sum| sum.members().all(is_sure));
    sure.flat_map(Sum::suggestions).collect()
}

impl Sum {
    fn members(&self) -> impl Iterator<Item = usize> + '_ {
        self.parts.iter().copied().chain([self.whole])
    }

    fn suggestions(&self) -> Vec<(usize, Suggestion)> {
        let whole = self.whole;
        if let [part] = self.parts.as_slice() {
            return vec![
                (whole, Suggestion::Same { other: *part }),
                (*part, Suggestion::Same { other: whole }),
            ];
        }
        let own = (whole, Suggestion::SumOf { parts: self.parts.clone() });
        let of = |part: &usize| (*part, Suggestion::PartOf { whole });
        self.parts.iter().map(of).chain([own]).collect()
    }
}

fn alone(side: Side, index: usize, found: &Break) -> Option<Alone> {
    let (stands_on, amount) = match found.kind {
        BreakKind::Reversed
        | BreakKind::Sweep
        | BreakKind::UnknownPayout
        | BreakKind::UnknownMovement => (Side::Statement, found.difference.statement),
        BreakKind::MissingInStatement | BreakKind::Timing => {
            (Side::Ledger, found.difference.ledger)
        }
        BreakKind::MissingInLedger
        | BreakKind::AmountDiffers
        | BreakKind::Duplicate
        | BreakKind::Charge
        | BreakKind::NotInBalance
        | BreakKind::UnknownAccount
        | BreakKind::Opening
        | BreakKind::WrongCharge => return None,
    };
    // What customers paid comes one by one, each with its receipt: equal amounts are no sign there.
    let is_payment = found.purpose == Some(BookedKind::Payment);
    let one = Alone { index, amount, purpose: found.purpose, at: found.moved_at };
    (stands_on == side && !is_payment && amount != Money::ZERO).then_some(one)
}

/// Every sum of parts that comes to one of the wholes. Parts among too many are crowded.
fn find(
    wholes: &[Alone],
    parts: &[Alone],
    sums: &mut BTreeSet<Sum>,
    crowded: &mut BTreeSet<usize>,
) {
    let mut crowd = Crowd::default();
    for whole in wholes {
        let near = near(parts, whole.at);
        if near.len() > CANDIDATES_MAX {
            crowd.add(near);
            crowded.insert(whole.index);
            continue;
        }
        let fits = |part: &&Alone| {
            part.amount.is_positive() == whole.amount.is_positive()
                && same_purpose(part.purpose, whole.purpose)
        };
        let candidates: Vec<Alone> =
            parts.get(near).unwrap_or_default().iter().filter(fits).copied().collect();
        let mut search = Search { whole: *whole, candidates: &candidates, taken: vec![], sums };
        search.from(0, Money::ZERO);
    }
    let in_crowd = crowd.members().filter_map(|at| parts.get(at));
    crowded.extend(in_crowd.map(|part| part.index));
}

/// What is not known to be for something may be for anything.
fn same_purpose(one: Option<BookedKind>, other: Option<BookedKind>) -> bool {
    one.is_none() || other.is_none() || one == other
}

/// Which of those in the order of time are near that moment.
fn near(all: &[Alone], at: Timestamp) -> Range<usize> {
    let from = seconds_later(at, SUM_SECONDS.saturating_neg()).unwrap_or(at);
    let first = all.partition_point(|one| one.at < from);
    let last = all.partition_point(|one| seconds_between(at, one.at) <= SUM_SECONDS);
    first..last
}

/// Tries every set of a few candidates.
struct Search<'a> {
    whole: Alone,
    candidates: &'a [Alone],
    taken: Vec<usize>,
    sums: &'a mut BTreeSet<Sum>,
}

impl Search<'_> {
    fn from(&mut self, first: usize, so_far: Money) {
        if so_far == self.whole.amount && !self.taken.is_empty() {
            let mut parts = self.taken.clone();
            parts.sort_unstable();
            self.sums.insert(Sum { whole: self.whole.index, parts });
            return;
        }
        if self.taken.len() == PARTS_MAX {
            return;
        }
        for at in first..self.candidates.len() {
            let Some(part) = self.candidates.get(at) else { return };
            let Some(sum) = so_far.plus(part.amount) else { continue };
            self.taken.push(part.index);
            self.from(at.saturating_add(1), sum);
            self.taken.pop();
        }
    }
}

/// Ranges of places, however many there are and however long each is, in one pass.
#[derive(Default)]
struct Crowd {
    /// How many ranges begin at each place, less how many end there.
    edges: BTreeMap<usize, i64>,
}

impl Crowd {
    fn add(&mut self, range: Range<usize>) {
        let mut note = |at: usize, by: i64| {
            let edge = self.edges.entry(at).or_default();
            *edge = edge.saturating_add(by);
        };
        note(range.start, 1);
        note(range.end, -1);
    }

    fn members(&self) -> impl Iterator<Item = usize> + '_ {
        let mut depth = 0_i64;
        let ends = self.edges.keys().copied().skip(1).chain([0]);
        let stretches = self.edges.iter().zip(ends);
        stretches.flat_map(move |((start, by), end)| {
            depth = depth.saturating_add(*by);
            if depth > 0 { *start..end } else { 0..0 }
        })
    }
}
