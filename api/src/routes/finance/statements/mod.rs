//! Statements of the provider's M-Pesa accounts.

pub(crate) mod accept;
pub(crate) mod apply;
pub(crate) mod get;
pub(crate) mod import;
pub(crate) mod list;
mod report;

use app::payments::learn::LearnError;
use app::statements::{
    ApplyError, CompareError, Compared, GiveError, Given, ImportError, NotGiven, compare, read,
};
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use domain::Money;
use domain::statement::StatementError;
use projections::ledger::{StatementRow, one_statement};
use serde::Serialize;
use tokio::sync::SemaphorePermit;
use utoipa::ToSchema;
use uuid::Uuid;
use vault::StatementFile;

pub(crate) use report::StatementReport;

use crate::State;
use crate::problem::{Problem, of_submit};

/// A statement that was taken in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatementShape {
    id: Uuid,
    /// SHA-256 of the file's bytes, hex.
    file_sha256: String,
    short_code: String,
    /// Which of the short code's accounts, as the file calls it.
    #[schema(required)]
    account: Option<String>,
    /// `CLASSIC`, `RECENT` or `TILL`.
    layout: &'static str,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    currency: &'static str,
    #[schema(required)]
    opening_cents: Option<i64>,
    #[schema(required)]
    closing_cents: Option<i64>,
    /// Completed movements.
    lines: i32,
    /// Rows that could not be read.
    unreadable: i32,
    /// Movements that it brought into the ledger.
    movements: i32,
    open_breaks: i64,
    #[schema(required)]
    imported_by: Option<Uuid>,
    imported_at: DateTime<Utc>,
}

impl StatementShape {
    fn of(row: StatementRow) -> Self {
        Self {
            id: row.id,
            file_sha256: row.file_sha256,
            short_code: row.short_code,
            account: row.account,
            layout: row.layout.as_str(),
            from: row.period_from,
            to: row.period_to,
            currency: Money::CURRENCY,
            opening_cents: row.opening_cents,
            closing_cents: row.closing_cents,
            lines: row.lines,
            unreadable: row.unreadable,
            movements: row.movements,
            open_breaks: row.open_breaks,
            imported_by: row.imported_by,
            imported_at: row.imported_at,
        }
    }
}

/// Room to compare a statement in.
fn room(state: &State) -> Result<SemaphorePermit<'_>, Problem> {
    state.room_for_statements.try_acquire().map_err(|_| {
        let detail = "other statements are being compared; try again in a minute";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail).retry_after(20)
    })
}

/// Reads a file, on a thread that may take its time.
async fn read_file(
    state: &State,
    file: StatementFile,
    named: Option<domain::c2b::ShortCode>,
) -> Result<(Given, StatementFile), Problem> {
    let reader = state.app.statements.clone();
    let accounts = state.app.settings.accounts();
    let reading = tokio::task::spawn_blocking(move || {
        let given =
            read(reader.as_ref(), &accounts, (&file.bytes, file.name.as_deref()), named.as_ref());
        given.map(|given| (given, file))
    });
    reading.await.map_err(|error| Problem::fault(&error))?.map_err(not_given)
}

/// A statement that was taken in, with its file read again.
async fn find(state: &State, id: Uuid) -> Result<(StatementRow, Given), Problem> {
    let ledger = &state.app.ledger;
    let row = one_statement(&ledger.pool, id).await?.ok_or_else(no_statement)?;
    let file = app::statements::kept(ledger, &row.file_sha256)
        .await
        .map_err(|error| Problem::fault(&error))?
        .ok_or_else(|| {
            let detail = "the file of this statement is no longer kept; give it again";
            Problem::new(StatusCode::GONE, "file_not_kept", detail)
        })?;
    let named = row.short_code.parse().ok();
    let (given, _file) = read_file(state, file, named).await?;
    Ok((row, given))
}

async fn compared(state: &State, given: &Given) -> Result<Compared, Problem> {
    compare(&state.app.ledger.pool, given).await.map_err(not_compared)
}

fn no_statement() -> Problem {
    Problem::not_found("statement_not_found", StatementError::NotFound.to_string())
}

fn not_given(error: NotGiven) -> Problem {
    let text = error.to_string();
    match error {
        NotGiven::TooLarge => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", text),
        NotGiven::NotStatement(_) | NotGiven::Nothing => {
            Problem::unprocessable("not_a_statement", text)
        }
        NotGiven::Unnamed { .. } | NotGiven::NotAsNamed { .. } => {
            Problem::unprocessable("which_short_code", text.clone()).with_field("short_code", text)
        }
        NotGiven::OtherShortCode { .. } => Problem::unprocessable("other_short_code", text),
    }
}

/// Why a statement or a month was not looked at.
pub(crate) fn not_compared(error: CompareError) -> Problem {
    match error {
        CompareError::Database(error) => error.into(),
        CompareError::Nothing => Problem::unprocessable("not_a_statement", error.to_string()),
        CompareError::Behind | CompareError::Stopped(_) => {
            let text = error.to_string();
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "ledger_behind", text).retry_after(30)
        }
    }
}

fn not_taken(error: GiveError) -> Problem {
    match error {
        GiveError::Import(ImportError::Submit(error)) => of_submit(error, of_statement),
        GiveError::Import(ImportError::Vault(error)) => Problem::fault(&error),
        GiveError::Compare(error) => not_compared(error),
        GiveError::Breaks(error) => not_applied(error),
    }
}

fn not_applied(error: ApplyError) -> Problem {
    match error {
        ApplyError::Compare(error) => not_compared(error),
        ApplyError::Movements(error) => of_submit(error, of_statement),
        ApplyError::Reversal(error) => of_submit(error, crate::routes::refunds::problem),
        ApplyError::Payment(LearnError::LookUp(error)) => of_submit(error, |never| match never {}),
        ApplyError::Payment(error) => Problem::fault(&error),
    }
}

/// Why a statement does not take it.
pub(crate) fn of_statement(error: StatementError) -> Problem {
    let text = error.to_string();
    match error {
        StatementError::NotFound => no_statement(),
        StatementError::NoSuchBreak => Problem::not_found("break_not_found", text),
        StatementError::Exists => Problem::conflict("statement_exists", text),
        StatementError::ResolvedBefore => Problem::conflict("break_resolved", text),
        StatementError::NotInTransit => Problem::not_found("not_in_transit", text),
        StatementError::ArrivedBefore => Problem::conflict("arrived_before", text),
        StatementError::OtherAmount { .. } => {
            Problem::unprocessable("invalid_arrival", text.clone()).with_field("amount_cents", text)
        }
        StatementError::BadValueDate { .. } => {
            Problem::unprocessable("invalid_arrival", text.clone()).with_field("value_date", text)
        }
    }
}
