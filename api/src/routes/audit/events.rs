//! `GET /api/audit/events/`

use app::audit::{self, SeenEvent};
use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use event_store::listing;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::State;
use crate::auth::Auditor;
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::request::Params;

/// Which events.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// From that position on.
    from: Option<i64>,
    /// Up to and with that position.
    to: Option<i64>,
    /// Such as `payment`, `wallet` or `subscription`.
    aggregate_type: Option<String>,
    /// Of that aggregate; together with its type this is the fastest.
    aggregate_id: Option<Uuid>,
    /// Such as `PaymentCompleted`.
    event_type: Option<String>,
    /// `user:<id>`, `safaricom`, `service`, `operator` or `anonymous`.
    actor: Option<String>,
    /// Everything that belongs to one story; a payment's story has the payment's id.
    correlation_id: Option<Uuid>,
}

impl From<Filter> for listing::Filter {
    fn from(filter: Filter) -> Self {
        let said = |text: Option<String>| text.filter(|text| !text.is_empty());
        Self {
            from: filter.from,
            to: filter.to,
            aggregate_type: said(filter.aggregate_type),
            aggregate_id: filter.aggregate_id,
            event_type: said(filter.event_type),
            actor: said(filter.actor),
            correlation_id: filter.correlation_id,
        }
    }
}

/// An event as it stands in the store.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditedEvent {
    position: i64,
    aggregate_type: String,
    aggregate_id: String,
    sequence: i64,
    event_type: String,
    event_version: String,
    recorded_at: DateTime<Utc>,
    /// `user:<id>`, `safaricom`, `service`, `operator` or `anonymous`.
    #[schema(required)]
    actor: Option<String>,
    /// `api`, `inbox`, `policy`, `stk_dispatch`, `janitor`, `expiry`, `cli` or `demo`.
    #[schema(required)]
    source: Option<String>,
    #[schema(required)]
    correlation_id: Option<String>,
    /// `event:<position>` or `delivery:<id>`.
    #[schema(required)]
    causation_id: Option<String>,
    #[schema(required)]
    request_id: Option<String>,
    /// What happened, in the shape of its version; personal fields are opened, and masked where they
    /// hold a number.
    #[schema(value_type = Object)]
    payload: serde_json::Value,
    /// The chain up to and with this event, in hexadecimal.
    chain_hash: String,
}

/// Events as they stand in the store, the newest first. A page may have few items or none although
/// there are more: go on while `next_cursor` is not null.
#[utoipa::path(get, path = "/api/audit/events/", tag = "audit", security(("bearer" = [])), params(Filter, PageParams),
    responses((status = 200, body = Page<AuditedEvent>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn events(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    Params(filter): Params<Filter>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<AuditedEvent>>, Problem> {
    let before = page.before()?;
    let seen = audit::events(&state.app.ledger, &filter.into(), before, page.items()).await?;
    Ok(Json(Page {
        items: seen.events.into_iter().map(shape).collect(),
        next_cursor: seen.before.map(|before| before.to_string()),
    }))
}

fn shape(event: SeenEvent) -> AuditedEvent {
    let SeenEvent { stored, payload } = event;
    AuditedEvent {
        position: stored.position,
        aggregate_type: stored.aggregate_type,
        aggregate_id: stored.aggregate_id,
        sequence: stored.sequence,
        event_type: stored.event_type,
        event_version: stored.event_version,
        recorded_at: stored.recorded_at,
        actor: stored.actor,
        source: stored.source,
        correlation_id: stored.correlation_id,
        causation_id: stored.causation_id,
        request_id: stored.request_id,
        payload,
        chain_hash: hex::encode(stored.chain_hash),
    }
}
