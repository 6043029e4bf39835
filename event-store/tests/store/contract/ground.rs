//! A fresh store of either kind, and somebody who can hold its lane.

use std::sync::Arc;

use domain::context::{Actor, Context, Source};
use event_store::lane::{Command, IdempotencyKey, Priority};
use event_store::{Memory, Postgres, Store, memory};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::support::hold::HeldLane;
use crate::support::store::{self, Answer, TestClock, enqueue, try_enqueue};

pub(super) trait Ground: Sized {
    type Store: Store + 'static;
    type Held;

    async fn open() -> Self;
    fn store(&self) -> &Arc<Self::Store>;
    fn clock(&self) -> &TestClock;
    /// Takes the lane, so that commands wait in the queue.
    async fn hold(&self) -> Self::Held;
    async fn release(held: Self::Held);

    async fn submit<C: Command>(&self, command: C) -> Answer<C> {
        self.store().submit(command, context(), None, Priority::Interactive).await
    }

    async fn submit_under<C: Command>(&self, key: IdempotencyKey, command: C) -> Answer<C> {
        self.store().submit(command, context(), Some(key), Priority::Interactive).await
    }

    /// Puts a command into the queue. When this returns it stands there, behind those before it.
    async fn enqueue<C: Command>(&self, command: C, priority: Priority) -> JoinHandle<Answer<C>> {
        let store = Arc::clone(self.store());
        enqueue(async move { store.submit(command, context(), None, priority).await }).await
    }

    /// The same, unless it is answered at once.
    async fn try_enqueue<C: Command>(
        &self,
        command: C,
    ) -> Result<JoinHandle<Answer<C>>, Answer<C>> {
        let store = Arc::clone(self.store());
        let priority = Priority::Interactive;
        try_enqueue(async move { store.submit(command, context(), None, priority).await }).await
    }
}

/// Who asks, and always as part of the same story, so that two stores record the same.
pub(super) fn context() -> Context {
    Context {
        actor: Actor::Service,
        correlation_id: Uuid::from_u128(0x0195_0000_0000_7000_8000_ffff_ffff_ffff),
        causation_id: None,
        source: Source::Cli,
        request_id: None,
    }
}

pub(super) struct OnPostgres {
    ground: store::Store,
    store: Arc<Postgres>,
}

impl Ground for OnPostgres {
    type Store = Postgres;
    type Held = HeldLane;

    async fn open() -> Self {
        let ground = store::Store::open().await;
        let store = Arc::new(ground.opened().await);
        Self { ground, store }
    }

    fn store(&self) -> &Arc<Postgres> {
        &self.store
    }

    fn clock(&self) -> &TestClock {
        &self.ground.clock
    }

    async fn hold(&self) -> HeldLane {
        HeldLane::take(&self.ground).await
    }

    async fn release(held: HeldLane) {
        held.release().await;
    }
}

impl OnPostgres {
    pub(super) async fn store_id(&self) -> Uuid {
        event_store::schema::store_id(&self.ground.pool).await.unwrap()
    }
}

pub(super) struct InMemory {
    store: Arc<Memory>,
    clock: Arc<TestClock>,
}

impl InMemory {
    pub(super) fn with_id(store_id: Uuid) -> Self {
        let clock = Arc::new(TestClock::at_first());
        Self { store: Arc::new(Memory::open(store_id, clock.clone())), clock }
    }
}

impl Ground for InMemory {
    type Store = Memory;
    type Held = memory::Held;

    async fn open() -> Self {
        Self::with_id(store::new_id())
    }

    fn store(&self) -> &Arc<Memory> {
        &self.store
    }

    fn clock(&self) -> &TestClock {
        &self.clock
    }

    async fn hold(&self) -> memory::Held {
        self.store.hold().await
    }

    async fn release(held: memory::Held) {
        drop(held);
    }
}
