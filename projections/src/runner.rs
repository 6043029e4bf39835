//! The runner: one task a projection, which applies the feed to it batch by batch.
//!
//! Rows and checkpoint are written in one SQL transaction, and only the process that holds the
//! checkpoint's row writes. So wherever a process is killed, what was committed is whole, and
//! whoever goes on does so with the next event.

use std::sync::Arc;
use std::time::Duration;

use domain::PaymentId;
use domain::personal::Unseal;
use event_store::feed::{self, FeedError};
use event_store::{Feed, Recorded, Tail, checkpoint};
use sqlx::{PgConnection, PgPool};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::dashboard::project::DashboardProjector;
use crate::history::project::HistoryProjector;
use crate::ledger::project::LedgerProjector;
use crate::packages::project::PackagesProjector;
use crate::payments::project::PaymentsProjector;
use crate::progress::Progress;
use crate::projection::{ApplyError, Projector};
use crate::skips;
use crate::subscriptions::project::SubscriptionsProjector;
use crate::taxes::project::TaxesProjector;
use crate::users::project::UsersProjector;

/// How many events one SQL transaction applies. More saves little, and makes readers wait.
const BATCH_EVENTS_MAX: i64 = 500;
/// How soon another process's place is tried again. It may have died just after it took the last
/// events, and then nothing wakes this one.
const LEAD_AGAIN: Duration = Duration::from_secs(1);
/// How often a projection that has stopped looks whether it was mended. It is told of that too.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How soon a failed event is tried again, at first and at most.
const RETRY_FIRST: Duration = Duration::from_millis(200);
const RETRY_MAX: Duration = Duration::from_secs(30);

/// Rows that are rebuilt from events need not wait for the disk: after a crash of the database
/// they and their checkpoint are missing together, and are made again. A process that is frozen
/// while it leads is thrown out, so that another can lead.
const BEGIN: &str = "BEGIN; SET LOCAL synchronous_commit = off;
    SET LOCAL idle_in_transaction_session_timeout = '5s'";

/// The projectors of every read model.
pub fn projectors() -> Vec<Arc<dyn Projector>> {
    vec![
        Arc::new(UsersProjector),
        Arc::new(PackagesProjector),
        Arc::new(SubscriptionsProjector),
        Arc::new(PaymentsProjector),
        Arc::new(DashboardProjector),
        Arc::new(HistoryProjector),
        Arc::new(LedgerProjector),
        Arc::new(TaxesProjector),
    ]
}

/// The tasks of the projections.
#[derive(Debug)]
pub struct Runner {
    progress: Progress,
    tasks: JoinSet<()>,
}

impl Runner {
    /// Starts a task for each projection. They end after the batch in hand once `shutdown` is
    /// cancelled; dropping the runner ends them at once, which loses nothing either.
    ///
    /// Each holds a connection of the pool while it applies a batch, and opening personal fields
    /// may take another.
    pub fn start(
        pool: PgPool,
        feed: &Feed,
        unseal: Arc<dyn Unseal>,
        shutdown: CancellationToken,
    ) -> Self {
        Self::start_with(projectors(), pool, feed, unseal, shutdown)
    }

    /// Starts a task for each of these projectors.
    pub fn start_with(
        projectors: Vec<Arc<dyn Projector>>,
        pool: PgPool,
        feed: &Feed,
        unseal: Arc<dyn Unseal>,
        shutdown: CancellationToken,
    ) -> Self {
        let progress = Progress::new(pool.clone());
        let mut tasks = JoinSet::new();
        for projector in projectors {
            let follower = Follower {
                projector,
                pool: pool.clone(),
                tail: feed.tail().clone(),
                unseal: Arc::clone(&unseal),
                progress: progress.clone(),
            };
            tasks.spawn(follower.follow(feed.positions(), feed.retries(), shutdown.clone()));
        }
        Self { progress, tasks }
    }

    /// How far the projections are.
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// Waits until every task has ended.
    pub async fn join(mut self) {
        while let Some(ended) = self.tasks.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a projection's task did not end well");
            }
        }
    }
}

