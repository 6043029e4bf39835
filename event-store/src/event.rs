//! Events as they stand in the store.

use std::collections::BTreeMap;

use cqrs_es::Aggregate;
use domain::Timestamp;
use domain::context::Context;
use uuid::Uuid;

use crate::chain::Hash;

/// One recorded event.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Global position, from 1.
    pub position: i64,
    /// Type of the aggregate.
    pub aggregate_type: String,
    /// Id of the aggregate.
    pub aggregate_id: Uuid,
    /// Place in its stream, from 1.
    pub sequence: i64,
    /// Type of the event.
    pub event_type: String,
    /// Version of the event's shape.
    pub event_version: String,
    /// The payload's stored text.
    pub payload: String,
    /// Who, why, and as part of what story.
    pub metadata: BTreeMap<String, String>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The chain up to and with this event.
    pub chain_hash: Hash,
}

/// A stored event that this program cannot read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// Its payload is not of the shape that this program knows.
    #[error(
        "event {position} ({event_type}, version {event_version}) cannot be read by this program; run one that knows this version"
    )]
    Payload {
        /// Where it stands.
        position: i64,
        /// Its type.
        event_type: String,
        /// Its version.
        event_version: String,
        /// What is wrong.
        #[source]
        source: serde_json::Error,
    },
    /// A column holds what it cannot hold.
    #[error("event {position} has a damaged {column}; run `daftari verify`")]
    Column {
        /// Where it stands.
        position: i64,
        /// Which column.
        column: &'static str,
    },
}

impl Recorded {
    /// The event, if it is one of `A`'s.
    pub fn decode<A: Aggregate>(&self) -> Result<Option<A::Event>, DecodeError> {
        if self.aggregate_type != A::TYPE {
            return Ok(None);
        }
        let event = serde_json::from_str(&self.payload).map_err(|source| DecodeError::Payload {
            position: self.position,
            event_type: self.event_type.clone(),
            event_version: self.event_version.clone(),
            source,
        })?;
        Ok(Some(event))
    }

    /// The story that it belongs to.
    pub fn correlation_id(&self) -> Option<Uuid> {
        self.metadata.get("correlation_id").and_then(|id| Uuid::parse_str(id).ok())
    }
}

/// The metadata of a command's events, as it is stored.
pub(crate) fn metadata_of(context: &Context) -> BTreeMap<&'static str, String> {
    let mut metadata = BTreeMap::from([
        ("actor", context.actor.to_string()),
        ("correlation_id", context.correlation_id.to_string()),
        ("source", context.source.as_str().to_owned()),
    ]);
    if let Some(causation_id) = &context.causation_id {
        metadata.insert("causation_id", causation_id.clone());
    }
    if let Some(request_id) = &context.request_id {
        metadata.insert("request_id", request_id.clone());
    }
    metadata
}
