//! The books as files for other programs.

use domain::Timestamp;
use futures::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use projections::ledger::{EntryLine, journal};
use sqlx::PgPool;

use super::beancount::Beancount;
use super::hledger::Hledger;
use super::plain_text::{Dialect, PlainText, UnknownAccount};
use super::report::{ReportName, Row};
use super::sheet::{Sheet, SheetError, csv_head, csv_row};

/// What is written at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// A journal for hledger.
    Hledger,
    /// A journal for beancount.
    Beancount,
    /// A report as CSV.
    Csv(ReportName),
    /// A report as a workbook.
    Xlsx(ReportName),
}

impl ExportFormat {
    /// What a file of it is called, without a folder.
    pub fn file_name(self) -> String {
        match self {
            Self::Hledger => "daftari.journal".to_owned(),
            Self::Beancount => "daftari.beancount".to_owned(),
            Self::Csv(report) => format!("{}.csv", report.as_str()),
            Self::Xlsx(report) => format!("{}.xlsx", report.as_str()),
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Hledger | Self::Beancount => "text/plain; charset=utf-8",
            Self::Csv(_) => "text/csv; charset=utf-8",
            Self::Xlsx(_) => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// An export broke off.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The ledger could not be read.
    #[error("the ledger could not be read")]
    Database(#[from] sqlx::Error),
    /// It has an account that this program does not know.
    #[error(transparent)]
    UnknownAccount(#[from] UnknownAccount),
    /// The file could not be written.
    #[error(transparent)]
    Sheet(#[from] SheetError),
}

type Chunks<'a> = BoxStream<'a, Result<Vec<u8>, ExportError>>;

/// The books as they stood at a moment, part by part.
pub fn export(pool: &PgPool, format: ExportFormat, as_of: Timestamp) -> Chunks<'_> {
    match format {
        ExportFormat::Hledger => plain_text::<Hledger>(pool, as_of),
        ExportFormat::Beancount => plain_text::<Beancount>(pool, as_of),
        ExportFormat::Csv(report) => csv(pool, report, as_of),
        ExportFormat::Xlsx(report) => stream::once(xlsx(pool, report, as_of)).boxed(),
    }
}

fn plain_text<D: Dialect + Send + 'static>(pool: &PgPool, as_of: Timestamp) -> Chunks<'_> {
    let head = stream::once(async { Ok(D::head().into_bytes()) });
    let begun = Some((journal(pool, as_of), PlainText::<D>::default()));
    let body = stream::try_unfold(begun, |state| async {
        let Some((mut lines, mut journal)) = state else { return Ok(None) };
        let mut text = String::new();
        while text.len() < CHUNK_BYTES {
            let line: Option<EntryLine> = lines.try_next().await?;
            let Some(line) = line else {
                text += &journal.end();
                return Ok(Some((text.into_bytes(), None)));
            };
            text += &journal.line(&line)?;
        }
        Ok(Some((text.into_bytes(), Some((lines, journal)))))
    });
    head.chain(body).boxed()
}

fn csv(pool: &PgPool, report: ReportName, as_of: Timestamp) -> Chunks<'_> {
    let head = stream::once(async move { Ok(csv_head(report)?) });
    let body = stream::try_unfold(Some(report.rows(pool, as_of)), |rows| async {
        let Some(mut rows) = rows else { return Ok(None) };
        let mut text = Vec::new();
        while text.len() < CHUNK_BYTES {
            let row: Option<Row> = rows.try_next().await?;
            let Some(row) = row else { return Ok(Some((text, None))) };
            text.extend(csv_row(&row)?);
        }
        Ok(Some((text, Some(rows))))
    });
    head.chain(body).boxed()
}

async fn xlsx(pool: &PgPool, report: ReportName, as_of: Timestamp) -> Result<Vec<u8>, ExportError> {
    let mut sheet = Sheet::new(report)?;
    let mut rows = report.rows(pool, as_of);
    while let Some(row) = rows.try_next().await? {
        sheet.add(&row)?;
    }
    Ok(sheet.file()?)
}
