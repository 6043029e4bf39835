//! Judging a batch in memory, and the rows that come of it.

use std::collections::HashMap;

use domain::Timestamp;
use domain::claim::ClaimKey;
use domain::time::Clock;
use sqlx::PgConnection;
use uuid::Uuid;

use super::executor::{Jobs, time_after};
use super::job::{AnyJob, Judged, Settled};
use super::known::Known;
use super::load::{self, Asked, Claims, Declared, Found, LogKey, log_key};
use super::snapshots::{self, Snapshot};
use super::sql::{self, Head, Saved};
use super::world::{Held, Hole, Kept, Loaded, LoadedEvent, NewEvent, StreamKey, World};
use super::{BATCH_BYTES_MAX, BATCH_EVENTS_MAX};
use crate::chain::{self, Hash, Leaf};

/// How often one command may ask for something that was not loaded. A decision looks at a few
/// aggregates; more than this means that it never ends.
const ROUNDS_MAX: usize = 16;

/// Where a batch finds what its commands look at.
pub(super) trait Source: Send {
    /// The last event, and everything that commands say they will look at.
    fn load(
        &mut self,
        declared: &Declared,
    ) -> impl Future<Output = Result<Found, sqlx::Error>> + Send;

    /// The rest of a stream, whatever state is kept of it.
    fn load_stream(
        &mut self,
        asked: Asked,
    ) -> impl Future<Output = Result<Vec<LoadedEvent>, sqlx::Error>> + Send;
}

impl Source for PgConnection {
    async fn load(&mut self, declared: &Declared) -> Result<Found, sqlx::Error> {
        load::load(self, declared).await
    }

    async fn load_stream(&mut self, asked: Asked) -> Result<Vec<LoadedEvent>, sqlx::Error> {
        sql::load_stream(self, asked).await
    }
}

/// What a batch writes, column by column.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) recorded_at: Timestamp,
    pub(super) events: EventColumns,
    pub(super) taken: ClaimColumns,
    pub(super) moved: MovedColumns,
    pub(super) released: ReleasedColumns,
    pub(super) logged: LogColumns,
}

#[derive(Debug, Default)]
pub(super) struct EventColumns {
    pub(super) positions: Vec<i64>,
    pub(super) aggregate_types: Vec<&'static str>,
    pub(super) aggregate_ids: Vec<String>,
    pub(super) sequences: Vec<i64>,
    pub(super) event_types: Vec<String>,
    pub(super) event_versions: Vec<String>,
    pub(super) payloads: Vec<String>,
    pub(super) metadata: Vec<String>,
    pub(super) chain_hashes: Vec<Vec<u8>>,
}

#[derive(Debug, Default)]
pub(super) struct ClaimColumns {
    pub(super) kinds: Vec<&'static str>,
    pub(super) keys: Vec<String>,
    pub(super) owners: Vec<Uuid>,
    pub(super) untils: Vec<Option<Timestamp>>,
    pub(super) positions: Vec<i64>,
}

#[derive(Debug, Default)]
pub(super) struct MovedColumns {
    pub(super) was: Vec<Uuid>,
    pub(super) claims: ClaimColumns,
}

#[derive(Debug, Default)]
pub(super) struct ReleasedColumns {
    pub(super) kinds: Vec<&'static str>,
    pub(super) keys: Vec<String>,
    pub(super) was: Vec<Uuid>,
}

#[derive(Debug, Default)]
pub(super) struct LogColumns {
    pub(super) actors: Vec<String>,
    pub(super) routes: Vec<String>,
    pub(super) keys: Vec<String>,
    pub(super) request_hashes: Vec<Vec<u8>>,
    pub(super) responses: Vec<String>,
    pub(super) positions: Vec<i64>,
}

impl Rows {
    /// Whether there is nothing to write.
    pub(super) fn is_empty(&self) -> bool {
        self.events.positions.is_empty() && self.logged.keys.is_empty()
    }

    pub(super) fn last_position(&self) -> i64 {
        self.events.positions.last().copied().unwrap_or(0)
    }
}

/// What a batch has come to.
pub(super) struct Decided {
    /// The last event once it is written.
    pub(super) head: Head,
    pub(super) rows: Rows,
    pub(super) settled: Vec<(Box<dyn AnyJob>, Settled)>,
    /// States to be kept once it is written.
    pub(super) snapshots: Vec<Snapshot>,
}

impl Decided {
    pub(super) fn jobs(self) -> Jobs {
        self.settled.into_iter().map(|(job, _)| job).collect()
    }
}

