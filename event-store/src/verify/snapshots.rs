//! The states that are kept of long streams, held against what their events lead to.

use std::collections::HashMap;

use futures::TryStreamExt as _;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use super::finding::{Fault, Finding, SnapshotFault};
use super::kinds::{Kind, StreamId};
use crate::chain::Hash;

/// What the state of each stream, up to the event to which one is kept of it, hashes to.
pub(super) type Folded = HashMap<StreamId, Hash>;

/// A state may be written in another order of its fields, and still be the same.
pub(super) fn digest(state: &Value) -> Hash {
    Sha256::digest(state.to_string()).into()
}

/// Which of the kinds a stream is of, if this program would use what is kept of it.
fn stream(kinds: &[Kind], aggregate_type: &str, fold: i32, id: &str) -> Option<StreamId> {
    let is_its = |kind: &Kind| kind.aggregate_type() == aggregate_type && kind.fold() == fold;
    Some((kinds.iter().position(is_its)?, Uuid::parse_str(id).ok()?))
}

/// The streams of which a state is kept, with the last event that is in it.
pub(super) async fn kept(
    connection: &mut PgConnection,
    kinds: &[Kind],
) -> Result<HashMap<StreamId, i64>, sqlx::Error> {
    let mut kept = HashMap::new();
    let mut rows =
        sqlx::query!("SELECT aggregate_type, aggregate_id, fold, sequence FROM snapshots")
            .fetch(connection);
    while let Some(row) = rows.try_next().await? {
        let stream = stream(kinds, &row.aggregate_type, row.fold, &row.aggregate_id);
        kept.extend(stream.map(|stream| (stream, row.sequence)));
    }
    Ok(kept)
}

/// Compares every state that this program would use. Gives how many there are, or the first that is
/// not what the events lead to.
pub(super) async fn compare(
    connection: &mut PgConnection,
    kinds: &[Kind],
    folded: &Folded,
    head: i64,
) -> Result<Result<usize, Finding>, sqlx::Error> {
    let mut compared = 0;
    let mut rows = sqlx::query!(
        r#"SELECT aggregate_type, aggregate_id, fold, sequence, state::text AS "state!",
             (SELECT position FROM events
              WHERE aggregate_type = s.aggregate_type AND aggregate_id = s.aggregate_id
                AND sequence = s.sequence) AS position
           FROM snapshots s ORDER BY aggregate_type, aggregate_id, fold"#
    )
    .fetch(connection);
    while let Some(row) = rows.try_next().await? {
        let Some(stream) = stream(kinds, &row.aggregate_type, row.fold, &row.aggregate_id) else {
            continue;
        };
        let kept = serde_json::from_str(&row.state).ok().map(|state: Value| digest(&state));
        let how = match folded.get(&stream) {
            Some(due) if Some(*due) == kept => {
                compared += 1;
                continue;
            }
            Some(_) => SnapshotFault::Changed,
            None => SnapshotFault::NoneDue,
        };
        let stream = format!("{} {}", row.aggregate_type, row.aggregate_id);
        let fault = Fault::Snapshot { stream, sequence: row.sequence, how };
        return Ok(Err(Finding { position: row.position.unwrap_or(head), fault }));
    }
    Ok(Ok(compared))
}
