//! `POST /api/finance/tax-register/`

use app::tax_invoices::{OpenRegister, open as open_register};
use axum::Json;
use axum::extract;
use axum::http::StatusCode;
use domain::context::Actor;
use domain::personal::NotThat;
use domain::tax_invoice::{Seller, TAX_REGISTER, TaxRegisterError};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::State;
use crate::auth::Admin;
use crate::idempotency::ClientKey;
use crate::problem::{Problem, of_submit};
use crate::request::{Body, RequestId};
use crate::shapes::Written;

/// Whose invoices are to be drawn.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaxRegisterRequest {
    /// The provider's own PIN.
    kra_pin: String,
    /// Two digits; the head office unless said otherwise.
    branch: Option<String>,
    /// The last number that another program used on the same control unit; 0 unless said otherwise.
    last_number: Option<u64>,
}

/// Opens the register: everything that is sold from now on is invoiced. It is not closed again.
#[utoipa::path(post, path = "/api/finance/tax-register/", tag = "finance", security(("bearer" = [])), request_body = TaxRegisterRequest,
    params(ClientKey),
    responses((status = 201, body = Written), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn open(
    extract::State(state): extract::State<State>,
    Admin { id: by }: Admin,
    request_id: RequestId,
    key: ClientKey,
    Body { value: body, bytes }: Body<TaxRegisterRequest>,
) -> Result<(StatusCode, Json<Written>), Problem> {
    let pin = body.kra_pin.parse().map_err(|error: NotThat| {
        let text = error.to_string();
        Problem::unprocessable("invalid_kra_pin", text.clone()).with_field("kra_pin", text)
    })?;
    let seller = Seller { pin, branch: body.branch.unwrap_or_else(|| "00".to_owned()) };
    let wish = OpenRegister { seller, last_number: body.last_number.unwrap_or(0), by };
    let actor = Actor::User(by);
    let key = key.of(actor, "tax-register/open", &bytes);
    let context = request_id.context(actor, TAX_REGISTER);
    let accepted = open_register(&state.app.ledger, wish, context, key)
        .await
        .map_err(|error| of_submit(error, problem))?;
    let written = Written { id: TAX_REGISTER, position: accepted.position };
    Ok((StatusCode::CREATED, Json(written)))
}

fn problem(error: TaxRegisterError) -> Problem {
    let text = error.to_string();
    match error {
        TaxRegisterError::OpenBefore => Problem::conflict("register_open", text),
        TaxRegisterError::BadBranch => {
            Problem::unprocessable("invalid_branch", text.clone()).with_field("branch", text)
        }
        TaxRegisterError::BadNumber => Problem::unprocessable("invalid_last_number", text.clone())
            .with_field("last_number", text),
        TaxRegisterError::NotOpen | TaxRegisterError::Full => {
            Problem::conflict("register_not_opened", text)
        }
    }
}
