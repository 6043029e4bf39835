//! `POST /api/finance/periods/{month}/close/`

use app::books::close_month;
use axum::Json;
use axum::extract::{self, Path};
use domain::books::{BOOKS, Month, NotMonth};
use domain::context::Actor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::problem;
use crate::State;
use crate::auth::Finance;
use crate::problem::Problem;
use crate::request::{Body, RequestId, reason};

/// With what a month is closed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CloseRequest {
    /// Why it is closed with something in suspense or open breaks, if there is any: one line of 1 to
    /// 500 characters that names nobody.
    explanation: Option<String>,
}

/// A month that is closed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MonthClosed {
    /// Pass it as `min_position` to read what was written.
    position: i64,
}

/// Closes a month, for ever: what is learnt of it later is posted to the open month, with its own
/// date. One that is closed already stays as it is.
#[utoipa::path(post, path = "/api/finance/periods/{month}/close/", tag = "finance", security(("bearer" = [])),
    params(("month" = String, Path, description = "Such as 2026-11")), request_body = CloseRequest,
    responses((status = 200, body = MonthClosed), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn close(
    extract::State(state): extract::State<State>,
    Finance { id: by }: Finance,
    Path(month): Path<String>,
    request_id: RequestId,
    Body { value: request, bytes: _ }: Body<CloseRequest>,
) -> Result<Json<MonthClosed>, Problem> {
    let month: Month = month
        .parse()
        .map_err(|error: NotMonth| Problem::not_found("month_unknown", error.to_string()))?;
    let explanation = request.explanation.as_deref().map(reason).transpose()?;
    let context = request_id.context(Actor::User(by), BOOKS);
    let accepted =
        close_month(&state.app.ledger, month, (by, explanation), context).await.map_err(problem)?;
    Ok(Json(MonthClosed { position: accepted.position }))
}
