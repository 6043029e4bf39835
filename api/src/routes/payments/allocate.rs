//! `POST /api/payments/{id}/allocate/`

use app::payments::allocate::{self, AllocatePayment, AllocateRejection, To};
use axum::Json;
use axum::extract;
use domain::context::Actor;
use domain::payment::PaymentError;
use domain::reason::Reason;
use domain::user::UserError;
use domain::{CustomerId, PaymentId};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::State;
use crate::auth::Finance;
use crate::idempotency::ClientKey;
use crate::problem::{Problem, of_submit};
use crate::request::{Body, PathId, RequestId, reason};
use crate::shapes::Written;

/// Whom money in suspense is for, and why: a customer, or whoever has an account number.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AllocateRequest {
    customer_id: Option<Uuid>,
    /// However it is written.
    account_number: Option<String>,
    /// One line of 1 to 500 characters that names nobody: it is kept for ever.
    reason: String,
}

impl AllocateRequest {
    fn read(self) -> Result<(To, Reason), Problem> {
        let to = match (self.customer_id, self.account_number) {
            (Some(id), None) => To::Customer(CustomerId::new(id)),
            (None, Some(number)) => {
                To::Account(number.parse().map_err(|error: domain::codes::NotCode| {
                    Problem::unprocessable("invalid_account_number", error.to_string())
                        .with_field("account_number", error.to_string())
                })?)
            }
            (Some(_), Some(_)) | (None, None) => {
                return Err(Problem::unprocessable(
                    "invalid_body",
                    "say whom the money is for, by customer_id or by account_number",
                ));
            }
        };
        Ok((to, reason(&self.reason)?))
    }
}

/// Gives money in suspense to a customer. It goes to their wallet, and renews their line by their
/// rule.
#[utoipa::path(post, path = "/api/payments/{id}/allocate/", tag = "payments", security(("bearer" = [])), request_body = AllocateRequest,
    params(("id" = Uuid, Path), ClientKey),
    responses((status = 200, body = Written), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn allocate(
    extract::State(state): extract::State<State>,
    Finance { id: by }: Finance,
    PathId(id): PathId,
    request_id: RequestId,
    key: ClientKey,
    Body { value: request, bytes }: Body<AllocateRequest>,
) -> Result<Json<Written>, Problem> {
    let (to, why) = request.read()?;
    let actor = Actor::User(by);
    let key = key.of(actor, &format!("payments/{id}/allocate"), &bytes);
    let wish = AllocatePayment { payment_id: PaymentId::new(id), to, by, why };
    let context = request_id.context(actor, id);
    let accepted = allocate::allocate(&state.app.ledger, wish, context, key)
        .await
        .map_err(|error| of_submit(error, problem))?;
    Ok(Json(Written { id, position: accepted.position }))
}

fn problem(rejection: AllocateRejection) -> Problem {
    let text = rejection.to_string();
    match rejection {
        AllocateRejection::Payment(PaymentError::NotFound) => {
            Problem::not_found("payment_not_found", text)
        }
        AllocateRejection::Payment(_) => Problem::conflict("not_in_suspense", text),
        AllocateRejection::User(UserError::NotFound) => {
            Problem::unprocessable("customer_not_found", text)
        }
        AllocateRejection::User(_) | AllocateRejection::NotCustomer => {
            Problem::unprocessable("not_a_customer", text)
        }
        AllocateRejection::Line(_) | AllocateRejection::UnknownAccount => {
            Problem::unprocessable("account_not_found", text)
        }
    }
}
