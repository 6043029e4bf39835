//! How many commands the lane takes, against one-row commits, several processes, and the stock
//! crates.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use app::clock::SystemClock;
use app::ids;
use domain::time::Clock as _;
use tokio::task::JoinSet;

use super::{Bench, Rounds, full, load, loaded, rate};
use crate::history;
use crate::measure::{Against, Measure, float};
use crate::output;
use crate::purse::{Buy, Purse};

/// Wallets with a past, and the events of each at the beginning.
const WALLETS: u64 = 60_000;
const EVENTS_OF_A_WALLET: u64 = 10;

/// Commands in flight, and what they must reach with everything and bare.
const FULL: [(u64, f64); 3] = [(32, 0.8), (128, 1.1), (512, 1.6)];
const BARE: [(u64, f64); 3] = [(32, 1.0), (128, 1.6), (512, 2.5)];
const ONE_ROW: &str = "one-row commits/s, 32 clients";

/// The tables of postgres-es, as it gives them.
const STOCK_TABLES: &str = "CREATE TABLE events (
    aggregate_type text NOT NULL, aggregate_id text NOT NULL, sequence bigint NOT NULL CHECK (sequence >= 0),
    event_type text NOT NULL, event_version text NOT NULL, payload json NOT NULL, metadata json NOT NULL,
    PRIMARY KEY (aggregate_type, aggregate_id, sequence))";

pub(super) async fn against_one_row_commits(bench: &Bench) -> Result<Vec<Measure>> {
    let store = bench.server.store("bench_lane").await?;
    history::fill(&store.pool, WALLETS * EVENTS_OF_A_WALLET, WALLETS, SystemClock.now()).await?;
    let mut one_row = Rounds::default();
    let mut fulls = FULL.map(|_| Rounds::default());
    let mut bares = BARE.map(|_| Rounds::default());
    for round in 1..=bench.rounds {
        output::progress(&format!("lane: round {round} of {}", bench.rounds));
        one_row.push(bench.server.one_row_commits_a_second(bench.seconds).await?);
        for ((in_flight, _), rounds) in FULL.iter().zip(&mut fulls) {
            rounds.push(rate(&loaded(&[full(bench, &store, *in_flight, WALLETS)]).await?));
        }
        for ((in_flight, _), rounds) in BARE.iter().zip(&mut bares) {
            rounds.push(rate(&loaded(&[load(bench, &store, *in_flight)]).await?));
        }
    }
    bench.server.drop(store).await?;
    let line = |kind: &str, (in_flight, at_least): (u64, f64), rounds: &Rounds| Measure {
        what: format!("lane, {kind}, {in_flight} in flight"),
        value: rounds.median(),
        unit: "commands/s",
        against: Against::Baseline { what: ONE_ROW, value: one_row.median(), at_least },
    };
    let fulls = FULL.into_iter().zip(&fulls).map(|(row, rounds)| line("full", row, rounds));
    let bares = BARE.into_iter().zip(&bares).map(|(row, rounds)| line("bare", row, rounds));
    Ok(fulls.chain(bares).collect())
}

pub(super) async fn two_processes(bench: &Bench) -> Result<Vec<Measure>> {
    let store = bench.server.store("bench_processes").await?;
    history::fill(&store.pool, WALLETS * EVENTS_OF_A_WALLET, WALLETS, SystemClock.now()).await?;
    let (mut one, mut two, mut share) = <(Rounds, Rounds, Rounds)>::default();
    for round in 1..=bench.rounds {
        output::progress(&format!("processes: round {round} of {}", bench.rounds));
        one.push(rate(&loaded(&[full(bench, &store, 128, WALLETS)]).await?));
        let half = full(bench, &store, 64, WALLETS);
        let outcomes = loaded(&[half.clone(), half]).await?;
        two.push(rate(&outcomes));
        let least = outcomes.iter().map(|outcome| outcome.commands).min().unwrap_or(0);
        let all: u64 = outcomes.iter().map(|outcome| outcome.commands).sum();
        share.push(100.0 * float(least) / float(all));
    }
    bench.server.drop(store).await?;
    Ok(vec![
        Measure {
            what: "two processes × 64 in flight, together".to_owned(),
            value: two.median(),
            unit: "commands/s",
            against: Against::Baseline {
                what: "one process, 128 in flight",
                value: one.median(),
                at_least: 0.9,
            },
        },
        Measure {
            what: "of these, the share of the slower process".to_owned(),
            value: share.median(),
            unit: "%",
            against: Against::Nothing,
        },
    ])
}

pub(super) async fn against_the_stock_crates(bench: &Bench) -> Result<Vec<Measure>> {
    let store = bench.server.store("bench_bare").await?;
    let stock = bench.server.database("bench_stock", STOCK_TABLES).await?;
    let (mut lane, mut crates) = <(Rounds, Rounds)>::default();
    for round in 1..=bench.rounds {
        output::progress(&format!("stock: round {round} of {}", bench.rounds));
        crates.push(stock_commands_a_second(&stock.pool, bench.seconds).await?);
        lane.push(rate(&loaded(&[load(bench, &store, 32)]).await?));
    }
    bench.server.drop(store).await?;
    bench.server.drop(stock).await?;
    Ok(vec![Measure {
        what: "lane, bare, 32 in flight".to_owned(),
        value: lane.median(),
        unit: "commands/s",
        against: Against::Baseline {
            what: "cqrs-es with postgres-es, the same commands",
            value: crates.median(),
            at_least: 4.0,
        },
    }])
}

/// The same commands through cqrs-es and postgres-es, 32 in flight, with a connection for each of
/// a service's pool.
async fn stock_commands_a_second(pool: &sqlx::PgPool, seconds: u64) -> Result<f64> {
    let framework = Arc::new(postgres_es::postgres_cqrs::<Purse>(pool.clone(), Vec::new(), ()));
    let begin = Instant::now();
    let end = begin + Duration::from_secs(seconds);
    let mut callers = JoinSet::new();
    for _ in 0..32 {
        let framework = framework.clone();
        callers.spawn(async move {
            let mut done = 0;
            while Instant::now() < end {
                let buy = Buy { wallet: ids::new_uuid(), payment: ids::new_uuid() };
                let metadata = HashMap::from([
                    ("actor".to_owned(), "service".to_owned()),
                    ("correlation_id".to_owned(), buy.payment.to_string()),
                    ("source".to_owned(), "policy".to_owned()),
                ]);
                framework.execute_with_metadata(&buy.wallet.to_string(), buy, metadata).await?;
                done += 1;
            }
            anyhow::Ok(done)
        });
    }
    let mut commands = 0;
    while let Some(done) = callers.join_next().await {
        commands += done??;
    }
    Ok(float(commands) / begin.elapsed().as_secs_f64())
}
