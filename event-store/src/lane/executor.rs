use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DurationRound, TimeDelta};
use domain::Timestamp;
use domain::time::Clock;
use sqlx::PgConnection;
use sqlx::postgres::PgConnectOptions;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use uuid::Uuid;

use super::BATCH_COMMANDS_MAX;
use super::batch::{Batch, Decided, Source};
use super::job::{AnyJob, Settled};
use super::known::Known;
use super::load::Declared;
use super::snapshots::Keeper;
use super::sql::{self, Head};
use crate::chain::{self, Hash};
use crate::feed;

/// How long to wait before the next attempt to reach the database.
const RECONNECT_AFTER: Duration = Duration::from_millis(200);

pub(super) struct Queues {
    pub(super) interactive: mpsc::Receiver<Box<dyn AnyJob>>,
    pub(super) bulk: mpsc::Receiver<Box<dyn AnyJob>>,
}

impl Queues {
    /// Waits for a command. None when nobody can send one any more.
    pub(super) async fn next(&mut self) -> Option<Box<dyn AnyJob>> {
        tokio::select! {
            biased;
            Some(job) = self.interactive.recv() => Some(job),
            Some(job) = self.bulk.recv() => Some(job),
            else => None,
        }
    }

    /// Takes what waits, and what comes while those who were answered a moment ago have their turn:
    /// without, they would find the lane gone with half a batch. Nobody is waited for who is not
    /// about to run.
    async fn drain_all(&mut self, jobs: &mut Jobs) {
        loop {
            let before = jobs.len();
            self.drain(jobs);
            if jobs.len() == before || jobs.len() >= BATCH_COMMANDS_MAX {
                return;
            }
            tokio::task::yield_now().await;
        }
    }

    /// Takes what waits, interactive work first.
    pub(super) fn drain(&mut self, jobs: &mut Jobs) {
        while jobs.len() < BATCH_COMMANDS_MAX {
            match self.interactive.try_recv().or_else(|_| self.bulk.try_recv()) {
                Ok(job) => jobs.push(job),
                Err(_) => break,
            }
        }
    }
}

pub(super) struct Executor {
    options: PgConnectOptions,
    genesis: Hash,
    clock: Arc<dyn Clock>,
    announcer: watch::Sender<i64>,
    queues: Queues,
    connection: Option<PgConnection>,
    known: Known,
    keeper: Keeper,
}

pub(super) type Jobs = Vec<Box<dyn AnyJob>>;

/// How an attempt to carry out a batch ended.
enum Attempt {
    /// It is durable, or there was nothing to write.
    Done(Decided),
    /// The database refused it; it was rolled back.
    Refused(Jobs, sqlx::Error),
    /// The connection broke before the commit was sent; nothing was written.
    Broken(Jobs, sqlx::Error),
    /// The answer to the commit was lost.
    Unknown(Decided),
}

impl Executor {
    pub(super) fn new(
        options: PgConnectOptions,
        store_id: Uuid,
        clock: Arc<dyn Clock>,
        announcer: watch::Sender<i64>,
        queues: Queues,
        keeper: Keeper,
    ) -> Self {
        let genesis = chain::genesis(store_id);
        let known = Known::default();
        Self { options, genesis, clock, announcer, queues, connection: None, known, keeper }
    }

    pub(super) async fn run(mut self) {
        while let Some(first) = self.queues.next().await {
            let mut waiting = vec![Work { jobs: vec![first], drain: true }];
            while let Some(work) = waiting.pop() {
                self.carry_out(work, &mut waiting).await;
            }
        }
    }

