//! The feed: all events in the order of their positions, and a wake-up when there are more.
//!
//! Positions are gapless and become visible in their order, so a reader that asks for what comes
//! after the last position it has seen can miss nothing.

use std::time::Duration;

use sqlx::postgres::{PgListener, PgNotification};
use sqlx::{PgExecutor, PgPool};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;
use uuid::Uuid;

use crate::event::{DecodeError, Recorded};
use crate::tail::Tail;

/// The channel on which the lane says how far it has come.
pub(crate) const EVENTS_CHANNEL: &str = "daftari_events";
/// The channel on which the inbox says that something came.
pub(crate) const INBOX_CHANNEL: &str = "daftari_inbox";
/// The channel on which readers that have stopped are told to try again.
pub(crate) const RETRY_CHANNEL: &str = "daftari_retry";

/// How often the head is looked up all the same: a lost notification delays by this at most.
const POLL: Duration = Duration::from_secs(1);

/// Events could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// The database.
    #[error("the events could not be read from the database")]
    Database(#[from] sqlx::Error),
    /// An event.
    #[error(transparent)]
    Decode(#[from] DecodeError),
}

/// Reads at most `limit` events after that position.
pub async fn read_after(
    executor: impl PgExecutor<'_>,
    position: i64,
    limit: i64,
) -> Result<Vec<Recorded>, FeedError> {
    read_after_without(executor, position, limit, &[]).await
}

/// Reads at most `limit` events after that position and leaves those of `skipped` out, whose
/// bytes are not looked at: they may be what cannot be read.
pub async fn read_after_without(
    executor: impl PgExecutor<'_>,
    position: i64,
    limit: i64,
    skipped: &[i64],
) -> Result<Vec<Recorded>, FeedError> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version,
                  payload::text AS "payload!", metadata::text AS "metadata!", recorded_at, chain_hash
           FROM events WHERE position > $1 AND position <> ALL($3) ORDER BY position LIMIT $2"#,
        position,
        limit,
        skipped,
    )
    .fetch_all(executor)
    .await?;
    rows.into_iter().map(|row| row.recorded().map_err(FeedError::from)).collect()
}

/// Reads one stream in its order.
pub async fn read_stream(
    executor: impl PgExecutor<'_>,
    aggregate_type: &str,
    aggregate_id: Uuid,
) -> Result<Vec<Recorded>, FeedError> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version,
                  payload::text AS "payload!", metadata::text AS "metadata!", recorded_at, chain_hash
           FROM events WHERE aggregate_type = $1 AND aggregate_id = $2 ORDER BY sequence"#,
        aggregate_type,
        aggregate_id.to_string(),
    )
    .fetch_all(executor)
    .await?;
    rows.into_iter().map(|row| row.recorded().map_err(FeedError::from)).collect()
}

/// The last position, 0 in an empty store.
pub async fn head_of(executor: impl PgExecutor<'_>) -> Result<i64, sqlx::Error> {
    let head = sqlx::query_scalar!("SELECT position FROM events ORDER BY position DESC LIMIT 1")
        .fetch_optional(executor)
        .await?;
    Ok(head.unwrap_or(0))
}

/// The last position that was recorded by that moment, 0 if there was none. Times of recording
/// never go back, so it is found by halving.
pub async fn position_at(
    executor: impl PgExecutor<'_>,
    moment: domain::Timestamp,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"WITH RECURSIVE search (low, high) AS (
               SELECT 0::bigint,
                      COALESCE((SELECT position FROM events ORDER BY position DESC LIMIT 1), 0)
               UNION ALL
               SELECT CASE WHEN e.recorded_at <= $1 THEN e.position ELSE s.low END,
                      CASE WHEN e.recorded_at <= $1 THEN s.high ELSE e.position - 1 END
               FROM search s JOIN events e ON e.position = (s.low + s.high + 1) / 2
               WHERE s.low < s.high
           )
           SELECT low AS "position!" FROM search WHERE low = high"#,
        moment,
    )
    .fetch_one(executor)
    .await
}

/// Whether that event is in the database, and with it all before it: its chain hash stands for them too.
pub(crate) async fn has(
    executor: impl PgExecutor<'_>,
    event: &Recorded,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM events WHERE position = $1 AND chain_hash = $2) AS "has!""#,
        event.position,
        &event.chain_hash,
    )
    .fetch_one(executor)
    .await
}

/// When the event at that position was recorded; none if there is no such event.
pub async fn recorded_at(
    executor: impl PgExecutor<'_>,
    position: i64,
) -> Result<Option<domain::Timestamp>, sqlx::Error> {
    sqlx::query_scalar!("SELECT recorded_at FROM events WHERE position = $1", position)
        .fetch_optional(executor)
        .await
}