/// A batch in the making.
pub(super) struct Batch {
    head: Head,
    pub(super) loaded: Loaded,
    /// Claims as they stand in the database, so that every change is written against them.
    stored_claims: Claims,
    log: HashMap<LogKey, Saved>,
    /// Which claims changed, with the position of the event that changed each last.
    changed_claims: HashMap<ClaimKey, i64>,
    bytes: usize,
    pub(super) looks_ahead: usize,
    pub(super) rows: Rows,
    settled: Vec<(Box<dyn AnyJob>, Settled)>,
}

impl Batch {
    /// Begins a batch on that last event.
    pub(super) fn begin(head: Head, clock: &dyn Clock) -> Self {
        Self {
            head,
            loaded: Loaded::default(),
            stored_claims: HashMap::new(),
            log: HashMap::new(),
            changed_claims: HashMap::new(),
            bytes: 0,
            looks_ahead: 0,
            rows: Rows::at(time_after(clock, head.recorded_at)),
            settled: Vec::new(),
        }
    }

    fn has_room(&self) -> bool {
        self.rows.events.positions.len() < BATCH_EVENTS_MAX && self.bytes < BATCH_BYTES_MAX
    }

    /// Judges commands as long as there is room; those that are left over are given back. After a
    /// failure all of the batch's commands are, in their order.
    pub(super) async fn judge_all(
        &mut self,
        source: &mut impl Source,
        known: &mut Known,
        found: Found,
        jobs: Jobs,
    ) -> Result<Jobs, (Jobs, sqlx::Error)> {
        let mut left = jobs.into_iter();
        if let Err(error) = self.admit(known, found) {
            return Err((self.give_back(left), error));
        }
        while self.has_room() {
            let Some(mut job) = left.next() else { break };
            match self.judge(source, known, &mut job, left.as_mut_slice()).await {
                Ok(settled) => self.settled.push((job, settled)),
                Err(error) => return Err((self.give_back([job].into_iter().chain(left)), error)),
            }
        }
        Ok(left.collect())
    }

    fn give_back(&mut self, rest: impl Iterator<Item = Box<dyn AnyJob>>) -> Jobs {
        let judged = std::mem::take(&mut self.settled);
        judged.into_iter().map(|(job, _)| job).chain(rest).collect()
    }

    /// What was found joins what the batch knows already, and what its own commands have changed.
    pub(super) fn admit(&mut self, known: &mut Known, mut found: Found) -> Result<(), sqlx::Error> {
        for (key, events) in found.streams {
            let kept = found.kept.remove(&key);
            self.admit_stream(known, key, kept, events)?;
        }
        for (key, held) in found.claims {
            self.admit_claim(key, held);
        }
        for (key, saved) in found.log {
            self.log.entry(key).or_insert(saved);
        }
        Ok(())
    }

    pub(super) fn admit_stream(
        &mut self,
        known: &mut Known,
        key: StreamKey,
        kept: Option<Kept>,
        events: Vec<LoadedEvent>,
    ) -> Result<(), sqlx::Error> {
        let stream = self.loaded.streams.entry(key).or_insert_with(|| known.take(key));
        if let Some(kept) = kept {
            stream.go_on_from(kept);
        }
        for event in events {
            stream
                .add(event)
                .map_err(|Hole| sqlx::Error::Protocol(format!("the stream {key} has a hole")))?;
        }
        Ok(())
    }

    fn admit_claim(&mut self, key: ClaimKey, held: Option<Held>) {
        if self.loaded.claims.contains_key(&key) {
            return;
        }
        self.stored_claims.insert(key.clone(), held);
        self.loaded.claims.insert(key, held);
    }

    /// Judges one command. Its events, claims and saved answer join the batch if it is accepted.
    async fn judge(
        &mut self,
        source: &mut impl Source,
        known: &mut Known,
        job: &mut Box<dyn AnyJob>,
        next: &mut [Box<dyn AnyJob>],
    ) -> Result<Settled, sqlx::Error> {
        if let Some(settled) = self.judge_key(job.as_ref()) {
            return Ok(settled);
        }
        for _ in 0..ROUNDS_MAX {
            let mut world = World::new(&mut self.loaded, self.rows.recorded_at);
            match job.judge(&mut world) {
                Judged::Accepted => {
                    let changes = world.into_changes();
                    return Ok(self.accept(job.as_ref(), changes));
                }
                Judged::Rejected => {
                    return Ok(Settled::Committed { position: self.head.position });
                }
                Judged::Failed(settled) => return Ok(settled),
                Judged::Missing(missing) => {
                    self.load_missing(source, known, missing, next).await?;
                }
            }
        }
        Ok(Settled::Fault("it asks for more and more".to_owned()))
    }

