//! The tail of the feed: the last events, kept in memory for all readers of a process.
//!
//! A dozen readers follow the feed, and each wants every event. Whoever comes first reads what is new
//! from the database, and the others find it here: an event is fetched and parsed once, not a dozen
//! times.

use std::collections::VecDeque;
use std::sync::Arc;

use sqlx::PgConnection;
use tokio::sync::Mutex;

use crate::event::Recorded;
use crate::feed::{self, FeedError};

/// How many events are kept: readers that are further behind read for themselves. Four times as many
/// were no faster under load.
const EVENTS_MAX: usize = 8_192;
/// How many bytes of payload are kept.
const BYTES_MAX: usize = 8 * 1024 * 1024;

/// The last events, in the order of their positions and without a gap. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Tail {
    kept: Arc<Mutex<Kept>>,
}

impl Tail {
    /// At most `limit` events after that position. After a failover the database may have lost what it
    /// had committed: so what is kept goes on only after an event that the database still has, and is
    /// handed out only up to such an event, whose chain hash stands for all before it.
    pub async fn read_after(
        &self,
        connection: &mut PgConnection,
        position: i64,
        limit: i64,
    ) -> Result<Vec<Arc<Recorded>>, FeedError> {
        // Held while what is new is read, so that the others wait for it and do not read it too.
        let mut kept = self.kept.lock().await;
        match kept.after(position, limit) {
            Found::Events(events) => {
                drop(kept);
                self.if_true(connection, events, position, limit).await
            }
            Found::Before => {
                drop(kept);
                read(connection, position, limit).await
            }
            Found::End => {
                let events = read(connection, position, limit).await?;
                if let Some(last) = kept.events.back()
                    && !events.is_empty()
                    && !feed::has(&mut *connection, last).await?
                {
                    *kept = Kept::default();
                }
                kept.extend(position, &events);
                Ok(events)
            }
        }
    }

    async fn if_true(
        &self,
        connection: &mut PgConnection,
        events: Vec<Arc<Recorded>>,
        position: i64,
        limit: i64,
    ) -> Result<Vec<Arc<Recorded>>, FeedError> {
        if let Some(last) = events.last()
            && !feed::has(&mut *connection, last).await?
        {
            tracing::warn!(
                position = last.position,
                "the database has not what was read from it before; it is read again"
            );
            *self.kept.lock().await = Kept::default();
            return read(connection, position, limit).await;
        }
        Ok(events)
    }
}

async fn read(
    connection: &mut PgConnection,
    position: i64,
    limit: i64,
) -> Result<Vec<Arc<Recorded>>, FeedError> {
    let events = feed::read_after(connection, position, limit).await?;
    Ok(events.into_iter().map(Arc::new).collect())
}

#[derive(Debug, Default)]
struct Kept {
    events: VecDeque<Arc<Recorded>>,
    bytes: usize,
}

/// What is kept after a position.
enum Found {
    /// At least one event.
    Events(Vec<Arc<Recorded>>),
    /// What comes next has been given up, or was never kept.
    Before,
    /// What comes next is not read yet.
    End,
}

impl Kept {
    fn after(&self, position: i64, limit: i64) -> Found {
        let (Some(first), Some(last)) = (self.events.front(), self.events.back()) else {
            return Found::End;
        };
        if position >= last.position {
            return Found::End;
        }
        // Positions have no gap, so the next one's place is known.
        let Ok(from) = usize::try_from(position + 1 - first.position) else {
            return Found::Before;
        };
        let limit = usize::try_from(limit).unwrap_or(0);
        let until = from.saturating_add(limit).min(self.events.len());
        Found::Events(self.events.range(from..until).cloned().collect())
    }

    /// Keeps what was found after that position.
    fn extend(&mut self, position: i64, events: &[Arc<Recorded>]) {
        if events.is_empty() {
            return;
        }
        if self.events.back().is_some_and(|last| last.position != position) {
            *self = Self::default();
        }
        self.bytes += events.iter().map(|event| event.payload.len()).sum::<usize>();
        self.events.extend(events.iter().cloned());
        while self.events.len() > EVENTS_MAX || self.bytes > BYTES_MAX {
            let Some(oldest) = self.events.pop_front() else { break };
            self.bytes -= oldest.payload.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    fn events(from: i64, until: i64, payload_bytes: usize) -> Vec<Arc<Recorded>> {
        let event = |position| Recorded {
            position,
            aggregate_type: "wallet".to_owned(),
            aggregate_id: Uuid::nil(),
            sequence: position,
            event_type: "WalletCredited".to_owned(),
            event_version: "1.0".to_owned(),
            payload: "x".repeat(payload_bytes),
            metadata: BTreeMap::new(),
            recorded_at: DateTime::UNIX_EPOCH,
            chain_hash: [0; 32],
        };
        (from..until).map(event).map(Arc::new).collect()
    }

    /// The positions of what is kept after that one; none where the database has to be asked.
    fn after(kept: &Kept, position: i64, limit: i64) -> Option<Vec<i64>> {
        match kept.after(position, limit) {
            Found::Events(events) => Some(events.iter().map(|event| event.position).collect()),
            Found::Before | Found::End => None,
        }
    }

    #[test]
    fn readers_find_what_another_has_read() {
        let mut kept = Kept::default();
        kept.extend(4, &events(5, 8, 1));
        kept.extend(7, &events(8, 10, 1));
        assert_eq!(after(&kept, 4, 100), Some(vec![5, 6, 7, 8, 9]));
        assert_eq!(after(&kept, 6, 2), Some(vec![7, 8]));
        assert!(matches!(kept.after(3, 1), Found::Before));
        assert!(matches!(kept.after(9, 1), Found::End));
        assert!(matches!(kept.after(30, 1), Found::End));
    }

    #[test]
    fn what_leaves_a_gap_begins_anew() {
        let mut kept = Kept::default();
        kept.extend(4, &events(5, 8, 1));
        kept.extend(20, &events(21, 23, 1));
        assert_eq!(after(&kept, 20, 100), Some(vec![21, 22]));
        assert!(matches!(kept.after(5, 1), Found::Before));
    }

    #[test]
    fn no_more_is_kept_than_fits() {
        let mut kept = Kept::default();
        kept.extend(0, &events(1, 10_001, 1));
        assert_eq!(kept.events.len(), EVENTS_MAX);
        assert_eq!(after(&kept, 9_999, 1), Some(vec![10_000]));
        kept.extend(10_000, &events(10_001, 10_004, BYTES_MAX / 2));
        assert_eq!(kept.events.len(), 2);
        assert_eq!(kept.bytes, BYTES_MAX / 2 * 2);
        kept.extend(10_003, &events(10_004, 10_005, BYTES_MAX + 1));
        assert!(matches!(kept.after(10_003, 1), Found::End));
        assert_eq!(kept.bytes, 0);
    }
}
