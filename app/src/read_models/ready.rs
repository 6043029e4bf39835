//! Whether a node can answer from the read models.

use chrono::TimeDelta;
use projections::{Standing, standings};

use crate::App;

/// How old the first event that a read model does not show may be before that is worth a look.
/// Normally it is some milliseconds; the janitor's and the workers' pauses are under a second.
const LAG_MAX: TimeDelta = TimeDelta::seconds(30);

/// Whether a node can answer.
#[derive(Debug)]
pub enum Readiness {
    /// These read models are still being built since it started, so it would answer wrongly.
    Building(Vec<Standing>),
    /// It answers. These read models have stopped or lag, which another node would not do better.
    Ready(Vec<Standing>),
}

/// Whether this node can answer.
///
/// A read model that falls behind later, or has stopped, does not make a node unready: all nodes
/// read the same tables, so a load balancer would take every one of them away, and with them what
/// still works.
pub async fn ready(app: &App) -> Result<Readiness, sqlx::Error> {
    let ledger = &app.ledger;
    let all = standings(&ledger.pool).await?;
    let building: Vec<Standing> =
        all.iter().filter(|standing| !app.progress.has_been_built(standing)).cloned().collect();
    if !building.is_empty() {
        return Ok(Readiness::Building(building));
    }
    let now = ledger.clock.now();
    let worth_a_look =
        |standing: &Standing| standing.stopped_because.is_some() || standing.lag(now) > LAG_MAX;
    Ok(Readiness::Ready(all.into_iter().filter(worth_a_look).collect()))
}
