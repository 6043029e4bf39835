//! The lane's statements.

use std::collections::HashMap;
use std::time::Duration;

use domain::Timestamp;
use domain::claim::{ClaimKey, ClaimKind};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, Executor, PgConnection};
use uuid::Uuid;

use super::batch::Append;
use super::world::{Held, LoadedEvent, Stream, StreamKey};
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
    ])
}

/// The last event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) position: i64,
    pub(super) chain_hash: Hash,
    pub(super) recorded_at: Option<Timestamp>,
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

/// Loads streams, whole. A lateral join, because a plain one or `= ANY` with an order was planned
/// as a scan of the whole table.
pub(super) async fn load_streams(
    connection: &mut PgConnection,
    keys: &[StreamKey],
) -> Result<HashMap<StreamKey, Stream>, sqlx::Error> {
    let mut streams: HashMap<StreamKey, Stream> = keys
        .iter()
        .map(|key| (*key, Stream { sequence: 0, events: Vec::new(), state: None }))
        .collect();
    if keys.is_empty() {
        return Ok(streams);
    }
    let types: Vec<String> = keys.iter().map(|key| key.aggregate_type.to_owned()).collect();
    let ids: Vec<String> = keys.iter().map(|key| key.id.to_string()).collect();
    let answer = sqlx::query!(
        r#"SELECT i.n AS "n!", e.sequence, e.event_type, e.event_version, e.payload::text AS "payload!"
           FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (aggregate_type, aggregate_id, n)
           CROSS JOIN LATERAL (
               SELECT sequence, event_type, event_version, payload FROM events
               WHERE aggregate_type = i.aggregate_type AND aggregate_id = i.aggregate_id
               ORDER BY sequence) e"#,
        &types,
        &ids,
    )
    .fetch_all(connection);
    let rows = within(STATEMENT_WITHIN, answer).await?;
    for row in rows {
        let index = usize::try_from(row.n).ok().and_then(|n| n.checked_sub(1));
        let Some(stream) =
            index.and_then(|index| keys.get(index)).and_then(|key| streams.get_mut(key))
        else {
            continue;
        };
        stream.sequence = row.sequence;
        stream.events.push(LoadedEvent {
            event_type: row.event_type,
            event_version: row.event_version,
            payload: row.payload,
        });
    }
    Ok(streams)
}

pub(super) async fn load_claims(
    connection: &mut PgConnection,
    keys: &[ClaimKey],
) -> Result<HashMap<ClaimKey, Option<Held>>, sqlx::Error> {
    let mut claims: HashMap<ClaimKey, Option<Held>> =
        keys.iter().map(|key| (key.clone(), None)).collect();
    if keys.is_empty() {
        return Ok(claims);
    }
    let kinds: Vec<String> = keys.iter().map(|key| key.kind.as_str().to_owned()).collect();
    let texts: Vec<String> = keys.iter().map(|key| key.key.clone()).collect();
    let answer = sqlx::query!(
        r#"SELECT c.kind AS "kind!", c.key AS "key!", c.owner AS "owner!", c.until
           FROM unnest($1::text[], $2::text[]) AS i (kind, key)
           CROSS JOIN LATERAL (
               SELECT kind, key, owner, until FROM claims
               WHERE kind = i.kind AND key = i.key) c"#,
        &kinds,
        &texts,
    )
    .fetch_all(connection);
    let rows = within(STATEMENT_WITHIN, answer).await?;
    for row in rows {
        if let Some(kind) = ClaimKind::parse(&row.kind) {
            let held = Held { owner: row.owner, until: row.until };
            claims.insert(ClaimKey::new(kind, row.key), Some(held));
        }
    }
    Ok(claims)
}

/// The rows did not become what the batch had decided: a constraint's second wall.
fn not_as_decided(what: &str, expected: usize, changed: Option<i64>) -> Result<(), sqlx::Error> {
    if changed.and_then(|count| usize::try_from(count).ok()) == Some(expected) {
        Ok(())
    } else {
        Err(sqlx::Error::Protocol(format!("{what}: {expected} rows expected, {changed:?} changed")))
    }
}

/// Appends everything that a batch has decided, in one statement, and notifies once.
pub(super) async fn append(
    connection: &mut PgConnection,
    append: &Append,
    recorded_at: Timestamp,
) -> Result<(), sqlx::Error> {
    let Append { events, taken, moved, released, logged } = append;
    let answer = sqlx::query_file!(
        "src/lane/append.sql",
        &events.positions,
        &events.aggregate_types,
        &events.aggregate_ids,
        &events.sequences,
        &events.event_types,
        &events.event_versions,
        &events.payloads,
        &events.metadata,
        &events.chain_hashes,
        recorded_at,
        &taken.kinds,
        &taken.keys,
        &taken.owners,
        &taken.untils as &[Option<Timestamp>],
        &taken.positions,
        &moved.claims.kinds,
        &moved.claims.keys,
        &moved.was,
        &moved.claims.owners,
        &moved.claims.untils as &[Option<Timestamp>],
        &moved.claims.positions,
        &released.kinds,
        &released.keys,
        &released.was as &[Uuid],
        &logged.actors,
        &logged.routes,
        &logged.keys,
        &logged.request_hashes,
        &logged.responses,
        &logged.positions,
        EVENTS_CHANNEL,
        append.last_position().to_string(),
    )
    .fetch_one(connection);
    let row = within(STATEMENT_WITHIN, answer).await?;
    not_as_decided("events", events.positions.len(), row.new_events)?;
    not_as_decided("claims taken", taken.keys.len(), row.taken)?;
    not_as_decided("claims moved", moved.was.len(), row.moved)?;
    not_as_decided("claims released", released.keys.len(), row.released)?;
    not_as_decided("answers saved", logged.keys.len(), row.logged)
}

pub(super) async fn commit(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    within(STATEMENT_WITHIN, connection.execute(sqlx::raw_sql("COMMIT"))).await?;
    Ok(())
}

pub(super) async fn roll_back(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    within(STATEMENT_WITHIN, connection.execute(sqlx::raw_sql("ROLLBACK"))).await?;
    Ok(())
}