    pub(super) fn judge_key(&self, job: &dyn AnyJob) -> Option<Settled> {
        let key = job.idempotency()?;
        if key.key.is_empty() || key.key.len() > 255 {
            return Some(Settled::Fault("an idempotency key has 1 to 255 bytes".to_owned()));
        }
        let saved = self.log.get(&log_key(key))?;
        if saved.request_hash != key.request_hash {
            return Some(Settled::KeyReused);
        }
        Some(Settled::Repeated { response: saved.response.clone(), position: saved.position })
    }

    fn accept(&mut self, job: &dyn AnyJob, changes: super::world::Changes) -> Settled {
        let response = match job.response() {
            Ok(response) => response,
            Err(error) => return Settled::Fault(format!("its answer cannot be written: {error}")),
        };
        for (key, event) in changes.changed_claims() {
            let position = self.head.position.saturating_add_unsigned(event as u64) + 1;
            self.changed_claims.insert(key.clone(), position);
        }
        let events = self.loaded.keep(changes);
        let metadata = serde_json::to_string(&job.metadata()).unwrap_or_else(|_| "{}".to_owned());
        for event in events {
            self.push_event(event, &metadata);
        }
        if let Some(key) = job.idempotency() {
            let saved = Saved {
                request_hash: key.request_hash.to_vec(),
                response: response.clone(),
                position: self.head.position,
            };
            self.log.insert(log_key(key), saved);
            let logged = &mut self.rows.logged;
            logged.actors.push(key.actor.clone());
            logged.routes.push(key.route.clone());
            logged.keys.push(key.key.clone());
            logged.request_hashes.push(key.request_hash.to_vec());
            logged.responses.push(response);
            logged.positions.push(self.head.position);
        }
        Settled::Committed { position: self.head.position }
    }

    fn push_event(&mut self, event: NewEvent, metadata: &str) {
        let position = self.head.position + 1;
        let aggregate_id = event.stream.id.to_string();
        let leaf = Leaf {
            position,
            aggregate_type: event.stream.kind.aggregate_type,
            aggregate_id: &aggregate_id,
            sequence: event.sequence,
            event_type: &event.event_type,
            event_version: &event.event_version,
            payload: &event.payload,
            metadata,
            recorded_at: self.rows.recorded_at,
        };
        let chain_hash: Hash = chain::link(&self.head.chain_hash, &leaf.hash());
        self.head = Head { position, chain_hash, recorded_at: Some(self.rows.recorded_at) };
        self.bytes += event.payload.len() + metadata.len();
        let columns = &mut self.rows.events;
        columns.positions.push(position);
        columns.aggregate_types.push(event.stream.kind.aggregate_type);
        columns.aggregate_ids.push(aggregate_id);
        columns.sequences.push(event.sequence);
        columns.event_types.push(event.event_type);
        columns.event_versions.push(event.event_version);
        columns.payloads.push(event.payload);
        columns.metadata.push(metadata.to_owned());
        columns.chain_hashes.push(chain_hash.to_vec());
    }

    /// What it has come to. The streams go to what is known.
    pub(super) fn finish(mut self, known: &mut Known) -> Decided {
        for (key, position) in &self.changed_claims {
            let stored = self.stored_claims.get(key).copied().flatten();
            let wanted = self.loaded.claims.get(key).copied().flatten();
            self.rows.change_claim(key, stored, wanted, *position);
        }
        let snapshots = snapshots::due(&mut self.loaded.streams);
        known.keep(self.loaded.streams);
        Decided { head: self.head, rows: self.rows, settled: self.settled, snapshots }
    }
}

impl Rows {
    fn at(recorded_at: Timestamp) -> Self {
        Self {
            recorded_at,
            events: EventColumns::default(),
            taken: ClaimColumns::default(),
            moved: MovedColumns::default(),
            released: ReleasedColumns::default(),
            logged: LogColumns::default(),
        }
    }

    fn change_claim(
        &mut self,
        key: &ClaimKey,
        stored: Option<Held>,
        wanted: Option<Held>,
        position: i64,
    ) {
        match (stored, wanted) {
            (None, None) => {}
            (None, Some(held)) => self.taken.push(key, held, position),
            (Some(was), Some(held)) => {
                self.moved.was.push(was.owner);
                self.moved.claims.push(key, held, position);
            }
            (Some(was), None) => {
                self.released.kinds.push(key.kind.as_str());
                self.released.keys.push(key.key.clone());
                self.released.was.push(was.owner);
            }
        }
    }
}

impl ClaimColumns {
    fn push(&mut self, key: &ClaimKey, held: Held, position: i64) {
        self.kinds.push(key.kind.as_str());
        self.keys.push(key.key.clone());
        self.owners.push(held.owner);
        self.untils.push(held.until);
        self.positions.push(position);
    }
}
