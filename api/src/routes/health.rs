//! `GET /health/live` and `GET /health/ready`

use app::read_models::ready::{self, Readiness};
use axum::Json;
use axum::extract;
use axum::http::StatusCode;
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
    /// `ready`, or `degraded` if it answers, but some read models do not show everything.
    status: &'static str,
    /// Those read models.
    degraded: Vec<Degraded>,
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
/// has stopped later is named, and the service stays ready: no other node would do better.
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
            let status = if behind.is_empty() { "ready" } else { "degraded" };
            Ok(Json(Ready { status, degraded: behind.iter().map(degraded).collect() }))
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
