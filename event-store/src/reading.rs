//! Reading very many events at once, by one statement: for whoever builds something from all of them.

use std::collections::VecDeque;

use domain::Timestamp;
use futures::TryStreamExt as _;
use futures::stream::BoxStream;
use sqlx::{Executor as _, PgPool};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::copied::{Chunk, Framer, Row, integer, moment_us, text};
use crate::event::{DecodeError, Recorded};
use crate::feed::FeedError;

/// Columns of an event.
const COLUMNS: usize = 10;
/// How many chunks are taken apart at once: enough for every core, and a bound on memory.
const CHUNKS_AHEAD: usize = 4;

/// Without statistics, a sort of the whole table could be planned; and it takes as long as it takes.
const SESSION: &str = "SET enable_sort = off; SET statement_timeout = 0";

type Read = Result<Vec<Recorded>, DecodeError>;

/// The events up to a position as JSON, one a line, as docs/events.md describes them for whoever
/// checks them without the database.
pub fn exported(pool: &PgPool, until: i64) -> BoxStream<'_, Result<String, sqlx::Error>> {
    sqlx::query_scalar!(
        r#"SELECT json_build_object('store_id', store_id, 'position', position,
                      'aggregate_type', aggregate_type, 'aggregate_id', aggregate_id,
                      'sequence', sequence, 'event_type', event_type,
                      'event_version', event_version, 'payload', payload::text,
                      'metadata', metadata::text,
                      'recorded_at_us', (extract(epoch FROM recorded_at) * 1000000)::bigint,
                      'chain_hash', encode(chain_hash, 'hex'))::text AS "line!"
           FROM events, store WHERE position <= $1 ORDER BY position"#,
        until,
    )
    .fetch(pool)
}

/// Reads the events after one position up to and with another, in their order, some thousand at a
/// time. Ends early when `each` says that nobody wants more.
pub async fn read(
    pool: &PgPool,
    after: i64,
    until: i64,
    mut each: impl AsyncFnMut(Vec<Recorded>) -> Wanted,
) -> Result<(), FeedError> {
    // A connection of its own: a read that is broken off leaves it in the middle of its rows.
    let mut connection = pool.acquire().await?.detach();
    connection.execute(sqlx::raw_sql(SESSION)).await?;
    let statement = format!(
        "COPY (SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version,
                      payload, metadata, recorded_at, chain_hash
               FROM events WHERE position > {after} AND position <= {until} ORDER BY position)
         TO STDOUT (FORMAT binary)"
    );
    let mut stream = connection.copy_out_raw(&statement).await?;
    let mut framer = Framer::<COLUMNS>::default();
    let mut ahead: VecDeque<JoinHandle<Read>> = VecDeque::new();
    loop {
        let bytes = stream.try_next().await?;
        let ended = bytes.is_none();
        let chunk = match bytes {
            Some(bytes) => framer.push(&bytes)?,
            None => framer.end()?,
        };
        ahead.extend(chunk.map(|chunk| tokio::task::spawn_blocking(move || events_of(&chunk))));
        while ahead.len() > CHUNKS_AHEAD || (ended && !ahead.is_empty()) {
            let Some(oldest) = ahead.pop_front() else { break };
            let events = oldest.await.map_err(|_| sqlx::Error::WorkerCrashed)??;
            match each(events).await {
                Wanted::More => {}
                Wanted::NoMore => return Ok(()),
            }
        }
        if ended {
            return Ok(());
        }
    }
}

/// Whether to read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// There is somebody for what follows.
    More,
    /// There is nobody.
    NoMore,
}

fn events_of(chunk: &Chunk<COLUMNS>) -> Read {
    chunk.rows().map(|row| event(&row)).collect()
}

fn event(row: &Row<'_, COLUMNS>) -> Result<Recorded, DecodeError> {
    // Where nothing better is known, a damaged row stands at 0.
    let position = integer(row[0]);
    let damaged = |column| move || DecodeError::Column { position: position.unwrap_or(0), column };
    let words = |at: usize, column| text(row[at]).map(str::to_owned).ok_or_else(damaged(column));
    Ok(Recorded {
        position: position.ok_or_else(damaged("position"))?,
        aggregate_type: words(1, "aggregate_type")?,
        aggregate_id: text(row[2])
            .and_then(|id| Uuid::parse_str(id).ok())
            .ok_or_else(damaged("aggregate_id"))?,
        sequence: integer(row[3]).ok_or_else(damaged("sequence"))?,
        event_type: words(4, "event_type")?,
        event_version: words(5, "event_version")?,
        payload: words(6, "payload")?,
        metadata: text(row[7])
            .and_then(|metadata| serde_json::from_str(metadata).ok())
            .ok_or_else(damaged("metadata"))?,
        recorded_at: moment_us(row[8])
            .and_then(Timestamp::from_timestamp_micros)
            .ok_or_else(damaged("recorded_at"))?,
        chain_hash: row[9]
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(damaged("chain_hash"))?,
    })
}
