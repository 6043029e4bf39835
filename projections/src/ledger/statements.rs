//! Statements that were taken in, and their breaks.

use domain::Timestamp;
use domain::statement::{BreakKind, Layout, StatementEvent};
use serde::Serialize;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::event::BookEvent;
use super::project::Happened;
use crate::page::{BEGIN_LIST, Cursor, Page, named, one_more};
use crate::projection::ApplyError;

/// A statement that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementRow {
    /// Its id.
    pub id: Uuid,
    /// SHA-256 of the file's bytes, hex.
    pub file_sha256: String,
    /// Of which short code.
    pub short_code: String,
    /// Of which of its M-Pesa accounts, as the file calls it.
    pub account: Option<String>,
    /// In which layout.
    pub layout: Layout,
    /// Its first moment.
    pub period_from: Timestamp,
    /// Its last.
    pub period_to: Timestamp,
    /// What the account held before.
    pub opening_cents: Option<i64>,
    /// What it held afterwards.
    pub closing_cents: Option<i64>,
    /// How many completed movements it has.
    pub lines: i32,
    /// How many rows could not be read.
    pub unreadable: i32,
    /// Movements that it brought into the journal.
    pub movements: i32,
    /// How many of its breaks are open.
    pub open_breaks: i64,
    /// Who gave it; none from the command line.
    pub imported_by: Option<Uuid>,
    /// When.
    pub imported_at: Timestamp,
}

/// A difference that was raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakRow {
    /// Its id.
    pub id: Uuid,
    /// Of which statement.
    pub statement_id: Uuid,
    /// How statement and journal differ.
    pub kind: BreakKind,
    /// In which receipt.
    pub receipt: Option<String>,
    /// In which row of the file.
    pub row: Option<i32>,
    /// What the statement has.
    pub statement_cents: i64,
    /// What the journal has.
    pub ledger_cents: i64,
    /// What the tariff says; of a charge that is not that.
    pub expected_cents: Option<i64>,
    /// When the money moved.
    pub moved_at: Timestamp,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// Who is to look at it.
    pub owner: Option<Uuid>,
    /// When it was resolved; none while it is open.
    pub resolved_at: Option<Timestamp>,
    /// By whom; none if the journal agrees by now.
    pub resolved_by: Option<Uuid>,
    /// Why it is one no longer.
    pub resolution: Option<String>,
}

/// Which breaks. What is none does not matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BreakFilter {
    /// Of which statement.
    pub statement_id: Option<Uuid>,
    /// How statement and journal differ.
    pub kind: Option<BreakKind>,
    /// Open ones, or those that were resolved.
    pub is_open: Option<bool>,
}

/// A row of `breaks`.
#[derive(Debug, Serialize)]
struct NewBreak {
    id: Uuid,
    statement_id: Uuid,
    kind: &'static str,
    receipt: Option<String>,
    row: Option<u32>,
    statement_cents: i64,
    ledger_cents: i64,
    expected_cents: Option<i64>,
    moved_at: Timestamp,
    raised_at: Timestamp,
}

