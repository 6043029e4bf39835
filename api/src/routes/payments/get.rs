//! `GET /api/payments/{id}/`

use app::payments::enquire::enquire_soon;
use axum::Json;
use axum::extract;
use domain::PaymentId;
use domain::payment::Status;
use projections::Projection;

use super::visible;
use crate::State;
use crate::auth::Caller;
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, PathId};
use crate::shapes::Payment;

/// One payment. Where staff look at one that has no outcome yet, Safaricom is asked about it.
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
    if caller.is_staff() && payment.status == Status::Pending {
        enquire_soon(&state.app, PaymentId::new(id)).await;
    }
    Ok(Json(Payment::of(payment, state.app.ledger.clock.now())))
}
