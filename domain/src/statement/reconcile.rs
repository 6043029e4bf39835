use std::collections::{BTreeMap, HashMap, HashSet};

use super::event::BreakKind;
use super::file::{LineKind, Span, StatementFile, StatementLine};
use crate::codes::Receipt;
use crate::money::Money;
use crate::time::{Timestamp, seconds_between};

/// So near to an edge of a statement, a movement may stand on the one before or after: clocks and
/// the statement's own cut differ by no more.
const EDGE_SECONDS: i64 = 600;

/// What an entry on the M-Pesa account was booked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BookedKind {
    /// Money of a customer, or its passing from one payment to another.
    Payment,
    /// A charge.
    Charge,
    /// A payment was given back.
    Reversal,
    /// A customer was paid.
    Payout,
    /// Money went to the bank, or came from there.
    Sweep,
}

/// An amount that the books have on the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    /// Its receipt, if it has one.
    pub receipt: Option<Receipt>,
    /// What for.
    pub kind: BookedKind,
    /// In if it is more than nothing, else out.
    pub amount: Money,
    /// When it moved.
    pub at: Timestamp,
    /// Whether it is in suspense still.
    pub in_suspense: bool,
}

/// The account's side of the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// What it held before the statement's first moment.
    pub opening: Money,
    /// What moved in the statement's time, and what moved at another time and has a receipt that
    /// stands on the statement.
    pub booked: Vec<Booked>,
}

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
    /// In what amount.
    pub difference: Difference,
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
fn more(a: Money, b: Money) -> Money {
    Money::from_cents(a.cents().saturating_add(b.cents()))
}

fn less(a: Money, b: Money) -> Money {
    Money::from_cents(a.cents().saturating_sub(b.cents()))
}

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
struct Books<'a> {
    by_receipt: HashMap<(&'a Receipt, Slot), Found>,
    /// Without a receipt: nothing can meet them but a person.
    nameless: Vec<&'a Booked>,
}

impl<'a> Books<'a> {
    fn of(booked: &'a [Booked]) -> Self {
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
}

fn slot(line: &StatementLine) -> Option<Slot> {
    match line.kind {
        LineKind::Payment => Some((BookedKind::Payment, false)),
        LineKind::Charge => Some((BookedKind::Charge, false)),
        LineKind::Reversal => Some((BookedKind::Reversal, false)),
        LineKind::Payout => Some((BookedKind::Payout, false)),
        LineKind::Sweep => Some((BookedKind::Sweep, line.amount.is_positive())),
        LineKind::Other => None,
    }
}

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
    let mut walk = Walk::new(file, account, span);
    for (index, line) in file.lines.iter().enumerate() {
        let fits = fits.get(index).copied().unwrap_or_default();
        let met = books.meet_once(line, &mut walk.seen);
        walk.line((index, line), fits, met);
    }
    walk.lacking(&books);
    Some(walk.end(file, first_misstep))
}

/// How a line met the books.
enum Met {
    /// The same receipt and purpose stood in a row before.
    Twice,
    /// The books do not have it.
    No,
    /// They have it.
    Yes { amount: Money, at: Timestamp, in_suspense: bool },
}

impl<'a> Books<'a> {
    fn meet_once(
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
            difference,
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
        let unmet = books
            .by_receipt
            .iter()
            .filter(|(_, found)| !found.used && found.amount != Money::ZERO)
            .map(|((receipt, _), found)| (Some((*receipt).clone()), found.amount, found.at));
        let nameless = books.nameless.iter().map(|one| (None, one.amount, one.at));
        let mut lacking: Vec<(Option<Receipt>, Money, Timestamp)> =
            unmet.chain(nameless).filter(|(_, _, at)| self.span.holds(*at)).collect();
        lacking.sort_by(|a, b| (a.2, &a.0, a.1).cmp(&(b.2, &b.0, b.1)));
        for (receipt, amount, at) in lacking {
            let near = seconds_between(self.span.from, at) < EDGE_SECONDS
                || seconds_between(at, self.span.to) < EDGE_SECONDS;
            let kind = if near { BreakKind::Timing } else { BreakKind::MissingInStatement };
            let difference = Difference { statement: Money::ZERO, ledger: amount };
            self.ledger = more(self.ledger, amount);
            self.add(kind, None, difference, at).receipt = receipt;
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
