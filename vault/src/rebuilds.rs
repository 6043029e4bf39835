//! Rebuilds of read models that somebody has asked for: who, how far, and what became of it.
//!
//! The row is there before anybody works at it and stays after its end, so whoever asked may leave,
//! and so may the process that does the work. Who works at it is told by a lease.

use domain::UserId;
use domain::time::Timestamp;
use uuid::Uuid;

use crate::Vault;
use crate::error::{VaultError, storage};

/// In characters; table `vault.rebuilds` has the same limit.
const NOTE_LENGTH_MAX: usize = 500;

/// A rebuild that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedRebuild {
    /// Its id.
    pub id: Uuid,
    /// The name of the read model.
    pub projection: String,
    /// The user who asked.
    pub asked_by: Uuid,
    /// When.
    pub asked_at: Timestamp,
    /// When the last attempt began; none if none has, or it was put off since.
    pub begun_at: Option<Timestamp>,
    /// How often it was begun.
    pub attempts: i32,
    /// How many events the last attempt has applied.
    pub events_done: i64,
    /// How many there were to apply, as far as was known.
    pub events_total: i64,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// The last position that the new one showed as it went live.
    pub position: Option<i64>,
    /// Why it has failed, or why it waits.
    pub note: Option<String>,
}

/// How a rebuild ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RebuildEnd {
    /// The new one is live.
    Done {
        /// The last position that it showed then.
        position: i64,
    },
    /// The old one is still live.
    Failed {
        /// Why, for people.
        why: String,
    },
}

impl Vault {
    /// Asks for a read model to be built again, under that id. If that was asked before and has not
    /// ended, nothing changes. Returns what is asked now.
    pub async fn ask_rebuild(
        &self,
        id: Uuid,
        projection: &str,
        asked_by: UserId,
        now: Timestamp,
    ) -> Result<AskedRebuild, VaultError> {
        sqlx::query!(
            "INSERT INTO vault.rebuilds (id, projection, asked_by, asked_at)
             VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            id,
            projection,
            asked_by.uuid(),
            now,
        )
        .execute(&self.inner.pool)
        .await
        .map_err(storage("keep that a rebuild is asked for"))?;
        let all = self.last_rebuilds().await?;
        let asked = all.into_iter().find(|one| one.projection == projection);
        // Rows are never deleted, so it is there.
        asked.ok_or(sqlx::Error::RowNotFound).map_err(storage("read a rebuild"))
    }

    /// Of each read model that was ever to be built again, the rebuild that has not ended, or else the
    /// last; in the order in which they were asked for.
    pub async fn last_rebuilds(&self) -> Result<Vec<AskedRebuild>, VaultError> {
        let mut last = sqlx::query_as!(
            AskedRebuild,
            "SELECT DISTINCT ON (projection)
                    id, projection, asked_by, asked_at, begun_at, attempts,
                    events_done, events_total, ended_at, position, note
             FROM vault.rebuilds ORDER BY projection, ended_at DESC NULLS FIRST",
        )
        .fetch_all(&self.inner.pool)
        .await
        .map_err(storage("read the rebuilds"))?;
        last.sort_by_key(|one| (one.asked_at, one.id));
        Ok(last)
    }

    /// Begins one, or begins it again from the first event.
    pub async fn begin_rebuild(&self, id: Uuid, now: Timestamp) -> Result<(), VaultError> {
        sqlx::query!(
            "UPDATE vault.rebuilds
             SET begun_at = $2, attempts = attempts + 1, events_done = 0, events_total = 0,
                 note = NULL
             WHERE id = $1 AND ended_at IS NULL",
            id,
            now,
        )
        .execute(&self.inner.pool)
        .await
        .map_err(storage("begin a rebuild"))?;
        Ok(())
    }

    /// Notes how far it has come.
    pub async fn note_rebuild_progress(
        &self,
        id: Uuid,
        events_done: i64,
        events_total: i64,
    ) -> Result<(), VaultError> {
        sqlx::query!(
            "UPDATE vault.rebuilds SET events_done = $2, events_total = $3
             WHERE id = $1 AND ended_at IS NULL",
            id,
            events_done,
            events_total,
        )
        .execute(&self.inner.pool)
        .await
        .map_err(storage("note how far a rebuild is"))?;
        Ok(())
    }

    /// Puts one off: it waits again, and says why. What could not even begin is no attempt.
    pub async fn put_rebuild_off(
        &self,
        id: Uuid,
        attempts: i32,
        why: &str,
    ) -> Result<(), VaultError> {
        sqlx::query!(
            "UPDATE vault.rebuilds SET begun_at = NULL, attempts = $2, note = $3
             WHERE id = $1 AND ended_at IS NULL",
            id,
            attempts,
            note(why),
        )
        .execute(&self.inner.pool)
        .await
        .map_err(storage("put a rebuild off"))?;
        Ok(())
    }

    /// Notes how one has ended. Only the first end counts.
    pub async fn end_rebuild(
        &self,
        id: Uuid,
        end: RebuildEnd,
        now: Timestamp,
    ) -> Result<(), VaultError> {
        let (position, why) = match end {
            RebuildEnd::Done { position } => (Some(position), None),
            RebuildEnd::Failed { why } => (None, Some(note(&why))),
        };
        sqlx::query!(
            "UPDATE vault.rebuilds SET ended_at = $2, position = $3, note = $4
             WHERE id = $1 AND ended_at IS NULL",
            id,
            now,
            position,
            why,
        )
        .execute(&self.inner.pool)
        .await
        .map_err(storage("note the end of a rebuild"))?;
        Ok(())
    }
}

/// As much of a text as is kept. Postgres cannot store U+0000.
fn note(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').take(NOTE_LENGTH_MAX).collect()
}
