//! What a break may be, where no receipt says it. Nothing follows from it until a person agrees.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::event::BreakKind;
use super::file::{StatementFile, StatementLine};
use super::found::{Break, Reconciliation};
use super::sums;
use crate::codes::{AccountReference, AccountTyped};
use crate::id::PaymentId;
use crate::money::Money;
use crate::msisdn::Msisdn;
use crate::payer::{PhoneSeen, Shown, last_digits};
use crate::time::{Timestamp, seconds_between, seconds_later};

/// So long after it was asked for, money may be that of a prompt. A prompt is answered within two
/// minutes, and whoever it fails for pays by hand soon after; after a quarter of an hour the same phone
/// may as well be buying the same again.
pub const SAME_PAYMENT_SECONDS: i64 = 15 * 60;
/// So far our clock and Safaricom's may differ: money may seem to have come before it was asked for.
pub const CLOCKS_DIFFER_SECONDS: i64 = 60;

/// Why a payment may still be missing its money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WaitsFor {
    /// Safaricom said that it was paid; it is in 1130 until its receipt is found.
    Receipt,
    /// Nobody knows yet what became of its prompt.
    Outcome,
    /// It ended without an outcome.
    NothingExpired,
    /// It was said to have failed.
    NothingFailed,
}

impl WaitsFor {
    /// The shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "AWAITING_RECEIPT",
            Self::Outcome => "PENDING",
            Self::NothingExpired => "EXPIRED",
            Self::NothingFailed => "FAILED",
        }
    }

    /// What it says to a person.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Receipt => "paid, and waiting for its receipt",
            Self::Outcome => "pending",
            Self::NothingExpired => "expired",
            Self::NothingFailed => "failed",
        }
    }
}

/// A payment that was asked for, and has no receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub payment_id: PaymentId,
    /// How much was asked for.
    pub amount: Money,
    /// Whom.
    pub phone: Msisdn,
    /// When.
    pub asked_at: Timestamp,
    /// What it waits for.
    pub waits_for: WaitsFor,
}

/// What a break may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suggestion {
    /// The money of a payment that waits.
    Payment {
        /// Which.
        payment_id: PaymentId,
        /// What it waits for.
        waits_for: WaitsFor,
        /// How much of the phone says so.
        phone: PhoneSeen,
        /// How many seconds lie between both.
        apart_seconds: i64,
    },
    /// What stands on the other side under another name, by its place among the breaks.
    Same {
        /// Which.
        other: usize,
    },
    /// Several of the other side together.
    SumOf {
        /// Which.
        parts: Vec<usize>,
    },
    /// One of several that are together what the other side has as one.
    PartOf {
        /// Which.
        whole: usize,
    },
}

/// What each break may be, by its place among the breaks. Only what is unique on both sides is
/// suggested: one break to one payment, or one set of breaks to one other.
pub fn suggest(
    file: &StatementFile,
    found: &Reconciliation,
    waiting: &[Waiting],
) -> BTreeMap<usize, Suggestion> {
    let mut suggested = payments(file, found, waiting);
    let free = |index: &usize| !suggested.contains_key(index);
    let sums = sums::suggest(&found.breaks, free);
    suggested.extend(sums);
    suggested
}

/// Money that came, and does not say whose it is.
struct Came {
    index: usize,
    amount: Money,
    at: Timestamp,
    payer: Shown,
}

/// Those of one amount whose phones end in the same digits, in the order of time.
type ByTime<'a, T> = HashMap<(Money, String), Vec<(Timestamp, &'a T)>>;

fn by_time<'a, T>(all: &'a [T], key: impl Fn(&T) -> (Money, &str, Timestamp)) -> ByTime<'a, T> {
    let mut grouped: ByTime<'a, T> = HashMap::new();
    for one in all {
        let (amount, tail, at) = key(one);
        grouped.entry((amount, tail.to_owned())).or_default().push((at, one));
    }
    for group in grouped.values_mut() {
        group.sort_by_key(|(at, _)| *at);
    }
    grouped
}

/// Those of a group in a time, both ends within.
fn within<'g, 'a, T>(
    group: Option<&'g Vec<(Timestamp, &'a T)>>,
    from: Timestamp,
    to: Timestamp,
) -> impl Iterator<Item = &'a T> + use<'g, 'a, T> {
    let group = group.map(Vec::as_slice).unwrap_or_default();
    let first = group.partition_point(|(at, _)| *at < from);
    let those = group.get(first..).unwrap_or_default().iter();
    those.take_while(move |(at, _)| *at <= to).map(|(_, one)| *one)
}

