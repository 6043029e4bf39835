//! Statements: comparing one with the books, and what is decided on it.

use cqrs_es::test::TestFramework;
use domain::codes::Receipt;
use domain::statement::{
    Account, Booked, BookedKind, Break, BreakKind, Difference, Import, Layout, LineKind,
    Reconciliation, RecordedMovement, Resolution, Span, Statement, StatementCommand,
    StatementError, StatementEvent, StatementFile, StatementLine, break_key, reconcile,
    sole_movement_key,
};
use domain::statement::{MovementKind, UnreadableLine};
use domain::{BreakId, Decide, Money, UserId};
use proptest::prelude::*;

use crate::samples::{DAY, HOUR, after, cents, receipt};

/// Receipts in the order of their numbers.
pub(crate) fn numbered(number: usize) -> Receipt {
    receipt(&format!("UF10{number:06}"))
}

/// A statement of a day and the same in the books: payments with a charge each, a reversal, a payout
/// and a sweep.
pub(crate) struct Both {
    pub(crate) file: StatementFile,
    pub(crate) account: Account,
}

impl Both {
    pub(crate) fn of(kinds: &[LineKind]) -> Self {
        let opening = cents(1_000_000);
        let mut balance = opening;
        let mut both = Self {
            file: StatementFile {
                layout: Layout::Classic,
                short_code: Some("600000".parse().unwrap()),
                account: None,
                period: Some(Span { from: after(0), to: after(DAY) }),
                opening: Some(opening),
                closing: None,
                lines: vec![],
                unreadable: vec![],
                not_completed: 0,
            },
            account: Account { opening, ..Account::default() },
        };
        for (index, kind) in kinds.iter().enumerate() {
            let number = index + 1;
            // No two amounts are the same, so that no sum comes out by chance.
            let size = i64::try_from(number).unwrap() * 700 + 100;
            let (amount, booked) = match kind {
                LineKind::Payment => (size, BookedKind::Payment),
                LineKind::Charge => (-size, BookedKind::Charge),
                LineKind::Reversal => (-size, BookedKind::Reversal),
                LineKind::Payout => (-size, BookedKind::Payout),
                LineKind::Sweep | LineKind::Other => (-size, BookedKind::Sweep),
            };
            let at = after(HOUR + i64::try_from(number).unwrap() * 60);
            balance = balance.plus(cents(amount)).unwrap();
            both.file.lines.push(StatementLine {
                row: u32::try_from(number).unwrap() + 7,
                receipt: numbered(number),
                at,
                kind: *kind,
                amount: cents(amount),
                balance: Some(balance),
                linked: (*kind == LineKind::Reversal).then(|| numbered(1)),
                account_typed: None,
                payer: None,
                payer_name: None,
            });
            both.account.booked.push(Booked {
                receipt: Some(numbered(number)),
                kind: booked,
                amount: cents(amount),
                at,
                in_suspense: false,
            });
        }
        both.file.closing = Some(balance);
        both
    }

    pub(crate) fn compare(&self) -> Reconciliation {
        reconcile(&self.file, &self.account).unwrap()
    }

    /// The kinds of the breaks, each with its row or receipt and whether it is safe.
    fn breaks(&self) -> Vec<(BreakKind, Option<u32>, bool)> {
        self.compare()
            .breaks
            .iter()
            .map(|one| (one.kind, one.row, one.safe_line.is_some()))
            .collect()
    }
}

const MIXED: [LineKind; 7] = [
    LineKind::Payment,
    LineKind::Charge,
    LineKind::Payment,
    LineKind::Reversal,
    LineKind::Payout,
    LineKind::Sweep,
    LineKind::Payment,
];

#[test]
fn a_statement_that_says_what_the_books_say_matches_to_its_last_line() {
    let both = Both::of(&MIXED);
    let found = both.compare();
    assert!(found.agrees(), "{found:?}");
    assert_eq!(found.first_divergence, None);
    assert_eq!(found.closing.statement, both.file.closing.unwrap());
    let lines: Vec<_> =
        found.matched.iter().map(|(kind, matched)| (*kind, matched.lines)).collect();
    assert_eq!(
        lines,
        [
            (LineKind::Payment, 3),
            (LineKind::Charge, 1),
            (LineKind::Reversal, 1),
            (LineKind::Payout, 1),
            (LineKind::Sweep, 1)
        ]
    );
    assert_eq!(found.served.credited.lines, 3);
}

