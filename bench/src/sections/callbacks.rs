//! Callbacks over HTTP: how many are accepted, and how many are carried through to an active
//! subscription, by the program itself.

use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use super::{Bench, Rounds};
use crate::http::{Parcel, Posted, post_all};
use crate::measure::{Against, Measure, float, quantile};
use crate::output;
use crate::program::{Service, program};
use crate::prompts::{self, Prompt};
use crate::server::Database;

/// How many callbacks are posted for each second that a load lasts.
const CALLBACKS_A_SECOND: u64 = 5_000;
const CONNECTIONS: usize = 64;
const ONE_ROW: &str = "one-row commits/s, 32 clients";
/// How often it is looked whether all is done, which is how exact the time until then is.
const LOOKS_EVERY: Duration = Duration::from_millis(10);
/// Longer than it takes any machine that is worth measuring.
const DONE_WITHIN: Duration = Duration::from_mins(5);

/// Whether every delivery is worked off and all that they brought is settled: nothing waits in the
/// inbox, and the policy has seen the last event.
const CARRIED: &str = "
    SELECT NOT EXISTS (SELECT 1 FROM inbox WHERE state = 'PENDING')
       AND (SELECT position FROM checkpoints WHERE projection = 'policy_settle')
           >= (SELECT max(position) FROM events)";
/// Whether every reader of the feed has seen the last event.
const ALL_SEEN: &str = "
    SELECT bool_and(position >= (SELECT max(position) FROM events)) FROM checkpoints";
const WAITING: &str = "SELECT count(*) FROM inbox WHERE state = 'PENDING'";
const COMPLETED: &str = "SELECT count(*) FROM payments WHERE status = 'COMPLETED'";
const ACTIVE: &str =
    "SELECT count(*) FROM subscriptions WHERE ended_at IS NULL AND payment_id IS NOT NULL";

#[derive(Default)]
struct Results {
    one_row: Rounds,
    accepted: Rounds,
    carried: Rounds,
    shown_seconds: Rounds,
    answered_micros: Vec<u64>,
    answered_busy_micros: Vec<u64>,
}

pub(super) async fn run(bench: &Bench) -> Result<Vec<Measure>> {
    let count = CALLBACKS_A_SECOND * bench.seconds;
    let mut results = Results::default();
    for round in 1..=bench.rounds {
        output::progress(&format!("callbacks: round {round} of {}", bench.rounds));
        let store = bench.server.database("bench_callbacks", "").await?;
        let mut prompts = prepared(bench, &store, 2 * count).await?;
        let others = prompts.split_off(usize::try_from(count)?);
        results.one_row.push(bench.server.one_row_commits_a_second(bench.seconds).await?);
        results.accept(&store, &prompts).await?;
        results.carry_through(&store, &others).await?;
        has_all(&store, 2 * count).await?;
        bench.server.drop(store).await?;
    }
    results.answered_micros.sort_unstable();
    results.answered_busy_micros.sort_unstable();
    Ok(results.measures())
}

/// Prompts in a migrated store. While they are made, nobody minds losing their end in a crash.
async fn prepared(bench: &Bench, store: &Database, count: u64) -> Result<Vec<Prompt>> {
    let migrated = program(store)?.arg("migrate").output().await?;
    if !migrated.status.success() {
        return Err(anyhow!("`migrate` failed: {}", String::from_utf8_lossy(&migrated.stderr)));
    }
    bench.server.statement("ALTER DATABASE bench_callbacks SET synchronous_commit = off").await?;
    let store = bench.server.reopened(store).await?;
    let prompts = prompts::prepare(&store, count).await?;
    store.pool.close().await;
    bench.server.statement("ALTER DATABASE bench_callbacks RESET synchronous_commit").await?;
    bench.server.statement("CHECKPOINT").await?;
    Ok(prompts)
}

