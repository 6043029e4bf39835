//! `POST /api/finance/tariffs/`

use app::books::{SetTariff, set_tariff};
use axum::Json;
use axum::extract;
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::books::{BOOKS, BooksError};
use domain::context::Actor;
use domain::ledger::{Band, ChargedFor, NotTariff, Tariff};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TariffBand;
use crate::State;
use crate::auth::Admin;
use crate::problem::{Problem, of_submit};
use crate::request::{Body, RequestId};

/// A tariff, and from when on it holds.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TariffRequest {
    /// `COLLECTION`: a customer paid; `PAYOUT`: a customer was paid.
    #[schema(value_type = String)]
    charged_for: ChargedFor,
    /// A calendar day in Nairobi, which may be past: nothing is posted by a tariff.
    from: NaiveDate,
    /// At most 100, the lowest first; none if charges are not to be judged from then on.
    bands: Vec<TariffBand>,
}

/// A tariff that was set.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TariffSet {
    /// Pass it as `min_position` to read what was written.
    position: i64,
}

/// Sets what Safaricom charges from a day on. Charges on statements that differ from it are breaks.
#[utoipa::path(post, path = "/api/finance/tariffs/", tag = "finance", security(("bearer" = [])), request_body = TariffRequest,
    responses((status = 201, body = TariffSet), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn set(
    extract::State(state): extract::State<State>,
    Admin { id: by }: Admin,
    request_id: RequestId,
    Body { value: request, bytes: _ }: Body<TariffRequest>,
) -> Result<(StatusCode, Json<TariffSet>), Problem> {
    let TariffRequest { charged_for, from, bands } = request;
    let bands: Vec<Band> = bands.into_iter().map(Band::from).collect();
    let tariff: Tariff = bands.try_into().map_err(|error: NotTariff| bad("bands", &error))?;
    let context = request_id.context(Actor::User(by), BOOKS);
    let wish = SetTariff { charged_for, from, tariff, by };
    let accepted = set_tariff(&state.app.ledger, wish, context)
        .await
        .map_err(|error| of_submit(error, |error: BooksError| bad("from", &error)))?;
    Ok((StatusCode::CREATED, Json(TariffSet { position: accepted.position })))
}

fn bad(field: &'static str, error: &dyn std::error::Error) -> Problem {
    Problem::unprocessable("invalid_tariff", error.to_string()).with_field(field, error.to_string())
}
