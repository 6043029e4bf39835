//! `GET` and `PUT /api/users/{id}/kra-pin/`

use app::users::kra_pin::{KraPinError, set_kra_pin};
use axum::Json;
use axum::extract;
use domain::UserId;
use domain::personal::NotThat;
use domain::tax_invoice::KraPin;
use domain::user::UserError;
use projections::{Projection, taxes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::State;
use crate::auth::{Caller, Owner, forbidden};
use crate::idempotency::ClientKey;
use crate::problem::{Problem, of_submit};
use crate::request::{Body, Fresh, MinPosition, PathId, RequestId};
use crate::shapes::Written;

/// The number under which the tax authority knows a buyer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BuyerPin {
    /// None if it was not given.
    #[schema(required)]
    kra_pin: Option<String>,
}

/// The number to be printed on invoices to come.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BuyerPinRequest {
    /// A or P, nine digits and a letter; none takes it away.
    kra_pin: Option<String>,
}

/// One's own, or anybody's for the staff. Whose it may not be looks the same as whose it is not.
fn check(caller: Caller, id: Uuid) -> Result<(), Problem> {
    if caller.is_staff() || caller.customer_id().uuid() == id { Ok(()) } else { Err(forbidden()) }
}

/// A buyer's PIN.
#[utoipa::path(get, path = "/api/users/{id}/kra-pin/", tag = "users", security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path), MinPosition),
    responses((status = 200, body = BuyerPin), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn get(
    extract::State(state): extract::State<State>,
    Owner(caller): Owner,
    PathId(id): PathId,
    fresh: Fresh,
) -> Result<Json<BuyerPin>, Problem> {
    check(caller, id)?;
    fresh.wait(&state.app, &[Projection::Taxes]).await?;
    Ok(Json(BuyerPin { kra_pin: taxes::buyer_pin(&state.app.ledger.pool, id).await? }))
}

/// Notes a buyer's PIN, which is printed on the tax invoices of what they buy from now on.
#[utoipa::path(put, path = "/api/users/{id}/kra-pin/", tag = "users", security(("bearer" = [])), request_body = BuyerPinRequest,
    params(("id" = uuid::Uuid, Path), ClientKey),
    responses((status = 200, body = Written), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn put(
    extract::State(state): extract::State<State>,
    Owner(caller): Owner,
    PathId(id): PathId,
    request_id: RequestId,
    key: ClientKey,
    Body { value: body, bytes }: Body<BuyerPinRequest>,
) -> Result<Json<Written>, Problem> {
    check(caller, id)?;
    let kra_pin = body.kra_pin.as_deref().map(str::parse::<KraPin>).transpose();
    let kra_pin = kra_pin.map_err(|error: NotThat| {
        let text = error.to_string();
        Problem::unprocessable("invalid_kra_pin", text.clone()).with_field("kra_pin", text)
    })?;
    let actor = caller.actor();
    let key = key.of(actor, &format!("users/{id}/kra-pin"), &bytes);
    let context = request_id.context(actor, id);
    let accepted = set_kra_pin(&state.app.ledger, UserId::new(id), kra_pin.as_ref(), context, key)
        .await
        .map_err(problem)?;
    Ok(Json(Written { id, position: accepted.position }))
}

fn problem(error: KraPinError) -> Problem {
    match error {
        KraPinError::Submit(error) => of_submit(error, |rejection: UserError| {
            Problem::not_found("user_not_found", rejection.to_string())
        }),
        fault @ KraPinError::Vault(_) => Problem::fault(&fault),
    }
}
