use std::any::Any;
use std::collections::HashMap;

use cqrs_es::DomainEvent;
use domain::claim::{ClaimChange, ClaimKey};
use domain::{Decide, Timestamp, upcast};
use uuid::Uuid;

/// A kind of stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamKind {
    /// The aggregate's type.
    pub aggregate_type: &'static str,
    /// The version of its fold.
    pub fold: i32,
}

impl StreamKind {
    /// The streams of aggregates of type `A`.
    pub const fn of<A: Decide>() -> Self {
        Self { aggregate_type: A::TYPE, fold: A::FOLD }
    }
}

/// Names a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamKey {
    /// Its kind.
    pub kind: StreamKind,
    /// The aggregate's id.
    pub id: Uuid,
}

impl StreamKey {
    /// The stream of an aggregate of type `A`.
    pub const fn of<A: Decide>(id: Uuid) -> Self {
        Self { kind: StreamKind::of::<A>(), id }
    }
}

impl std::fmt::Display for StreamKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind.aggregate_type, self.id)
    }
}

/// What a command will look at.
#[derive(Debug, Default, Clone)]
pub struct Reads {
    /// Streams.
    pub streams: Vec<StreamKey>,
    /// Claims.
    pub claims: Vec<ClaimKey>,
    /// Claims whose owner's stream is looked at too, with that stream's kind.
    pub owned: Vec<(ClaimKey, StreamKind)>,
}

impl Reads {
    /// Adds the stream of an aggregate.
    #[must_use]
    pub fn stream<A: Decide>(mut self, id: Uuid) -> Self {
        self.streams.push(StreamKey::of::<A>(id));
        self
    }

    /// Adds a claim.
    #[must_use]
    pub fn claim(mut self, key: ClaimKey) -> Self {
        self.claims.push(key);
        self
    }

    /// Adds a claim together with the stream of its owner.
    #[must_use]
    pub fn owned<A: Decide>(mut self, key: ClaimKey) -> Self {
        self.owned.push((key, StreamKind::of::<A>()));
        self
    }

    /// Adds all of another's.
    pub(super) fn extend(&mut self, other: Self) {
        self.streams.extend(other.streams);
        self.claims.extend(other.claims);
        self.owned.extend(other.owned);
    }

    fn is_empty(&self) -> bool {
        self.streams.is_empty() && self.claims.is_empty() && self.owned.is_empty()
    }
}

/// Why a decision cannot go on.
#[derive(Debug)]
pub enum Halt {
    /// Something it looks at was not loaded; the lane loads it and asks again.
    Missing(Missing),
    /// A key that must be unique is held by another.
    Taken(ClaimKey),
    /// A fault of this program or its data.
    Fault(String),
}

/// Something that was not loaded.
#[derive(Debug, Clone)]
pub enum Missing {
    /// Streams and claims.
    These(Reads),
    /// A stream whose kept state cannot be read, from its first event on.
    WholeStream(StreamKey),
}

impl Missing {
    fn stream(key: StreamKey) -> Self {
        Self::These(Reads { streams: vec![key], ..Reads::default() })
    }

    fn claim(key: ClaimKey) -> Self {
        Self::These(Reads::default().claim(key))
    }
}

/// Who holds a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The aggregate.
    pub owner: Uuid,
    /// Until when; none means for ever.
    pub until: Option<Timestamp>,
}

/// An event as it was loaded.
#[derive(Debug, Clone)]
pub(super) struct LoadedEvent {
    pub(super) sequence: i64,
    pub(super) event_type: String,
    pub(super) event_version: String,
    pub(super) payload: String,
}

/// A stream as the batch knows it.
#[derive(Default)]
pub(super) struct Stream {
    /// The last event's; 0 if there is none.
    pub(super) sequence: i64,
    pub(super) state: Option<Box<dyn State>>,
    /// A state that was kept and is not read yet.
    kept_state: Option<String>,
    /// What was loaded and is not in the state yet.
    events: Vec<LoadedEvent>,
    /// Up to which sequence a state is kept in the database.
    pub(super) kept: i64,
}

/// A state of an aggregate, whatever its type.
pub(super) trait State: Any + Send {
    /// The state as it is kept.
    fn text(&self) -> Result<String, serde_json::Error>;
}

impl<A: Decide + Send> State for A {
    fn text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

/// The state as its type, if it is of that.
fn as_type<A: Decide>(state: &dyn State) -> Option<&A> {
    let state: &dyn Any = state;
    state.downcast_ref()
}

/// A state that was kept.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) sequence: i64,
    pub(super) state: String,
}

/// A stream's events do not follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hole;

impl Stream {
    /// Goes on from a state that was kept, if it is further than what is known.
    pub(super) fn go_on_from(&mut self, kept: Kept) {
        self.kept = self.kept.max(kept.sequence);
        if kept.sequence > self.sequence {
            let Kept { sequence, state } = kept;
            *self = Self { sequence, kept_state: Some(state), kept: sequence, ..Self::default() };
        }
    }

