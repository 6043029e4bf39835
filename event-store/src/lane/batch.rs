//! Judging a batch in memory, and the rows that come of it.

use std::collections::HashMap;

use domain::Timestamp;
use domain::claim::ClaimKey;
use sqlx::PgConnection;
use uuid::Uuid;

use super::job::{AnyJob, Judged, Settled};
use super::load::{self, Declared, Found, LogKey, log_key};
use super::sql::{self, Head, Saved};
use super::world::{Held, Loaded, Missing, NewEvent, Stream, StreamKey, World};
use super::{BATCH_BYTES_MAX, BATCH_EVENTS_MAX};
use crate::chain::{self, Hash, Leaf};

/// How often one command may ask for something that was not loaded. A decision looks at a few
/// aggregates; more than this means that it never ends.
const ROUNDS_MAX: usize = 16;

/// Where a batch finds what its commands look at.
pub(super) trait Source: Send {
    /// The last event, and everything that the commands say they will look at.
    fn load(
        &mut self,
        declared: &Declared,
        genesis: Hash,
    ) -> impl Future<Output = Result<Found, sqlx::Error>> + Send;

    /// Streams, whole; one that has no event is empty.
    fn load_streams(
        &mut self,
        keys: &[StreamKey],
    ) -> impl Future<Output = Result<HashMap<StreamKey, Stream>, sqlx::Error>> + Send;

    /// Who holds each of the claims.
    fn load_claims(
        &mut self,
        keys: &[ClaimKey],
    ) -> impl Future<Output = Result<HashMap<ClaimKey, Option<Held>>, sqlx::Error>> + Send;
}

impl Source for PgConnection {
    async fn load(&mut self, declared: &Declared, genesis: Hash) -> Result<Found, sqlx::Error> {
        load::load(self, declared, genesis).await
    }

    async fn load_streams(
        &mut self,
        keys: &[StreamKey],
    ) -> Result<HashMap<StreamKey, Stream>, sqlx::Error> {
        sql::load_streams(self, keys).await
    }

    async fn load_claims(
        &mut self,
        keys: &[ClaimKey],
    ) -> Result<HashMap<ClaimKey, Option<Held>>, sqlx::Error> {
        sql::load_claims(self, keys).await
    }
}

/// What a batch appends, column by column.
#[derive(Debug, Default)]
pub(super) struct Append {
    pub(super) events: EventColumns,
    pub(super) taken: ClaimColumns,
    pub(super) moved: MovedColumns,
    pub(super) released: ReleasedColumns,
    pub(super) logged: LogColumns,
}

#[derive(Debug, Default)]
pub(super) struct EventColumns {
    pub(super) positions: Vec<i64>,
    pub(super) aggregate_types: Vec<String>,
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
    pub(super) kinds: Vec<String>,
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
    pub(super) kinds: Vec<String>,
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

impl Append {
    /// Whether there is nothing to write.
    pub(super) fn is_empty(&self) -> bool {
        self.events.positions.is_empty() && self.logged.keys.is_empty()
    }

    pub(super) fn last_position(&self) -> i64 {
        self.events.positions.last().copied().unwrap_or(0)
    }
}

/// A batch in the making.
pub(super) struct Batch {
    head: Head,
    pub(super) recorded_at: Timestamp,
    loaded: Loaded,
    /// Claims as they stand in the database, so that every change is written against them.
    stored_claims: HashMap<ClaimKey, Option<Held>>,
    log: HashMap<LogKey, Saved>,
    /// Which claims changed, with the position of the event that changed each last.
    changed_claims: HashMap<ClaimKey, i64>,
    bytes: usize,
    append: Append,
}

impl Batch {
    /// A batch of commands whose declared reads were found to be that.
    pub(super) fn new(found: Found, recorded_at: Timestamp) -> Self {
        let Found { head, loaded, log } = found;
        Self {
            head,
            recorded_at,
            stored_claims: loaded.claims.clone(),
            loaded,
            log,
            changed_claims: HashMap::new(),
            bytes: 0,
            append: Append::default(),
        }
    }

