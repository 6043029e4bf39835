//! The columns, by their names, and the rows below them.

use calamine::{ExcelDateTime, ExcelDateTimeType};
use domain::codes::Receipt;
use domain::money::Money;
use domain::ports::NotStatement;
use domain::statement::{Layout, StatementLine};
use domain::time::Timestamp;

use super::details::{self, Details};
use crate::moment;

/// Where each column stands.
#[derive(Debug)]
pub(super) struct Columns {
    layout: Layout,
    count: usize,
    receipt: usize,
    completed: usize,
    details: Option<usize>,
    status: Option<usize>,
    paid_in: usize,
    withdrawn: usize,
    balance: Option<usize>,
    reason: Option<usize>,
    party: Option<usize>,
    linked: Option<usize>,
    account: Option<usize>,
    /// Tills' files have the data beside the names: found out with the first row.
    shift: Option<usize>,
}

/// What a row is.
pub(super) enum Row {
    /// A movement.
    Line(Box<StatementLine>),
    /// One that was not completed, and so moved nothing.
    NotCompleted,
}

/// A name without spaces, case and signs.
pub(super) fn plain_name(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

impl Columns {
    /// The columns that this row names; none if it names none.
    pub(super) fn find(cells: &[&str]) -> Result<Option<Self>, NotStatement> {
        let names: Vec<String> = cells.iter().map(|cell| plain_name(cell)).collect();
        let at = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
        let Some(receipt) = at(&["receiptno", "receipt", "receiptnumber"]) else { return Ok(None) };
        let needed = |wanted: &[&str], shown: &str| {
            at(wanted).ok_or_else(|| {
                NotStatement::because(format!(
                    "this statement has no column `{shown}`; export it with all columns"
                ))
            })
        };
        let layout = if names[receipt] == "receiptnumber" {
            Layout::Till
        } else if at(&["paidinkshs"]).is_some() {
            Layout::Recent
        } else {
            Layout::Classic
        };
        Ok(Some(Self {
            layout,
            count: names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1),
            receipt,
            completed: needed(&["completiontime", "starttimestamp"], "Completion Time")?,
            details: at(&["details", "transactiontype"]),
            status: at(&["transactionstatus", "status"]),
            paid_in: needed(&["paidin", "paidinkshs", "creditamount"], "Paid In")?,
            withdrawn: needed(&["withdrawn", "withdrawnkshs", "debitamount"], "Withdrawn")?,
            balance: at(&["balance", "balancekshs"]),
            reason: at(&["reasontype"]),
            party: at(&["otherpartyinfo", "transactionpartydetails"]),
            linked: at(&["linkedtransactionid"]),
            account: at(&["acno", "accountno"]),
            shift: (layout != Layout::Till).then_some(0),
        }))
    }

    pub(super) fn layout(&self) -> Layout {
        self.layout
    }

    /// Whether a row ends before the column that every row reaches.
    pub(super) fn is_cut_off(&self, cells: &[&str]) -> bool {
        let last = [Some(self.paid_in), Some(self.withdrawn), self.balance];
        let reach = last.into_iter().flatten().max().unwrap_or(self.count);
        cells.len() <= reach
    }

    /// Reads a row.
    pub(super) fn read(&mut self, number: u32, cells: &[&str]) -> Result<Row, String> {
        let shift = *self.shift.get_or_insert_with(|| {
            let is_receipt = |at: usize| {
                cells.get(at).is_some_and(|cell| {
                    cell.parse::<Receipt>().is_ok() && cell.bytes().any(|b| b.is_ascii_digit())
                })
            };
            usize::from(!is_receipt(self.receipt) && is_receipt(self.receipt + 1))
        });
        let cell = |at: Option<usize>| {
            at.and_then(|at| cells.get(at + shift)).map(|cell| cell.trim()).unwrap_or_default()
        };
        let status = cell(self.status);
        if !status.is_empty() && !status.eq_ignore_ascii_case("completed") {
            return Ok(Row::NotCompleted);
        }
        let receipt: Receipt = cell(Some(self.receipt))
            .parse()
            .map_err(|_| "the receipt is no M-Pesa receipt".to_owned())?;
        let at = completed(cell(Some(self.completed)))
            .ok_or("the completion time is none, or was cut off")?;
        let amount = amount(cell(Some(self.paid_in)), cell(Some(self.withdrawn)))?;
        let balance = match cell(self.balance) {
            "" => None,
            text => Some(Money::parse_decimal(text).map_err(|_| "the balance is no amount")?),
        };
        let Details { kind, payer, payer_name, account_typed } = details::read(&details::Cells {
            details: cell(self.details),
            reason: cell(self.reason),
            party: cell(self.party),
            account: self.account.map(|at| cell(Some(at))),
            is_paid_in: amount.is_positive(),
        });
        let linked = cell(self.linked).parse().ok();
        Ok(Row::Line(Box::new(StatementLine {
            row: number,
            receipt,
            at,
            kind,
            amount,
            balance,
            linked,
            account_typed,
            payer,
            payer_name,
        })))
    }
}

/// Paid in, or withdrawn, which has a minus as a rule but not always. Empty cells and zeros are
/// nothing.
fn amount(paid_in: &str, withdrawn: &str) -> Result<Money, String> {
    let read = |text: &str, name: &str| match text {
        "" | "-" => Ok(Money::ZERO),
        text => Money::parse_decimal(text).map_err(|_| format!("what was {name} is no amount")),
    };
    let paid_in = read(paid_in, "paid in")?;
    let withdrawn = read(withdrawn, "withdrawn")?;
    match (paid_in == Money::ZERO, withdrawn == Money::ZERO) {
        (true, true) => Err("nothing was paid in or withdrawn".to_owned()),
        (false, true) if paid_in.is_positive() => Ok(paid_in),
        (false, true) => Err("less than nothing was paid in".to_owned()),
        (true, false) if withdrawn.is_positive() => {
            withdrawn.negated().ok_or_else(|| "what was withdrawn is no amount".to_owned())
        }
        (true, false) => Ok(withdrawn),
        (false, false) => Err("money was both paid in and withdrawn".to_owned()),
    }
}

/// Days since the end of 1899, as Excel counts them, of the years 1982 to 2119.
const SERIAL_DAYS: std::ops::Range<f64> = 30_000.0..80_000.0;

fn completed(text: &str) -> Option<Timestamp> {
    let serial = || {
        let days: f64 = text.parse().ok().filter(|days| SERIAL_DAYS.contains(days))?;
        let moment = ExcelDateTime::new(days, ExcelDateTimeType::DateTime, false);
        let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
        moment::of_a_statement(&format!(
            "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"
        ))
    };
    moment::of_a_statement(text).or_else(serial)
}
