//! `GET /health/live` and `GET /health/ready`

use axum::Json;
use axum::extract;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;
use crate::problem::Problem;

/// How the service is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    status: &'static str,
}

/// The process answers.
#[utoipa::path(get, path = "/health/live", tag = "health", responses((status = 200, body = Health)))]
pub(crate) async fn live() -> Json<Health> {
    Json(Health { status: "live" })
}

/// The service can work: its database answers.
#[utoipa::path(get, path = "/health/ready", tag = "health",
    responses((status = 200, body = Health), (status = 503, body = Problem)))]
pub(crate) async fn ready(
    extract::State(state): extract::State<State>,
) -> Result<Json<Health>, Problem> {
    match event_store::feed::head_of(&state.app.ledger.pool).await {
        Ok(_head) => Ok(Json(Health { status: "ready" })),
        Err(error) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            Err(Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "not_ready",
                "the database does not answer",
            ))
        }
    }
}
