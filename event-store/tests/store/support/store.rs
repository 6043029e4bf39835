//! A store of one test: its own database, a clock that the test moves, and lanes as several
//! processes would open them.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::task::Poll;

use domain::Timestamp;
use domain::context::{Actor, Context, Source};
use domain::time::Clock;
use event_store::lane::{Accepted, Command, IdempotencyKey, Lane, Priority, SubmitError};
use event_store::{Feed, Postgres, schema};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, PgPool};
use testing::TestDatabase;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// What a caller of the lane gets.
pub(crate) type Answer<C> =
    Result<Accepted<<C as Command>::Reply>, SubmitError<<C as Command>::Rejection>>;

/// A clock that stands where the test puts it. Each look is a millisecond later, so events with
/// equal times are of one batch.
#[derive(Debug)]
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    /// A clock at the moment at which every test begins.
    pub(crate) fn at_first() -> Self {
        Self(AtomicI64::new(at("2026-03-01T06:00:00Z").timestamp_micros()))
    }

    pub(crate) fn set(&self, at: Timestamp) {
        self.0.store(at.timestamp_micros(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_timestamp_micros(self.0.fetch_add(1_000, Ordering::SeqCst)).unwrap()
    }
}

/// What one process has.
pub(crate) struct Node {
    pub(crate) feed: Feed,
    pub(crate) lane: Lane,
}

impl Node {
    async fn open(pool: &PgPool, options: PgConnectOptions, clock: Arc<TestClock>) -> Self {
        let feed = Feed::start(pool.clone()).await.unwrap();
        let (lane, _executor) = Lane::open(pool, options, clock, &feed).await.unwrap();
        Self { feed, lane }
    }

    /// Submits a command and waits for its answer.
    pub(crate) async fn submit<C: Command>(&self, command: C) -> Answer<C> {
        submit(self.lane.clone(), command, None, Priority::Interactive).await
    }

    /// The same under an idempotency key.
    pub(crate) async fn submit_under<C: Command>(
        &self,
        key: IdempotencyKey,
        command: C,
    ) -> Answer<C> {
        submit(self.lane.clone(), command, Some(key), Priority::Interactive).await
    }

    /// Puts a command into the queue. When this returns it stands there, behind those before it.
    pub(crate) async fn enqueue<C: Command>(&self, command: C) -> JoinHandle<Answer<C>> {
        enqueue(submit(self.lane.clone(), command, None, Priority::Interactive)).await
    }

    /// The same, unless it is answered at once.
    pub(crate) async fn try_enqueue<C: Command>(
        &self,
        command: C,
    ) -> Result<JoinHandle<Answer<C>>, Answer<C>> {
        try_enqueue(submit(self.lane.clone(), command, None, Priority::Interactive)).await
    }

    /// The same under an idempotency key.
    pub(crate) async fn enqueue_under<C: Command>(
        &self,
        key: IdempotencyKey,
        command: C,
    ) -> JoinHandle<Answer<C>> {
        enqueue(submit(self.lane.clone(), command, Some(key), Priority::Interactive)).await
    }

    /// The same as bulk work.
    pub(crate) async fn enqueue_bulk<C: Command>(&self, command: C) -> JoinHandle<Answer<C>> {
        enqueue(submit(self.lane.clone(), command, None, Priority::Bulk)).await
    }
}

async fn submit<C: Command>(
    lane: Lane,
    command: C,
    key: Option<IdempotencyKey>,
    priority: Priority,
) -> Answer<C> {
    let context = Context {
        actor: Actor::Service,
        correlation_id: new_id(),
        causation_id: None,
        source: Source::Cli,
        request_id: None,
    };
    lane.submit(command, context, key, priority).await
}

pub(crate) async fn enqueue<T: Send + 'static>(
    submission: impl Future<Output = T> + Send + 'static,
) -> JoinHandle<T> {
    match try_enqueue(submission).await {
        Ok(waits) => waits,
        Err(answer) => tokio::spawn(std::future::ready(answer)),
    }
}

/// A submission queues its command the first time that it is polled.
pub(crate) async fn try_enqueue<T: Send + 'static>(
    submission: impl Future<Output = T> + Send + 'static,
) -> Result<JoinHandle<T>, T> {
    let mut submission = Box::pin(submission);
    match std::future::poll_fn(|context| Poll::Ready(submission.as_mut().poll(context))).await {
        Poll::Ready(answer) => Err(answer),
        Poll::Pending => Ok(tokio::spawn(submission)),
    }
}

/// A database, and a process with its lane on it.
pub(crate) struct Store {
    pub(crate) node: Node,
    pub(crate) pool: PgPool,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) options: PgConnectOptions,
    _database: TestDatabase,
}

impl Store {
    pub(crate) async fn open() -> Self {
        let database = TestDatabase::create().await;
        let pool = database.pool().clone();
        schema::migrate(&pool).await.unwrap();
        let options = PgConnectOptions::from_str(database.url()).unwrap();
        let clock = Arc::new(TestClock::at_first());
        let node = Node::open(&pool, options.clone(), clock.clone()).await;
        Self { node, pool, clock, options, _database: database }
    }

    /// Another process with a lane on the same database.
    pub(crate) async fn another_node(&self) -> Node {
        self.node_through(self.options.clone()).await
    }

    /// Another process, whose lane reaches the database by that road.
    pub(crate) async fn node_through(&self, options: PgConnectOptions) -> Node {
        Node::open(&self.pool, options, self.clock.clone()).await
    }

    /// The store as a process has it open.
    pub(crate) async fn opened(&self) -> Postgres {
        let Node { feed, lane } = self.another_node().await;
        Postgres::new(self.pool.clone(), lane, Arc::new(feed))
    }

    /// A connection of its own.
    pub(crate) async fn connect(&self) -> PgConnection {
        PgConnection::connect_with(&self.options).await.unwrap()
    }

    /// How many events there are.
    pub(crate) async fn count_events(&self) -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM events").fetch_one(&self.pool).await.unwrap()
    }

    /// Ends the lanes' connections that are at that moment: a condition on `pg_stat_activity`.
    pub(crate) async fn terminate_lanes(&self, moment: &str) -> i64 {
        let statement = format!(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
             WHERE application_name = 'daftari lane' AND datname = current_database() AND ({moment})"
        );
        sqlx::query_scalar(&statement).fetch_one(&self.pool).await.unwrap()
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An id that no other of this run has.
pub(crate) fn new_id() -> Uuid {
    static LAST: AtomicU64 = AtomicU64::new(0);
    Uuid::from_u128(
        0x0195_0000_0000_7000_8000_0000_0000_0000
            + u128::from(LAST.fetch_add(1, Ordering::Relaxed)),
    )
}

/// A key of the service for the route `test`.
pub(crate) fn key(key: &str, request: u8) -> IdempotencyKey {
    IdempotencyKey {
        actor: "service".to_owned(),
        route: "test".to_owned(),
        key: key.to_owned(),
        request_hash: [request; 32],
    }
}
