use std::collections::{BTreeMap, HashSet};

use super::account::Account;
use super::books::{Books, Met, Unmet, purpose};
use super::charges::Charges;
use super::event::BreakKind;
use super::file::{LineKind, Span, StatementFile, StatementLine};
use super::found::{
    Break, Difference, FirstDivergence, Matched, Reconciliation, Served, Step, less, more,
};
use crate::codes::Receipt;
use crate::money::Money;
use crate::time::{Timestamp, seconds_between};

/// So near to an edge of a statement, a movement may stand on the one before or after: clocks and
/// the statement's own cut differ by no more.
const EDGE_SECONDS: i64 = 600;

/// Whether each line fits the balances before and after it, and the first that does not follow from
/// the one before.
fn steps(file: &StatementFile) -> (Vec<bool>, Option<Step>) {
    let mut follows = Vec::with_capacity(file.lines.len());
    let mut before = file.opening();
    let mut first = None;
    for line in &file.lines {
        let expected = before.map(|before| more(before, line.amount));
        let fits = match (expected, line.balance) {
            (Some(expected), Some(stated)) if expected != stated => {
                first = first.or(Some(Step { row: line.row, expected, stated }));
                false
            }
            (Some(_) | None, _) => true,
        };
        follows.push(fits);
        before = line.balance.or(expected);
    }
    // A line that was put in shows in the balance of the next one too.
    let next = follows.iter().skip(1).copied().chain([true]);
    let fits = follows.iter().zip(next).map(|(own, next)| *own && next).collect();
    (fits, first)
}

/// Compares a statement with the books. None for a file without any line or balance.
pub fn reconcile(file: &StatementFile, account: &Account) -> Option<Reconciliation> {
    let span = file.span()?;
    let (fits, first_misstep) = steps(file);
    let mut books = Books::of(&account.booked);
    let charges = Charges::of(file, account);
    let mut walk = Walk::new(file, account, span);
    for (index, line) in file.lines.iter().enumerate() {
        let fits = fits.get(index).copied().unwrap_or_default();
        let met = books.meet_once(line, &mut walk.seen);
        let is_believed = match met {
            Met::Twice => false,
            Met::No => fits,
            Met::Yes { .. } => true,
        };
        walk.line((index, line), fits, met);
        if let Some(expected) = charges.wrong(line).filter(|_| is_believed) {
            // It was taken all the same: nothing of the balances is explained by it.
            let taken = Difference { statement: line.amount, ledger: line.amount };
            let found = walk.add(BreakKind::WrongCharge, Some((index, line)), taken, line.at);
            found.expected = Some(expected);
        }
    }
    walk.lacking(&books);
    Some(walk.end(file, first_misstep))
}

/// The comparison, line by line.
struct Walk<'a> {
    span: Span,
    opening: Difference,
    /// What the account holds after the last line, by the books.
    ledger: Money,
    matched: BTreeMap<LineKind, Matched>,
    breaks: Vec<Break>,
    explained: Money,
    first_divergence: Option<FirstDivergence>,
    served: Served,
    seen: HashSet<(&'a Receipt, LineKind, bool)>,
}

impl<'a> Walk<'a> {
    fn new(file: &StatementFile, account: &Account, span: Span) -> Self {
        let statement = file.opening().unwrap_or_default();
        let opening = Difference { statement, ledger: account.opening };
        Self {
            span,
            opening,
            ledger: account.opening,
            matched: BTreeMap::new(),
            breaks: vec![],
            explained: Money::ZERO,
            first_divergence: None,
            served: Served::default(),
            seen: HashSet::with_capacity(file.lines.len()),
        }
    }

    fn add(
        &mut self,
        kind: BreakKind,
        line: Option<(usize, &StatementLine)>,
        difference: Difference,
        moved_at: Timestamp,
    ) -> &mut Break {
        self.explained = more(self.explained, difference.amount());
        self.breaks.push(Break {
            kind,
            receipt: line.map(|(_, line)| line.receipt.clone()),
            row: line.map(|(_, line)| line.row),
            purpose: line.and_then(|(_, line)| purpose(line.kind)),
            difference,
            expected: None,
            moved_at,
            safe_line: None,
        });
        let last = self.breaks.len().saturating_sub(1);
        &mut self.breaks[last]
    }