    /// Adds what was loaded of it. What it holds already is passed over: the same stream may be
    /// asked for by its key and by claims that its aggregate holds.
    pub(super) fn add(&mut self, event: LoadedEvent) -> Result<(), Hole> {
        if event.sequence <= self.sequence {
            return Ok(());
        }
        if event.sequence != self.sequence + 1 {
            return Err(Hole);
        }
        self.sequence = event.sequence;
        self.events.push(event);
        Ok(())
    }
}

/// Everything a batch has loaded, as changed by the commands before.
#[derive(Default)]
pub(super) struct Loaded {
    pub(super) streams: HashMap<StreamKey, Stream>,
    pub(super) claims: HashMap<ClaimKey, Option<Held>>,
}

/// An event that a command leads to.
#[derive(Debug)]
pub(super) struct NewEvent {
    pub(super) stream: StreamKey,
    pub(super) sequence: i64,
    pub(super) event_type: String,
    pub(super) event_version: String,
    pub(super) payload: String,
}

/// The world as one command sees it: everything recorded, and what the earlier commands of its
/// batch have led to.
pub struct World<'b> {
    base: &'b mut Loaded,
    streams: HashMap<StreamKey, (i64, Box<dyn State>)>,
    claims: HashMap<ClaimKey, ChangedClaim>,
    events: Vec<NewEvent>,
    now: Timestamp,
}

/// A claim as a command has changed it.
#[derive(Debug, Clone, Copy)]
struct ChangedClaim {
    held: Option<Held>,
    /// Which of the command's events changed it, from 0.
    event: usize,
}

impl std::fmt::Debug for World<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World")
            .field("now", &self.now)
            .field("events", &self.events)
            .finish_non_exhaustive()
    }
}

/// What a command has changed, to be kept if it was accepted.
pub(super) struct Changes {
    streams: HashMap<StreamKey, (i64, Box<dyn State>)>,
    claims: HashMap<ClaimKey, ChangedClaim>,
    pub(super) events: Vec<NewEvent>,
}

impl Changes {
    /// The claims that changed, each with the index of the event that changed it last.
    pub(super) fn changed_claims(&self) -> impl Iterator<Item = (&ClaimKey, usize)> {
        self.claims.iter().map(|(key, changed)| (key, changed.event))
    }
}

impl<'b> World<'b> {
    pub(super) fn new(base: &'b mut Loaded, now: Timestamp) -> Self {
        Self { base, streams: HashMap::new(), claims: HashMap::new(), events: Vec::new(), now }
    }

    pub(super) fn into_changes(self) -> Changes {
        Changes { streams: self.streams, claims: self.claims, events: self.events }
    }

    /// The lane's time: every event of this command will carry it.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Has all of that loaded, where a decision knows only by now what it will look at. One question
    /// to the database then answers it, and not one for each thing as it is looked at.
    pub fn need(&self, reads: Reads) -> Result<(), Halt> {
        let Reads { mut streams, mut claims, mut owned } = reads;
        streams.retain(|key| !self.has_stream(*key));
        claims.retain(|key| !self.has_claim(key));
        owned.retain(|(key, kind)| match self.holder(key) {
            Ok(held) => {
                held.is_some_and(|held| !self.has_stream(StreamKey { kind: *kind, id: held.owner }))
            }
            Err(_) => true,
        });
        let rest = Reads { streams, claims, owned };
        if rest.is_empty() { Ok(()) } else { Err(Halt::Missing(Missing::These(rest))) }
    }

    fn has_stream(&self, key: StreamKey) -> bool {
        self.streams.contains_key(&key) || self.base.streams.contains_key(&key)
    }

    fn has_claim(&self, key: &ClaimKey) -> bool {
        self.claims.contains_key(key) || self.base.claims.contains_key(key)
    }

    /// The state of an aggregate; its default if it has no event.
    pub fn state<A: Decide + Send>(&mut self, id: Uuid) -> Result<&A, Halt> {
        let key = StreamKey::of::<A>(id);
        if self.streams.contains_key(&key) {
            let (_, state) = self.streams.get(&key).ok_or_else(|| wrong_type(key))?;
            return as_type(state.as_ref()).ok_or_else(|| wrong_type(key));
        }
        let stream =
            self.base.streams.get_mut(&key).ok_or_else(|| Halt::Missing(Missing::stream(key)))?;
        stream.fold::<A>(key)?;
        stream.state.as_deref().and_then(as_type).ok_or_else(|| wrong_type(key))
    }

    /// Who holds a claim now.
    pub fn holder(&self, key: &ClaimKey) -> Result<Option<Held>, Halt> {
        let changed = self.claims.get(key).map(|changed| changed.held);
        let known = changed.or_else(|| self.base.claims.get(key).copied());
        let held = known.ok_or_else(|| Halt::Missing(Missing::claim(key.clone())))?;
        Ok(held.filter(|held| held.until.is_none_or(|until| until > self.now)))
    }

