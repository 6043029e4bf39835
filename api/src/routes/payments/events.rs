//! `GET /api/payments/{id}/events/`

use app::disclosure;
use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use event_store::inbox;
use projections::Projection;
use projections::payments::{TimelineEvent, timeline};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::visible;
use crate::State;
use crate::auth::Caller;
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, PathId};
use crate::routes::audit::inbox::shape;
use crate::shapes::Delivery;

/// How many raw deliveries of one payment are shown; more than a few are an attack.
const DELIVERIES_MAX: i64 = 50;

/// An event of a payment's story.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StoryEvent {
    position: i64,
    sequence: i64,
    aggregate_type: String,
    aggregate_id: String,
    event_type: String,
    recorded_at: DateTime<Utc>,
    /// `user:<id>`, `safaricom`, `service`, `operator` or `anonymous`.
    actor: String,
    /// `api`, `inbox`, `policy`, `stk_dispatch`, `janitor`, `expiry`, `cli` or `demo`.
    source: String,
    correlation_id: Uuid,
    /// `event:<position>` or `delivery:<id>`.
    #[schema(required)]
    causation_id: Option<String>,
    #[schema(required)]
    request_id: Option<String>,
    /// What happened; personal fields are opened, and masked where they hold a number.
    #[schema(value_type = Object)]
    payload: serde_json::Value,
}

/// Everything that happened to a payment and because of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Story {
    items: Vec<StoryEvent>,
    /// What came from outside, for staff.
    deliveries: Vec<Delivery>,
    #[schema(required)]
    next_cursor: Option<String>,
}

/// The history of one payment, with causes and raw deliveries.
#[utoipa::path(get, path = "/api/payments/{id}/events/", tag = "payments", security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path), MinPosition),
    responses((status = 200, body = Story), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn events(
    extract::State(state): extract::State<State>,
    caller: Caller,
    PathId(id): PathId,
    fresh: Fresh,
) -> Result<Json<Story>, Problem> {
    fresh.wait(&state.app, &[Projection::Payments]).await?;
    visible(&state, caller, id).await?;
    let mut items = Vec::new();
    for event in timeline(&state.app.ledger.pool, id).await? {
        items.push(story_event(&state, event).await?);
    }
    let deliveries = if caller.is_staff() { deliveries(&state, id).await? } else { Vec::new() };
    Ok(Json(Story { items, deliveries, next_cursor: None }))
}

async fn story_event(state: &State, event: TimelineEvent) -> Result<StoryEvent, Problem> {
    let payload = disclosure::payload(&state.app.ledger.vault, &event.payload)
        .await
        .map_err(|error| Problem::fault(&error))?;
    Ok(StoryEvent {
        position: event.position,
        sequence: event.sequence,
        aggregate_type: event.aggregate_type,
        aggregate_id: event.aggregate_id,
        event_type: event.event_type,
        recorded_at: event.recorded_at,
        actor: event.actor.unwrap_or_default(),
        source: event.source.unwrap_or_default(),
        correlation_id: event.correlation_id,
        causation_id: event.causation_id,
        request_id: event.request_id,
        payload,
    })
}

async fn deliveries(state: &State, id: Uuid) -> Result<Vec<Delivery>, Problem> {
    let reference = id.to_string();
    let rows =
        inbox::list(&state.app.ledger.pool, None, Some(&reference), None, DELIVERIES_MAX).await?;
    Ok(rows.into_iter().rev().map(|row| shape(&state.app.ledger.vault, row)).collect())
}
