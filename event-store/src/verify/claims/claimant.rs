//! The aggregates whose events take claims.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

use domain::claim::ClaimChange;
use domain::upcast::{self, Events, ReadError};
use domain::{Decide, Timestamp};
use uuid::Uuid;

use crate::chain::Leaf;

/// The events of one aggregate, whose type is known where they are read and applied.
type AnyEvents = Box<dyn Any + Send>;

/// One kind of aggregate: how its events are read, and what they do to claims.
#[derive(Debug, Clone, Copy)]
pub struct Claimant {
    aggregate_type: &'static str,
    has_to_do_with_claims: fn(&str) -> bool,
    read: fn(&str, &str, &str) -> Result<AnyEvents, ReadError>,
    streams: fn() -> Box<dyn Streams>,
}

impl Claimant {
    /// The aggregates of type `A`.
    pub fn of<A: Decide + Send>() -> Self {
        Self {
            aggregate_type: A::TYPE,
            has_to_do_with_claims: has_to_do_with_claims::<A>,
            read: |event_type, event_version, payload| {
                Ok(Box::new(upcast::read::<A>(event_type, event_version, payload)?))
            },
            streams: || Box::new(StreamsOf::<A>(HashMap::new())),
        }
    }

    /// The stored name of the type.
    pub fn aggregate_type(&self) -> &'static str {
        self.aggregate_type
    }
}

/// What an old event is told as is known only when it has been read.
fn has_to_do_with_claims<A: Decide>(event_type: &str) -> bool {
    !A::WITHOUT_CLAIMS.contains(&event_type)
        || A::upcasters().iter().any(|upcaster| upcaster.event_type == event_type)
}

/// All streams of one type.
pub(super) trait Streams: Send {
    /// Goes on with one of them, and says what that does to claims.
    fn go_on(&mut self, id: Uuid, events: AnyEvents) -> Vec<ClaimChange>;
}

/// The states that claims of events to come may depend on; all others are the default.
struct StreamsOf<A>(HashMap<Uuid, A>);

impl<A: Decide + Send> Streams for StreamsOf<A> {
    fn go_on(&mut self, id: Uuid, events: AnyEvents) -> Vec<ClaimChange> {
        let events = events.downcast::<Events<A>>().expect("each type applies what it has read");
        let mut state = self.0.remove(&id).unwrap_or_default();
        let mut changes = Vec::new();
        for event in *events {
            changes.extend(state.claim_changes(&event));
            state.apply(event);
        }
        if state.decides_claims() {
            self.0.insert(id, state);
        }
        changes
    }
}

/// Every kind of aggregate there is; none if claims are not computed again.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Claimants(Arc<[Claimant]>);

/// An event that has to do with claims.
pub(in super::super) struct Claiming {
    /// Which of the kinds.
    pub(super) claimant: usize,
    pub(super) aggregate_id: Uuid,
    pub(super) position: i64,
    pub(super) recorded_at: Timestamp,
    pub(super) events: AnyEvents,
}

impl std::fmt::Debug for Claiming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Claiming").field("position", &self.position).finish_non_exhaustive()
    }
}

/// An event that this program cannot read, and so not say what it takes.
#[derive(Debug, Clone)]
pub(in super::super) struct Unreadable(pub(in super::super) String);

impl Claimants {
    pub(in super::super) fn new(claimants: Vec<Claimant>) -> Self {
        Self(claimants.into())
    }

    pub(in super::super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn streams(&self) -> Vec<Box<dyn Streams>> {
        self.0.iter().map(|claimant| (claimant.streams)()).collect()
    }

    /// Reads an event, if it has to do with claims.
    pub(in super::super) fn read(
        &self,
        leaf: &Leaf<'_>,
        aggregate_id: Uuid,
    ) -> Result<Option<Claiming>, Unreadable> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let &Leaf { position, event_type, event_version, recorded_at, .. } = leaf;
        let unreadable = |why: &str| {
            Unreadable(format!(
                "the event at position {position} ({} {event_type}, version {event_version}) {why}",
                leaf.aggregate_type
            ))
        };
        let kind = |claimant: &Claimant| claimant.aggregate_type == leaf.aggregate_type;
        let claimant = self.0.iter().position(kind).ok_or_else(|| {
            unreadable("was written by a newer program; this one does not know its aggregate: run the newer one")
        })?;
        if !(self.0[claimant].has_to_do_with_claims)(event_type) {
            return Ok(None);
        }
        let events = (self.0[claimant].read)(event_type, event_version, leaf.payload)
            .map_err(|why| unreadable(&why.to_string()))?;
        Ok(Some(Claiming { claimant, aggregate_id, position, recorded_at, events }))
    }
}
