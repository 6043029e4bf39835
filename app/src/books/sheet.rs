//! Tables as files for spreadsheets.

use domain::Money;
use domain::time::in_nairobi;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::report::{Cell, ReportName, Row};

/// A sheet ends there.
pub const SHEET_ROWS_MAX: u32 = 1_048_576;

/// A table could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// It is longer than a sheet.
    #[error("the report has more rows than a sheet holds; take it as CSV")]
    TooLong,
    /// The writer.
    #[error("the workbook could not be written: {0}")]
    Xlsx(#[from] XlsxError),
    /// The writer.
    #[error("the row could not be written: {0}")]
    Csv(#[from] csv::Error),
}

/// What stands above the columns, as a line of CSV.
pub fn csv_head(report: ReportName) -> Result<Vec<u8>, SheetError> {
    csv_line(report.columns().iter().map(|name| (*name).to_owned()))
}

/// A row as a line of CSV: amounts in shillings, moments in Nairobi.
pub fn csv_row(row: &Row) -> Result<Vec<u8>, SheetError> {
    csv_line(row.iter().map(csv_cell))
}

fn csv_line(cells: impl Iterator<Item = String>) -> Result<Vec<u8>, SheetError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells)?;
    writer.into_inner().map_err(|error| SheetError::Csv(error.into_error().into()))
}

fn csv_cell(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => without_formula(text),
        Cell::Amount(amount) => in_shillings(*amount),
        Cell::Number(number) => number.to_string(),
        Cell::Moment(at) => in_nairobi(*at).format("%Y-%m-%d %H:%M:%S").to_string(),
    }
}

/// What a payer typed may begin as a formula, which a spreadsheet would carry out.
fn without_formula(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// `-1234.50`
fn in_shillings(amount: Money) -> String {
    let cents = amount.cents();
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
}

/// A workbook with one sheet, row by row.
pub struct Sheet {
    workbook: Workbook,
    next: u32,
    amount: Format,
    moment: Format,
}

impl std::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sheet").field("next", &self.next).finish_non_exhaustive()
    }
}

impl Sheet {
    /// An empty one with its head.
    pub fn new(report: ReportName) -> Result<Self, SheetError> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.set_name(report.as_str())?;
        sheet.set_freeze_panes(1, 0)?;
        let bold = Format::new().set_bold();
        for (column, name) in (0_u16..).zip(report.columns()) {
            sheet.write_with_format(0, column, *name, &bold)?;
            sheet.set_column_width(column, 18)?;
        }
        Ok(Self {
            workbook,
            next: 1,
            amount: Format::new().set_num_format("#,##0.00"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        })
    }

    /// Adds a row.
    pub fn add(&mut self, row: &Row) -> Result<(), SheetError> {
        if self.next >= SHEET_ROWS_MAX {
            return Err(SheetError::TooLong);
        }
        let at = self.next;
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (column, cell) in (0_u16..).zip(row) {
            match cell {
                Cell::Empty => {}
                // A text is written as one, whatever it begins with.
                Cell::Text(text) => drop(sheet.write_string(at, column, text)?),
                Cell::Amount(amount) => {
                    let shillings = shillings(*amount);
                    sheet.write_number_with_format(at, column, shillings, &self.amount)?;
                }
                Cell::Number(number) => {
                    sheet.write_number(at, column, as_number(*number))?;
                }
                Cell::Moment(moment) => {
                    let local = in_nairobi(*moment).naive_local();
                    sheet.write_datetime_with_format(at, column, local, &self.moment)?;
                }
            }
        }
        self.next += 1;
        Ok(())
    }

    /// The file.
    pub fn file(mut self) -> Result<Vec<u8>, SheetError> {
        Ok(self.workbook.save_to_buffer()?)
    }
}

/// A spreadsheet counts in floating point: exact up to ninety trillion shillings.
fn shillings(amount: Money) -> f64 {
    as_number(amount.cents()) / 100.0
}

#[expect(clippy::cast_precision_loss, reason = "a spreadsheet has no other numbers")]
fn as_number(number: i64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        vec![
            Cell::Text("=HYPERLINK(\"http://x\")".to_owned()),
            Cell::Amount(Money::from_cents(-123_450)),
            Cell::Number(7),
            Cell::Moment("2026-11-23T20:59:59Z".parse().unwrap()),
            Cell::Empty,
            Cell::Text("a, b".to_owned()),
        ]
    }

    #[test]
    fn a_row_is_a_line_and_no_cell_of_it_a_formula() {
        let line = String::from_utf8(csv_row(&row()).unwrap()).unwrap();
        let expected =
            "\"'=HYPERLINK(\"\"http://x\"\")\",-1234.50,7,2026-11-23 23:59:59,,\"a, b\"\n";
        assert_eq!(line, expected);
        let head = String::from_utf8(csv_head(ReportName::RollForward).unwrap()).unwrap();
        assert_eq!(head, "Month,Opening,Billed,Recognised,Returned,Closing\n");
    }

    #[test]
    fn a_sheet_is_a_workbook() {
        let mut sheet = Sheet::new(ReportName::TrialBalance).unwrap();
        sheet.add(&row()).unwrap();
        assert!(sheet.file().unwrap().starts_with(b"PK"));
    }
}
