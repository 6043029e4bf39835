//! `GET /api/projections/`

use app::read_models::list::{self, ReadModel};
use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::rebuild::Rebuild;
use crate::State;
use crate::auth::Admin;
use crate::problem::Problem;

/// How every projection stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Projections {
    /// Every projection.
    projections: Vec<Projection>,
}

/// How a projection stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Projection {
    name: &'static str,
    version: i32,
    /// The last position that it shows.
    position: i64,
    /// The last position that was recorded.
    head: i64,
    /// How many events it does not show yet.
    lag_positions: i64,
    /// For how long it has owed the first of them.
    lag_seconds: i64,
    /// Why it stopped; null while it goes on. It tries again by itself, later and later.
    #[schema(required)]
    stopped_because: Option<String>,
    /// The position of the event at which it stopped: it can be skipped.
    #[schema(required)]
    stopped_at: Option<i64>,
    /// The events that it leaves out.
    skipped: Vec<SkippedEvent>,
    /// The last time that an admin asked for it to be built again; null if none has.
    #[schema(required)]
    rebuild: Option<Rebuild>,
}

/// An event that a projection leaves out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SkippedEvent {
    position: i64,
    reason: String,
    skipped_at: DateTime<Utc>,
    /// Who decided it: `user:<id>` or `operator`.
    #[schema(required)]
    actor: Option<String>,
}

/// How far every projection is, whether it has stopped and why, what it leaves out, and how its last
/// rebuild stands.
#[utoipa::path(get, path = "/api/projections/", tag = "projections", security(("bearer" = [])),
    responses((status = 200, body = Projections), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn list(
    extract::State(state): extract::State<State>,
    _admin: Admin,
) -> Result<Json<Projections>, Problem> {
    let ledger = &state.app.ledger;
    let models = list::list_with_rebuilds(ledger).await.map_err(|error| Problem::fault(&error))?;
    let now = ledger.clock.now();
    let projections =
        models.into_iter().map(|(model, rebuild)| shape(model, rebuild, now)).collect();
    Ok(Json(Projections { projections }))
}

fn shape(
    model: ReadModel,
    rebuild: Option<app::read_models::rebuild::Rebuild>,
    now: DateTime<Utc>,
) -> Projection {
    let stopped_at = model.stopped_at();
    let ReadModel { standing, skips } = model;
    Projection {
        name: standing.projection.name(),
        version: standing.projection.reader().version,
        position: standing.position,
        head: standing.head,
        lag_positions: standing.lag_positions(),
        lag_seconds: standing.lag(now).num_seconds(),
        stopped_because: standing.stopped_because,
        stopped_at,
        skipped: skips
            .into_iter()
            .map(|skip| SkippedEvent {
                position: skip.position,
                reason: skip.reason,
                skipped_at: skip.skipped_at,
                actor: skip.actor,
            })
            .collect(),
        rebuild: rebuild.map(|rebuild| Rebuild::of(rebuild, now)),
    }
}