impl Results {
    /// Every callback is stored and answered by a process that does nothing else but show.
    async fn accept(&mut self, store: &Database, prompts: &[Prompt]) -> Result<()> {
        let service = Service::start(store, &[]).await?;
        // Its projections show what was prepared.
        becomes(store, "SELECT coalesce(bool_and(position >= (SELECT max(position) FROM events)), false) FROM checkpoints WHERE projection NOT IN ('policy_settle', 'stk_dispatch')").await?;
        let posted = post_all(service.address, parcels(prompts), CONNECTIONS).await?;
        service.kill().await?;
        let waiting: i64 = sqlx::query_scalar(WAITING).fetch_one(&store.pool).await?;
        if usize::try_from(waiting)? != prompts.len() {
            return Err(anyhow!("{} were answered, and {waiting} are stored", prompts.len()));
        }
        self.accepted.push(rate(prompts.len(), posted.took)?);
        self.answered_micros.extend(posted.answered_micros);
        Ok(())
    }

    /// Every callback is stored, answered, recorded and settled by one process that does all.
    async fn carry_through(&mut self, store: &Database, prompts: &[Prompt]) -> Result<()> {
        let service = Service::start(store, &["--workers"]).await?;
        becomes(store, CARRIED).await?;
        becomes(store, ALL_SEEN).await?;
        let parcels = parcels(prompts);
        let begin = Instant::now();
        let Posted { answered_micros, .. } =
            post_all(service.address, parcels, CONNECTIONS).await?;
        becomes(store, CARRIED).await?;
        self.carried.push(rate(prompts.len(), begin.elapsed())?);
        let carried = Instant::now();
        becomes(store, ALL_SEEN).await?;
        self.shown_seconds.push(carried.elapsed().as_secs_f64());
        self.answered_busy_micros.extend(answered_micros);
        service.kill().await
    }

    fn measures(&self) -> Vec<Measure> {
        let against =
            |at_least| Against::Baseline { what: ONE_ROW, value: self.one_row.median(), at_least };
        let answered = |what: &str, times: &[u64]| {
            [("p50", 500), ("p95", 950), ("p99", 990)].map(|(name, of_thousand)| Measure {
                what: format!("{what}, {name}"),
                value: float(quantile(times, of_thousand)) / 1e3,
                unit: "ms",
                against: Against::Nothing,
            })
        };
        let mut measures = vec![
            Measure {
                what: format!("callbacks stored and answered, {CONNECTIONS} connections"),
                value: self.accepted.median(),
                unit: "callbacks/s",
                against: against(0.6),
            },
            Measure {
                what: "callbacks carried through to an active subscription".to_owned(),
                value: self.carried.median(),
                unit: "payments/s",
                against: against(0.3),
            },
            Measure {
                what: "then until every read model shows all of them".to_owned(),
                value: self.shown_seconds.median(),
                unit: "s",
                against: Against::Nothing,
            },
        ];
        measures.extend(answered("callback to answer", &self.answered_micros));
        let busy = "callback to answer while all are carried through";
        measures.extend(answered(busy, &self.answered_busy_micros));
        measures
    }
}

fn parcels(prompts: &[Prompt]) -> Vec<Parcel> {
    let parcel = |prompt: &Prompt| Parcel { path: prompt.path.clone(), body: prompt.paid() };
    prompts.iter().map(parcel).collect()
}

fn rate(count: usize, took: Duration) -> Result<f64> {
    Ok(float(u64::try_from(count)?) / took.as_secs_f64())
}

/// Fails unless every payment is completed and has its subscription: what was counted was done.
async fn has_all(store: &Database, count: u64) -> Result<()> {
    for (what, statement) in [("payments completed", COMPLETED), ("active subscriptions", ACTIVE)] {
        let found: i64 = sqlx::query_scalar(statement).fetch_one(&store.pool).await?;
        if u64::try_from(found)? != count {
            return Err(anyhow!("{found} {what} where there should be {count}"));
        }
    }
    Ok(())
}

async fn becomes(store: &Database, statement: &str) -> Result<()> {
    let end = Instant::now() + DONE_WITHIN;
    while Instant::now() < end {
        if sqlx::query_scalar::<_, Option<bool>>(statement).fetch_one(&store.pool).await?
            == Some(true)
        {
            return Ok(());
        }
        tokio::time::sleep(LOOKS_EVERY).await;
    }
    Err(anyhow!("it was not so in {} s: {statement}", DONE_WITHIN.as_secs()))
}
