//! The lane: one serial executor for the whole cluster, in which commands travel in batches.
//!
//! A batch takes the advisory lock, reads the last event, drains the queue, judges every command
//! in memory in the order of arrival, and appends what they lead to in one statement. Only after
//! the commit does anyone get an answer. So positions have no gap, commit order is position order,
//! a command may touch several aggregates, and what must be unique is unique.

mod ahead;
mod batch;
mod executor;
pub(crate) mod in_memory;
mod job;
mod known;
mod load;
mod snapshots;
mod sql;
mod world;

use std::sync::Arc;
use std::time::Duration;

use domain::context::Context;
use domain::time::Clock;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::postgres::PgConnectOptions;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

pub use job::{Accepted, SubmitError};
pub use snapshots::SNAPSHOT_EVERY;
pub use world::{Halt, Held, Missing, Reads, StreamKey, StreamKind, World};

use crate::feed::Feed;
use crate::schema;
use job::{AnyJob, Job};

/// How many commands one batch takes. Larger batches answer later and gain little (measured:
/// throughput rises with batch size up to here).
pub const BATCH_COMMANDS_MAX: usize = 512;
/// How many events one batch may append; what goes beyond waits for the next.
pub const BATCH_EVENTS_MAX: usize = 4_096;
/// How many bytes of payload one batch may append.
pub const BATCH_BYTES_MAX: usize = 4 * 1024 * 1024;
/// How many commands may wait. Beyond it callers are told to come back, instead of waiting for
/// longer than anyone would.
pub const QUEUE_COMMANDS_MAX: usize = 4_096;
/// How long a caller waits for an answer. Past it the command is withdrawn; only if it is being
/// recorded at that moment, its caller waits on until the database has answered or is given up.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(15);

/// A command: what it needs to see, and a pure decision.
pub trait Command: Send + 'static {
    /// What its caller is told. It is stored beside an idempotency key.
    type Reply: Serialize + DeserializeOwned + Send + 'static;
    /// Why it cannot be.
    type Rejection: std::error::Error + Send + Sync + 'static;

    /// The streams and claims that it will look at, so that a batch loads them together. What is
    /// not named here is still found, at the price of a further question to the database, which the
    /// commands of a batch share.
    fn reads(&self) -> Reads;

    /// Decides. It is called before its turn to learn what it looks at, and again if something was not
    /// loaded or its batch is repeated, so it must depend on nothing but itself and the world.
    fn decide(&self, world: &mut World<'_>) -> Result<Self::Reply, Stop<Self::Rejection>>;
}

/// Why a decision ended without a reply.
#[derive(Debug)]
pub enum Stop<R> {
    /// It cannot be.
    Rejected(R),
    /// It cannot go on.
    Halt(Halt),
}

impl<R> From<Halt> for Stop<R> {
    fn from(halt: Halt) -> Self {
        Self::Halt(halt)
    }
}

/// A key under which a command is done once, however often it is submitted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey {
    /// Whose key.
    pub actor: String,
    /// For what; the same key elsewhere is another key.
    pub route: String,
    /// The key, at most 255 bytes.
    pub key: String,
    /// What was asked under it, so that another request is recognised.
    pub request_hash: [u8; 32],
}

/// Which commands go first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Priority {
    /// Somebody waits.
    #[default]
    Interactive,
    /// Fills only the room that is left: imports, backlogs, demonstration data.
    Bulk,
}

/// The way into the lane. Cheap to clone.
#[derive(Clone)]
pub struct Lane {
    interactive: mpsc::Sender<Box<dyn AnyJob>>,
    bulk: mpsc::Sender<Box<dyn AnyJob>>,
}

impl std::fmt::Debug for Lane {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lane")
    }
}

/// The lane could not be opened.
#[derive(Debug, thiserror::Error)]
#[error(
    "the event store could not be opened; check DATABASE_URL and that `daftari migrate` has run"
)]
pub struct OpenError(#[from] sqlx::Error);

impl Lane {
    /// Opens the lane and starts its executor, which ends when every `Lane` is dropped and the
    /// queue is empty.
    pub async fn open(
        pool: &sqlx::PgPool,
        options: PgConnectOptions,
        clock: Arc<dyn Clock>,
        feed: &Feed,
    ) -> Result<(Self, JoinHandle<()>), OpenError> {
        let store_id = schema::store_id(pool).await?;
        let (lane, queues) = Self::queued();
        let executor = executor::Executor::new(
            sql::lane_options(options),
            store_id,
            clock,
            feed.announcer(),
            queues,
            snapshots::Keeper::start(pool.clone()),
        );
        Ok((lane, tokio::spawn(executor.run())))
    }

    /// A way into a lane, and the queues that its executor has to work off.
    fn queued() -> (Self, executor::Queues) {
        let (interactive, interactive_queue) = mpsc::channel(QUEUE_COMMANDS_MAX);
        let (bulk, bulk_queue) = mpsc::channel(QUEUE_COMMANDS_MAX);
        let queues = executor::Queues { interactive: interactive_queue, bulk: bulk_queue };
        (Self { interactive, bulk }, queues)
    }

    /// Submits a command and waits for its answer, which comes after the commit.
    pub async fn submit<C: Command>(
        &self,
        command: C,
        context: Context,
        idempotency: Option<IdempotencyKey>,
        priority: Priority,
    ) -> Result<Accepted<C::Reply>, SubmitError<C::Rejection>> {
        let room = match priority {
            Priority::Interactive => {
                self.interactive.try_reserve().map_err(|error| match error {
                    TrySendError::Full(()) => SubmitError::Busy,
                    TrySendError::Closed(()) => SubmitError::Unavailable,
                })?
            }
            // Bulk work waits for room instead of being turned away.
            Priority::Bulk => self.bulk.reserve().await.map_err(|_| SubmitError::Unavailable)?,
        };
        let (answer, mut answered) = oneshot::channel();
        let deadline = Instant::now() + ANSWER_WITHIN;
        let job = Job::new(command, context, idempotency, deadline, answer);
        let ticket = job.ticket();
        room.send(Box::new(job));
        let answer = match timeout_at(deadline, &mut answered).await {
            Ok(answer) => answer,
            Err(_elapsed) if ticket.withdraw() => return Err(SubmitError::Unavailable),
            // The lane has it in hand, and what it does there is limited in time.
            Err(_elapsed) => answered.await,
        };
        // Without an answer the executor is gone: it may have had the command in hand.
        answer.unwrap_or_else(|_| {
            Err(if ticket.withdraw() {
                SubmitError::Unavailable
            } else {
                SubmitError::OutcomeUnknown
            })
        })
    }
}
