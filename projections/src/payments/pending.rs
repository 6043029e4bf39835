use domain::Timestamp;
use sqlx::PgPool;
use uuid::Uuid;

use super::PromptStage;
use crate::page::{BEGIN_LIST, Cursor, Page, named, one_more};

/// A payment whose outcome is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Its id.
    pub id: Uuid,
    /// How far its prompt has come.
    pub stage: PromptStage,
    /// When it was asked.
    pub initiated_at: Timestamp,
    /// When the attempt to send the prompt began.
    pub dispatched_at: Option<Timestamp>,
    /// The sealed checkout request id, as JSON of a `Personal<CheckoutRequestId>`.
    pub checkout_request_id: Option<String>,
}

/// Pending payments whose prompt was sent before that moment, or that were asked for before it
/// and never sent. The oldest come first.
pub async fn pending(
    pool: &PgPool,
    before: Timestamp,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Page<Pending>, sqlx::Error> {
    struct Row {
        id: Uuid,
        stage: String,
        initiated_at: Timestamp,
        dispatched_at: Option<Timestamp>,
        checkout_request_id: Option<String>,
    }
    let mut transaction = pool.begin_with(BEGIN_LIST).await?;
    let rows = sqlx::query_as!(
        Row,
        "SELECT payment_id AS id, stage, initiated_at, dispatched_at, checkout_request_id
         FROM payments
         WHERE status = 'PENDING' AND initiated_at < $1 AND COALESCE(dispatched_at, initiated_at) < $1
           AND ($2::timestamptz IS NULL OR (initiated_at, payment_id) > ($2, $3::uuid))
         ORDER BY initiated_at, payment_id LIMIT $4",
        before,
        after.map(Cursor::moment),
        after.map(Cursor::id),
        one_more(limit),
    )
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    let items = rows
        .into_iter()
        .map(|row| {
            Ok(Pending {
                id: row.id,
                stage: named("stage", &row.stage)?,
                initiated_at: row.initiated_at,
                dispatched_at: row.dispatched_at,
                checkout_request_id: row.checkout_request_id,
            })
        })
        .collect::<Result<Vec<_>, sqlx::Error>>()?;
    Ok(Page::of(items, limit, |item| Cursor::at(item.initiated_at, item.id)))
}

/// A payment whose prompt nobody has begun to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undispatched {
    /// Its id.
    pub id: Uuid,
    /// When it was asked.
    pub initiated_at: Timestamp,
    /// The position of the event that asked for it.
    pub position: i64,
}

/// Payments whose prompt nobody has begun to send, the oldest first.
pub async fn undispatched(pool: &PgPool, limit: i64) -> Result<Vec<Undispatched>, sqlx::Error> {
    sqlx::query_as!(
        Undispatched,
        "SELECT payment_id AS id, initiated_at, position FROM payments
         WHERE status = 'PENDING' AND stage = 'WAITING'
         ORDER BY initiated_at, payment_id LIMIT $1",
        limit,
    )
    .fetch_all(pool)
    .await
}
