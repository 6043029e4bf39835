//! A stream as postgres-es reads it: a second opinion on what is stored, by code that knows nothing
//! of the lane.
//!
//! Its repository gives the stored events, and their payloads are read by our upcasters. cqrs-es has
//! upcasters of its own, but one of those makes one event of one, and ours may make several.

use cqrs_es::persist::{PersistedEventRepository, PersistenceError};
use domain::Decide;
use domain::upcast::{self, Events, ReadError};
use postgres_es::PostgresEventRepository;
use sqlx::PgPool;
use uuid::Uuid;

/// A stored event, and what it says in the words of today.
#[derive(Debug, Clone)]
pub struct Stored<A: Decide> {
    /// Place in the stream, from 1.
    pub sequence: usize,
    /// Type of the event as it was stored.
    pub event_type: String,
    /// Who, why, and as part of what story.
    pub metadata: serde_json::Value,
    /// The events of today that it is.
    pub events: Events<A>,
}

/// The stream could not be read.
#[derive(Debug, thiserror::Error)]
pub enum StockError {
    /// The database.
    #[error("the stream could not be read from the database")]
    Database(#[source] PersistenceError),
    /// A newer program wrote it, or it is damaged.
    #[error(
        "event {sequence} of {aggregate_type} {id} ({event_type}, version {event_version}) {why}"
    )]
    Event {
        /// Place in the stream.
        sequence: usize,
        /// The stream.
        aggregate_type: &'static str,
        /// The stream.
        id: Uuid,
        /// Type of the event.
        event_type: String,
        /// Version of the event.
        event_version: String,
        /// What is wrong. It stands in the text, so it is no source.
        why: ReadError,
    },
}

/// Reads one stream in its order.
pub async fn read_stream<A: Decide>(pool: &PgPool, id: Uuid) -> Result<Vec<Stored<A>>, StockError> {
    let repository = PostgresEventRepository::new(pool.clone());
    let stored = repository.get_events::<A>(&id.to_string()).await.map_err(StockError::Database)?;
    let read = stored.into_iter().map(|event| {
        let events =
            upcast::read_value::<A>(&event.event_type, &event.event_version, event.payload);
        match events {
            Ok(events) => Ok(Stored {
                sequence: event.sequence,
                event_type: event.event_type,
                metadata: event.metadata,
                events,
            }),
            Err(why) => Err(StockError::Event {
                sequence: event.sequence,
                aggregate_type: A::TYPE,
                id,
                event_type: event.event_type,
                event_version: event.event_version,
                why,
            }),
        }
    });
    read.collect()
}
