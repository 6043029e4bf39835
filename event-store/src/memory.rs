//! The event store in memory, for fast tests and simulations. It judges by the very code of the
//! lane on Postgres, and forgets everything in the end.
//!
//! What is Postgres's own stays with Postgres: the second wall of constraints, waiting for a lost
//! connection, several processes on one store.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::Timestamp;
use domain::context::Context;
use domain::time::Clock;
use tokio::sync::{OwnedMutexGuard, watch};
use uuid::Uuid;

use crate::event::Recorded;
use crate::feed::FeedError;
use crate::inbox::{Delivery, Ending, LEASE, PENDING, Pending, Seen};
use crate::lane::in_memory::{self, Shared};
use crate::lane::{Accepted, Command, IdempotencyKey, Lane, Priority, SubmitError};
use crate::store::{RecordError, Store};

/// An event store in memory.
#[derive(Debug)]
pub struct Memory {
    lane: Lane,
    shared: Shared,
    taken: Arc<tokio::sync::Mutex<()>>,
    head: watch::Sender<i64>,
    inbox: Mutex<Vec<Entry>>,
    deliveries: watch::Sender<u64>,
}

/// A delivery, and until when it is some worker's.
#[derive(Debug)]
struct Entry {
    seen: Seen,
    leased_until: Option<Timestamp>,
}

/// The lane, held by somebody else.
#[derive(Debug)]
pub struct Held {
    _guard: OwnedMutexGuard<()>,
}

impl Memory {
    /// An empty store with that id. It needs a Tokio runtime, in which its lane runs.
    pub fn open(store_id: Uuid, clock: Arc<dyn Clock>) -> Self {
        let (shared, head) = (Shared::default(), watch::Sender::new(0));
        let taken = Arc::default();
        let lane =
            in_memory::open(store_id, clock, head.clone(), Arc::clone(&taken), shared.clone());
        let (inbox, deliveries) = (Mutex::default(), watch::Sender::new(0));
        Self { lane, shared, taken, head, inbox, deliveries }
    }

    /// Takes the lane: until what this returns is dropped, commands wait in their queue.
    pub async fn hold(&self) -> Held {
        Held { _guard: Arc::clone(&self.taken).lock_owned().await }
    }

    fn inbox(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn at_most<T>(mut many: Vec<T>, limit: i64) -> Vec<T> {
    many.truncate(usize::try_from(limit).unwrap_or(0));
    many
}

impl Store for Memory {
    async fn submit<C: Command>(
        &self,
        command: C,
        context: Context,
        idempotency: Option<IdempotencyKey>,
        priority: Priority,
    ) -> Result<Accepted<C::Reply>, SubmitError<C::Rejection>> {
        self.lane.submit(command, context, idempotency, priority).await
    }

    async fn read_after(&self, position: i64, limit: i64) -> Result<Vec<Recorded>, FeedError> {
        Ok(self.shared.read_after(position, limit))
    }

    async fn read_stream(
        &self,
        aggregate_type: &str,
        aggregate_id: Uuid,
    ) -> Result<Vec<Recorded>, FeedError> {
        Ok(self.shared.read_stream(aggregate_type, aggregate_id))
    }

    async fn head(&self) -> Result<i64, sqlx::Error> {
        Ok(self.shared.head())
    }

    fn positions(&self) -> watch::Receiver<i64> {
        self.head.subscribe()
    }

    async fn record(&self, delivery: &Delivery) -> Result<(), RecordError> {
        let id = delivery.id.uuid();
        let mut inbox = self.inbox();
        if inbox.iter().any(|entry| entry.seen.id == id) {
            return Err(RecordError::Twice(id));
        }
        let seen = Seen {
            id,
            received_at: delivery.received_at,
            road: delivery.road.to_owned(),
            reference: delivery.reference.clone(),
            source_address: delivery.source_address.clone(),
            trust: delivery.trust.as_str().to_owned(),
            state: delivery.trust.first_state().to_owned(),
            note: None,
            body: delivery.sealed_body.clone(),
        };
        inbox.push(Entry { seen, leased_until: None });
        drop(inbox);
        self.deliveries.send_modify(|count| *count = count.wrapping_add(1));
        Ok(())
    }

    async fn take(&self, now: Timestamp, limit: i64) -> Result<Vec<Pending>, sqlx::Error> {
        let mut inbox = self.inbox();
        let waits = |entry: &&mut Entry| {
            entry.seen.state == PENDING && entry.leased_until.is_none_or(|until| until <= now)
        };
        let mut due: Vec<&mut Entry> = inbox.iter_mut().filter(waits).collect();
        due.sort_unstable_by_key(|entry| (entry.seen.received_at, entry.seen.id));
        let taken = at_most(due, limit).into_iter().map(|entry| {
            entry.leased_until = Some(now + LEASE);
            let Seen { id, road, reference, body, .. } = entry.seen.clone();
            Pending { id, road, reference, body }
        });
        Ok(taken.collect())
    }

    async fn finish(
        &self,
        id: Uuid,
        ending: Ending,
        note: Option<&str>,
        _now: Timestamp,
    ) -> Result<(), sqlx::Error> {
        let mut inbox = self.inbox();
        let waits = |entry: &&mut Entry| entry.seen.id == id && entry.seen.state == PENDING;
        if let Some(entry) = inbox.iter_mut().find(waits) {
            ending.as_str().clone_into(&mut entry.seen.state);
            entry.seen.note = note.map(ToOwned::to_owned);
            entry.leased_until = None;
        }
        Ok(())
    }

    async fn list(
        &self,
        state: Option<&str>,
        reference: Option<&str>,
        after: Option<(Timestamp, Uuid)>,
        limit: i64,
    ) -> Result<Vec<Seen>, sqlx::Error> {
        let inbox = self.inbox();
        let asked_for = inbox.iter().map(|entry| &entry.seen).filter(|seen| {
            state.is_none_or(|state| seen.state == state)
                && reference.is_none_or(|text| seen.reference.as_deref() == Some(text))
                && after.is_none_or(|after| (seen.received_at, seen.id) < after)
        });
        let mut seen: Vec<Seen> = asked_for.cloned().collect();
        seen.sort_unstable_by_key(|seen| std::cmp::Reverse((seen.received_at, seen.id)));
        Ok(at_most(seen, limit))
    }

    fn deliveries(&self) -> watch::Receiver<u64> {
        self.deliveries.subscribe()
    }
}