    /// Appends events to an aggregate, and takes or gives up the claims that they carry. All of
    /// them or, if a claim is taken, none: a decision may then do something else instead.
    pub fn append<A: Decide + Send>(
        &mut self,
        id: Uuid,
        events: Vec<A::Event>,
    ) -> Result<(), Halt> {
        if events.is_empty() {
            return Ok(());
        }
        let (events_before, claims_before) = (self.events.len(), self.claims.clone());
        let appended = self.append_each::<A>(id, events);
        if appended.is_err() {
            self.events.truncate(events_before);
            self.claims = claims_before;
        }
        appended
    }

    fn append_each<A: Decide + Send>(
        &mut self,
        id: Uuid,
        events: Vec<A::Event>,
    ) -> Result<(), Halt> {
        let key = StreamKey::of::<A>(id);
        let mut state = self.state::<A>(id)?.clone();
        let mut sequence = self.sequence_of(key);
        for event in events {
            for change in state.claim_changes(&event) {
                self.change_claim(id, change)?;
            }
            sequence += 1;
            let payload = serde_json::to_string(&event)
                .map_err(|error| Halt::Fault(format!("an event cannot be written: {error}")))?;
            self.events.push(NewEvent {
                stream: key,
                sequence,
                event_type: event.event_type(),
                event_version: event.event_version(),
                payload,
            });
            state.apply(event);
        }
        self.streams.insert(key, (sequence, Box::new(state)));
        Ok(())
    }

    fn sequence_of(&self, key: StreamKey) -> i64 {
        let changed = self.streams.get(&key).map(|(sequence, _)| *sequence);
        changed.or_else(|| self.base.streams.get(&key).map(|stream| stream.sequence)).unwrap_or(0)
    }

    fn change_claim(&mut self, owner: Uuid, change: ClaimChange) -> Result<(), Halt> {
        match change {
            ClaimChange::Take { key, until } => {
                if self.holder(&key)?.is_some_and(|held| held.owner != owner) {
                    return Err(Halt::Taken(key));
                }
                let held = Some(Held { owner, until });
                self.claims.insert(key, ChangedClaim { held, event: self.events.len() });
            }
            ClaimChange::Release { key } => {
                if self.holder(&key)?.is_some_and(|held| held.owner == owner) {
                    let event = self.events.len();
                    self.claims.insert(key, ChangedClaim { held: None, event });
                }
            }
        }
        Ok(())
    }
}

impl Stream {
    fn fold<A: Decide + Send>(&mut self, key: StreamKey) -> Result<(), Halt> {
        if self.state.is_some() && self.events.is_empty() {
            return Ok(());
        }
        let mut state = match (&self.state, &self.kept_state) {
            (Some(known), _) => {
                as_type::<A>(known.as_ref()).ok_or_else(|| wrong_type(key))?.clone()
            }
            (None, Some(kept)) => read_kept(key, kept)?,
            (None, None) => A::default(),
        };
        // The events stay until all are folded: after a failure the next command of the batch must
        // fail too, and not find a stream that lacks them.
        for loaded in &self.events {
            let LoadedEvent { sequence: _, event_type, event_version, payload } = loaded;
            let events = upcast::read::<A>(event_type, event_version, payload);
            let events = events.map_err(|why| {
                Halt::Fault(format!(
                    "an event of {key} ({event_type}, version {event_version}) {why}"
                ))
            })?;
            for event in events {
                state.apply(event);
            }
        }
        self.events = Vec::new();
        self.kept_state = None;
        self.state = Some(Box::new(state));
        Ok(())
    }
}

impl Loaded {
    /// Keeps what an accepted command has changed, and gives back its events.
    pub(super) fn keep(&mut self, changes: Changes) -> Vec<NewEvent> {
        for (key, (sequence, state)) in changes.streams {
            let kept = self.streams.get(&key).map_or(0, |before| before.kept);
            let state = Some(state);
            self.streams.insert(key, Stream { sequence, state, kept, ..Stream::default() });
        }
        self.claims.extend(changes.claims.into_iter().map(|(key, changed)| (key, changed.held)));
        changes.events
    }
}

fn wrong_type(key: StreamKey) -> Halt {
    Halt::Fault(format!("the stream {key} was read as another type"))
}

/// What was kept is only a shorter way: if it cannot be read, the events are.
fn read_kept<A: Decide>(key: StreamKey, kept: &str) -> Result<A, Halt> {
    serde_json::from_str(kept).map_err(|error| {
        tracing::error!(%error, stream = %key, "a snapshot cannot be read; its stream is read whole");
        Halt::Missing(Missing::WholeStream(key))
    })
}