#[test]
fn each_kind_of_line_that_the_books_lack_is_a_break_of_its_own() {
    for (kind, name, is_safe) in [
        (LineKind::Payment, BreakKind::MissingInLedger, true),
        (LineKind::Charge, BreakKind::Charge, true),
        (LineKind::Sweep, BreakKind::Sweep, true),
        (LineKind::Reversal, BreakKind::Reversed, true),
        (LineKind::Payout, BreakKind::UnknownPayout, false),
        (LineKind::Other, BreakKind::UnknownMovement, false),
    ] {
        let mut both = Both::of(&[LineKind::Payment, kind, LineKind::Payment]);
        both.account.booked.remove(1);
        assert_eq!(both.breaks(), [(name, Some(9), is_safe)]);
        let found = both.compare();
        assert_eq!(found.unexplained, Money::ZERO);
        let divergence = found.first_divergence.unwrap();
        assert_eq!((divergence.row, divergence.receipt), (9, numbered(2)));
        assert_eq!(divergence.balance.amount(), both.file.lines[1].amount);
    }
}

#[test]
fn a_reversal_is_met_by_its_own_receipt_or_by_that_of_its_payment() {
    let mut both = Both::of(&[LineKind::Payment, LineKind::Reversal]);
    both.account.booked[1].receipt = Some(numbered(1));
    assert!(both.compare().agrees());
    both.file.lines[1].linked = None;
    assert_eq!(
        both.breaks(),
        [(BreakKind::Reversed, Some(9), false), (BreakKind::MissingInStatement, None, false)]
    );
}

#[test]
fn a_line_that_is_gone_from_the_statement_is_missing_there_and_the_balance_tells() {
    let mut both = Both::of(&MIXED);
    let gone = both.file.lines.remove(2);
    assert_eq!(both.breaks(), [(BreakKind::MissingInStatement, None, false)]);
    let found = both.compare();
    assert_eq!(found.breaks[0].receipt, Some(gone.receipt));
    // The account holds that money, by the statement's own balance.
    assert_eq!(found.closing.amount(), Money::ZERO);
    assert_eq!(found.unexplained, gone.amount);
    assert_eq!(found.first_misstep.unwrap().row, both.file.lines[2].row);
    assert!(!found.agrees());
}

#[test]
fn what_is_booked_at_the_edge_belongs_to_the_statement_before_or_after() {
    let mut both = Both::of(&MIXED);
    for (number, seconds) in [(90, DAY - 30), (91, 30)] {
        both.account.booked.push(Booked {
            receipt: Some(numbered(number)),
            kind: BookedKind::Payment,
            amount: cents(5_000),
            at: after(seconds),
            in_suspense: false,
        });
    }
    assert_eq!(both.breaks(), [(BreakKind::Timing, None, false), (BreakKind::Timing, None, false)]);
}

#[test]
fn a_payment_that_was_booked_before_the_statement_began_is_not_counted_twice() {
    let mut both = Both::of(&MIXED);
    both.account.booked[0].at = after(-5);
    both.account.opening = cents(1_000_000).plus(both.account.booked[0].amount).unwrap();
    let found = both.compare();
    assert!(found.agrees(), "{found:?}");
    assert_eq!(found.opening.amount(), Money::ZERO);
}

#[test]
fn an_amount_that_was_changed_does_not_fit_the_statements_own_balance() {
    let mut both = Both::of(&MIXED);
    both.file.lines[2].amount = cents(9_900);
    let found = both.compare();
    assert_eq!(both.breaks(), [(BreakKind::AmountDiffers, Some(10), false)]);
    assert_eq!(
        found.breaks[0].difference,
        Difference { statement: cents(9_900), ledger: cents(2_200) }
    );
    assert_eq!(found.first_misstep.unwrap().row, 10);
}

#[test]
fn a_line_that_was_put_in_is_not_believed() {
    let mut both = Both::of(&MIXED);
    let foreign = StatementLine {
        receipt: receipt("UF10FOREIG"),
        row: 99,
        amount: cents(88_800),
        ..both.file.lines[0].clone()
    };
    both.file.lines.insert(3, foreign);
    assert_eq!(both.breaks(), [(BreakKind::NotInBalance, Some(99), false)]);
}

#[test]
fn money_that_is_nobodys_yet_is_shown_though_it_matches() {
    let mut both = Both::of(&MIXED);
    both.account.booked[2].in_suspense = true;
    let found = both.compare();
    assert_eq!(both.breaks(), [(BreakKind::UnknownAccount, Some(10), false)]);
    assert_eq!((found.served.credited.lines, found.served.in_suspense.lines), (2, 1));
    assert_eq!(found.closing.amount(), Money::ZERO);
}

#[test]
fn an_opening_balance_that_differs_comes_first_and_explains_the_end() {
    let mut both = Both::of(&MIXED);
    both.account.opening = Money::ZERO;
    both.account.booked.remove(0);
    assert_eq!(
        both.breaks(),
        [(BreakKind::Opening, None, false), (BreakKind::MissingInLedger, Some(8), true)]
    );
    let found = both.compare();
    assert_eq!(found.unexplained, Money::ZERO);
    // The books begin with it; had they something of before, somebody would have to look.
    assert!(found.breaks[0].is_safe());
    both.account.opening = cents(1);
    assert!(!both.compare().breaks[0].is_safe());
}

