//! `GET /api/payments/{id}/`

use axum::Json;
use axum::extract;
use projections::Projection;

use super::visible;
use crate::State;
use crate::auth::Caller;
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, PathId};
use crate::shapes::Payment;

/// One payment.
#[utoipa::path(get, path = "/api/payments/{id}/", tag = "payments", security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path), MinPosition),
    responses((status = 200, body = Payment), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn get(
    extract::State(state): extract::State<State>,
    caller: Caller,
    PathId(id): PathId,
    fresh: Fresh,
) -> Result<Json<Payment>, Problem> {
    fresh.wait(&state.app, &[Projection::Payments, Projection::Subscriptions]).await?;
    let payment = visible(&state, caller, id).await?;
    Ok(Json(Payment::of(payment, state.app.ledger.clock.now())))
}
