//! Months that are closed.

use domain::Timestamp;
use domain::books::BooksEvent;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::event::BookEvent;
use super::project::Happened;

/// A month that was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// `2026-11`.
    pub month: String,
    /// Where it was closed.
    pub position: i64,
    /// Over how many events the signed head is that holds all of it.
    pub tree_size: i64,
    /// That head's root hash, hex.
    pub root_hash: String,
    /// What was in suspense as it ended.
    pub suspense_cents: i64,
    /// How many breaks of it were carried on.
    pub carried_breaks: i32,
    /// Why it was closed with something open.
    pub explanation: Option<String>,
    /// Who closed it.
    pub closed_by: Uuid,
    /// When.
    pub closed_at: Timestamp,
}

/// What was before is closed.
pub(super) async fn open_from(
    connection: &mut PgConnection,
) -> Result<Option<Timestamp>, sqlx::Error> {
    sqlx::query_scalar!("SELECT max(ended_at) FROM periods").fetch_one(connection).await
}

pub(super) async fn save(
    connection: &mut PgConnection,
    happened: &[Happened<'_>],
) -> Result<(), sqlx::Error> {
    for Happened { recorded, event } in happened {
        let BookEvent::Books(BooksEvent::PeriodClosed {
            month,
            ended_at,
            tree_size,
            root_hash,
            suspense_cents,
            carried_breaks,
            explanation,
            by,
            at,
        }) = event
        else {
            continue;
        };
        sqlx::query!(
            "INSERT INTO periods (month, position, ended_at, tree_size, root_hash, suspense_cents,
                                  carried_breaks, explanation, closed_by, closed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            month.to_string(),
            recorded.position,
            *ended_at,
            *tree_size,
            root_hash,
            suspense_cents.cents(),
            i32::try_from(*carried_breaks).unwrap_or(i32::MAX),
            explanation.as_ref().map(ToString::to_string),
            by.uuid(),
            *at,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The months that are closed, the last first.
pub async fn periods(pool: &PgPool) -> Result<Vec<Period>, sqlx::Error> {
    sqlx::query_as!(
        Period,
        "SELECT month, position, tree_size, root_hash, suspense_cents, carried_breaks, explanation,
                closed_by, closed_at
         FROM periods ORDER BY month DESC",
    )
    .fetch_all(pool)
    .await
}
