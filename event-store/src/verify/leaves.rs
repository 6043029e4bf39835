//! What a chunk of rows says: each row's leaf, and what is needed to link it.

use chrono::{DateTime, TimeDelta};
use uuid::Uuid;

use super::rows::{Chunk, Row};
use crate::chain::{Hash, Leaf};

/// Postgres counts from 2000-01-01T00:00:00Z.
const POSTGRES_EPOCH_SECONDS: i64 = 946_684_800;

/// A chunk, hashed.
#[derive(Debug, Default)]
pub(super) struct Linked {
    /// The types of aggregates that its events name.
    pub(super) types: Vec<String>,
    pub(super) events: Vec<Result<Event, Damaged>>,
}

/// One event as far as its links go.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) position: i64,
    /// Which of the chunk's types.
    pub(super) aggregate_type: usize,
    pub(super) aggregate_id: Uuid,
    pub(super) sequence: i64,
    pub(super) recorded_at_us: i64,
    pub(super) leaf: Hash,
    pub(super) chain_hash: Hash,
}

/// A row with a column that holds what it cannot hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Damaged(pub(super) &'static str);

pub(super) fn of(chunk: &Chunk) -> Linked {
    let mut linked = Linked::default();
    for row in chunk.rows() {
        let event = event(&row, &mut linked.types);
        linked.events.push(event);
    }
    linked
}

fn event(row: &Row<'_>, types: &mut Vec<String>) -> Result<Event, Damaged> {
    let position = integer(row[0], "position")?;
    let aggregate_type = text(row[1], "aggregate_type")?;
    let aggregate_id = text(row[2], "aggregate_id")?;
    let sequence = integer(row[3], "sequence")?;
    let since_2000_us = integer(row[8], "recorded_at")?;
    let recorded_at = DateTime::from_timestamp(POSTGRES_EPOCH_SECONDS, 0)
        .and_then(|epoch| epoch.checked_add_signed(TimeDelta::microseconds(since_2000_us)))
        .ok_or(Damaged("recorded_at"))?;
    let leaf = Leaf {
        position,
        aggregate_type,
        aggregate_id,
        sequence,
        event_type: text(row[4], "event_type")?,
        event_version: text(row[5], "event_version")?,
        payload: text(row[6], "payload")?,
        metadata: text(row[7], "metadata")?,
        recorded_at,
    };
    Ok(Event {
        position,
        aggregate_type: place(types, aggregate_type),
        aggregate_id: Uuid::parse_str(aggregate_id).map_err(|_| Damaged("aggregate_id"))?,
        sequence,
        recorded_at_us: recorded_at.timestamp_micros(),
        leaf: leaf.hash(),
        chain_hash: row[9].and_then(|bytes| bytes.try_into().ok()).ok_or(Damaged("chain_hash"))?,
    })
}

/// Where that type stands among the chunk's few.
fn place(types: &mut Vec<String>, name: &str) -> usize {
    types.iter().position(|known| known == name).unwrap_or_else(|| {
        types.push(name.to_owned());
        types.len() - 1
    })
}

fn integer(field: Option<&[u8]>, column: &'static str) -> Result<i64, Damaged> {
    field.and_then(|bytes| bytes.try_into().ok()).map(i64::from_be_bytes).ok_or(Damaged(column))
}

fn text<'a>(field: Option<&'a [u8]>, column: &'static str) -> Result<&'a str, Damaged> {
    field.and_then(|bytes| std::str::from_utf8(bytes).ok()).ok_or(Damaged(column))
}
