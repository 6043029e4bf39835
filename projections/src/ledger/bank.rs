//! What is on its way between M-Pesa and the bank, and what the bank has seen.

use chrono::NaiveDate;
use domain::Timestamp;
use domain::ledger::AccountCode;
use domain::statement::StatementEvent;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::event::BookEvent;
use super::project::Happened;

/// Money on its way to the bank, or from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InTransit {
    /// Under which receipt it left M-Pesa, or came there.
    pub receipt: String,
    /// Of which short code.
    pub short_code: Option<String>,
    /// How much is on its way to the bank; less than nothing if it came from there.
    pub amount_cents: i64,
    /// Since when.
    pub since: Timestamp,
}

/// What the bank has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankArrival {
    /// Under which receipt it left M-Pesa, or came there.
    pub receipt: String,
    /// What the bank has more by it; less than nothing if it gave it.
    pub amount_cents: i64,
    /// The bank's reference of it.
    pub bank_reference: String,
    /// The day for which the bank counts it.
    pub value_date: NaiveDate,
    /// Who said so.
    pub said_by: Uuid,
    /// When.
    pub said_at: Timestamp,
}

pub(super) async fn save(
    connection: &mut PgConnection,
    happened: &[Happened<'_>],
) -> Result<(), sqlx::Error> {
    for Happened { recorded, event } in happened {
        let BookEvent::Statement(StatementEvent::SweepArrived {
            receipt,
            amount_cents,
            bank_reference,
            value_date,
            by,
            at,
        }) = event
        else {
            continue;
        };
        sqlx::query!(
            "INSERT INTO bank_arrivals (receipt, position, amount_cents, bank_reference, value_date,
                                        said_by, said_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            receipt.as_str(),
            recorded.position,
            amount_cents.cents(),
            bank_reference.as_str(),
            *value_date,
            by.uuid(),
            *at,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// What was on its way (account 1190) at that moment, the oldest first. What went to another M-Pesa
/// account of the organisation stands under one receipt with its other side, and is not.
pub async fn in_transit(pool: &PgPool, as_of: Timestamp) -> Result<Vec<InTransit>, sqlx::Error> {
    sqlx::query_as!(
        InTransit,
        r#"SELECT e.receipt AS "receipt!", min(e.short_code) AS short_code,
                  sum(p.amount_cents)::bigint AS "amount_cents!",
                  min(e.effective_at) AS "since!"
           FROM postings p JOIN entries e USING (position, number)
           WHERE p.account = $1 AND p.booked_at <= $2 AND e.receipt IS NOT NULL
           GROUP BY e.receipt HAVING sum(p.amount_cents) <> 0
           ORDER BY min(e.effective_at), e.receipt"#,
        AccountCode::InTransitToBank.number(),
        as_of,
    )
    .fetch_all(pool)
    .await
}

/// What the bank has seen, the last that was said first.
pub async fn bank_arrivals(pool: &PgPool, limit: i64) -> Result<Vec<BankArrival>, sqlx::Error> {
    sqlx::query_as!(
        BankArrival,
        "SELECT receipt, amount_cents, bank_reference, value_date, said_by, said_at
         FROM bank_arrivals ORDER BY position DESC LIMIT $1",
        limit,
    )
    .fetch_all(pool)
    .await
}
