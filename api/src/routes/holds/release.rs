//! `POST /api/holds/{id}/release/`

use app::holds::{self, EndError, HoldRejection};
use axum::Json;
use axum::extract;
use domain::HoldId;
use domain::context::Actor;
use domain::hold::HoldError;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::State;
use crate::auth::Finance;
use crate::idempotency::ClientKey;
use crate::problem::{Problem, of_submit};
use crate::request::{Body, PathId, RequestId, reason};
use crate::shapes::Written;

/// Why the report is taken for true.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReleaseRequest {
    /// One line of 1 to 500 characters that names nobody: it is kept for ever.
    reason: String,
}

/// Acts on a held report without Safaricom's answer: its money is credited as it was reported, and
/// buys what it was for. Look for its receipt in M-Pesa first. What Safaricom has refuted cannot be
/// released.
#[utoipa::path(post, path = "/api/holds/{id}/release/", tag = "holds", security(("bearer" = [])), request_body = ReleaseRequest,
    params(("id" = Uuid, Path), ClientKey),
    responses((status = 200, body = Written), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn release(
    extract::State(state): extract::State<State>,
    Finance { id: by }: Finance,
    PathId(id): PathId,
    request_id: RequestId,
    key: ClientKey,
    Body { value: request, bytes }: Body<ReleaseRequest>,
) -> Result<Json<Written>, Problem> {
    let why = reason(&request.reason)?;
    let actor = Actor::User(by);
    let key = key.of(actor, &format!("holds/{id}/release"), &bytes);
    let context = |payment: Option<domain::PaymentId>| {
        request_id.context(actor, payment.map_or(id, domain::PaymentId::uuid))
    };
    let accepted = holds::release(&state.app, HoldId::new(id), (by, why), context, key)
        .await
        .map_err(problem)?;
    Ok(Json(Written { id, position: accepted.position }))
}

fn problem(error: EndError) -> Problem {
    match error {
        EndError::Submit(error) => of_submit(error, |rejection| {
            let text = rejection.to_string();
            match rejection {
                HoldRejection::Hold(HoldError::NotFound) => {
                    Problem::not_found("hold_not_found", text)
                }
                HoldRejection::Hold(
                    HoldError::Refuted | HoldError::Exists | HoldError::NoDoubt,
                ) => Problem::conflict("hold_over", text),
                HoldRejection::OtherAmount => Problem::conflict("other_amount", text),
                HoldRejection::Payment(_) => Problem::conflict("not_creditable", text),
            }
        }),
        EndError::Stream(error) => Problem::fault(&error),
        EndError::Vault(error) => Problem::fault(&error),
    }
}
