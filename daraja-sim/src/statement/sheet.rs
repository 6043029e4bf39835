//! Tables of text as files.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::Table;

/// Why a table can't be written.
#[derive(Debug, thiserror::Error)]
pub(super) enum SheetError {
    #[error("the CSV writer failed: {0}")]
    Csv(String),
    #[error("the XLSX writer failed: {0}")]
    Xlsx(#[from] XlsxError),
    #[error("it has more rows than a sheet")]
    TooLong,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnd {
    Lf,
    CrLf,
}

pub(super) fn csv(table: &Table, line_end: LineEnd) -> Result<Vec<u8>, SheetError> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(match line_end {
            LineEnd::Lf => csv::Terminator::Any(b'\n'),
            LineEnd::CrLf => csv::Terminator::CRLF,
        })
        .from_writer(Vec::new());
    for row in table {
        writer.write_record(row).map_err(|error| SheetError::Csv(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| SheetError::Csv(error.to_string()))
}

/// One sheet, every cell of it text, as the portal's own.
pub(super) fn xlsx(table: &Table, sheet: &str) -> Result<Vec<u8>, SheetError> {
    let mut workbook = Workbook::new();
    let worksheet = workbook.add_worksheet();
    worksheet.set_name(sheet)?;
    for (row, cells) in table.iter().enumerate() {
        let row = u32::try_from(row).map_err(|_| SheetError::TooLong)?;
        for (column, cell) in cells.iter().enumerate() {
            let column = u16::try_from(column).map_err(|_| SheetError::TooLong)?;
            worksheet.write_string(row, column, cell)?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}