/// Writes what a batch says about statements.
pub(super) async fn save(
    connection: &mut PgConnection,
    happened: &[Happened<'_>],
) -> Result<(), ApplyError> {
    let mut raised = Vec::new();
    for Happened { recorded, event } in happened {
        let BookEvent::Statement(event) = event else { continue };
        let statement_id = recorded.aggregate_id;
        if let StatementEvent::BreakRaised {
            break_id,
            kind,
            receipt,
            row,
            statement_cents,
            ledger_cents,
            expected_cents,
            moved_at,
            at,
        } = event
        {
            raised.push(NewBreak {
                id: break_id.uuid(),
                statement_id,
                kind: kind.as_str(),
                receipt: receipt.as_ref().map(|receipt| receipt.as_str().to_owned()),
                row: *row,
                statement_cents: statement_cents.cents(),
                ledger_cents: ledger_cents.cents(),
                expected_cents: expected_cents.map(domain::Money::cents),
                moved_at: *moved_at,
                raised_at: *at,
            });
            continue;
        }
        // What was raised before this event must be there when it speaks of it.
        raise(connection, std::mem::take(&mut raised)).await?;
        save_one(connection, recorded.position, statement_id, event).await?;
    }
    raise(connection, raised).await
}

async fn raise(connection: &mut PgConnection, raised: Vec<NewBreak>) -> Result<(), ApplyError> {
    if raised.is_empty() {
        return Ok(());
    }
    let json = serde_json::to_string(&raised)?;
    sqlx::query!(
        "INSERT INTO breaks SELECT * FROM json_populate_recordset(NULL::breaks, $1::text::json)",
        json,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn save_one(
    connection: &mut PgConnection,
    position: i64,
    statement_id: Uuid,
    event: &StatementEvent,
) -> Result<(), ApplyError> {
    match event {
        StatementEvent::StatementImported {
            statement_id: _,
            file_sha256,
            short_code,
            account,
            layout,
            period,
            opening_cents,
            closing_cents,
            lines,
            unreadable,
            by,
            at,
        } => {
            sqlx::query!(
                "INSERT INTO statements (id, position, file_sha256, short_code, account, layout,
                                         period_from, period_to, opening_cents, closing_cents,
                                         lines, unreadable, imported_by, imported_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
                statement_id,
                position,
                file_sha256,
                short_code.as_str(),
                account.as_deref(),
                layout.as_str(),
                period.from,
                period.to,
                opening_cents.map(domain::Money::cents),
                closing_cents.map(domain::Money::cents),
                i32::try_from(*lines).unwrap_or(i32::MAX),
                i32::try_from(*unreadable).unwrap_or(i32::MAX),
                by.map(domain::UserId::uuid),
                *at,
            )
            .execute(connection)
            .await?;
        }
        StatementEvent::MovementsRecorded { short_code: _, movements } => {
            sqlx::query!(
                "UPDATE statements SET movements = movements + $2 WHERE id = $1",
                statement_id,
                i32::try_from(movements.len()).unwrap_or(i32::MAX),
            )
            .execute(connection)
            .await?;
        }
        StatementEvent::SweepArrived { .. } | StatementEvent::BreakRaised { .. } => {}
        StatementEvent::BreakAssigned { break_id, to } => {
            sqlx::query!("UPDATE breaks SET owner = $2 WHERE id = $1", break_id.uuid(), to.uuid())
                .execute(connection)
                .await?;
        }
        StatementEvent::BreakResolved { break_id, by, why, at } => {
            sqlx::query!(
                "UPDATE breaks SET resolved_at = $2, resolved_by = $3, resolution = $4
                 WHERE id = $1",
                break_id.uuid(),
                *at,
                by.map(domain::UserId::uuid),
                why.to_string(),
            )
            .execute(connection)
            .await?;
        }
    }
    Ok(())
}

/// Statements, the last taken in first.
pub async fn statements(
    pool: &PgPool,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Page<StatementRow>, sqlx::Error> {
    let found = find(pool, None, after, one_more(limit)).await?;
    Ok(Page::of(found, limit, |item| Cursor::at(item.imported_at, item.id)))
}

/// A statement that was taken in.
pub async fn one_statement(pool: &PgPool, id: Uuid) -> Result<Option<StatementRow>, sqlx::Error> {
    Ok(find(pool, Some(id), None, 1).await?.pop())
}

async fn find(
    pool: &PgPool,
    id: Option<Uuid>,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<StatementRow>, sqlx::Error> {
    let mut transaction = pool.begin_with(BEGIN_LIST).await?;
    let rows = sqlx::query!(
        r#"SELECT s.id, s.file_sha256, s.short_code, s.account, s.layout, s.period_from, s.period_to,
                  s.opening_cents, s.closing_cents, s.lines, s.unreadable, s.movements,
                  s.imported_by, s.imported_at,
                  (SELECT count(*) FROM breaks b
                   WHERE b.statement_id = s.id AND b.resolved_at IS NULL) AS "open_breaks!"
           FROM statements s
           WHERE ($1::uuid IS NULL OR s.id = $1)
             AND ($2::timestamptz IS NULL OR (s.imported_at, s.id) < ($2, $3::uuid))
           ORDER BY s.imported_at DESC, s.id DESC LIMIT $4"#,
        id,
        after.map(Cursor::moment),
        after.map(Cursor::id),
        limit,
    )
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    rows.into_iter()
        .map(|row| {
            Ok(StatementRow {
                id: row.id,
                file_sha256: row.file_sha256,
                short_code: row.short_code,
                account: row.account,
                layout: named("layout", &row.layout)?,
                period_from: row.period_from,
                period_to: row.period_to,
                opening_cents: row.opening_cents,
                closing_cents: row.closing_cents,
                lines: row.lines,
                unreadable: row.unreadable,
                movements: row.movements,
                open_breaks: row.open_breaks,
                imported_by: row.imported_by,
                imported_at: row.imported_at,
            })
        })
        .collect()
}

/// How many breaks of money that moved before that moment are open.
pub async fn open_breaks_until(pool: &PgPool, until: Timestamp) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM breaks WHERE resolved_at IS NULL AND moved_at < $1"#,
        until,
    )
    .fetch_one(pool)
    .await
}

/// Breaks, the last raised first.
pub async fn breaks(
    pool: &PgPool,
    filter: BreakFilter,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Page<BreakRow>, sqlx::Error> {
    let found = find_breaks(pool, None, filter, after, one_more(limit)).await?;
    Ok(Page::of(found, limit, |item| Cursor::at(item.raised_at, item.id)))
}

/// Every break that is open, the last raised first.
pub async fn open_breaks(pool: &PgPool) -> Result<Vec<BreakRow>, sqlx::Error> {
    let filter = BreakFilter { is_open: Some(true), ..BreakFilter::default() };
    find_breaks(pool, None, filter, None, i64::MAX).await
}

/// A break.
pub async fn one_break(pool: &PgPool, id: Uuid) -> Result<Option<BreakRow>, sqlx::Error> {
    Ok(find_breaks(pool, Some(id), BreakFilter::default(), None, 1).await?.pop())
}

async fn find_breaks(
    pool: &PgPool,
    id: Option<Uuid>,
    filter: BreakFilter,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<BreakRow>, sqlx::Error> {
    let mut transaction = pool.begin_with(BEGIN_LIST).await?;
    let rows = sqlx::query!(
        r#"SELECT id, statement_id, kind, receipt, row, statement_cents, ledger_cents,
                  expected_cents, moved_at, raised_at, owner, resolved_at, resolved_by, resolution
           FROM breaks
           WHERE ($1::uuid IS NULL OR id = $1)
             AND ($2::uuid IS NULL OR statement_id = $2)
             AND ($3::text IS NULL OR kind = $3)
             AND ($4::bool IS NULL OR (resolved_at IS NULL) = $4)
             AND ($5::timestamptz IS NULL OR (raised_at, id) < ($5, $6::uuid))
           ORDER BY raised_at DESC, id DESC LIMIT $7"#,
        id,
        filter.statement_id,
        filter.kind.map(BreakKind::as_str),
        filter.is_open,
        after.map(Cursor::moment),
        after.map(Cursor::id),
        limit,
    )
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    rows.into_iter()
        .map(|row| {
            Ok(BreakRow {
                id: row.id,
                statement_id: row.statement_id,
                kind: named("kind", &row.kind)?,
                receipt: row.receipt,
                row: row.row,
                statement_cents: row.statement_cents,
                ledger_cents: row.ledger_cents,
                expected_cents: row.expected_cents,
                moved_at: row.moved_at,
                raised_at: row.raised_at,
                owner: row.owner,
                resolved_at: row.resolved_at,
                resolved_by: row.resolved_by,
                resolution: row.resolution,
            })
        })
        .collect()
}
