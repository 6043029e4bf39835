//! `POST /api/finance/in-transit/{receipt}/arrive/`

use app::statements::{SeenAtBank, arrive as record_arrival};
use axum::Json;
use axum::extract::{self, Path};
use chrono::NaiveDate;
use domain::Money;
use domain::codes::Receipt;
use domain::context::Actor;
use domain::statement::BankReference;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::State;
use crate::auth::Finance;
use crate::problem::{Problem, of_submit};
use crate::request::{Body, RequestId};
use crate::routes::finance::statements::of_statement;

/// What the bank's statement says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArriveRequest {
    /// All of what is on its way under the receipt, more than nothing in both directions.
    amount_cents: i64,
    /// The bank's own reference, 1 to 50 characters.
    bank_reference: String,
    /// The day for which the bank counts it: from when it left M-Pesa until today.
    value_date: NaiveDate,
}

/// What was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArrivalSaid {
    /// Pass it as `min_position` to read what was written.
    position: i64,
}

/// Records that the bank has what was on its way (1120, from 1190). The same again changes nothing.
#[utoipa::path(post, path = "/api/finance/in-transit/{receipt}/arrive/", tag = "finance", security(("bearer" = [])),
    params(("receipt" = String, Path)), request_body = ArriveRequest,
    responses((status = 200, body = ArrivalSaid), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn arrive(
    extract::State(state): extract::State<State>,
    Finance { id: by }: Finance,
    Path(receipt): Path<String>,
    request_id: RequestId,
    Body { value: request, bytes: _ }: Body<ArriveRequest>,
) -> Result<Json<ArrivalSaid>, Problem> {
    let ArriveRequest { amount_cents, bank_reference, value_date } = request;
    let bad = |field: &'static str, text: String| {
        Problem::unprocessable("invalid_arrival", text.clone()).with_field(field, text)
    };
    let receipt: Receipt = receipt
        .parse()
        .map_err(|_| of_statement(domain::statement::StatementError::NotInTransit))?;
    let bank_reference: BankReference =
        bank_reference.parse().map_err(|error: domain::statement::NotBankReference| {
            bad("bank_reference", error.to_string())
        })?;
    let amount = Money::from_cents(amount_cents);
    let context = request_id.context(Actor::User(by), app::ids::new_uuid());
    let seen = SeenAtBank { receipt, amount, bank_reference, value_date, by };
    let accepted = record_arrival(&state.app.ledger, seen, context)
        .await
        .map_err(|error| of_submit(error, of_statement))?;
    Ok(Json(ArrivalSaid { position: accepted.position }))
}
