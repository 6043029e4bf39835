//! `POST /api/wallets/{customer_id}/refund/`

use app::refunds::{self, Ask};
use axum::Json;
use axum::extract;
use axum::http::StatusCode;
use domain::context::Actor;
use domain::{CustomerId, Money};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::State;
use crate::auth::Finance;
use crate::idempotency::ClientKey;
use crate::problem::{Problem, of_submit};
use crate::request::{Body, PathId, RequestId, reason};
use crate::routes::refunds::{AskedRefund, problem};

/// How much goes back, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefundRequest {
    /// Whole shillings, from KSh 10 to KSh 250,000.
    amount_cents: i64,
    /// One line of 1 to 500 characters that names nobody: it is kept for ever.
    reason: String,
}

/// Pays a customer out of their wallet, to the phone that they are registered with. The wallet is
/// debited at once, and has the money again if it cannot be paid.
#[utoipa::path(post, path = "/api/wallets/{id}/refund/", tag = "wallets", security(("bearer" = [])), request_body = RefundRequest,
    params(("id" = Uuid, Path, description = "Whose wallet"), ClientKey),
    responses((status = 202, body = AskedRefund), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn refund(
    extract::State(state): extract::State<State>,
    Finance { id: by }: Finance,
    PathId(id): PathId,
    request_id: RequestId,
    key: ClientKey,
    Body { value: request, bytes }: Body<RefundRequest>,
) -> Result<(StatusCode, Json<AskedRefund>), Problem> {
    let why = reason(&request.reason)?;
    let actor = Actor::User(by);
    let key = key.of(actor, &format!("wallets/{id}/refund"), &bytes);
    let amount = Money::from_cents(request.amount_cents);
    let wish = Ask::Payout { customer_id: CustomerId::new(id), amount };
    let context = |refund_id: domain::RefundId| request_id.context(actor, refund_id.uuid());
    let accepted = refunds::ask(&state.app, wish, (by, why), context, key)
        .await
        .map_err(|error| of_submit(error, problem))?;
    Ok((StatusCode::ACCEPTED, Json(AskedRefund::of(&accepted))))
}
