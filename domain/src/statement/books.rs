//! The account's side of the ledger, ready to be met by the lines of a statement.

use std::collections::{HashMap, HashSet};

use super::account::{Booked, BookedKind};
use super::file::{LineKind, StatementLine};
use super::found::more;
use crate::codes::Receipt;
use crate::money::Money;
use crate::time::Timestamp;

/// What the books have for one receipt and purpose.
struct Found {
    amount: Money,
    at: Timestamp,
    in_suspense: bool,
    used: bool,
}

/// A purpose, and a direction where both are possible for one receipt.
type Slot = (BookedKind, bool);

/// Lines and booked amounts meet by receipt and purpose.
pub(super) struct Books<'a> {
    by_receipt: HashMap<(&'a Receipt, Slot), Found>,
    /// Without a receipt: nothing can meet them but a person.
    nameless: Vec<&'a Booked>,
}

/// How a line met the books.
pub(super) enum Met {
    /// The same receipt and purpose stood in a row before.
    Twice,
    /// The books do not have it.
    No,
    /// They have it.
    Yes { amount: Money, at: Timestamp, in_suspense: bool },
}

/// What no line has met.
pub(super) struct Unmet {
    pub(super) receipt: Option<Receipt>,
    pub(super) kind: BookedKind,
    pub(super) amount: Money,
    pub(super) at: Timestamp,
}

impl<'a> Books<'a> {
    pub(super) fn of(booked: &'a [Booked]) -> Self {
        let mut by_receipt: HashMap<(&Receipt, Slot), Found> = HashMap::with_capacity(booked.len());
        let mut nameless = vec![];
        for one in booked {
            let Some(receipt) = &one.receipt else {
                nameless.push(one);
                continue;
            };
            let way = one.kind == BookedKind::Sweep && one.amount.is_positive();
            let found = by_receipt.entry((receipt, (one.kind, way))).or_insert(Found {
                amount: Money::ZERO,
                at: one.at,
                in_suspense: false,
                used: false,
            });
            // A payment that another one turned out to be moves the same money out and in again.
            found.amount = more(found.amount, one.amount);
            found.in_suspense |= one.in_suspense;
        }
        Self { by_receipt, nameless }
    }

    /// What meets a line: by its receipt, or, for money that went back, by that of the payment.
    fn meet(&mut self, line: &'a StatementLine) -> Option<&mut Found> {
        let slot = slot(line)?;
        let own = (&line.receipt, slot);
        let key = if self.by_receipt.contains_key(&own) {
            own
        } else {
            let linked = line.linked.as_ref().filter(|_| slot.0 == BookedKind::Reversal)?;
            (linked, slot)
        };
        let found = self.by_receipt.get_mut(&key).filter(|found| found.amount != Money::ZERO)?;
        found.used = true;
        Some(found)
    }

    /// The same, for lines in the order of the file, of which each stands there once.
    pub(super) fn meet_once(
        &mut self,
        line: &'a StatementLine,
        seen: &mut HashSet<(&'a Receipt, LineKind, bool)>,
    ) -> Met {
        let way = line.amount.is_positive();
        if !seen.insert((&line.receipt, line.kind, way)) {
            return Met::Twice;
        }
        self.meet(line).map_or(Met::No, |found| Met::Yes {
            amount: found.amount,
            at: found.at,
            in_suspense: found.in_suspense,
        })
    }

    /// What no line has met, in the order of time.
    pub(super) fn unmet(&self) -> Vec<Unmet> {
        let with_receipt = self
            .by_receipt
            .iter()
            .filter(|(_, found)| !found.used && found.amount != Money::ZERO)
            .map(|((receipt, (kind, _)), found)| Unmet {
                receipt: Some((*receipt).clone()),
                kind: *kind,
                amount: found.amount,
                at: found.at,
            });
        let nameless = self.nameless.iter().map(|one| Unmet {
            receipt: None,
            kind: one.kind,
            amount: one.amount,
            at: one.at,
        });
        let mut unmet: Vec<Unmet> = with_receipt.chain(nameless).collect();
        unmet.sort_by(|a, b| {
            (a.at, &a.receipt, a.amount, a.kind).cmp(&(b.at, &b.receipt, b.amount, b.kind))
        });
        unmet
    }
}

/// What a line moved money for, as the books call it.
pub(super) const fn purpose(kind: LineKind) -> Option<BookedKind> {
    match kind {
        LineKind::Payment => Some(BookedKind::Payment),
        LineKind::Charge => Some(BookedKind::Charge),
        LineKind::Reversal => Some(BookedKind::Reversal),
        LineKind::Payout => Some(BookedKind::Payout),
        LineKind::Sweep => Some(BookedKind::Sweep),
        LineKind::Other => None,
    }
}

fn slot(line: &StatementLine) -> Option<Slot> {
    let kind = purpose(line.kind)?;
    Some((kind, kind == BookedKind::Sweep && line.amount.is_positive()))
}
