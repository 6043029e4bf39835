//! Reports as tables, for spreadsheets.

use domain::ledger::AccountCode;
use domain::time::seconds_between;
use domain::{Money, Timestamp};
use futures::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use projections::ledger::{
    BreakRow, DeferredMonth, EntryLine, InTransit, Unallocated, deferred_months, in_transit,
    journal, open_breaks, suspense, trial_balance,
};
use serde::Deserialize;
use sqlx::PgPool;

/// A report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportName {
    /// Every account, and the sums of both sides.
    TrialBalance,
    /// Every line of every entry.
    Journal,
    /// Deferred revenue, month by month.
    RollForward,
    /// Money that is nobody's yet, by its age.
    AgedSuspense,
    /// Open breaks, by their age.
    Breaks,
    /// Money on its way between M-Pesa and the bank, by its age.
    InTransit,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// An amount.
    Amount(Money),
    /// A number.
    Number(i64),
    /// A moment.
    Moment(Timestamp),
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn cents(cents: i64) -> Self {
        Self::Amount(Money::from_cents(cents))
    }

    fn some_text(text: Option<String>) -> Self {
        text.map_or(Self::Empty, Self::Text)
    }
}

/// A row of a report.
pub type Row = Vec<Cell>;
type Rows<'a> = BoxStream<'a, Result<Row, sqlx::Error>>;

const DAY_SECONDS: i64 = 86_400;

impl ReportName {
    /// Every report.
    pub const ALL: [Self; 6] = [
        Self::TrialBalance,
        Self::Journal,
        Self::RollForward,
        Self::AgedSuspense,
        Self::Breaks,
        Self::InTransit,
    ];

    /// Its name in addresses, options and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TrialBalance => "trial-balance",
            Self::Journal => "journal",
            Self::RollForward => "roll-forward",
            Self::AgedSuspense => "aged-suspense",
            Self::Breaks => "breaks",
            Self::InTransit => "in-transit",
        }
    }

    /// The report of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|report| report.as_str() == name)
    }

    /// What stands above its columns.
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::TrialBalance => {
                &["Account", "Name", "Kind", "Debits", "Credits", "Debit balance", "Credit balance"]
            }
            Self::Journal => &[
                "Position",
                "Entry",
                "What",
                "Receipt",
                "Moved at",
                "Booked at",
                "Account",
                "Name",
                "Part",
                "Debit",
                "Credit",
            ],
            Self::RollForward => {
                &["Month", "Opening", "Billed", "Recognised", "Returned", "Closing"]
            }
            Self::AgedSuspense => &[
                "Payment",
                "Receipt",
                "Since",
                "Days",
                "Age",
                "Amount",
                "Account typed",
                "Payer",
                "Why",
            ],
            Self::Breaks => &[
                "Receipt",
                "What",
                "Row",
                "Moved at",
                "Raised at",
                "Days",
                "Age",
                "Statement",
                "Ledger",
                "Expected",
                "Owner",
            ],
            Self::InTransit => &["Receipt", "Short code", "Since", "Days", "Age", "Amount"],
        }
    }

    /// Its rows as of that moment. Breaks are those that are open now.
    pub fn rows(self, pool: &PgPool, as_of: Timestamp) -> Rows<'_> {
        match self {
            Self::TrialBalance => table(async move {
                let accounts = trial_balance(pool, as_of).await?;
                Ok(accounts.into_iter().map(|found| account(&found)).collect())
            }),
            Self::Journal => journal(pool, as_of).map_ok(entry_line).boxed(),
            Self::RollForward => {
                table(
                    async move { Ok(deferred_months(pool, as_of).await?.iter().map(month).collect()) },
                )
            }
            Self::AgedSuspense => table(async move {
                let found = suspense(pool, as_of).await?.into_iter();
                Ok(found.map(|one| unallocated(one, as_of)).collect())
            }),
            Self::Breaks => table(async move {
                let found = open_breaks(pool).await?.into_iter();
                Ok(found.map(|one| open_break(one, as_of)).collect())
            }),
            Self::InTransit => table(async move {
                let found = in_transit(pool, as_of).await?.into_iter();
                Ok(found.map(|one| on_its_way(one, as_of)).collect())
            }),
        }
    }
}

/// A report that fits in memory.
fn table<'a>(rows: impl Future<Output = Result<Vec<Row>, sqlx::Error>> + Send + 'a) -> Rows<'a> {
    stream::once(rows).map_ok(|rows| stream::iter(rows.into_iter().map(Ok))).try_flatten().boxed()
}

