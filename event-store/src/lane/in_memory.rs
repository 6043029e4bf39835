//! The lane without a database: the same queues, batches and judgements over tables in memory.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use domain::Timestamp;
use domain::claim::{ClaimKey, ClaimKind};
use domain::time::Clock;
use tokio::sync::{Mutex, watch};
use uuid::Uuid;

use super::Lane;
use super::batch::{Append, Batch, ClaimColumns, Source};
use super::executor::{Jobs, Queues, give_up_overdue, time_after};
use super::load::{Declared, Found, LogKey, log_key};
use super::sql::{Head, Saved};
use super::world::{Held, Loaded, LoadedEvent, Stream, StreamKey};
use crate::chain::{self, Hash};
use crate::event::Recorded;
use crate::feed;

/// What the lane writes: events, claims and saved answers.
#[derive(Default)]
struct Tables {
    events: Vec<Recorded>,
    /// Where the events stand that belong to an id. Few aggregates share one.
    by_id: HashMap<Uuid, Vec<usize>>,
    claims: HashMap<ClaimKey, Held>,
    log: HashMap<LogKey, Saved>,
}

/// The tables, as the lane and the readers share them.
#[derive(Clone, Default)]
pub(crate) struct Shared(Arc<RwLock<Tables>>);

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shared")
    }
}

impl Shared {
    fn tables(&self) -> RwLockReadGuard<'_, Tables> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn tables_to_write(&self) -> RwLockWriteGuard<'_, Tables> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// At most `limit` events after that position.
    pub(crate) fn read_after(&self, position: i64, limit: i64) -> Vec<Recorded> {
        let skip = usize::try_from(position).unwrap_or(0);
        let limit = usize::try_from(limit).unwrap_or(0);
        self.tables().events.iter().skip(skip).take(limit).cloned().collect()
    }

    /// One stream in its order.
    pub(crate) fn read_stream(&self, aggregate_type: &str, id: Uuid) -> Vec<Recorded> {
        self.tables().stream(aggregate_type, id).cloned().collect()
    }

    /// The last position, 0 in an empty store.
    pub(crate) fn head(&self) -> i64 {
        self.tables().events.last().map_or(0, |event| event.position)
    }
}

impl Tables {
    fn stream(&self, aggregate_type: &str, id: Uuid) -> impl Iterator<Item = &Recorded> {
        let places = self.by_id.get(&id).into_iter().flatten();
        let events = places.filter_map(|place| self.events.get(*place));
        events.filter(move |event| event.aggregate_type == aggregate_type)
    }

    fn loaded(&self, key: StreamKey) -> Stream {
        let mut stream = Stream { sequence: 0, events: Vec::new(), state: None };
        for event in self.stream(key.aggregate_type, key.id) {
            stream.sequence = event.sequence;
            stream.events.push(LoadedEvent {
                event_type: event.event_type.clone(),
                event_version: event.event_version.clone(),
                payload: event.payload.clone(),
            });
        }
        stream
    }

    fn head_after(&self, genesis: Hash) -> Head {
        match self.events.last() {
            None => Head { position: 0, chain_hash: genesis, recorded_at: None },
            Some(last) => Head {
                position: last.position,
                chain_hash: last.chain_hash,
                recorded_at: Some(last.recorded_at),
            },
        }
    }

    fn write(&mut self, append: Append, recorded_at: Timestamp) {
        let Append { events, taken, moved, released, logged } = append;
        for n in 0..events.positions.len() {
            let aggregate_id =
                events.aggregate_ids[n].parse().expect("a batch writes an id as it is");
            self.by_id.entry(aggregate_id).or_default().push(self.events.len());
            self.events.push(Recorded {
                position: events.positions[n],
                aggregate_type: events.aggregate_types[n].clone(),
                aggregate_id,
                sequence: events.sequences[n],
                event_type: events.event_types[n].clone(),
                event_version: events.event_versions[n].clone(),
                payload: events.payloads[n].clone(),
                metadata: serde_json::from_str(&events.metadata[n])
                    .expect("a batch writes metadata as an object of texts"),
                recorded_at,
                chain_hash: events.chain_hashes[n].as_slice().try_into().expect("32 bytes"),
            });
        }
        for (key, held) in claims_of(&taken) {
            let before = self.claims.insert(key, held);
            assert!(before.is_none(), "a claim that was taken was free");
        }
        for ((key, held), was) in claims_of(&moved.claims).zip(moved.was) {
            let before = self.claims.insert(key, held);
            assert!(before.is_some_and(|before| before.owner == was), "a claim moved as decided");
        }
        for ((kind, key), was) in released.kinds.iter().zip(released.keys).zip(released.was) {
            let before = self.claims.remove(&ClaimKey::new(kind_of(kind), key));
            assert!(before.is_some_and(|before| before.owner == was), "a claim was given up once");
        }
        for n in 0..logged.keys.len() {
            let request_hash = logged.request_hashes[n].clone();
            let response = logged.responses[n].clone();
            let saved = Saved { request_hash, response, position: logged.positions[n] };
            let of = [&logged.actors, &logged.routes, &logged.keys];
            let [actor, route, key] = of.map(|column| column[n].clone());
            assert!(self.log.insert((actor, route, key), saved).is_none(), "a key was used once");
        }
    }
}

