//! The kinds of aggregates there are: how the events of each are read and folded, what they do to
//! claims, and what state of a stream they lead to.

use std::any::Any;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use domain::claim::ClaimChange;
use domain::upcast::{self, Events, ReadError};
use domain::{Decide, Timestamp};
use uuid::Uuid;

use super::snapshots;
use crate::chain::{Hash, Leaf};

/// The events of one aggregate, whose type is known where they are read and applied.
type AnyEvents = Box<dyn Any + Send>;

/// One kind of aggregate: how its events are read, and what they do.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    aggregate_type: &'static str,
    fold: i32,
    has_to_do_with_claims: fn(&str) -> bool,
    read: fn(&str, &str, &str) -> Result<AnyEvents, ReadError>,
    streams: fn() -> Box<dyn Streams>,
}

impl Kind {
    /// The aggregates of type `A`.
    pub fn of<A: Decide + Send>() -> Self {
        Self {
            aggregate_type: A::TYPE,
            fold: A::FOLD,
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

    /// The version of its fold.
    pub(super) fn fold(&self) -> i32 {
        self.fold
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
    fn go_on(&mut self, id: Uuid, events: AnyEvents, keeps_state: bool) -> Vec<ClaimChange>;

    /// What the state of one of them hashes to, if it is kept.
    fn digest(&self, id: Uuid) -> Option<Hash>;
}

/// The states that are asked for, and those that claims of events to come may depend on; all others
/// are the default.
struct StreamsOf<A>(HashMap<Uuid, A>);

impl<A: Decide + Send> Streams for StreamsOf<A> {
    fn go_on(&mut self, id: Uuid, events: AnyEvents, keeps_state: bool) -> Vec<ClaimChange> {
        let events = events.downcast::<Events<A>>().expect("each type applies what it has read");
        let mut state = self.0.remove(&id).unwrap_or_default();
        let mut changes = Vec::new();
        for event in *events {
            changes.extend(state.claim_changes(&event));
            state.apply(event);
        }
        if keeps_state || state.decides_claims() {
            self.0.insert(id, state);
        }
        changes
    }

    fn digest(&self, id: Uuid) -> Option<Hash> {
        serde_json::to_value(self.0.get(&id)?).ok().map(|state| snapshots::digest(&state))
    }
}

/// A stream: which of the kinds, and its id.
pub(super) type StreamId = (usize, Uuid);

/// Every kind of aggregate there is, or none if nothing is computed again.
#[derive(Debug, Clone, Default)]
pub(super) struct Kinds(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    kinds: Vec<Kind>,
    /// The streams of which a state is kept, and the last event in it.
    kept: HashMap<StreamId, i64>,
}

/// An event that claims or kept states have to do with.
pub(super) struct ReadEvent {
    /// Whose.
    pub(super) stream: StreamId,
    pub(super) position: i64,
    pub(super) recorded_at: Timestamp,
    pub(super) events: AnyEvents,
    /// Whether the state of its stream is needed, and whether it is the last event in it.
    pub(super) state: Needed,
}

/// Whether the state of a stream is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needed {
    /// Only as far as claims depend on it.
    No,
    /// Later.
    Later,
    /// After this event.
    Now,
}

impl std::fmt::Debug for ReadEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReadEvent").field("position", &self.position).finish_non_exhaustive()
    }
}

/// An event that this program cannot read, and so not say what it does.
#[derive(Debug, Clone)]
pub(super) struct Unreadable(pub(super) String);

impl Kinds {
    pub(super) fn new(kinds: Vec<Kind>, kept: HashMap<StreamId, i64>) -> Self {
        Self(Arc::new(Inner { kinds, kept }))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.kinds.is_empty()
    }

    pub(super) fn all(&self) -> &[Kind] {
        &self.0.kinds
    }

    pub(super) fn streams(&self) -> Vec<Box<dyn Streams>> {
        self.0.kinds.iter().map(|kind| (kind.streams)()).collect()
    }

    fn needed(&self, stream: StreamId, sequence: i64) -> Needed {
        match self.0.kept.get(&stream).map(|kept| sequence.cmp(kept)) {
            Some(Ordering::Less) => Needed::Later,
            Some(Ordering::Equal) => Needed::Now,
            Some(Ordering::Greater) | None => Needed::No,
        }
    }

    /// Reads an event, if claims or a kept state have to do with it.
    pub(super) fn read(
        &self,
        leaf: &Leaf<'_>,
        aggregate_id: Uuid,
    ) -> Result<Option<ReadEvent>, Unreadable> {
        if self.is_empty() {
            return Ok(None);
        }
        let &Leaf { position, event_type, event_version, recorded_at, .. } = leaf;
        let unreadable = |why: &str| {
            Unreadable(format!(
                "the event at position {position} ({} {event_type}, version {event_version}) {why}",
                leaf.aggregate_type
            ))
        };
        let is_its = |kind: &Kind| kind.aggregate_type == leaf.aggregate_type;
        let at = self.all().iter().position(is_its).ok_or_else(|| {
            unreadable("was written by a newer program; this one does not know its aggregate: run the newer one")
        })?;
        let kind = &self.all()[at];
        let stream = (at, aggregate_id);
        let state = self.needed(stream, leaf.sequence);
        if state == Needed::No && !(kind.has_to_do_with_claims)(event_type) {
            return Ok(None);
        }
        let events = (kind.read)(event_type, event_version, leaf.payload)
            .map_err(|why| unreadable(&why.to_string()))?;
        Ok(Some(ReadEvent { stream, position, recorded_at, events, state }))
    }
}
