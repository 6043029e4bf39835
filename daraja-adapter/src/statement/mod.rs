//! Statements of an organisation's M-Pesa account, as its portal exports them.
//!
//! Safaricom documents none of the layouts, and they change: so the row with the columns' names is
//! looked for, columns are found by these names, and whatever stands above it is read as labels and
//! values.

mod columns;
mod details;
mod preamble;
mod rows;

use domain::ports::{NotStatement, STATEMENT_BYTES_MAX, StatementReader};
use domain::statement::{StatementFile, StatementLine, UnreadableLine};

use self::columns::{Columns, Row};
use self::preamble::Preamble;

/// Reads statements.
#[derive(Debug, Clone, Copy, Default)]
pub struct StatementFiles;

/// Above the columns stand a dozen rows at most; in a hundred there are none.
const PREAMBLE_ROWS_MAX: u32 = 100;

/// More rows than a sheet can have.
const ROWS_MAX: u32 = 1_048_576;

/// So many rows that cannot be read are told of one by one; that many are no statement.
const UNREADABLE_MAX: usize = 1_000;

impl StatementReader for StatementFiles {
    fn read_statement(
        &self,
        bytes: &[u8],
        file_name: Option<&str>,
    ) -> Result<StatementFile, NotStatement> {
        if bytes.len() > STATEMENT_BYTES_MAX {
            return Err(NotStatement::because(format!(
                "the file is larger than {} MiB; export fewer days at once",
                STATEMENT_BYTES_MAX / (1024 * 1024)
            )));
        }
        let mut reading = Reading::new(file_name);
        rows::each(bytes, &mut |number, cells| reading.row(number, cells))?;
        reading.end()
    }
}

/// A file, as far as it was read.
struct Reading {
    preamble: Preamble,
    columns: Option<Columns>,
    lines: Vec<StatementLine>,
    unreadable: Vec<UnreadableLine>,
    not_completed: u32,
    /// The last row, if it stopped before its end.
    cut_off: Option<u32>,
}

impl Reading {
    fn new(file_name: Option<&str>) -> Self {
        Self {
            preamble: Preamble::named(file_name),
            columns: None,
            lines: vec![],
            unreadable: vec![],
            not_completed: 0,
            cut_off: None,
        }
    }

    fn row(&mut self, number: u32, cells: &[&str]) -> Result<(), NotStatement> {
        if number > ROWS_MAX {
            return Err(NotStatement::because(
                "the file has more rows than a sheet; export fewer days at once",
            ));
        }
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        let Some(columns) = &mut self.columns else {
            self.columns = Columns::find(cells)?;
            if self.columns.is_none() {
                self.preamble.read(cells);
            }
            return if number < PREAMBLE_ROWS_MAX { Ok(()) } else { Err(no_columns()) };
        };
        self.cut_off = columns.is_cut_off(cells).then_some(number);
        match columns.read(number, cells) {
            Ok(Row::Line(line)) => self.lines.push(*line),
            Ok(Row::NotCompleted) => self.not_completed = self.not_completed.saturating_add(1),
            Err(why) => {
                if self.unreadable.len() >= UNREADABLE_MAX {
                    return Err(NotStatement::because(format!(
                        "more than {UNREADABLE_MAX} rows cannot be read; the last one is row {number}: {why}"
                    )));
                }
                self.unreadable.push(UnreadableLine { row: number, why });
            }
        }
        Ok(())
    }

    fn end(self) -> Result<StatementFile, NotStatement> {
        let columns = self.columns.ok_or_else(no_columns)?;
        if let Some(row) = self.cut_off {
            return Err(NotStatement::because(format!(
                "the file ends in the middle of row {row}: it was cut off; export it again"
            )));
        }
        if self.lines.is_empty() && !self.unreadable.is_empty() {
            let UnreadableLine { row, why } = &self.unreadable[0];
            return Err(NotStatement::because(format!(
                "none of its rows can be read; the first one is row {row}: {why}"
            )));
        }
        Ok(StatementFile {
            layout: columns.layout(),
            short_code: self.preamble.short_code(),
            account: self.preamble.account(),
            period: self.preamble.period(),
            opening: self.preamble.opening(),
            closing: self.preamble.closing(),
            lines: oldest_first(self.lines),
            unreadable: self.unreadable,
            not_completed: self.not_completed,
        })
    }
}

fn no_columns() -> NotStatement {
    NotStatement::because(
        "this is no statement of an M-Pesa organisation account: no row begins with `Receipt No.`; export it from the M-Pesa portal as CSV or Excel",
    )
}

/// Files begin with the newest line as a rule. Lines of one second are only told apart by their
/// balances: the order in which more of these follow from one another is the right one.
fn oldest_first(mut lines: Vec<StatementLine>) -> Vec<StatementLine> {
    let follows = |before: &StatementLine, after: &StatementLine| {
        before.balance.and_then(|balance| balance.plus(after.amount)) == after.balance
    };
    let forwards = lines.windows(2).filter(|pair| follows(&pair[0], &pair[1])).count();
    let backwards = lines.windows(2).filter(|pair| follows(&pair[1], &pair[0])).count();
    let is_newest_first = match forwards.cmp(&backwards) {
        std::cmp::Ordering::Less => true,
        std::cmp::Ordering::Greater => false,
        std::cmp::Ordering::Equal => match (lines.first(), lines.last()) {
            (Some(first), Some(last)) => first.at >= last.at,
            (None, _) | (_, None) => false,
        },
    };
    if is_newest_first {
        lines.reverse();
    }
    lines
}

#[cfg(test)]
mod tests;