/// A batch was not applied.
#[derive(Debug, thiserror::Error)]
enum BatchError {
    #[error(transparent)]
    Feed(#[from] FeedError),
    #[error(transparent)]
    Apply(#[from] ApplyError),
    #[error("the database could not be reached: {0}")]
    Database(#[source] sqlx::Error),
    #[error("another process leads")]
    NotLeading,
}

impl From<sqlx::Error> for BatchError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

/// What a batch led to.
struct Applied {
    position: i64,
    changed: Vec<PaymentId>,
}

/// How an attempt went.
enum Attempt {
    /// Another process leads.
    NotLeading,
    /// There is nothing to apply.
    NothingToDo,
    /// A batch was applied.
    Applied,
}

struct Follower {
    projector: Arc<dyn Projector>,
    pool: PgPool,
    tail: Tail,
    unseal: Arc<dyn Unseal>,
    progress: Progress,
}

impl Follower {
    async fn follow(
        self,
        mut head: watch::Receiver<i64>,
        mut retries: watch::Receiver<u64>,
        shutdown: CancellationToken,
    ) {
        let mut limit = BATCH_EVENTS_MAX;
        let mut position = 0;
        let mut retry_after = RETRY_FIRST;
        while !shutdown.is_cancelled() {
            // Marked before the events are read, so that what comes meanwhile wakes at once.
            head.mark_unchanged();
            retries.mark_unchanged();
            let wait = match self.attempt(limit, &mut position).await {
                Ok(Attempt::Applied) => {
                    limit = limit.saturating_mul(2).min(BATCH_EVENTS_MAX);
                    retry_after = RETRY_FIRST;
                    continue;
                }
                Ok(Attempt::NothingToDo) => None,
                Ok(Attempt::NotLeading) => Some(LEAD_AGAIN),
                // The batch is tried by halves, until what can be applied is and the event that
                // cannot be stands alone.
                Err(error) if is_of_the_events(&error) && limit > 1 => {
                    limit /= 2;
                    continue;
                }
                Err(error) => {
                    let noted = self.stopped(position, &error).await;
                    let wait = retry_after;
                    retry_after = retry_after.saturating_mul(2).min(RETRY_MAX);
                    tokio::select! {
                        () = shutdown.cancelled() => return,
                        told = retries.changed() => if told.is_err() { return },
                        () = self.mended(), if noted => {}
                        () = tokio::time::sleep(wait) => {}
                    }
                    continue;
                }
            };
            tokio::select! {
                () = shutdown.cancelled() => return,
                changed = head.changed() => if changed.is_err() { return },
                () = sleep_if(wait) => {}
            }
        }
    }

    /// Applies the next batch, if this process leads, and notes after which `position` that is.
    async fn attempt(&self, limit: i64, position: &mut i64) -> Result<Attempt, BatchError> {
        let mut transaction = self.pool.begin_with(BEGIN).await?;
        match self.apply_next(&mut transaction, limit, position).await {
            Ok(Some(applied)) => {
                transaction.commit().await?;
                self.progress.announce_payments(applied.changed);
                self.progress.announce(self.projector.projection(), applied.position);
                Ok(Attempt::Applied)
            }
            // Rolled back here and not when dropped, which is done later by another task: until
            // then the checkpoint would seem to be held by another process.
            Ok(None) => {
                transaction.rollback().await?;
                Ok(Attempt::NothingToDo)
            }
            Err(BatchError::NotLeading) => {
                transaction.rollback().await?;
                Ok(Attempt::NotLeading)
            }
            Err(error) => {
                if let Err(error) = transaction.rollback().await {
                    tracing::debug!(%error, "a rollback failed; the connection is given up");
                }
                Err(error)
            }
        }
    }

    async fn apply_next(
        &self,
        connection: &mut PgConnection,
        limit: i64,
        position: &mut i64,
    ) -> Result<Option<Applied>, BatchError> {
        let projection = self.projector.projection();
        let reader = projection.reader();
        let checkpoint =
            checkpoint::lead(connection, reader).await?.ok_or(BatchError::NotLeading)?;
        *position = checkpoint.position;
        self.progress.announce(projection, checkpoint.position);
        // Read anew each time, once the checkpoint is held: who has an event skipped holds it too.
        // A skip stands after its event, so there is always another event to move on to.
        let skipped = skips::positions(&skips::of(&mut *connection, reader).await?);
        let events = self.read_after(connection, checkpoint.position, limit, &skipped).await?;
        let Some(last) = events.last() else { return Ok(None) };
        let changed = self.projector.apply(connection, &events, self.unseal.as_ref()).await?;
        checkpoint::advance(connection, reader, last.position, &last.chain_hash).await?;
        Ok(Some(Applied { position: last.position, changed }))
    }

    /// The next events, without those that are left out.
    async fn read_after(
        &self,
        connection: &mut PgConnection,
        position: i64,
        limit: i64,
        skipped: &[i64],
    ) -> Result<Vec<Arc<Recorded>>, FeedError> {
        if skipped.iter().all(|skipped| *skipped <= position) {
            return self.tail.read_after(connection, position, limit).await;
        }
        let events = feed::read_after_without(connection, position, limit, skipped).await?;
        Ok(events.into_iter().map(Arc::new).collect())
    }

    /// Says why it does not go on: in the log, and where operators and health checks look. Whether
    /// it could be noted there.
    async fn stopped(&self, position: i64, error: &BatchError) -> bool {
        let projection = self.projector.projection();
        if !is_of_the_events(error) {
            tracing::warn!(%error, projection = projection.name(), "a projection waits for the database");
            return false;
        }
        tracing::error!(%error, projection = projection.name(), "a projection stopped at an event; it is tried again");
        let because = because_of(error, projection.name());
        let noted = checkpoint::stop(&self.pool, projection.reader(), position, &because).await;
        if let Err(error) = &noted {
            tracing::warn!(%error, projection = projection.name(), "why it stopped could not be noted");
        }
        noted.is_ok()
    }

    /// Resolves once the note of why it stopped is gone: somebody has mended it, and the
    /// notification of that was lost.
    async fn mended(&self) {
        loop {
            tokio::time::sleep(LOOK_AGAIN).await;
            let looked = checkpoint::of(&self.pool, self.projector.projection().reader()).await;
            if let Ok(Some(found)) = looked
                && found.stopped_because.is_none()
            {
                return;
            }
        }
    }
}

/// Why a projection stopped, and what to do if that is known.
fn because_of(error: &BatchError, projection: &str) -> String {
    let code = match error {
        BatchError::Apply(ApplyError::Database(sqlx::Error::Database(error))) => error.code(),
        _ => None,
    };
    // A table that is not there, or the type of its rows.
    if code.is_some_and(|code| code == "42P01" || code == "42704") {
        format!("a table is missing ({error}); run `daftari replay --projection {projection}`")
    } else {
        error.to_string()
    }
}

async fn sleep_if(wait: Option<Duration>) {
    match wait {
        Some(wait) => tokio::time::sleep(wait).await,
        None => std::future::pending().await,
    }
}

/// Whether the events themselves may be at fault, and not the way to the database.
fn is_of_the_events(error: &BatchError) -> bool {
    match error {
        BatchError::Apply(ApplyError::Database(error)) => !is_of_the_way(error),
        BatchError::Feed(FeedError::Database(error)) | BatchError::Database(error) => {
            !is_of_the_way(error)
        }
        BatchError::Feed(FeedError::Decode(_)) | BatchError::Apply(_) => true,
        BatchError::NotLeading => false,
    }
}

/// Whether the database could not be reached, or had no room or time: nothing that another batch
/// would do better.
fn is_of_the_way(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            // Thrown out for being idle; then connection, rollback, resources, intervention,
            // system and internal errors.
            ["25P03", "08", "40", "53", "55", "57", "58", "XX"]
                .iter()
                .any(|class| code.starts_with(class))
        }),
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed => true,
        _ => false,
    }
}
