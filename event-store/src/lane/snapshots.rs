//! States of long streams, kept in the database so that a process that does not know one need not read
//! all of its past.
//!
//! They are written after the commit, apart from the lane, and one that is lost or late costs nothing
//! but time: a stream is its events, and a state says up to which of them it goes. cqrs-es's own
//! snapshots are no choice: they apply new events twice.

use std::collections::HashMap;

use sqlx::PgPool;
use tokio::sync::mpsc;

use super::world::{Stream, StreamKey};

/// How many events a stream grows by between two states that are kept of it.
pub const SNAPSHOT_EVERY: i64 = 256;
/// How many batches' states may wait to be written; what comes beyond is kept the next time.
const WAITING_MAX: usize = 64;

/// A state to be kept.
#[derive(Debug)]
pub(super) struct Snapshot {
    key: StreamKey,
    sequence: i64,
    state: String,
}

/// The states that are due among these streams.
pub(super) fn due(streams: &mut HashMap<StreamKey, Stream>) -> Vec<Snapshot> {
    let mut due = Vec::new();
    for (key, stream) in streams {
        let Some(state) = &stream.state else { continue };
        if stream.sequence - stream.kept < SNAPSHOT_EVERY {
            continue;
        }
        stream.kept = stream.sequence;
        match state.text() {
            Ok(state) => due.push(Snapshot { key: *key, sequence: stream.sequence, state }),
            Err(error) => tracing::error!(%error, stream = %key, "a state cannot be kept"),
        }
    }
    due
}

/// Writes states behind the lane's back.
pub(super) struct Keeper(mpsc::Sender<Vec<Snapshot>>);

impl Keeper {
    /// Starts it. It ends with the lane.
    pub(super) fn start(pool: PgPool) -> Self {
        let (sender, mut waiting) = mpsc::channel::<Vec<Snapshot>>(WAITING_MAX);
        tokio::spawn(async move {
            while let Some(snapshots) = waiting.recv().await {
                if let Err(error) = write(&pool, &snapshots).await {
                    tracing::warn!(%error, "states of long streams were not kept; they will be later");
                }
            }
        });
        Self(sender)
    }

    /// Takes states of a batch that is recorded. Nobody waits for them.
    pub(super) fn keep(&self, snapshots: Vec<Snapshot>) {
        if !snapshots.is_empty() && self.0.try_send(snapshots).is_err() {
            tracing::debug!("no room for states of long streams; they will be kept later");
        }
    }
}

async fn write(pool: &PgPool, snapshots: &[Snapshot]) -> Result<(), sqlx::Error> {
    let types: Vec<&str> = snapshots.iter().map(|kept| kept.key.kind.aggregate_type).collect();
    let ids: Vec<String> = snapshots.iter().map(|kept| kept.key.id.to_string()).collect();
    let folds: Vec<i32> = snapshots.iter().map(|kept| kept.key.kind.fold).collect();
    let sequences: Vec<i64> = snapshots.iter().map(|kept| kept.sequence).collect();
    let states: Vec<&str> = snapshots.iter().map(|kept| kept.state.as_str()).collect();
    // In one order everywhere, so that two processes never wait for each other.
    sqlx::query!(
        r#"INSERT INTO snapshots (aggregate_type, aggregate_id, fold, sequence, state)
           SELECT s.aggregate_type, s.aggregate_id, s.fold, s.sequence, s.state::json
           FROM unnest($1::text[], $2::text[], $3::integer[], $4::bigint[], $5::text[])
                AS s (aggregate_type, aggregate_id, fold, sequence, state)
           ORDER BY s.aggregate_type, s.aggregate_id, s.fold
           ON CONFLICT (aggregate_type, aggregate_id, fold)
           DO UPDATE SET sequence = excluded.sequence, state = excluded.state
           WHERE snapshots.sequence < excluded.sequence"#,
        &types as &[&str],
        &ids,
        &folds,
        &sequences,
        &states as &[&str],
    )
    .execute(pool)
    .await?;
    // Another program's, from before its fold was changed.
    sqlx::query!(
        "DELETE FROM snapshots s USING unnest($1::text[], $2::text[], $3::integer[]) AS n (aggregate_type, aggregate_id, fold)
         WHERE s.aggregate_type = n.aggregate_type AND s.aggregate_id = n.aggregate_id AND s.fold < n.fold",
        &types as &[&str],
        &ids,
        &folds,
    )
    .execute(pool)
    .await?;
    Ok(())
}
