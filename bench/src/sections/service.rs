//! The lane together with the read models, as a process of the service has them.

use anyhow::Result;
use app::clock::SystemClock;
use domain::time::Clock as _;

use super::{Bench, full, loaded};
use crate::history;
use crate::load::{Load, Outcome};
use crate::measure::{Against, Measure, float, quantile};
use crate::output;

const WALLETS: u64 = 5_000;
const EVENTS: u64 = 20_000;
const COMMANDS_A_SECOND: u64 = 2_000;

pub(super) async fn run(bench: &Bench) -> Result<Vec<Measure>> {
    let store = bench.server.store("bench_service").await?;
    history::fill(&store.pool, EVENTS, WALLETS, SystemClock.now()).await?;
    output::progress("service: from the commit to the read models");
    let steady = Load {
        commands_a_second: Some(COMMANDS_A_SECOND),
        projections: true,
        seconds: bench.seconds * 2,
        ..full(bench, &store, 0, WALLETS)
    };
    let steady = one(loaded(&[steady]).await?);
    output::progress("service: memory");
    let most =
        Load { projections: true, seconds: bench.seconds * 2, ..full(bench, &store, 512, WALLETS) };
    let most = one(loaded(&[most]).await?);
    bench.server.drop(store).await?;
    Ok(measures(&steady, &most))
}

fn one(mut outcomes: Vec<Outcome>) -> Outcome {
    outcomes.pop().unwrap_or_default()
}

fn measures(steady: &Outcome, most: &Outcome) -> Vec<Measure> {
    let rate = float(steady.commands) * 1e6 / float(steady.elapsed_micros);
    let seen = |name: &str, of_thousand, against| Measure {
        what: format!("commit to all read models at {rate:.0} commands/s, {name}"),
        value: float(quantile(&steady.seen_micros, of_thousand)) / 1e3,
        unit: "ms",
        against,
    };
    vec![
        seen("p50", 500, Against::Nothing),
        seen("p90", 900, Against::Nothing),
        seen("p99", 990, Against::Limit(50.0)),
        seen("max", 1_000, Against::Nothing),
        Measure {
            what: "command to answer at the same rate, p99".to_owned(),
            value: float(quantile(&steady.answered_micros, 990)) / 1e3,
            unit: "ms",
            against: Against::Nothing,
        },
        Measure {
            what: "resident memory, lane and read models, 512 in flight".to_owned(),
            value: float(most.resident_kib_max) / 1024.0,
            unit: "MB",
            against: Against::Limit(150.0),
        },
    ]
}
