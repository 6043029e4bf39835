//! `POST /api/finance/taxes/`

use app::books::set_taxes;
use axum::Json;
use axum::extract;
use chrono::NaiveDate;
use domain::books::{BOOKS, BooksError};
use domain::context::Actor;
use domain::ledger::TaxRates;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::State;
use crate::auth::Admin;
use crate::problem::{Problem, of_submit};
use crate::request::{Body, RequestId};

/// Rates, and from when on they hold.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaxesRequest {
    /// A calendar day in Nairobi, tomorrow at the earliest.
    from: NaiveDate,
    /// Value added tax, in tenths of a percent: 160 is 16%.
    vat_per_mille: u16,
    /// Excise duty, inside the base of value added tax.
    excise_per_mille: u16,
}

/// Rates that were set.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaxesSet {
    /// Pass it as `min_position` to read what was written.
    position: i64,
}

/// Sets the rates of taxes from a day on. What is bought from then on is taxed by them; prices stay.
#[utoipa::path(post, path = "/api/finance/taxes/", tag = "finance", security(("bearer" = [])), request_body = TaxesRequest,
    responses((status = 201, body = TaxesSet), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn set(
    extract::State(state): extract::State<State>,
    Admin { id: by }: Admin,
    request_id: RequestId,
    Body { value: request, bytes: _ }: Body<TaxesRequest>,
) -> Result<(axum::http::StatusCode, Json<TaxesSet>), Problem> {
    let TaxesRequest { from, vat_per_mille, excise_per_mille } = request;
    let rates = TaxRates { vat_per_mille, excise_per_mille };
    let context = request_id.context(Actor::User(by), BOOKS);
    let accepted = set_taxes(&state.app.ledger, (from, rates), by, context)
        .await
        .map_err(|error| of_submit(error, problem))?;
    Ok((axum::http::StatusCode::CREATED, Json(TaxesSet { position: accepted.position })))
}

fn problem(error: BooksError) -> Problem {
    let text = error.to_string();
    let field = match error {
        BooksError::BadRate => "vat_per_mille",
        BooksError::TooLate { .. }
        | BooksError::FarAway { .. }
        | BooksError::NotOver { .. }
        | BooksError::OutOfOrder { .. }
        | BooksError::MonthNotOver { .. }
        | BooksError::MonthOutOfOrder { .. } => "from",
    };
    Problem::unprocessable("invalid_taxes", text.clone()).with_field(field, text)
}