    fn line(&mut self, (index, line): (usize, &'a StatementLine), fits: bool, met: Met) {
        let mut difference = Difference { statement: line.amount, ledger: Money::ZERO };
        match met {
            Met::Twice => {
                self.add(BreakKind::Duplicate, Some((index, line)), difference, line.at);
            }
            Met::No => {
                let (kind, is_safe) = unknown(line, fits);
                let found = self.add(kind, Some((index, line)), difference, line.at);
                found.safe_line = Some(index).filter(|_| is_safe);
            }
            Met::Yes { amount, at, in_suspense } => {
                difference.ledger = amount;
                // What the books have outside of the time stands in what they held before, or comes
                // after.
                if at < self.span.from {
                    self.ledger = less(self.ledger, amount);
                    self.opening.ledger = less(self.opening.ledger, amount);
                }
                self.ledger = more(self.ledger, amount);
                if amount == line.amount {
                    self.matches(line, in_suspense);
                } else {
                    self.add(BreakKind::AmountDiffers, Some((index, line)), difference, line.at);
                }
                if in_suspense {
                    let nothing = Difference { statement: amount, ledger: amount };
                    self.add(BreakKind::UnknownAccount, Some((index, line)), nothing, line.at);
                }
            }
        }
        self.compare_balances(line);
    }

    fn matches(&mut self, line: &StatementLine, in_suspense: bool) {
        let count = |matched: &mut Matched| {
            matched.lines = matched.lines.saturating_add(1);
            matched.amount = more(matched.amount, line.amount);
        };
        count(self.matched.entry(line.kind).or_default());
        if line.kind == LineKind::Payment {
            let served = &mut self.served;
            count(if in_suspense { &mut served.in_suspense } else { &mut served.credited });
        }
    }

    /// After each line both should have moved by the same amount since the first.
    fn compare_balances(&mut self, line: &StatementLine) {
        let Some(stated) = line.balance else { return };
        let moved = less(stated, self.opening.statement);
        let booked = less(self.ledger, self.opening.ledger);
        if moved != booked && self.first_divergence.is_none() {
            self.first_divergence = Some(FirstDivergence {
                row: line.row,
                receipt: line.receipt.clone(),
                balance: Difference { statement: stated, ledger: self.ledger },
            });
        }
    }

    /// What the books have in the statement's time that did not meet a line.
    fn lacking(&mut self, books: &Books<'_>) {
        for Unmet { receipt, kind: purpose, amount, at } in books.unmet() {
            if !self.span.holds(at) {
                continue;
            }
            let near = seconds_between(self.span.from, at) < EDGE_SECONDS
                || seconds_between(at, self.span.to) < EDGE_SECONDS;
            let kind = if near { BreakKind::Timing } else { BreakKind::MissingInStatement };
            let difference = Difference { statement: Money::ZERO, ledger: amount };
            self.ledger = more(self.ledger, amount);
            let found = self.add(kind, None, difference, at);
            found.receipt = receipt;
            found.purpose = Some(purpose);
        }
    }

    fn end(mut self, file: &StatementFile, first_misstep: Option<Step>) -> Reconciliation {
        let moved = file.lines.iter().fold(Money::ZERO, |sum, line| more(sum, line.amount));
        let statement = file.closing().unwrap_or_else(|| more(self.opening.statement, moved));
        let closing = Difference { statement, ledger: self.ledger };
        if self.opening.amount() != Money::ZERO {
            self.add(BreakKind::Opening, None, self.opening, self.span.from);
            // It comes first.
            self.breaks.rotate_right(1);
        }
        Reconciliation {
            opening: self.opening,
            matched: self.matched,
            breaks: self.breaks,
            closing,
            unexplained: less(closing.amount(), self.explained),
            first_divergence: self.first_divergence,
            first_misstep,
            served: self.served,
        }
    }
}

/// What a line is that the books do not have, and whether it may be taken in without a person.
fn unknown(line: &StatementLine, fits: bool) -> (BreakKind, bool) {
    match line.kind {
        _ if !fits => (BreakKind::NotInBalance, false),
        LineKind::Payment => (BreakKind::MissingInLedger, true),
        LineKind::Charge => (BreakKind::Charge, true),
        LineKind::Sweep => (BreakKind::Sweep, true),
        LineKind::Reversal => (BreakKind::Reversed, line.linked.is_some()),
        LineKind::Payout => (BreakKind::UnknownPayout, false),
        LineKind::Other => (BreakKind::UnknownMovement, false),
    }
}