#[test]
fn what_has_no_receipt_is_raised_once_by_when_it_was_and_how_much() {
    let opening = |statement| Break {
        kind: BreakKind::Opening,
        receipt: None,
        row: None,
        difference: Difference { statement: cents(statement), ledger: cents(5) },
        expected: None,
        moved_at: after(0),
        purpose: None,
        safe_line: None,
    };
    let key = |found: &Break| {
        break_key(found.kind, found.receipt.as_ref(), found.moved_at, found.difference)
    };
    assert_eq!(key(&opening(7)), key(&opening(7)));
    assert_ne!(key(&opening(7)), key(&opening(8)));
    assert_eq!(key(&found()), "AMOUNT_DIFFERS/UF10000001");
}

#[test]
fn a_charge_and_its_payment_share_a_receipt_and_are_no_duplicate() {
    let mut both = Both::of(&[LineKind::Payment, LineKind::Charge]);
    both.file.lines[1].receipt = numbered(1);
    both.account.booked[1].receipt = Some(numbered(1));
    assert!(both.compare().agrees());
}

#[test]
fn a_statement_of_nothing_at_no_time_cannot_be_compared() {
    let mut both = Both::of(&[]);
    both.file.period = None;
    assert_eq!(reconcile(&both.file, &both.account), None);
    assert_eq!(both.file.unreadable, Vec::<UnreadableLine>::new());
}

/// What may be wrong with one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Lost,
    Repeated,
    Edited,
}

fn lines_and_faults() -> impl Strategy<Value = (Vec<LineKind>, Vec<Option<Fault>>)> {
    let kind = prop_oneof![
        6 => Just(LineKind::Payment),
        2 => Just(LineKind::Charge),
        1 => Just(LineKind::Sweep),
        1 => Just(LineKind::Payout),
    ];
    let fault = prop_oneof![
        8 => Just(None),
        1 => Just(Some(Fault::Lost)),
        1 => Just(Some(Fault::Repeated)),
        1 => Just(Some(Fault::Edited)),
    ];
    prop::collection::vec((kind, fault), 1..60).prop_map(|rows| rows.into_iter().unzip())
}

proptest! {
    #[test]
    fn every_fault_is_found_and_none_is_invented((kinds, faults) in lines_and_faults()) {
        let mut both = Both::of(&kinds);
        let mut expected = vec![];
        let mut lines = vec![];
        let mut booked = vec![];
        let mut repeated = 0;
        let whole = both.file.lines.iter().cloned().zip(both.account.booked.iter().cloned());
        for ((line, one), fault) in whole.zip(&faults) {
            let row = Some(line.row);
            match fault {
                None => booked.push(one),
                Some(Fault::Lost) => {
                    let kind = match line.kind {
                        LineKind::Charge => BreakKind::Charge,
                        LineKind::Sweep => BreakKind::Sweep,
                        LineKind::Payout => BreakKind::UnknownPayout,
                        LineKind::Payment | LineKind::Reversal | LineKind::Other => {
                            BreakKind::MissingInLedger
                        }
                    };
                    expected.push((kind, row));
                }
                Some(Fault::Repeated) => {
                    booked.push(one);
                    repeated += line.amount.cents();
                    lines.push(line.clone());
                    expected.push((BreakKind::Duplicate, row));
                }
                Some(Fault::Edited) => {
                    booked.push(Booked { amount: one.amount.plus(cents(1)).unwrap(), ..one });
                    expected.push((BreakKind::AmountDiffers, row));
                }
            }
            lines.push(line);
        }
        // The same line twice: its balance does not move the second time, as in an export that was
        // put together by hand.
        both.file.lines = lines;
        both.account.booked = booked;
        let found = both.compare();
        let named: Vec<(BreakKind, Option<u32>)> = found
            .breaks
            .iter()
            .map(|one| match one.kind {
                // A line that was lost beside one that stands twice does not fit the balance after
                // it: it is found, and not believed.
                BreakKind::NotInBalance => {
                    let at = expected.iter().find(|(_, row)| *row == one.row);
                    (at.map_or(BreakKind::NotInBalance, |(kind, _)| *kind), one.row)
                }
                kind => (kind, one.row),
            })
            .collect();
        prop_assert_eq!(named, expected);
        prop_assert_eq!(found.unexplained, cents(-repeated));
        prop_assert_eq!(&both.compare(), &found);
    }
}

fn import() -> Import {
    Import {
        statement_id: "019ab100-0000-7000-8000-000000005001".parse().unwrap(),
        file_sha256: "00".repeat(32),
        short_code: "600000".parse().unwrap(),
        account: None,
        layout: Layout::Recent,
        period: Span { from: after(0), to: after(DAY) },
        opening: None,
        closing: None,
        lines: 3,
        unreadable: 0,
        by: None,
        now: after(DAY),
    }
}

