//! `GET /health/live` and `GET /health/ready`

use app::read_models::ready::{self, Readiness};
use axum::Json;
use axum::extract;
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use domain::ports::Circuit;
use projections::Standing;
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;
use crate::problem::Problem;

/// How the process is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    status: &'static str,
}

/// How the service is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ready {
    /// `ready`, or `degraded` if it answers, but some read models do not show everything or
    /// Safaricom does not answer.
    status: &'static str,
    /// Those read models.
    degraded: Vec<Degraded>,
    /// Products of Safaricom's that this node leaves alone, because they did not answer it.
    safaricom: Vec<Unanswering>,
}

/// A product of Safaricom's that could not be reached, or broke down, too often in a row.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Unanswering {
    /// Such as `stk_push` or `oauth`.
    product: &'static str,
    /// Since when it is left alone, but for a call now and then that tries it.
    since: DateTime<Utc>,
    /// How often in a row it did not answer.
    failures: u32,
}

impl Unanswering {
    fn of(circuit: &Circuit, now: DateTime<Utc>) -> Option<Self> {
        let troubled_for = TimeDelta::from_std(circuit.troubled_for?).ok()?;
        let since = now.checked_sub_signed(troubled_for)?;
        Some(Self { product: circuit.product, since, failures: circuit.failures })
    }
}

/// A read model that does not show everything.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Degraded {
    projection: &'static str,
    /// Whether it stands stopped at an event. An admin sees why at `/api/projections/`.
    stopped: bool,
    /// How many events it does not show yet.
    lag_positions: i64,
    /// For how long it has owed the first of them.
    lag_seconds: i64,
}

/// The process answers.
#[utoipa::path(get, path = "/health/live", tag = "health", responses((status = 200, body = Health)))]
pub(crate) async fn live() -> Json<Health> {
    Json(Health { status: "live" })
}

/// The service can work: its database answers, and its read models have been built. What lags or
/// has stopped later is named, and so is a product of Safaricom's that does not answer; the service
/// stays ready: no other node would do better.
#[utoipa::path(get, path = "/health/ready", tag = "health",
    responses((status = 200, body = Ready), (status = 503, body = Problem)))]
pub(crate) async fn ready(
    extract::State(state): extract::State<State>,
) -> Result<Json<Ready>, Problem> {
    match ready::ready(&state.app).await {
        Ok(Readiness::Ready(behind)) => {
            let now = state.app.ledger.clock.now();
            let degraded = |standing: &Standing| Degraded {
                projection: standing.projection.name(),
                stopped: standing.stopped_because.is_some(),
                lag_positions: standing.lag_positions(),
                lag_seconds: standing.lag(now).num_seconds(),
            };
            let degraded: Vec<Degraded> = behind.iter().map(degraded).collect();
            let circuits = state.app.circuits.circuits();
            let safaricom: Vec<Unanswering> =
                circuits.iter().filter_map(|circuit| Unanswering::of(circuit, now)).collect();
            let is_well = degraded.is_empty() && safaricom.is_empty();
            let status = if is_well { "ready" } else { "degraded" };
            Ok(Json(Ready { status, degraded, safaricom }))
        }
        Ok(Readiness::Building(building)) => Err(not_ready(&format!(
            "read models are being built: {}",
            building.iter().map(how_far).collect::<Vec<_>>().join(", "),
        ))),
        Err(error) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            Err(not_ready("the database does not answer"))
        }
    }
}

fn how_far(standing: &Standing) -> String {
    let Standing { projection, position, head, .. } = standing;
    format!("{} shows {position} of {head} events", projection.name())
}

fn not_ready(detail: &str) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready", detail).retry_after(1)
}
