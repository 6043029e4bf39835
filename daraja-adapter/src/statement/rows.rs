//! Files as rows of text.

use std::io::Cursor;

use calamine::{Data, ExcelDateTime, Reader, Sheets};
use domain::ports::NotStatement;

/// What a packed file may hold when it is unpacked.
const UNPACKED_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// More columns than any layout has.
const COLUMNS_MAX: usize = 64;

/// What each row is given to, with its number from 1.
type Take<'a> = &'a mut dyn FnMut(u32, &[&str]) -> Result<(), NotStatement>;

/// Reads a file row by row, whichever sort it is.
pub(super) fn each(bytes: &[u8], take: Take<'_>) -> Result<(), NotStatement> {
    if bytes.starts_with(b"PK\x03\x04") {
        is_not_too_large_unpacked(bytes)?;
        let book = calamine::Xlsx::new(Cursor::new(bytes)).map(Sheets::Xlsx);
        return sheet(book.map_err(calamine::Error::Xlsx), take);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        let book = calamine::Xls::new(Cursor::new(bytes)).map(Sheets::Xls);
        return sheet(book.map_err(calamine::Error::Xls), take);
    }
    csv(bytes, take)
}

fn csv(bytes: &[u8], take: Take<'_>) -> Result<(), NotStatement> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        NotStatement::because(format!(
            "the file is neither Excel nor text in UTF-8 (byte {}); save it as CSV UTF-8",
            error.valid_up_to() + 1
        ))
    })?;
    let mut reader =
        ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = ::csv::StringRecord::new();
    let mut number = 0_u32;
    loop {
        let more = reader.read_record(&mut record).map_err(|error| {
            NotStatement::because(format!("row {} is no CSV: {error}", number.saturating_add(1)))
        })?;
        if !more {
            return Ok(());
        }
        // Lines without anything are passed over by the reader; people count them.
        let line = record.position().map_or(0, ::csv::Position::line);
        // Two records may stand on one line, if something breaks it that is no line end for people.
        number = u32::try_from(line).unwrap_or(u32::MAX).max(number.saturating_add(1));
        let cells: Vec<&str> = record.iter().take(COLUMNS_MAX).collect();
        take(number, &cells)?;
    }
}

/// A small file can hold very much; what it says of itself is believed, since whatever holds more
/// than that is refused as broken when it is unpacked.
fn is_not_too_large_unpacked(bytes: &[u8]) -> Result<(), NotStatement> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut unpacked = 0_u64;
    for index in 0..archive.len() {
        unpacked = unpacked.saturating_add(archive.by_index_raw(index).map_err(broken)?.size());
    }
    if unpacked > UNPACKED_BYTES_MAX {
        return Err(NotStatement::because(format!(
            "the file holds more than {} MiB when it is unpacked; export fewer days at once, or as CSV",
            UNPACKED_BYTES_MAX / (1024 * 1024)
        )));
    }
    Ok(())
}

fn broken(error: impl std::fmt::Display) -> NotStatement {
    NotStatement::because(format!(
        "the file is Excel's, but broken or cut off ({error}); export it again"
    ))
}

/// The first sheet.
fn sheet(
    book: Result<Sheets<Cursor<&[u8]>>, calamine::Error>,
    take: Take<'_>,
) -> Result<(), NotStatement> {
    let mut book = book.map_err(broken)?;
    let first = book.worksheet_range_at(0).ok_or_else(|| broken("it has no sheet"))?;
    let range = first.map_err(broken)?;
    let (top, left) = range.start().unwrap_or_default();
    for (number, row) in (top.saturating_add(1)..).zip(range.rows()) {
        let before = usize::try_from(left).unwrap_or_default().min(COLUMNS_MAX);
        let mut texts = vec![String::new(); before];
        texts.extend(row.iter().take(COLUMNS_MAX).map(cell));
        let cells: Vec<&str> = texts.iter().map(String::as_str).collect();
        take(number, &cells)?;
    }
    Ok(())
}

fn cell(data: &Data) -> String {
    match data {
        Data::String(text) | Data::DateTimeIso(text) => text.clone(),
        // The shortest text that is this number: what was typed.
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::DateTime(moment) => on_the_clock(*moment),
        Data::Bool(flag) => flag.to_string(),
        Data::DurationIso(_) | Data::Error(_) | Data::Empty => String::new(),
    }
}

/// Excel counts days, on no clock in particular.
fn on_the_clock(moment: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}
