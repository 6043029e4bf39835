//! Reading everything again, against `COPY` as the least that it takes. The store holds what a
//! provider's does: the demonstration's months, larger, made by the commands of the product.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use app::Ledger;
use app::clock::SystemClock;
use app::demo::{self, DemoClock, Plan};
use chrono::TimeDelta;
use domain::time::Clock as _;
use event_store::{Feed, Lane, feed};
use projections::{Projection, Runner};
use tokio_util::sync::CancellationToken;
use vault::{MasterKey, Vault};

use super::{Bench, Rounds};
use crate::measure::{Against, Measure, float};
use crate::output;
use crate::program::{MASTER_KEY, daftari};
use crate::server::Database;

/// Four times the demonstration that `daftari up` makes.
const PLAN: Plan =
    Plan { days: 91, customers: 1_200, visits_a_day: 80, odd_every: 90, seed: 2_547 };
/// How long the read models may take to show all of it.
const CATCH_UP_WITHIN: Duration = Duration::from_mins(5);
const COPY: &str = "COPY events TO STDOUT, rows/s";

pub(super) async fn run(bench: &Bench) -> Result<Vec<Measure>> {
    output::progress("books: months of a provider are made");
    let store = bench.server.store("bench_books").await?;
    // While it is made, nobody minds losing its end in a crash.
    bench.server.statement("ALTER DATABASE bench_books SET synchronous_commit = off").await?;
    let events = float(filled(&store).await?);
    bench.server.statement("ALTER DATABASE bench_books RESET synchronous_commit").await?;
    let (mut copy, mut verify, mut replay) = <(Rounds, Rounds, Rounds)>::default();
    for round in 1..=bench.rounds {
        output::progress(&format!("books: round {round} of {}", bench.rounds));
        copy.push(events / store.copied_out().await?.as_secs_f64());
        verify.push(events / seconds_of_daftari(&store, "verify").await);
        replay.push(events / seconds_of_daftari(&store, "replay").await);
    }
    bench.server.drop(store).await?;
    let line = |what: &str, rounds: &Rounds, at_least| Measure {
        what: format!("{what}, {events} events of every kind"),
        value: rounds.median(),
        unit: "events/s",
        against: Against::Baseline { what: COPY, value: copy.median(), at_least },
    };
    Ok(vec![line("`replay` of all read models", &replay, 0.3), line("`verify`", &verify, 0.5)])
}

/// Makes the months, and the read models of them. Gives how many events there are.
async fn filled(store: &Database) -> Result<u64> {
    let end = SystemClock.now() - TimeDelta::seconds(5);
    let clock = Arc::new(DemoClock::at(PLAN.begin(end)));
    let key: MasterKey = MASTER_KEY.parse().map_err(|_| anyhow!("the master key"))?;
    let vault = Vault::open(store.pool.clone(), &key, SystemClock.now()).await?;
    let feed = Feed::start(store.pool.clone()).await?;
    let options = store.url.parse().context("the database's address")?;
    let (lane, executor) = Lane::open(&store.pool, options, clock.clone(), &feed).await?;
    let ledger = Ledger {
        pool: store.pool.clone(),
        lane,
        feed: Arc::new(feed),
        vault: vault.clone(),
        clock: clock.clone(),
    };
    // Among the runtime's own threads, where the lane is: answers then seldom change threads.
    let filling = ledger.clone();
    tokio::spawn(async move { demo::fill(&filling, &clock, PLAN, end, &output::progress).await })
        .await??;
    let head = feed::head_of(&store.pool).await?;
    let ending = CancellationToken::new();
    let runner = Runner::start(store.pool.clone(), &ledger.feed, Arc::new(vault), ending.clone());
    if !runner.progress().wait_for_all(&Projection::ALL, head, CATCH_UP_WITHIN).await {
        return Err(anyhow!("the read models did not catch up"));
    }
    ending.cancel();
    runner.join().await;
    drop(ledger);
    executor.await?;
    Ok(u64::try_from(head)?)
}

/// How long a command of the product takes, from its start to its end. One that fails is said to have
/// failed, in the table too, and the rest is measured all the same.
async fn seconds_of_daftari(store: &Database, command: &str) -> f64 {
    match daftari_takes(store, command).await {
        Ok(took) => took.as_secs_f64(),
        Err(error) => {
            output::progress(&format!("{error:#}"));
            f64::NAN
        }
    }
}

async fn daftari_takes(store: &Database, command: &str) -> Result<Duration> {
    let begin = Instant::now();
    let ran = tokio::process::Command::new(daftari()?)
        .arg(command)
        .env_clear()
        .env("DATABASE_URL", &store.url)
        .env("DAFTARI_MASTER_KEY", MASTER_KEY)
        .output()
        .await?;
    let took = begin.elapsed();
    if ran.status.success() {
        return Ok(took);
    }
    Err(anyhow!("`daftari {command}` failed: {}", String::from_utf8_lossy(&ran.stderr)))
}
