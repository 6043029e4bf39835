//! What an event store does, whoever keeps the events: the lane, the feed and the inbox.
//!
//! [`Postgres`] keeps them for good, [`crate::Memory`] for fast tests and simulations. One suite of
//! tests holds both to the same contract.

use std::sync::Arc;

use domain::Timestamp;
use domain::context::Context;
use sqlx::PgPool;
use tokio::sync::watch;
use uuid::Uuid;

use crate::event::Recorded;
use crate::feed::{self, Feed, FeedError};
use crate::inbox::{self, Delivery, Ending, Finished, Pending, Seen};
use crate::lane::{Accepted, Command, IdempotencyKey, Lane, Priority, SubmitError};

/// A delivery could not be stored.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Its id is in use.
    #[error("a delivery with the id {0} is stored already; give each its own id")]
    Twice(Uuid),
    /// The database.
    #[error("the delivery could not be stored in the database")]
    Database(#[source] sqlx::Error),
}

/// An event store.
pub trait Store: Send + Sync {
    /// Submits a command and waits for its answer, which comes once it is kept. Claims and saved
    /// answers are kept with its events, or none of them.
    fn submit<C: Command>(
        &self,
        command: C,
        context: Context,
        idempotency: Option<IdempotencyKey>,
        priority: Priority,
    ) -> impl Future<Output = Result<Accepted<C::Reply>, SubmitError<C::Rejection>>> + Send;

    /// Reads at most `limit` events after that position.
    fn read_after(
        &self,
        position: i64,
        limit: i64,
    ) -> impl Future<Output = Result<Vec<Recorded>, FeedError>> + Send;

    /// Reads one stream in its order.
    fn read_stream(
        &self,
        aggregate_type: &str,
        aggregate_id: Uuid,
    ) -> impl Future<Output = Result<Vec<Recorded>, FeedError>> + Send;

    /// The last position, 0 in an empty store.
    fn head(&self) -> impl Future<Output = Result<i64, sqlx::Error>> + Send;

    /// The last known position, and its changes.
    fn positions(&self) -> watch::Receiver<i64>;

    /// Stores a delivery. When this returns it is kept, and may be acknowledged.
    fn record(&self, delivery: &Delivery) -> impl Future<Output = Result<(), RecordError>> + Send;

    /// Takes deliveries that wait, oldest first. Another worker gets others.
    fn take(
        &self,
        now: Timestamp,
        limit: i64,
    ) -> impl Future<Output = Result<Vec<Pending>, sqlx::Error>> + Send;

    /// Notes what became of a delivery, unless that is known already.
    fn finish(
        &self,
        id: Uuid,
        ending: Ending,
        note: Option<&str>,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Lists deliveries, newest first, after the one at `after` (time and id).
    fn list(
        &self,
        state: Option<&str>,
        reference: Option<&str>,
        after: Option<(Timestamp, Uuid)>,
        limit: i64,
    ) -> impl Future<Output = Result<Vec<Seen>, sqlx::Error>> + Send;

    /// Changes whenever something may have come to the inbox.
    fn deliveries(&self) -> watch::Receiver<u64>;
}

/// The event store on Postgres, as one process has it open.
#[derive(Debug, Clone)]
pub struct Postgres {
    pool: PgPool,
    lane: Lane,
    feed: Arc<Feed>,
}

impl Postgres {
    /// The store whose lane and feed are open already.
    pub fn new(pool: PgPool, lane: Lane, feed: Arc<Feed>) -> Self {
        Self { pool, lane, feed }
    }
}

impl Store for Postgres {
    async fn submit<C: Command>(
        &self,
        command: C,
        context: Context,
        idempotency: Option<IdempotencyKey>,
        priority: Priority,
    ) -> Result<Accepted<C::Reply>, SubmitError<C::Rejection>> {
        self.lane.submit(command, context, idempotency, priority).await
    }

    async fn read_after(&self, position: i64, limit: i64) -> Result<Vec<Recorded>, FeedError> {
        feed::read_after(&self.pool, position, limit).await
    }

    async fn read_stream(
        &self,
        aggregate_type: &str,
        aggregate_id: Uuid,
    ) -> Result<Vec<Recorded>, FeedError> {
        feed::read_stream(&self.pool, aggregate_type, aggregate_id).await
    }

    async fn head(&self) -> Result<i64, sqlx::Error> {
        feed::head_of(&self.pool).await
    }

    fn positions(&self) -> watch::Receiver<i64> {
        self.feed.positions()
    }

    async fn record(&self, delivery: &Delivery) -> Result<(), RecordError> {
        inbox::record(&self.pool, std::slice::from_ref(delivery)).await.map_err(|error| {
            if error
                .as_database_error()
                .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
            {
                RecordError::Twice(delivery.id.uuid())
            } else {
                RecordError::Database(error)
            }
        })
    }

    async fn take(&self, now: Timestamp, limit: i64) -> Result<Vec<Pending>, sqlx::Error> {
        inbox::take(&self.pool, now, limit).await
    }

    async fn finish(
        &self,
        id: Uuid,
        ending: Ending,
        note: Option<&str>,
        now: Timestamp,
    ) -> Result<(), sqlx::Error> {
        let note = note.map(ToOwned::to_owned);
        inbox::finish(&self.pool, &[Finished { id, ending, note }], now).await
    }

    async fn list(
        &self,
        state: Option<&str>,
        reference: Option<&str>,
        after: Option<(Timestamp, Uuid)>,
        limit: i64,
    ) -> Result<Vec<Seen>, sqlx::Error> {
        inbox::list(&self.pool, state, reference, after, limit).await
    }

    fn deliveries(&self) -> watch::Receiver<u64> {
        self.feed.deliveries()
    }
}
