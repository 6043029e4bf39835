//! `daftari projections`

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use app::clock::SystemClock;
use app::read_models::list::{ReadModel, list};
use app::read_models::retry::retry;
use app::read_models::skip::{Skip, SkipError, skip};
use chrono::{DateTime, Utc};
use domain::context::{Actor, Context, Source};
use domain::skips::{SKIPS, SkipReason};
use domain::time::Clock;
use event_store::SubmitError;
use projections::Projection;

use crate::config::Values;
use crate::failure::Failure;
use crate::service::Store;
use crate::{output, service};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Projections {
    /// Tells one that has stopped to try again at once.
    Retry {
        /// Its name.
        #[arg(value_parser = named)]
        name: Projection,
    },
    /// Lets one leave out the event at which it has stopped, for good. That is an event itself.
    Skip {
        /// Its name.
        #[arg(value_parser = named)]
        name: Projection,
        /// The position of the event.
        #[arg(long)]
        position: i64,
        /// Why it may be left out, in one line that names nobody.
        #[arg(long)]
        reason: SkipReason,
    },
}

fn named(name: &str) -> Result<Projection, String> {
    Projection::named(name)
        .ok_or_else(|| format!("there are {}", Projection::ALL.map(Projection::name).join(", ")))
}

pub(crate) async fn run(
    command: Option<Projections>,
    data_dir: &Path,
    json: bool,
) -> Result<(), Failure> {
    match command {
        None => show(data_dir, json).await,
        Some(Projections::Retry { name }) => try_again(name, data_dir).await,
        Some(Projections::Skip { name, position, reason }) => {
            leave_out(Skip { projection: name, position, reason }, data_dir).await
        }
    }
}

async fn show(data_dir: &Path, json: bool) -> Result<(), Failure> {
    let pool = service::connect(&Values::near(data_dir)?.database_url()?).await?;
    let models = list(&pool)
        .await
        .context("how the projections stand could not be read")
        .map_err(Failure::dependency)?;
    pool.close().await;
    let now = SystemClock.now();
    if json {
        let models: Vec<_> = models.iter().map(|model| as_json(model, now)).collect();
        let document = serde_json::json!({ "projections": models });
        output::line(&format!("{document:#}"));
    } else {
        for model in &models {
            print(model, now);
        }
    }
    Ok(())
}

fn print(model: &ReadModel, now: DateTime<Utc>) {
    let standing = &model.standing;
    let reader = standing.projection.reader();
    let state = match (standing.lag_positions(), &standing.stopped_because) {
        (_, Some(_)) => "stopped".to_owned(),
        (0, None) => "shows everything".to_owned(),
        (behind, None) => {
            format!("{behind} events behind, for {} s", standing.lag(now).num_seconds())
        }
    };
    output::line(&format!(
        "{:<14} v{:<3} at {} of {}: {state}",
        reader.name, reader.version, standing.position, standing.head,
    ));
    if let (Some(at), Some(because)) = (model.stopped_at(), &standing.stopped_because) {
        output::line(&format!("    at event {at}: {because}"));
        output::line(&format!(
            "    once that is put right: daftari projections retry {}",
            reader.name
        ));
        output::line(&format!(
            "    or without that event: daftari projections skip {} --position {at} --reason …",
            reader.name,
        ));
    }
    for skip in &model.skips {
        let actor = skip.actor.as_deref().unwrap_or("somebody");
        output::line(&format!("    without event {}, by {actor}: {}", skip.position, skip.reason));
    }
}

fn as_json(model: &ReadModel, now: DateTime<Utc>) -> serde_json::Value {
    let standing = &model.standing;
    let skipped: Vec<_> = model
        .skips
        .iter()
        .map(|skip| {
            serde_json::json!({
                "position": skip.position,
                "reason": skip.reason,
                "skipped_at": skip.skipped_at.to_rfc3339(),
                "actor": skip.actor,
            })
        })
        .collect();
    serde_json::json!({
        "name": standing.projection.name(),
        "version": standing.projection.reader().version,
        "position": standing.position,
        "head": standing.head,
        "lag_positions": standing.lag_positions(),
        "lag_seconds": standing.lag(now).num_seconds(),
        "stopped_because": standing.stopped_because,
        "stopped_at": model.stopped_at(),
        "skipped": skipped,
    })
}

async fn try_again(projection: Projection, data_dir: &Path) -> Result<(), Failure> {
    let pool = service::connect(&Values::near(data_dir)?.database_url()?).await?;
    retry(&pool, projection)
        .await
        .context("the projection could not be told; check that `daftari migrate` has run")
        .map_err(Failure::dependency)?;
    pool.close().await;
    output::line(&format!("{} tries again.", projection.name()));
    Ok(())
}

async fn leave_out(wish: Skip, data_dir: &Path) -> Result<(), Failure> {
    let (database_url, master_key) = Values::near(data_dir)?.store()?;
    let (name, position) = (wish.projection.name(), wish.position);
    let context = Context {
        actor: Actor::Operator,
        correlation_id: SKIPS,
        causation_id: None,
        source: Source::Cli,
        request_id: None,
    };
    let store = Store::open(&database_url, &master_key, Arc::new(SystemClock)).await?;
    let skipped = skip(&store.ledger, wish, context, None).await;
    store.close().await;
    let recorded = skipped.map_err(failure_of)?.position;
    output::line(&format!(
        "{name} goes on without event {position}. That is recorded at position {recorded}."
    ));
    Ok(())
}

fn failure_of(error: SkipError) -> Failure {
    match error {
        SkipError::NotStopped { .. } | SkipError::Submit(SubmitError::Rejected(_)) => {
            Failure::does_not_hold(anyhow!(error))
        }
        SkipError::Submit(_) | SkipError::Feed(_) | SkipError::Database(_) => {
            Failure::dependency(anyhow!(error))
        }
    }
}