    /// Carries out one batch. What has to be tried again, or apart, is put back.
    async fn carry_out(&mut self, work: Work, waiting: &mut Vec<Work>) {
        let jobs = give_up_overdue(work.jobs);
        if jobs.is_empty() {
            return;
        }
        let Some(mut connection) = self.connect().await else {
            tokio::time::sleep(RECONNECT_AFTER).await;
            waiting.push(Work { jobs, drain: work.drain });
            return;
        };
        let attempt = self.attempt(&mut connection, jobs, work.drain, waiting).await;
        if !matches!(attempt, Attempt::Done(_)) {
            // What is known came from this batch too.
            self.known.forget();
        }
        match attempt {
            Attempt::Done(decided) => {
                self.connection = Some(connection);
                self.keeper.keep(decided.snapshots);
                for (job, settled) in decided.settled {
                    job.answer(settled);
                }
            }
            Attempt::Refused(jobs, error) => {
                if sql::roll_back(&mut connection).await.is_ok() {
                    self.connection = Some(connection);
                }
                split(jobs, &error, waiting);
            }
            Attempt::Broken(jobs, error) => {
                tracing::warn!(%error, "the lane lost its connection; its batch is tried again");
                put_back(jobs, waiting);
                tokio::time::sleep(RECONNECT_AFTER).await;
            }
            Attempt::Unknown(decided) => {
                self.find_out(decided.settled, decided.head, waiting).await;
            }
        }
    }

    async fn connect(&mut self) -> Option<PgConnection> {
        if let Some(connection) = self.connection.take() {
            return Some(connection);
        }
        // It may be another server, or an older state of this one.
        self.known.forget();
        match sql::connect(&self.options).await {
            Ok(connection) => Some(connection),
            Err(error) => {
                tracing::warn!(%error, "the lane cannot reach the database; it is tried again");
                None
            }
        }
    }

    async fn attempt(
        &mut self,
        connection: &mut PgConnection,
        mut jobs: Jobs,
        drain: bool,
        waiting: &mut Vec<Work>,
    ) -> Attempt {
        if let Err(error) = sql::take_lane(connection).await {
            return failed(jobs, error);
        }
        // After the lock, not before it: waiting for the lane makes the batch larger.
        if drain {
            self.queues.drain_all(&mut jobs).await;
        }
        jobs.retain(|job| job.take_in_hand());
        let declared = Declared::by(&jobs, &self.known);
        let found = match connection.load(&declared).await {
            Ok(found) => found,
            Err(error) => return failed(jobs, error),
        };
        let head = found.head.unwrap_or(Head::before_all(self.genesis));
        let mut batch = Batch::begin(head, self.clock.as_ref());
        match batch.judge_all(connection, &mut self.known, found, jobs).await {
            Ok(left) => put_back(left, waiting),
            Err((jobs, error)) => return failed(jobs, error),
        }
        let decided = batch.finish(&mut self.known);
        self.write(connection, decided).await
    }

    async fn write(&mut self, connection: &mut PgConnection, decided: Decided) -> Attempt {
        if decided.rows.is_empty() {
            // Rejections and repeats rest on what was committed before, so there is nothing to lose.
            return match sql::commit(connection).await {
                Ok(()) => Attempt::Done(decided),
                Err(error) => failed(decided.jobs(), error),
            };
        }
        if let Err(error) = sql::append(connection, &decided.rows).await {
            return failed(decided.jobs(), error);
        }
        match sql::commit(connection).await {
            Ok(()) => {
                feed::announce(&self.announcer, decided.head.position);
                Attempt::Done(decided)
            }
            // With answers to save but no event the chain tells nothing. It is carried out again:
            // whatever was saved is found under its key.
            Err(error) if decided.rows.events.positions.is_empty() => failed(decided.jobs(), error),
            Err(error) => {
                let position = decided.head.position;
                tracing::warn!(%error, position, "the answer to a commit was lost");
                Attempt::Unknown(decided)
            }
        }
    }

    /// After a lost commit: takes the lane again and compares the chain at the batch's last
    /// position. Equal means that it was committed; else it is carried out again. Those who have
    /// no time left are told that nobody knows.
    async fn find_out(
        &mut self,
        mut settled: Vec<(Box<dyn AnyJob>, Settled)>,
        head: Head,
        waiting: &mut Vec<Work>,
    ) {
        let options = self.options.clone();
        let mut answer = pin!(was_committed(&options, head));
        while let Some(soonest) = settled.iter().map(|(job, _)| job.deadline()).min() {
            tokio::select! {
                biased;
                (connection, committed) = &mut answer => {
                    self.connection = Some(connection);
                    if committed {
                        feed::announce(&self.announcer, head.position);
                        for (job, settled) in settled {
                            job.answer(settled);
                        }
                    } else {
                        put_back(jobs_of(settled), waiting);
                    }
                    return;
                }
                () = tokio::time::sleep_until(soonest) => {
                    let (overdue, timely): (Vec<_>, Vec<_>) =
                        settled.into_iter().partition(|(job, _)| job.deadline() <= soonest);
                    for (job, _) in overdue {
                        job.answer(Settled::OutcomeUnknown);
                    }
                    settled = timely;
                }
            }
        }
    }
}

