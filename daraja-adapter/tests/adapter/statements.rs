//! Whatever file is given for a statement, reading it does not panic, and what is read of it fits
//! together.

use daraja_adapter::StatementFiles;
use domain::ports::StatementReader as _;
use proptest::prelude::*;
use proptest::sample::Index;
use rust_xlsxwriter::Workbook;

const CLASSIC: &str = include_str!("../statements/classic.csv");
const RECENT: &str = include_str!("../statements/recent.csv");

/// The same rows as a workbook.
fn workbook(csv: &str) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let mut rows =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
    for (row, cells) in (0..).zip(rows.records()) {
        for (column, cell) in (0..).zip(&cells.unwrap()) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// Reads it, and looks at what was read.
fn check(bytes: &[u8]) {
    let Ok(file) = StatementFiles.read_statement(bytes, Some("statement")) else { return };
    if let Some(span) = file.span() {
        assert!(span.from <= span.to, "{span:?}");
    }
    let mut rows: Vec<u32> = file.lines.iter().map(|line| line.row).collect();
    rows.extend(file.unreadable.iter().map(|row| row.row));
    rows.sort_unstable();
    let count = rows.len();
    rows.dedup();
    assert_eq!(rows.len(), count, "each row is read once: {file:?}");
}

#[test]
fn a_workbook_says_what_the_same_rows_say_as_text() {
    for csv in [CLASSIC, RECENT] {
        let text = StatementFiles.read_statement(csv.as_bytes(), None).unwrap();
        let sheet = StatementFiles.read_statement(&workbook(csv), None).unwrap();
        // An empty row may be left out of a text, and so the numbers of rows differ.
        let facts = |file: &domain::statement::StatementFile| {
            let lines = file.lines.iter();
            let lines: Vec<_> = lines
                .map(|line| (line.receipt.clone(), line.at, line.kind, line.amount, line.balance))
                .collect();
            (file.short_code.clone(), file.opening, file.closing, file.period, lines)
        };
        assert_eq!(facts(&sheet), facts(&text));
    }
}

/// A cell such as might stand anywhere in a statement.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("\"".to_owned()),
        Just("-99999999999999999.99".to_owned()),
        Just("46000.5".to_owned()),
        Just("31/02/2026 25:61:00".to_owned()),
        Just("Receipt No.".to_owned()),
        Just("Completed".to_owned()),
        "-?[0-9,]{1,20}(\\.[0-9]{1,4})?",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn statements_with_other_cells_are_read_or_refused(
        recent in any::<bool>(), changes in prop::collection::vec((any::<Index>(), cell()), 1..6),
    ) {
        let mut cells: Vec<String> =
            if recent { RECENT } else { CLASSIC }.split(',').map(str::to_owned).collect();
        for (at, cell) in changes {
            let at = at.index(cells.len());
            cells[at] = cell;
        }
        check(cells.join(",").as_bytes());
    }

    #[test]
    fn statements_with_other_bytes_are_read_or_refused(
        recent in any::<bool>(), changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..9),
        length in any::<Index>(),
    ) {
        let mut bytes = if recent { RECENT } else { CLASSIC }.as_bytes().to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        check(&bytes);
        bytes.truncate(length.index(bytes.len()));
        check(&bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn workbooks_with_other_bytes_are_read_or_refused(
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..9), length in any::<Index>(),
    ) {
        let mut bytes = workbook(RECENT);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        check(&bytes);
        bytes.truncate(length.index(bytes.len()));
        check(&bytes);
    }
}
