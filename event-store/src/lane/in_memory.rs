//! The lane without a database: the same queues, batches and judgements over tables in memory.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use domain::claim::{ClaimKey, ClaimKind};
use domain::time::Clock;
use tokio::sync::{Mutex, watch};
use uuid::Uuid;

use super::Lane;
use super::batch::{Batch, ClaimColumns, Rows, Source};
use super::executor::{Jobs, Queues, give_up_overdue};
use super::known::Known;
use super::load::{Asked, Declared, Found, LogKey, log_key};
use super::sql::{Head, Saved};
use super::world::{Held, LoadedEvent, StreamKey};
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

    fn rest_of(&self, asked: Asked) -> Vec<LoadedEvent> {
        let stream = self.stream(asked.key.kind.aggregate_type, asked.key.id);
        let rest = stream.filter(|event| event.sequence > asked.after);
        rest.map(|event| LoadedEvent {
            sequence: event.sequence,
            event_type: event.event_type.clone(),
            event_version: event.event_version.clone(),
            payload: event.payload.clone(),
        })
        .collect()
    }

    fn head(&self) -> Option<Head> {
        self.events.last().map(|last| Head {
            position: last.position,
            chain_hash: last.chain_hash,
            recorded_at: Some(last.recorded_at),
        })
    }

    fn write(&mut self, rows: Rows) {
        let Rows { recorded_at, events, taken, moved, released, logged } = rows;
        for n in 0..events.positions.len() {
            let aggregate_id =
                events.aggregate_ids[n].parse().expect("a batch writes an id as it is");
            self.by_id.entry(aggregate_id).or_default().push(self.events.len());
            self.events.push(Recorded {
                position: events.positions[n],
                aggregate_type: events.aggregate_types[n].to_owned(),
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
        let key = ClaimKey::new(kind_of(columns.kinds[n]), columns.keys[n].clone());
        (key, Held { owner: columns.owners[n], until: columns.untils[n] })
    })
}

impl Source for Shared {
    async fn load(&mut self, declared: &Declared) -> Result<Found, sqlx::Error> {
        let tables = self.tables();
        let claim = |key: &ClaimKey| tables.claims.get(key).copied();
        let owners = declared.owned.iter().filter_map(|(key, kind)| {
            let key = StreamKey { kind: *kind, id: claim(key)?.owner };
            Some(Asked { key, after: 0 })
        });
        let asked = declared.streams.iter().copied().chain(owners);
        let streams = asked.map(|asked| (asked.key, tables.rest_of(asked))).collect();
        let claims = declared.claims.iter().map(|key| (key.clone(), claim(key))).collect();
        let keys = declared.keys.iter().map(log_key);
        let log = keys.filter_map(|key| Some((key.clone(), tables.log.get(&key)?.clone())));
        let kept = HashMap::new();
        Ok(Found { head: tables.head(), streams, kept, claims, log: log.collect() })
    }

    async fn load_stream(&mut self, asked: Asked) -> Result<Vec<LoadedEvent>, sqlx::Error> {
        Ok(self.tables().rest_of(asked))
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
    known: Known,
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
    tokio::spawn(
        Executor { genesis, clock, announcer, taken, shared, known: Known::default(), queues }
            .run(),
    );
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
        let known = &mut self.known;
        let found = self.shared.load(&Declared::by(&jobs, known)).await;
        let Ok(found) = found else { return jobs };
        let head = found.head.unwrap_or(Head::before_all(self.genesis));
        let mut batch = Batch::begin(head, self.clock.as_ref());
        let left = match batch.judge_all(&mut self.shared, known, found, jobs).await {
            Ok(left) => left,
            Err((jobs, _)) => return jobs,
        };
        let decided = batch.finish(known);
        self.shared.tables_to_write().write(decided.rows);
        feed::announce(&self.announcer, decided.head.position);
        for (job, settled) in decided.settled {
            job.answer(settled);
        }
        for job in &left {
            job.let_go();
        }
        left
    }
}