pub(crate) fn imported() -> StatementEvent {
    let command = StatementCommand::Import(Box::new(import()));
    Statement::default().decide(command).unwrap().remove(0)
}

fn break_id() -> BreakId {
    "019ab100-0000-7000-8000-000000006001".parse().unwrap()
}

fn person() -> UserId {
    "019ab100-0000-7000-8000-00000000c009".parse().unwrap()
}

fn found() -> Break {
    Break {
        kind: BreakKind::AmountDiffers,
        receipt: Some(numbered(1)),
        row: Some(8),
        difference: Difference { statement: cents(200), ledger: cents(100) },
        expected: None,
        moved_at: after(HOUR),
        purpose: Some(BookedKind::Payment),
        safe_line: None,
    }
}

fn raised() -> StatementEvent {
    StatementEvent::BreakRaised {
        break_id: break_id(),
        kind: BreakKind::AmountDiffers,
        receipt: Some(numbered(1)),
        row: Some(8),
        statement_cents: cents(200),
        ledger_cents: cents(100),
        expected_cents: None,
        moved_at: after(HOUR),
        at: after(DAY),
    }
}

fn resolve() -> StatementCommand {
    StatementCommand::ResolveBreak {
        break_id: break_id(),
        resolution: Resolution {
            by: Some(person()),
            why: "Given back at the desk".parse().unwrap(),
            now: after(2 * DAY),
        },
    }
}

fn resolved() -> StatementEvent {
    StatementEvent::BreakResolved {
        break_id: break_id(),
        by: Some(person()),
        why: "Given back at the desk".parse().unwrap(),
        at: after(2 * DAY),
    }
}

fn given(events: Vec<StatementEvent>) -> cqrs_es::test::AggregateTestExecutor<Statement> {
    TestFramework::<Statement>::with(()).given(events)
}

#[test]
fn a_file_is_taken_in_once_and_before_anything_is_said_of_it() {
    let take_in = || StatementCommand::Import(Box::new(import()));
    given(vec![]).when(take_in()).then_expect_events(vec![imported()]);
    given(vec![imported()]).when(take_in()).then_expect_error(StatementError::Exists);
    given(vec![]).when(resolve()).then_expect_error(StatementError::NotFound);
}

#[test]
fn a_break_is_raised_once_and_resolved_once() {
    let raise =
        || StatementCommand::RaiseBreak { break_id: break_id(), found: found(), now: after(DAY) };
    let assign = || StatementCommand::AssignBreak { break_id: break_id(), to: person() };
    let assigned = || StatementEvent::BreakAssigned { break_id: break_id(), to: person() };
    given(vec![imported()]).when(raise()).then_expect_events(vec![raised()]);
    given(vec![imported(), raised()]).when(raise()).then_expect_events(vec![]);
    given(vec![imported(), raised()]).when(assign()).then_expect_events(vec![assigned()]);
    given(vec![imported(), raised(), assigned()]).when(assign()).then_expect_events(vec![]);
    given(vec![imported(), raised()]).when(resolve()).then_expect_events(vec![resolved()]);
    let over = || vec![imported(), raised(), resolved()];
    given(over()).when(resolve()).then_expect_events(vec![]);
    given(over()).when(raise()).then_expect_events(vec![]);
    given(over()).when(assign()).then_expect_error(StatementError::ResolvedBefore);
    given(vec![imported()]).when(resolve()).then_expect_error(StatementError::NoSuchBreak);
}

#[test]
fn movements_are_known_by_what_they_are_and_their_receipt() {
    let movement = |kind, receipt: Option<Receipt>, amount| RecordedMovement {
        kind,
        receipt,
        amount_cents: cents(amount),
        at: after(0),
    };
    let movements = vec![
        movement(MovementKind::Charge, Some(numbered(1)), -5),
        movement(MovementKind::Sweep, Some(numbered(1)), -5),
        movement(MovementKind::Sweep, Some(numbered(1)), 5),
        movement(MovementKind::Opening, None, 5),
    ];
    let short_code = "600000".parse().unwrap();
    let keys: Vec<String> =
        movements.iter().map(|movement| sole_movement_key(&short_code, movement)).collect();
    assert_eq!(
        keys,
        ["charge/UF10000001", "sweep/UF10000001/out", "sweep/UF10000001/in", "opening/600000"]
    );
    let record = |movements| StatementCommand::RecordMovements { movements };
    given(vec![imported()])
        .when(record(movements.clone()))
        .then_expect_events(vec![StatementEvent::MovementsRecorded { short_code, movements }]);
    given(vec![imported()]).when(record(vec![])).then_expect_events(vec![]);
}
