//! `POST /api/payments/{id}/reverse/`

use app::refunds::{self, Ask};
use axum::Json;
use axum::extract;
use axum::http::StatusCode;
use domain::PaymentId;
use domain::codes::{NotCode, Receipt};
use domain::context::Actor;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::State;
use crate::auth::Finance;
use crate::idempotency::ClientKey;
use crate::problem::{Problem, of_submit};
use crate::request::{Body, PathId, RequestId, reason};
use crate::routes::refunds::{AskedRefund, problem};

/// Which money, and why it goes back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReverseRequest {
    /// Which of its receipts, if it has several.
    receipt: Option<String>,
    /// One line of 1 to 500 characters that names nobody: it is kept for ever.
    reason: String,
}

/// Asks Safaricom to give the money of a payment back to whoever paid it. Once it has, what the
/// payment bought ends, and what is short in the wallet is owed.
#[utoipa::path(post, path = "/api/payments/{id}/reverse/", tag = "payments", security(("bearer" = [])), request_body = ReverseRequest,
    params(("id" = Uuid, Path), ClientKey),
    responses((status = 202, body = AskedRefund), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn reverse(
    extract::State(state): extract::State<State>,
    Finance { id: by }: Finance,
    PathId(id): PathId,
    request_id: RequestId,
    key: ClientKey,
    Body { value: request, bytes }: Body<ReverseRequest>,
) -> Result<(StatusCode, Json<AskedRefund>), Problem> {
    let why = reason(&request.reason)?;
    let receipt: Option<Receipt> =
        request.receipt.map(|text| text.parse()).transpose().map_err(|error: NotCode| {
            Problem::unprocessable("invalid_receipt", error.to_string())
                .with_field("receipt", error.to_string())
        })?;
    let actor = Actor::User(by);
    let key = key.of(actor, &format!("payments/{id}/reverse"), &bytes);
    let wish = Ask::Reversal { payment_id: PaymentId::new(id), receipt };
    // It belongs to the story of the payment.
    let context = |_refund_id| request_id.context(actor, id);
    let accepted = refunds::ask(&state.app, wish, (by, why), context, key)
        .await
        .map_err(|error| of_submit(error, problem))?;
    Ok((StatusCode::ACCEPTED, Json(AskedRefund::of(&accepted))))
}
