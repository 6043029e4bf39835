//! What a chunk of rows says: each row's leaf, what is needed to link it, and the events that claims
//! and kept states have to do with.

use domain::Timestamp;
use uuid::Uuid;

use super::kinds::{Kinds, ReadEvent, Unreadable};
use crate::chain::{Hash, Leaf};
use crate::copied::{Chunk, Row, integer, moment_us, text};

/// Columns of an event that are read here.
pub(super) const COLUMNS: usize = 10;

/// A chunk, hashed.
#[derive(Debug)]
pub(super) struct Linked {
    /// The types of aggregates that its events name.
    pub(super) types: Vec<String>,
    pub(super) events: Vec<Result<Event, Damaged>>,
    /// The events that claims or kept states have to do with, in their order.
    pub(super) read: Result<Vec<ReadEvent>, Unreadable>,
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

/// Hashes a chunk, and reads the events of those aggregates.
pub(super) fn of(chunk: &Chunk<COLUMNS>, kinds: &Kinds) -> Linked {
    let mut linked = Linked { types: Vec::new(), events: Vec::new(), read: Ok(Vec::new()) };
    for row in chunk.rows() {
        let leaf = leaf(&row);
        if let (Ok((leaf, id)), Ok(read)) = (&leaf, &mut linked.read) {
            match kinds.read(leaf, *id) {
                Ok(event) => read.extend(event),
                Err(unreadable) => linked.read = Err(unreadable),
            }
        }
        let event = leaf.and_then(|(leaf, id)| event(&row, &leaf, id, &mut linked.types));
        linked.events.push(event);
    }
    linked
}

fn leaf<'a>(row: &Row<'a, COLUMNS>) -> Result<(Leaf<'a>, Uuid), Damaged> {
    let damaged = |column| move || Damaged(column);
    let aggregate_id = text(row[2]).ok_or_else(damaged("aggregate_id"))?;
    let leaf = Leaf {
        position: integer(row[0]).ok_or_else(damaged("position"))?,
        aggregate_type: text(row[1]).ok_or_else(damaged("aggregate_type"))?,
        aggregate_id,
        sequence: integer(row[3]).ok_or_else(damaged("sequence"))?,
        event_type: text(row[4]).ok_or_else(damaged("event_type"))?,
        event_version: text(row[5]).ok_or_else(damaged("event_version"))?,
        payload: text(row[6]).ok_or_else(damaged("payload"))?,
        metadata: text(row[7]).ok_or_else(damaged("metadata"))?,
        recorded_at: moment_us(row[8])
            .and_then(Timestamp::from_timestamp_micros)
            .ok_or_else(damaged("recorded_at"))?,
    };
    let id = Uuid::parse_str(aggregate_id).map_err(|_| Damaged("aggregate_id"))?;
    Ok((leaf, id))
}

fn event(
    row: &Row<'_, COLUMNS>,
    leaf: &Leaf<'_>,
    aggregate_id: Uuid,
    types: &mut Vec<String>,
) -> Result<Event, Damaged> {
    Ok(Event {
        position: leaf.position,
        aggregate_type: place(types, leaf.aggregate_type),
        aggregate_id,
        sequence: leaf.sequence,
        recorded_at_us: leaf.recorded_at.timestamp_micros(),
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