fn account(found: &projections::ledger::AccountBalance) -> Row {
    let code = AccountCode::numbered(found.account);
    let balance = found.debits_cents - found.credits_cents;
    vec![
        Cell::Number(found.account.into()),
        code.map_or(Cell::Empty, |code| Cell::text(code.name())),
        code.map_or(Cell::Empty, |code| Cell::text(code.kind().as_str())),
        Cell::cents(found.debits_cents),
        Cell::cents(found.credits_cents),
        Cell::cents(balance.max(0)),
        Cell::cents((-balance).max(0)),
    ]
}

fn entry_line(line: EntryLine) -> Row {
    let code = AccountCode::numbered(line.account);
    vec![
        Cell::Number(line.position),
        Cell::Number(line.number.into()),
        Cell::text(line.kind),
        Cell::some_text(line.receipt),
        Cell::Moment(line.effective_at),
        Cell::Moment(line.booked_at),
        Cell::Number(line.account.into()),
        code.map_or(Cell::Empty, |code| Cell::text(code.name())),
        line.part.map_or(Cell::Empty, |part| Cell::text(part.to_string())),
        Cell::cents(line.amount_cents.max(0)),
        Cell::cents((-line.amount_cents).max(0)),
    ]
}

fn month(found: &DeferredMonth) -> Row {
    vec![
        Cell::text(found.month.format("%Y-%m").to_string()),
        Cell::cents(found.opening_cents),
        Cell::cents(found.billed_cents),
        Cell::cents(found.recognised_cents),
        Cell::cents(found.returned_cents),
        Cell::cents(found.closing_cents),
    ]
}

/// Whole days, and in which of the usual classes they are.
fn age(since: Timestamp, now: Timestamp) -> (Cell, Cell) {
    let days = seconds_between(since, now).max(0) / DAY_SECONDS;
    let class = match days {
        0..=7 => "up to 7 days",
        8..=30 => "8 to 30 days",
        31..=90 => "31 to 90 days",
        _ => "over 90 days",
    };
    (Cell::Number(days), Cell::text(class))
}

fn unallocated(found: Unallocated, now: Timestamp) -> Row {
    let (days, class) = age(found.since, now);
    vec![
        Cell::text(found.payment_id.to_string()),
        Cell::some_text(found.receipt),
        Cell::Moment(found.since),
        days,
        class,
        Cell::cents(found.amount_cents),
        Cell::some_text(found.account_typed),
        Cell::some_text(found.payer),
        Cell::some_text(found.reason),
    ]
}

fn on_its_way(found: InTransit, now: Timestamp) -> Row {
    let (days, class) = age(found.since, now);
    vec![
        Cell::text(found.receipt),
        Cell::some_text(found.short_code),
        Cell::Moment(found.since),
        days,
        class,
        Cell::cents(found.amount_cents),
    ]
}

fn open_break(found: BreakRow, now: Timestamp) -> Row {
    let (days, class) = age(found.raised_at, now);
    vec![
        Cell::some_text(found.receipt),
        Cell::text(found.kind.in_words()),
        found.row.map_or(Cell::Empty, |row| Cell::Number(row.into())),
        Cell::Moment(found.moved_at),
        Cell::Moment(found.raised_at),
        days,
        class,
        Cell::cents(found.statement_cents),
        Cell::cents(found.ledger_cents),
        found.expected_cents.map_or(Cell::Empty, Cell::cents),
        found.owner.map_or(Cell::Empty, |owner| Cell::text(owner.to_string())),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_in_the_usual_classes() {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        for (since, days, class) in [
            ("2026-11-23T12:00:01Z", 0, "up to 7 days"),
            ("2026-11-15T12:00:01Z", 7, "up to 7 days"),
            ("2026-11-15T12:00:00Z", 8, "8 to 30 days"),
            ("2026-10-23T12:00:00Z", 31, "31 to 90 days"),
            ("2026-08-24T12:00:00Z", 91, "over 90 days"),
        ] {
            let expected = (Cell::Number(days), Cell::text(class));
            assert_eq!(age(since.parse().unwrap(), now), expected, "{since}");
        }
    }

    #[test]
    fn every_report_is_found_by_its_name() {
        for report in ReportName::ALL {
            assert_eq!(ReportName::named(report.as_str()), Some(report));
            assert!(!report.columns().is_empty());
        }
        assert_eq!(ReportName::named("profit"), None);
    }
}
