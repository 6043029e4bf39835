//! `daftari replay`

mod compared;
mod leftovers;
mod past;
mod progress;

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use app::clock::SystemClock;
use domain::time::Clock as _;
use projections::Projection;
use projections::rebuild::{Replay, ReplayError, Until};
use serde_json::Value;

use crate::config::Values;
use crate::failure::Failure;
use crate::{output, service};
use compared::Outcome;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Only this read model: users, packages, subscriptions, payments, dashboard or history. May be
    /// given more than once.
    #[arg(long, value_name = "NAME", value_parser = projection)]
    projection: Vec<Projection>,
    /// Change nothing, and say which rows of the live read models are not what the events lead to.
    #[arg(long)]
    check: bool,
    /// Leave the live read models alone, and build them beside as they were after that event, or as
    /// far as had been recorded by that moment, such as `2026-11-23T08:00:00+03:00`.
    #[arg(
        long,
        value_name = "POSITION or TIME",
        value_parser = past::until,
        allow_negative_numbers = true,
        conflicts_with = "check"
    )]
    until: Option<Until>,
    /// Drop what `--until` has built, and what killed replays have left half built.
    #[arg(long, conflicts_with_all = ["projection", "check", "until"])]
    drop_scratch: bool,
    /// Drop read models that were replaced, and earlier versions that no program follows any more.
    #[arg(long, conflicts_with_all = ["projection", "check", "until"])]
    drop_old: bool,
}

fn projection(name: &str) -> Result<Projection, String> {
    let names = || Projection::ALL.map(Projection::name).join(", ");
    Projection::named(name).ok_or_else(|| format!("there are {}", names()))
}

pub(crate) async fn run(arguments: Arguments, data_dir: &Path, json: bool) -> Result<(), Failure> {
    if let Some(until) = arguments.until {
        past::has_come(until, SystemClock.now())?;
    }
    let (database_url, master_key) = Values::near(data_dir)?.store()?;
    let pool = service::connect_as_owner(&database_url).await?;
    let vault = service::open_vault(&pool, &master_key).await?;
    let replay = Replay::new(pool.clone(), Arc::new(vault));
    let done = act(&replay, arguments, json).await;
    pool.close().await;
    done
}

async fn act(replay: &Replay, arguments: Arguments, json: bool) -> Result<(), Failure> {
    let Arguments { projection, check, until, drop_scratch, drop_old } = arguments;
    if drop_scratch || drop_old {
        return leftovers::drop(replay, drop_scratch, drop_old, json).await;
    }
    let projections = if projection.is_empty() { Projection::ALL.to_vec() } else { projection };
    let meter = replay.meter();
    if let Some(until) = until {
        let built = progress::during(meter, replay.until(&projections, until)).await;
        return past::print(&built.map_err(failure_of)?, json);
    }
    let outcome = if check {
        let checked = progress::during(meter, replay.check(&projections)).await;
        Outcome::Checked(checked.map_err(failure_of)?)
    } else {
        let rebuilt = progress::during(meter, replay.rebuild(&projections)).await;
        Outcome::Rebuilt(rebuilt.map_err(failure_of)?)
    };
    if json {
        print_json(&outcome.to_json())?;
    } else {
        outcome.print();
    }
    outcome.holds()
}

fn print_json(value: &Value) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .context("the outcome could not be written")
        .map_err(Failure::does_not_hold)?;
    output::line(&text);
    Ok(())
}

fn failure_of(error: ReplayError) -> Failure {
    match error {
        ReplayError::Apply { .. } | ReplayError::FeedEnds { .. } => {
            Failure::does_not_hold(error.into())
        }
        ReplayError::NotRecorded { .. }
        | ReplayError::NothingBefore { .. }
        | ReplayError::NotOwner(_) => Failure::usage(error.into()),
        ReplayError::Database(_)
        | ReplayError::Feed(_)
        | ReplayError::Prepare(_)
        | ReplayError::AnotherRuns
        | ReplayError::Ended => Failure::dependency(error.into()),
    }
}
