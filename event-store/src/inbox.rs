//! The inbox: raw deliveries, durable before anyone has understood them.

use std::time::Duration;

use domain::{DeliveryId, Timestamp};
use sqlx::PgPool;
use uuid::Uuid;

use crate::feed::INBOX_CHANNEL;

/// How long one worker keeps a delivery to itself. Working it off takes milliseconds; after a
/// crash another takes it once this has passed.
pub(crate) const LEASE: Duration = Duration::from_secs(10);

/// How far a delivery's sender is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// It came to an address that only Safaricom knows, from an address of Safaricom's.
    Accepted,
    /// The secret in its address was wrong.
    WrongSecret,
    /// It is about a payment that does not exist.
    UnknownPayment,
    /// It came from somewhere else than Safaricom.
    WrongAddress,
}

impl Trust {
    /// The stored name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "ACCEPTED",
            Self::WrongSecret => "WRONG_SECRET",
            Self::UnknownPayment => "UNKNOWN_PAYMENT",
            Self::WrongAddress => "WRONG_ADDRESS",
        }
    }
}

impl Trust {
    /// The state in which a delivery begins: one that is not believed is over.
    pub(crate) const fn first_state(self) -> &'static str {
        match self {
            Self::Accepted => PENDING,
            Self::WrongSecret | Self::UnknownPayment | Self::WrongAddress => {
                Ending::Refused.as_str()
            }
        }
    }
}

/// The state of a delivery that waits to be worked off.
pub(crate) const PENDING: &str = "PENDING";

/// A delivery as it came.
#[derive(Debug)]
pub struct Delivery<'a> {
    /// Its id.
    pub id: DeliveryId,
    /// By which road, such as `STK_CALLBACK`.
    pub road: &'a str,
    /// What its address said it was about.
    pub reference: Option<&'a str>,
    /// When it came.
    pub received_at: Timestamp,
    /// From where.
    pub source_address: Option<&'a str>,
    /// How far its sender is believed.
    pub trust: Trust,
    /// The raw bytes, sealed.
    pub sealed_body: &'a [u8],
}

/// Stores a delivery. When this returns it is durable, and may be acknowledged.
pub async fn record(pool: &PgPool, delivery: &Delivery<'_>) -> Result<(), sqlx::Error> {
    let state = delivery.trust.first_state();
    sqlx::query!(
        r#"WITH stored AS (
               INSERT INTO inbox (id, road, reference, received_at, source_address, trust, body, state)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8))
           SELECT pg_notify($9, '') AS "notified: ()""#,
        delivery.id.uuid(),
        delivery.road,
        delivery.reference,
        delivery.received_at,
        delivery.source_address,
        delivery.trust.as_str(),
        delivery.sealed_body,
        state,
        INBOX_CHANNEL,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// A delivery that waits to be worked off.
#[derive(Debug)]
pub struct Pending {
    /// Its id.
    pub id: Uuid,
    /// By which road it came.
    pub road: String,
    /// What its address said it was about.
    pub reference: Option<String>,
    /// The raw bytes, sealed.
    pub body: Vec<u8>,
}

/// Takes deliveries that wait, oldest first. Another worker gets others.
pub async fn take(pool: &PgPool, now: Timestamp, limit: i64) -> Result<Vec<Pending>, sqlx::Error> {
    sqlx::query_as!(
        Pending,
        "WITH due AS MATERIALIZED (
             SELECT id FROM inbox
             WHERE state = 'PENDING' AND (leased_until IS NULL OR leased_until <= $1)
             ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED),
         taken AS (
             UPDATE inbox i SET leased_until = $1::timestamptz + make_interval(secs => $3),
                    attempts = attempts + 1
             FROM due WHERE i.id = due.id
             RETURNING i.id, road, reference, body, received_at)
         SELECT id, road, reference, body FROM taken ORDER BY received_at, id",
        now,
        limit,
        LEASE.as_secs_f64(),
    )
    .fetch_all(pool)
    .await
}

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Its fact is recorded, or was before.
    Done,
    /// It could not be understood; it stays visible.
    Unreadable,
    /// It was understood and not believed; it stays visible.
    Refused,
}

impl Ending {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "DONE",
            Self::Unreadable => "UNREADABLE",
            Self::Refused => "REFUSED",
        }
    }
}

/// Notes what became of a delivery.
pub async fn finish(
    pool: &PgPool,
    id: Uuid,
    ending: Ending,
    note: Option<&str>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let changed = sqlx::query!(
        "UPDATE inbox SET state = $2, note = $3, done_at = $4, leased_until = NULL
         WHERE id = $1 AND state = 'PENDING'",
        id,
        ending.as_str(),
        note,
        now,
    )
    .execute(pool)
    .await?
    .rows_affected();
    if changed <= 1 { Ok(()) } else { Err(sqlx::Error::RowNotFound) }
}

/// A delivery as an auditor sees it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Its id.
    pub id: Uuid,
    /// When it came.
    pub received_at: Timestamp,
    /// By which road.
    pub road: String,
    /// What its address said it was about.
    pub reference: Option<String>,
    /// From where.
    pub source_address: Option<String>,
    /// How far its sender is believed.
    pub trust: String,
    /// What became of it.
    pub state: String,
    /// More about that.
    pub note: Option<String>,
    /// The raw bytes, sealed.
    pub body: Vec<u8>,
}

/// Lists deliveries, newest first, after the one at `after` (time and id).
pub async fn list(
    pool: &PgPool,
    state: Option<&str>,
    reference: Option<&str>,
    after: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> Result<Vec<Seen>, sqlx::Error> {
    let (after_at, after_id) = after.unzip();
    sqlx::query_as!(
        Seen,
        "SELECT id, received_at, road, reference, source_address, trust, state, note, body
         FROM inbox
         WHERE ($1::text IS NULL OR state = $1)
           AND ($2::text IS NULL OR reference = $2)
           AND ($3::timestamptz IS NULL OR (received_at, id) < ($3, $4::uuid))
         ORDER BY received_at DESC, id DESC LIMIT $5",
        state,
        reference,
        after_at,
        after_id,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// How many deliveries could not be understood.
pub async fn count_unreadable(pool: &PgPool) -> Result<i64, sqlx::Error> {
    let count = sqlx::query_scalar!("SELECT count(*) FROM inbox WHERE state = 'UNREADABLE'")
        .fetch_one(pool)
        .await?;
    Ok(count.unwrap_or(0))
}

/// How many deliveries of that time could not be understood, as it was known by the other.
pub async fn count_unreadable_at(
    pool: &PgPool,
    received_by: Timestamp,
    known_by: Timestamp,
) -> Result<i64, sqlx::Error> {
    let count = sqlx::query_scalar!(
        "SELECT count(*) FROM inbox
         WHERE state = 'UNREADABLE' AND received_at <= $1 AND done_at <= $2",
        received_by,
        known_by,
    )
    .fetch_one(pool)
    .await?;
    Ok(count.unwrap_or(0))
}
