//! The lane's statements.

use std::time::Duration;

use domain::Timestamp;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, Executor, PgConnection};
use uuid::Uuid;

use super::batch::Rows;
use super::load::Asked;
use super::world::LoadedEvent;
use crate::chain::Hash;
use crate::feed::EVENTS_CHANNEL;

/// The advisory lock that is the lane: the letters `daftari` as a number.
const LANE_LOCK: i64 = 0x0064_6166_7461_7269;

/// What a lane's connection is held to. A process that stops in the middle of a batch (frozen,
/// or cut off) would hold up all others; measured with SIGSTOP, 6.2 s without these and 1.0 s with.
pub(super) fn lane_options(options: PgConnectOptions) -> PgConnectOptions {
    options.application_name("daftari lane").options([
        ("idle_in_transaction_session_timeout", "1000"),
        ("statement_timeout", "5000"),
        ("lock_timeout", "4000"),
        ("tcp_user_timeout", "5000"),
        ("plan_cache_mode", "force_generic_plan"),
        // A plan is made once, when the tables may be small, and kept: one that read a whole table
        // would read it at every batch for as long as the connection lasts.
        ("enable_seqscan", "off"),
        ("enable_bitmapscan", "off"),
        ("enable_hashjoin", "off"),
        ("enable_mergejoin", "off"),
        ("jit", "off"),
    ])
}

/// The last event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) position: i64,
    pub(super) chain_hash: Hash,
    pub(super) recorded_at: Option<Timestamp>,
}

impl Head {
    /// That of an empty store.
    pub(super) const fn before_all(genesis: Hash) -> Self {
        Self { position: 0, chain_hash: genesis, recorded_at: None }
    }
}

/// What was saved under an idempotency key.
#[derive(Debug, Clone)]
pub(super) struct Saved {
    pub(super) request_hash: Vec<u8>,
    pub(super) response: String,
    pub(super) position: i64,
}

/// How long an attempt to reach the database may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);
/// How long the answer to one statement is waited for. The server itself ends a statement sooner
/// (`statement_timeout`), so past this the connection is dead, though nothing has said so.
pub(super) const STATEMENT_WITHIN: Duration = Duration::from_secs(6);

/// Waits for the database no longer than that. The connection is of no use afterwards.
pub(super) async fn within<T>(
    limit: Duration,
    answer: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    let silent = |_elapsed| Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()));
    tokio::time::timeout(limit, answer).await.unwrap_or_else(silent)
}

pub(super) async fn connect(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    within(CONNECT_WITHIN, PgConnection::connect_with(options)).await
}

/// Begins and takes the lane. The lock is a statement of its own, because a statement's snapshot
/// is taken before it waits: the head read in the same one would be stale.
pub(super) async fn take_lane(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let statement =
        format!("BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({LANE_LOCK})");
    within(STATEMENT_WITHIN, connection.execute(sqlx::raw_sql(&statement))).await?;
    Ok(())
}

/// The chain's hash at a position, to learn whether a commit whose answer was lost took place.
pub(super) async fn chain_hash_at(
    connection: &mut PgConnection,
    position: i64,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    let answer = sqlx::query_scalar!("SELECT chain_hash FROM events WHERE position = $1", position)
        .fetch_optional(connection);
    within(STATEMENT_WITHIN, answer).await
}

/// The claims did not become what the batch had decided: a second wall. What is inserted needs none; it
/// is inserted whole, or the statement fails.
fn not_as_decided(what: &str, expected: usize, changed: Option<i64>) -> Result<(), sqlx::Error> {
    if changed.and_then(|count| usize::try_from(count).ok()) == Some(expected) {
        Ok(())
    } else {
        Err(sqlx::Error::Protocol(format!("{what}: {expected} rows expected, {changed:?} changed")))
    }
}

/// Loads the rest of a stream, whatever state is kept of it.
pub(super) async fn load_stream(
    connection: &mut PgConnection,
    asked: Asked,
) -> Result<Vec<LoadedEvent>, sqlx::Error> {
    let Asked { key, after } = asked;
    let answer = sqlx::query_as!(
        LoadedEvent,
        r#"SELECT sequence, event_type, event_version, payload::text AS "payload!" FROM events
           WHERE aggregate_type = $1 AND aggregate_id = $2 AND sequence > $3 ORDER BY sequence"#,
        key.kind.aggregate_type,
        key.id.to_string(),
        after,
    )
    .fetch_all(connection);
    within(STATEMENT_WITHIN, answer).await
}

/// Appends everything that a batch has decided, in one statement, and notifies once.
pub(super) async fn append(connection: &mut PgConnection, rows: &Rows) -> Result<(), sqlx::Error> {
    let Rows { recorded_at, events, taken, moved, released, logged } = rows;
    let answer = sqlx::query_file!(
        "src/lane/append.sql",
        &events.positions,
        &events.aggregate_types as &[&str],
        &events.aggregate_ids,
        &events.sequences,
        &events.event_types,
        &events.event_versions,
        &events.payloads,
        &events.metadata,
        &events.chain_hashes,
        recorded_at,
        &taken.kinds as &[&str],
        &taken.keys,
        &taken.owners,
        &taken.untils as &[Option<Timestamp>],
        &taken.positions,
        &moved.claims.kinds as &[&str],
        &moved.claims.keys,
        &moved.was,
        &moved.claims.owners,
        &moved.claims.untils as &[Option<Timestamp>],
        &moved.claims.positions,
        &released.kinds as &[&str],
        &released.keys,
        &released.was as &[Uuid],
        &logged.actors,
        &logged.routes,
        &logged.keys,
        &logged.request_hashes,
        &logged.responses,
        &logged.positions,
        EVENTS_CHANNEL,
        rows.last_position().to_string(),
    )
    .fetch_one(connection);
    let row = within(STATEMENT_WITHIN, answer).await?;
    not_as_decided("claims moved", moved.was.len(), row.moved)?;
    not_as_decided("claims released", released.keys.len(), row.released)
}

pub(super) async fn commit(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    within(STATEMENT_WITHIN, connection.execute(sqlx::raw_sql("COMMIT"))).await?;
    Ok(())
}

pub(super) async fn roll_back(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    within(STATEMENT_WITHIN, connection.execute(sqlx::raw_sql("ROLLBACK"))).await?;
    Ok(())
}
