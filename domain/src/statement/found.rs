use std::collections::BTreeMap;

use super::account::BookedKind;
use super::event::BreakKind;
use super::file::LineKind;
use crate::codes::Receipt;
use crate::money::Money;
use crate::time::Timestamp;

/// An amount as both have it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Difference {
    /// On the statement.
    pub statement: Money,
    /// In the books.
    pub ledger: Money,
}

impl Difference {
    /// By how much the statement has more.
    pub fn amount(self) -> Money {
        less(self.statement, self.ledger)
    }
}

/// A difference, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// How statement and books differ.
    pub kind: BreakKind,
    /// In which receipt.
    pub receipt: Option<Receipt>,
    /// In which row of the file.
    pub row: Option<u32>,
    /// What the money moved for, as far as it is known.
    pub purpose: Option<BookedKind>,
    /// In what amount.
    pub difference: Difference,
    /// What it should be by Safaricom's tariff: of a wrong charge, which both have alike.
    pub expected: Option<Money>,
    /// When the money moved.
    pub moved_at: Timestamp,
    /// Which line of the file, from 0, if what it says can be taken into the books without a person.
    pub safe_line: Option<usize>,
}

impl Break {
    /// Whether it can be taken into the books without a person. What the account held at first can be
    /// while the books have nothing of before.
    pub fn is_safe(&self) -> bool {
        self.safe_line.is_some() || self.is_first_opening()
    }

    /// Whether the books begin with this statement.
    pub fn is_first_opening(&self) -> bool {
        self.kind == BreakKind::Opening && self.difference.ledger == Money::ZERO
    }
}

/// What matched, of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Matched {
    /// How many lines.
    pub lines: u64,
    /// Their sum.
    pub amount: Money,
}

/// What the customers have for the payments that matched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Served {
    /// Credited to a customer's wallet, from which packages are bought.
    pub credited: Matched,
    /// Nobody's yet.
    pub in_suspense: Matched,
}

/// Where a statement's own balance does not follow from the line before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// In which row.
    pub row: u32,
    /// What the balance should be.
    pub expected: Money,
    /// What it says.
    pub stated: Money,
}

/// The first line after which the account holds something else than the statement says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstDivergence {
    /// Its row.
    pub row: u32,
    /// Its receipt.
    pub receipt: Receipt,
    /// What both hold after it.
    pub balance: Difference,
}

/// What a comparison found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciliation {
    /// What both held before.
    pub opening: Difference,
    /// What matched, by kind.
    pub matched: BTreeMap<LineKind, Matched>,
    /// What differs: in the order of the file, then what it lacks.
    pub breaks: Vec<Break>,
    /// What both hold in the end.
    pub closing: Difference,
    /// What of the difference in the end no break explains. Nothing, if the file is whole.
    pub unexplained: Money,
    /// The first line where both part.
    pub first_divergence: Option<FirstDivergence>,
    /// The first row whose balance does not follow from the one before.
    pub first_misstep: Option<Step>,
    /// What became of the payments.
    pub served: Served,
}

impl Reconciliation {
    /// Whether statement and books agree in everything.
    pub fn agrees(&self) -> bool {
        self.breaks.is_empty()
            && self.unexplained == Money::ZERO
            && self.first_misstep.is_none()
            && self.closing.amount() == Money::ZERO
    }
}

/// Sums of a statement are far from the end of what can be counted; an amount that is not is kept
/// at the end.
pub(super) fn more(a: Money, b: Money) -> Money {
    Money::from_cents(a.cents().saturating_add(b.cents()))
}

pub(super) fn less(a: Money, b: Money) -> Money {
    Money::from_cents(a.cents().saturating_sub(b.cents()))
}