/// The lane's time never goes back, whatever the clocks of its processes say. Postgres keeps
/// microseconds, so that is what is hashed.
pub(super) fn time_after(clock: &dyn Clock, last: Option<Timestamp>) -> Timestamp {
    let now = clock.now();
    let now = now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now);
    last.map_or(now, |last| last.max(now))
}

/// Commands to be carried out together.
struct Work {
    jobs: Jobs,
    /// Whether what waits in the queue may join.
    drain: bool,
}

/// Answers those that have waited too long, and drops those that were withdrawn; nothing of theirs
/// was written.
pub(super) fn give_up_overdue(jobs: Jobs) -> Jobs {
    let now = Instant::now();
    let (overdue, timely): (Jobs, Jobs) = jobs.into_iter().partition(|job| job.deadline() <= now);
    for job in overdue {
        job.answer(Settled::Unavailable);
    }
    timely.into_iter().filter(|job| !job.is_withdrawn()).collect()
}

/// Commands that were certainly not recorded are carried out next.
fn put_back(jobs: Jobs, waiting: &mut Vec<Work>) {
    for job in &jobs {
        job.let_go();
    }
    if !jobs.is_empty() {
        waiting.push(Work { jobs, drain: false });
    }
}

/// Asks until there is an answer.
async fn was_committed(options: &PgConnectOptions, head: Head) -> (PgConnection, bool) {
    loop {
        match ask_whether_committed(options, head).await {
            Ok(answer) => return answer,
            Err(error) => {
                tracing::warn!(%error, "it is not yet known whether a batch was committed");
                tokio::time::sleep(RECONNECT_AFTER).await;
            }
        }
    }
}

async fn ask_whether_committed(
    options: &PgConnectOptions,
    head: Head,
) -> Result<(PgConnection, bool), sqlx::Error> {
    let mut connection = sql::connect(options).await?;
    // With the lane taken, whatever became of the lost commit has become of it by now.
    sql::take_lane(&mut connection).await?;
    let found = sql::chain_hash_at(&mut connection, head.position).await?;
    sql::roll_back(&mut connection).await?;
    Ok((connection, found.is_some_and(|hash| hash == head.chain_hash)))
}

/// A batch that the database refused is tried again by halves, until the offender stands alone.
fn split(mut jobs: Jobs, error: &sqlx::Error, waiting: &mut Vec<Work>) {
    if jobs.len() <= 1 {
        for job in jobs {
            tracing::error!(%error, "the database refused a command");
            job.answer(Settled::Fault("the database refused it".to_owned()));
        }
        return;
    }
    tracing::warn!(%error, commands = jobs.len(), "the database refused a batch; it is tried by halves");
    let second = jobs.split_off(jobs.len() / 2);
    // The last is taken first, so the first half goes on top: order of arrival is kept.
    put_back(second, waiting);
    put_back(jobs, waiting);
}

fn failed(jobs: Jobs, error: sqlx::Error) -> Attempt {
    let refused = match &error {
        // Classes 08 (connection), 25 (state of the SQL transaction), 40 (rolled back), 53
        // (resources), 55 (lock), 57 (operator) and 58 (input and output) are about the moment and
        // not about the commands: the same batch is tried again.
        sqlx::Error::Database(database) => !database.code().is_some_and(|code| {
            ["08", "25", "40", "53", "55", "57", "58"].iter().any(|class| code.starts_with(class))
        }),
        sqlx::Error::Protocol(_) | sqlx::Error::ColumnDecode { .. } => true,
        _ => false,
    };
    if refused { Attempt::Refused(jobs, error) } else { Attempt::Broken(jobs, error) }
}

fn jobs_of(settled: Vec<(Box<dyn AnyJob>, Settled)>) -> Jobs {
    settled.into_iter().map(|(job, _)| job).collect()
}