/// The only one that there is.
fn only<T>(mut those: impl Iterator<Item = T>) -> Option<T> {
    let first = those.next()?;
    those.next().is_none().then_some(first)
}

fn shifted(at: Timestamp, seconds: i64) -> Timestamp {
    seconds_later(at, seconds).unwrap_or(at)
}

fn payments(
    file: &StatementFile,
    found: &Reconciliation,
    waiting: &[Waiting],
) -> BTreeMap<usize, Suggestion> {
    let (came, named) = came(file, &found.breaks);
    if came.is_empty() {
        return BTreeMap::new();
    }
    // Money that names its payment is that payment's, and no other's.
    let unnamed: Vec<Waiting> = waiting
        .iter()
        .filter(|one| !named.contains(&AccountReference::of(one.payment_id)))
        .cloned()
        .collect();
    let payments =
        by_time(&unnamed, |one| (one.amount, last_digits(one.phone.as_str()), one.asked_at));
    let money = by_time(&came, |one| (one.amount, one.payer.tail(), one.at));
    let payments_of = |one: &Came| {
        let group = payments.get(&(one.amount, one.payer.tail().to_owned()));
        let from = shifted(one.at, SAME_PAYMENT_SECONDS.saturating_neg());
        let to = shifted(one.at, CLOCKS_DIFFER_SECONDS);
        let payer = one.payer.clone();
        within(group, from, to).filter_map(move |pay| Some((pay, payer.agrees(&pay.phone)?)))
    };
    let money_of = |one: &Waiting| {
        let group = money.get(&(one.amount, last_digits(one.phone.as_str()).to_owned()));
        let from = shifted(one.asked_at, CLOCKS_DIFFER_SECONDS.saturating_neg());
        let to = shifted(one.asked_at, SAME_PAYMENT_SECONDS);
        let phone = one.phone.clone();
        within(group, from, to).filter(move |came| came.payer.agrees(&phone).is_some())
    };
    let pair = |one: &Came| {
        let (payment, phone) = only(payments_of(one))?;
        only(money_of(payment))?;
        let apart_seconds = seconds_between(payment.asked_at, one.at).saturating_abs();
        let Waiting { payment_id, waits_for, .. } = *payment;
        Some((one.index, Suggestion::Payment { payment_id, waits_for, phone, apart_seconds }))
    };
    came.iter().filter_map(pair).collect()
}

/// The breaks that are money of a payer who can be compared, and the references of pushes that are
/// named by any of them.
fn came(file: &StatementFile, breaks: &[Break]) -> (Vec<Came>, HashSet<AccountReference>) {
    let asked: HashMap<u32, (usize, &Break)> = breaks
        .iter()
        .enumerate()
        .filter(|(_, found)| is_somebodys(found.kind))
        .filter_map(|(index, found)| Some((found.row?, (index, found))))
        .collect();
    let (mut came, mut named) = (vec![], HashSet::new());
    if asked.is_empty() {
        return (came, named);
    }
    for line in &file.lines {
        let Some((index, found)) = asked.get(&line.row) else { continue };
        let typed = line.account_typed.as_ref().map(|text| AccountTyped::read(text.as_str()));
        // Whose money in suspense is, what was typed has not said.
        let says_whose = found.kind == BreakKind::MissingInLedger
            && matches!(typed, Some(AccountTyped::Push(_) | AccountTyped::Line(_)));
        if let Some(AccountTyped::Push(reference)) = typed {
            named.insert(reference);
        }
        if !says_whose && line.amount == found.difference.statement {
            came.extend(money(*index, line));
        }
    }
    came.sort_by_key(|one| one.index);
    (came, named)
}

fn money(index: usize, line: &StatementLine) -> Option<Came> {
    let payer = Shown::read(line.payer.as_ref()?)?;
    Some(Came { index, amount: line.amount, at: line.at, payer })
}

/// Whether a break is money of which nobody knows whose it is.
const fn is_somebodys(kind: BreakKind) -> bool {
    match kind {
        BreakKind::MissingInLedger | BreakKind::UnknownAccount => true,
        BreakKind::MissingInStatement
        | BreakKind::AmountDiffers
        | BreakKind::Duplicate
        | BreakKind::Reversed
        | BreakKind::Charge
        | BreakKind::Sweep
        | BreakKind::UnknownPayout
        | BreakKind::UnknownMovement
        | BreakKind::NotInBalance
        | BreakKind::Timing
        | BreakKind::Opening
        | BreakKind::WrongCharge => false,
    }
}