    /// Whether there is room for another command.
    pub(super) fn has_room(&self) -> bool {
        self.append.events.positions.len() < BATCH_EVENTS_MAX && self.bytes < BATCH_BYTES_MAX
    }

    /// Judges one command. Its events, claims and saved answer join the batch if it is accepted.
    pub(super) async fn judge(
        &mut self,
        source: &mut impl Source,
        job: &mut Box<dyn AnyJob>,
    ) -> Result<Settled, sqlx::Error> {
        if let Some(settled) = self.judge_key(job.as_ref()) {
            return Ok(settled);
        }
        for _ in 0..ROUNDS_MAX {
            let mut world = World::new(&mut self.loaded, self.recorded_at);
            match job.judge(&mut world) {
                Judged::Accepted => {
                    let changes = world.into_changes();
                    return Ok(self.accept(job.as_ref(), changes));
                }
                Judged::Rejected => {
                    return Ok(Settled::Committed { position: self.head.position });
                }
                Judged::Failed(settled) => return Ok(settled),
                Judged::Missing(missing) => self.load_missing(source, missing).await?,
            }
        }
        Ok(Settled::Fault("it asks for more and more".to_owned()))
    }

    fn judge_key(&self, job: &dyn AnyJob) -> Option<Settled> {
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

    async fn load_missing(
        &mut self,
        source: &mut impl Source,
        missing: Missing,
    ) -> Result<(), sqlx::Error> {
        match missing {
            Missing::Stream(key) => {
                self.loaded.streams.extend(source.load_streams(&[key]).await?);
            }
            Missing::Claim(key) => {
                let claims = source.load_claims(std::slice::from_ref(&key)).await?;
                self.stored_claims.extend(claims.clone());
                self.loaded.claims.extend(claims);
            }
        }
        Ok(())
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
            let logged = &mut self.append.logged;
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
            aggregate_type: event.stream.aggregate_type,
            aggregate_id: &aggregate_id,
            sequence: event.sequence,
            event_type: &event.event_type,
            event_version: &event.event_version,
            payload: &event.payload,
            metadata,
            recorded_at: self.recorded_at,
        };
        let chain_hash: Hash = chain::link(&self.head.chain_hash, &leaf.hash());
        self.head = Head { position, chain_hash, recorded_at: Some(self.recorded_at) };
        self.bytes += event.payload.len() + metadata.len();
        let columns = &mut self.append.events;
        columns.positions.push(position);
        columns.aggregate_types.push(event.stream.aggregate_type.to_owned());
        columns.aggregate_ids.push(aggregate_id);
        columns.sequences.push(event.sequence);
        columns.event_types.push(event.event_type);
        columns.event_versions.push(event.event_version);
        columns.payloads.push(event.payload);
        columns.metadata.push(metadata.to_owned());
        columns.chain_hashes.push(chain_hash.to_vec());
    }

    /// The rows to write, and the head after them.
    pub(super) fn finish(mut self) -> (Append, Head) {
        for (key, position) in &self.changed_claims {
            let stored = self.stored_claims.get(key).copied().flatten();
            let wanted = self.loaded.claims.get(key).copied().flatten();
            match (stored, wanted) {
                (None, None) => {}
                (None, Some(held)) => self.append.taken.push(key, held, *position),
                (Some(was), Some(held)) => {
                    self.append.moved.was.push(was.owner);
                    self.append.moved.claims.push(key, held, *position);
                }
                (Some(was), None) => {
                    self.append.released.kinds.push(key.kind.as_str().to_owned());
                    self.append.released.keys.push(key.key.clone());
                    self.append.released.was.push(was.owner);
                }
            }
        }
        (self.append, self.head)
    }
}

impl ClaimColumns {
    fn push(&mut self, key: &ClaimKey, held: Held, position: i64) {
        self.kinds.push(key.kind.as_str().to_owned());
        self.keys.push(key.key.clone());
        self.owners.push(held.owner);
        self.untils.push(held.until);
        self.positions.push(position);
    }
}