struct Row {
    position: i64,
    aggregate_type: String,
    aggregate_id: String,
    sequence: i64,
    event_type: String,
    event_version: String,
    payload: String,
    metadata: String,
    recorded_at: domain::Timestamp,
    chain_hash: Vec<u8>,
}

impl Row {
    fn recorded(self) -> Result<Recorded, DecodeError> {
        let damaged = |column| DecodeError::Column { position: self.position, column };
        Ok(Recorded {
            position: self.position,
            aggregate_id: Uuid::parse_str(&self.aggregate_id)
                .map_err(|_| damaged("aggregate_id"))?,
            metadata: serde_json::from_str(&self.metadata).map_err(|_| damaged("metadata"))?,
            chain_hash: self.chain_hash.as_slice().try_into().map_err(|_| damaged("chain_hash"))?,
            aggregate_type: self.aggregate_type,
            sequence: self.sequence,
            event_type: self.event_type,
            event_version: self.event_version,
            payload: self.payload,
            recorded_at: self.recorded_at,
        })
    }
}

/// Wakes readers when there is more: by `NOTIFY` across processes, and by polling in case a
/// notification is lost.
#[derive(Debug)]
pub struct Feed {
    head: watch::Sender<i64>,
    inbox: watch::Sender<u64>,
    retries: watch::Sender<u64>,
    tail: Tail,
    listener: JoinHandle<()>,
}

impl Feed {
    /// Begins to listen.
    pub async fn start(pool: PgPool) -> Result<Self, sqlx::Error> {
        let head = watch::Sender::new(head_of(&pool).await?);
        let inbox = watch::Sender::new(0);
        let retries = watch::Sender::new(0);
        let listener =
            Listener { pool, head: head.clone(), inbox: inbox.clone(), retries: retries.clone() };
        let listener = tokio::spawn(listener.listen());
        Ok(Self { head, inbox, retries, tail: Tail::default(), listener })
    }

    /// The last known position, and its changes.
    pub fn positions(&self) -> watch::Receiver<i64> {
        self.head.subscribe()
    }

    /// Changes whenever something may have come to the inbox.
    pub fn deliveries(&self) -> watch::Receiver<u64> {
        self.inbox.subscribe()
    }

    /// Changes whenever a reader that has stopped is told to try again. Nothing polls for it: what
    /// has stopped tries again by itself.
    pub fn retries(&self) -> watch::Receiver<u64> {
        self.retries.subscribe()
    }

    /// The last events, for those who read all of them.
    pub fn tail(&self) -> &Tail {
        &self.tail
    }

    /// Lets a lane of this process say directly how far it has come.
    pub(crate) fn announcer(&self) -> watch::Sender<i64> {
        self.head.clone()
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

/// Raises the known head; it never falls.
pub(crate) fn announce(head: &watch::Sender<i64>, position: i64) {
    head.send_if_modified(|known| {
        let higher = position > *known;
        if higher {
            *known = position;
        }
        higher
    });
}

/// What hears the database, and whom it tells.
struct Listener {
    pool: PgPool,
    head: watch::Sender<i64>,
    inbox: watch::Sender<u64>,
    retries: watch::Sender<u64>,
}

impl Listener {
    async fn listen(self) {
        loop {
            if let Err(error) = self.listen_once().await {
                tracing::warn!(%error, "listening for events failed; polling goes on and it is tried again");
                tokio::time::sleep(POLL).await;
            }
        }
    }

    async fn listen_once(&self) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(&self.pool).await?;
        listener.listen_all([EVENTS_CHANNEL, INBOX_CHANNEL, RETRY_CHANNEL]).await?;
        // On its own beat, and at once: what came before the listening began, or while the
        // listener silently reconnected, is found however many notifications there are.
        let mut poll = tokio::time::interval(POLL);
        poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                notification = listener.recv() => self.hear(&notification?),
                _ = poll.tick() => {
                    announce(&self.head, head_of(&self.pool).await?);
                    another(&self.inbox);
                }
            }
        }
    }

    fn hear(&self, notification: &PgNotification) {
        match notification.channel() {
            INBOX_CHANNEL => another(&self.inbox),
            RETRY_CHANNEL => another(&self.retries),
            _ => {
                if let Ok(position) = notification.payload().parse() {
                    announce(&self.head, position);
                }
            }
        }
    }
}

fn another(count: &watch::Sender<u64>) {
    count.send_modify(|count| *count = count.wrapping_add(1));
}
