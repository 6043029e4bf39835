//! `POST /api/projections/{name}/rebuild/`

use app::read_models::rebuild::{self, Stage};
use axum::Json;
use axum::extract;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Named;
use crate::State;
use crate::auth::Admin;
use crate::problem::Problem;

/// A read model that is built again beside the live one, because an admin has asked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rebuild {
    id: Uuid,
    /// `WAITING`, `RUNNING`, `DONE`: the new one is live, or `FAILED`: the old one still is.
    status: &'static str,
    /// While it waits: `WORKER`, because no process that may rebuild is at work, or `TURN`, because
    /// one is at another read model.
    #[schema(required)]
    waits_for: Option<&'static str>,
    /// Why it has failed, or why it was put off.
    #[schema(required)]
    note: Option<String>,
    /// Who asked.
    asked_by: Uuid,
    asked_at: DateTime<Utc>,
    /// When the last attempt began. An attempt whose process ends is begun again.
    #[schema(required)]
    begun_at: Option<DateTime<Utc>>,
    #[schema(required)]
    ended_at: Option<DateTime<Utc>>,
    /// How many events were read.
    events_done: i64,
    /// How many there are to read, as far as is known.
    events_total: i64,
    /// How long it has waited, runs, or has run.
    elapsed_seconds: i64,
    /// An estimate from the pace so far; null while there is none, and once all events are read.
    #[schema(required)]
    remaining_seconds: Option<i64>,
    /// The last position that the new one showed as it went live.
    #[schema(required)]
    position: Option<i64>,
}

impl Rebuild {
    pub(super) fn of(rebuild: rebuild::Rebuild, now: DateTime<Utc>) -> Self {
        let (status, waits_for) = match rebuild.stage {
            Stage::WaitsForWorker => ("WAITING", Some("WORKER")),
            Stage::WaitsForTurn => ("WAITING", Some("TURN")),
            Stage::Running => ("RUNNING", None),
            Stage::Done => ("DONE", None),
            Stage::Failed => ("FAILED", None),
        };
        let (elapsed_seconds, remaining_seconds) =
            (rebuild.elapsed_seconds(now), rebuild.remaining_seconds(now));
        let asked = rebuild.asked;
        Self {
            id: asked.id,
            status,
            waits_for,
            note: asked.note,
            asked_by: asked.asked_by,
            asked_at: asked.asked_at,
            begun_at: asked.begun_at,
            ended_at: asked.ended_at,
            events_done: asked.events_done,
            events_total: asked.events_total,
            elapsed_seconds,
            remaining_seconds,
            position: asked.position,
        }
    }
}

/// Asks for a read model to be built again beside the live one, which answers meanwhile. A worker
/// does it in its time; `GET /api/projections/` says how far it is. Asked twice, it is built once.
#[utoipa::path(post, path = "/api/projections/{name}/rebuild/", tag = "projections", security(("bearer" = [])),
    params(("name" = String, Path)),
    responses((status = 202, body = Rebuild), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn rebuild(
    extract::State(state): extract::State<State>,
    Admin { id }: Admin,
    Named(projection): Named,
) -> Result<(StatusCode, Json<Rebuild>), Problem> {
    let ledger = &state.app.ledger;
    let asked = rebuild::ask(ledger, projection, id).await;
    let asked = asked.map_err(|error| Problem::fault(&error))?;
    Ok((StatusCode::ACCEPTED, Json(Rebuild::of(asked, ledger.clock.now()))))
}
