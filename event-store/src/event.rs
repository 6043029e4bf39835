//! Events as they stand in the store.

use std::collections::BTreeMap;

use domain::context::Context;
use domain::upcast::{self, Events, ReadError};
use domain::{Decide, Timestamp};
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
    /// A newer program wrote it, or it is damaged.
    #[error("event {position} ({event_type}, version {event_version}) {why}")]
    Event {
        /// Where it stands.
        position: i64,
        /// Its type.
        event_type: String,
        /// Its version.
        event_version: String,
        /// What is wrong. It stands in the text, so it is no source.
        why: ReadError,
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

impl DecodeError {
    /// Whether a newer program can read it. Whoever follows the feed waits for that one then: past
    /// an event that was skipped nobody comes back.
    pub fn is_of_newer_program(&self) -> bool {
        match self {
            Self::Event { why, .. } => why.is_of_newer_program(),
            Self::Column { .. } => false,
        }
    }
}

impl Recorded {
    /// What it says in the words of today: one event, or several or none where an upcaster tells
    /// it so. None if it is not one of `A`'s.
    pub fn decode<A: Decide>(&self) -> Result<Events<A>, DecodeError> {
        if self.aggregate_type != A::TYPE {
            return Ok(Events::<A>::new());
        }
        upcast::read::<A>(&self.event_type, &self.event_version, &self.payload).map_err(|why| {
            DecodeError::Event {
                position: self.position,
                event_type: self.event_type.clone(),
                event_version: self.event_version.clone(),
                why,
            }
        })
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
