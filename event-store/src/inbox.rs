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
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// By which road, such as `STK_CALLBACK`.
    pub road: &'static str,
    /// What its address said it was about.
    pub reference: Option<String>,
    /// When it came.
    pub received_at: Timestamp,
    /// From where.
    pub source_address: Option<String>,
    /// How far its sender is believed.
    pub trust: Trust,
    /// The raw bytes, sealed.
    pub sealed_body: Vec<u8>,
}

/// Stores deliveries, all or none of them. When this returns they are durable, and may be
/// acknowledged.
pub async fn record(pool: &PgPool, deliveries: &[Delivery]) -> Result<(), sqlx::Error> {
    let of = |delivery: &Delivery| delivery.trust;
    let ids: Vec<Uuid> = deliveries.iter().map(|delivery| delivery.id.uuid()).collect();
    let roads: Vec<&str> = deliveries.iter().map(|delivery| delivery.road).collect();
    let references: Vec<Option<&str>> =
        deliveries.iter().map(|delivery| delivery.reference.as_deref()).collect();
    let received: Vec<Timestamp> = deliveries.iter().map(|delivery| delivery.received_at).collect();
    let sources: Vec<Option<&str>> =
        deliveries.iter().map(|delivery| delivery.source_address.as_deref()).collect();
    let trusts: Vec<&str> = deliveries.iter().map(of).map(Trust::as_str).collect();
    let bodies: Vec<&[u8]> =
        deliveries.iter().map(|delivery| delivery.sealed_body.as_slice()).collect();
    let states: Vec<&str> = deliveries.iter().map(of).map(Trust::first_state).collect();
    sqlx::query!(
        r#"WITH stored AS (
               INSERT INTO inbox (id, road, reference, received_at, source_address, trust, body, state)
               SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[],
                                    $5::text[], $6::text[], $7::bytea[], $8::text[]))
           SELECT pg_notify($9, '') AS "notified: ()""#,
        &ids,
        &roads as &[&str],
        &references as &[Option<&str>],
        &received,
        &sources as &[Option<&str>],
        &trusts as &[&str],
        &bodies as &[&[u8]],
        &states as &[&str],
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

/// What became of one delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Which delivery.
    pub id: Uuid,
    /// What became of it.
    pub ending: Ending,
    /// More about that, for people.
    pub note: Option<String>,
}

/// Notes what became of deliveries. What was noted of one before stays.
pub async fn finish(
    pool: &PgPool,
    finished: &[Finished],
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let ids: Vec<Uuid> = finished.iter().map(|finished| finished.id).collect();
    let endings: Vec<&str> = finished.iter().map(|finished| finished.ending.as_str()).collect();
    let notes: Vec<Option<&str>> =
        finished.iter().map(|finished| finished.note.as_deref()).collect();
    let changed = sqlx::query!(
        "UPDATE inbox i SET state = f.ending, note = f.note, done_at = $4, leased_until = NULL
         FROM unnest($1::uuid[], $2::text[], $3::text[]) f (id, ending, note)
         WHERE i.id = f.id AND i.state = 'PENDING'",
        &ids,
        &endings as &[&str],
        &notes as &[Option<&str>],
        now,
    )
    .execute(pool)
    .await?
    .rows_affected();
    let at_most = u64::try_from(finished.len()).unwrap_or(u64::MAX);
    if changed <= at_most { Ok(()) } else { Err(sqlx::Error::RowNotFound) }
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