fn kind_of(kind: &str) -> ClaimKind {
    ClaimKind::parse(kind).expect("a batch writes a kind by its name")
}

fn claims_of(columns: &ClaimColumns) -> impl Iterator<Item = (ClaimKey, Held)> {
    (0..columns.keys.len()).map(|n| {
        let key = ClaimKey::new(kind_of(&columns.kinds[n]), columns.keys[n].clone());
        (key, Held { owner: columns.owners[n], until: columns.untils[n] })
    })
}

impl Source for Shared {
    async fn load(&mut self, declared: &Declared, genesis: Hash) -> Result<Found, sqlx::Error> {
        let tables = self.tables();
        let claim = |key: &ClaimKey| tables.claims.get(key).copied();
        let owners = declared.owned.iter().filter_map(|(key, aggregate_type)| {
            Some(StreamKey { aggregate_type, id: claim(key)?.owner })
        });
        let streams = declared.streams.iter().copied().chain(owners);
        let streams = streams.map(|key| (key, tables.loaded(key))).collect();
        let claims = declared.claims.iter().map(|key| (key.clone(), claim(key))).collect();
        let keys = declared.keys.iter().map(log_key);
        let log = keys.filter_map(|key| Some((key.clone(), tables.log.get(&key)?.clone())));
        Ok(Found {
            head: tables.head_after(genesis),
            loaded: Loaded { streams, claims },
            log: log.collect(),
        })
    }

    async fn load_streams(
        &mut self,
        keys: &[StreamKey],
    ) -> Result<HashMap<StreamKey, Stream>, sqlx::Error> {
        let tables = self.tables();
        Ok(keys.iter().map(|key| (*key, tables.loaded(*key))).collect())
    }

    async fn load_claims(
        &mut self,
        keys: &[ClaimKey],
    ) -> Result<HashMap<ClaimKey, Option<Held>>, sqlx::Error> {
        let tables = self.tables();
        Ok(keys.iter().map(|key| (key.clone(), tables.claims.get(key).copied())).collect())
    }
}

/// Works off a lane's queues into the tables.
pub(crate) struct Executor {
    genesis: Hash,
    clock: Arc<dyn Clock>,
    announcer: watch::Sender<i64>,
    /// Whoever holds it has the lane.
    taken: Arc<Mutex<()>>,
    shared: Shared,
    queues: Queues,
}

/// Opens a lane over those tables. Its executor ends when every `Lane` is dropped.
pub(crate) fn open(
    store_id: Uuid,
    clock: Arc<dyn Clock>,
    announcer: watch::Sender<i64>,
    taken: Arc<Mutex<()>>,
    shared: Shared,
) -> Lane {
    let (lane, queues) = Lane::queued();
    let genesis = chain::genesis(store_id);
    tokio::spawn(Executor { genesis, clock, announcer, taken, shared, queues }.run());
    lane
}

impl Executor {
    async fn run(mut self) {
        let taken = Arc::clone(&self.taken);
        let mut left = Jobs::new();
        loop {
            let fresh = left.is_empty();
            if fresh {
                let Some(first) = self.queues.next().await else { return };
                left.push(first);
            }
            let held = taken.lock().await;
            // What was left over goes first; as on Postgres, nothing joins it.
            if fresh {
                self.queues.drain(&mut left);
            }
            left = self.carry_out(left).await;
            drop(held);
        }
    }

    /// Carries out one batch, and gives back what had no room in it.
    async fn carry_out(&mut self, jobs: Jobs) -> Jobs {
        let mut jobs = give_up_overdue(jobs);
        jobs.retain(|job| job.take_in_hand());
        let found = self.shared.load(&Declared::by(&jobs), self.genesis).await;
        let Ok(found) = found else { return jobs };
        let recorded_at = time_after(self.clock.as_ref(), found.head.recorded_at);
        let mut batch = Batch::new(found, recorded_at);
        let mut settled = Vec::with_capacity(jobs.len());
        let mut left = jobs.into_iter();
        while batch.has_room() {
            let Some(mut job) = left.next() else { break };
            match batch.judge(&mut self.shared, &mut job).await {
                Ok(judged) => settled.push((job, judged)),
                Err(_) => break,
            }
        }
        let (append, head) = batch.finish();
        self.shared.tables_to_write().write(append, recorded_at);
        feed::announce(&self.announcer, head.position);
        for (job, settled) in settled {
            job.answer(settled);
        }
        let left: Jobs = left.collect();
        for job in &left {
            job.let_go();
        }
        left
    }
}
