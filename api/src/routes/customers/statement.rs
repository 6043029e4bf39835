//! `GET /api/customers/{id}/statement/`

use app::receipts::{StatementError, StatementPeriod, statement as write};
use axum::extract;
use axum::response::Response;
use chrono::{Days, NaiveDate};
use domain::time::nairobi_day;
use projections::{Projection, users};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::State;
use crate::auth::Owner;
use crate::papers::{pdf, provider};
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params, PathId};

/// How many days a statement covers if it is not said.
const DAYS: u64 = 30;

/// Which days, in Nairobi.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Period {
    /// The first day, such as 2026-11-01; the thirtieth before the last if it is not given.
    from: Option<NaiveDate>,
    /// The last day; today if it is not given.
    to: Option<NaiveDate>,
}

/// What happened to a customer's money in a period of at most 366 days, as PDF: every movement of the
/// wallet, and what it held then. It is not a tax invoice. Customers have their own alone.
#[utoipa::path(get, path = "/api/customers/{id}/statement/", tag = "customers", security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path), Period, MinPosition),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 400, body = Problem),
              (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 422, body = Problem, description = "`period_backwards`, `period_too_long` or `too_many_movements`")))]
pub(crate) async fn statement(
    extract::State(state): extract::State<State>,
    Owner(caller): Owner,
    PathId(id): PathId,
    fresh: Fresh,
    Params(period): Params<Period>,
) -> Result<Response, Problem> {
    let unknown = || Problem::not_found("customer_not_found", "there is no such customer");
    if !caller.is_staff() && caller.customer_id().uuid() != id {
        return Err(unknown());
    }
    let last = period.to.unwrap_or_else(|| nairobi_day(state.app.ledger.clock.now()));
    let first = period.from.or_else(|| last.checked_sub_days(Days::new(DAYS))).unwrap_or(last);
    let period = StatementPeriod::of(first, last).map_err(problem)?;
    fresh.wait(&state.app, &[Projection::Users, Projection::Ledger]).await?;
    let customer = users::get(&state.app.ledger.pool, id).await?.ok_or_else(unknown)?;
    let file = write(&state.app.ledger, &customer, period, &provider(&state)).await;
    Ok(pdf(file.map_err(problem)?, &period.file_name()))
}

fn problem(error: StatementError) -> Problem {
    let text = error.to_string();
    match error {
        StatementError::Backwards => {
            Problem::unprocessable("period_backwards", text).with_field("from", "is after `to`")
        }
        StatementError::TooLong => {
            Problem::unprocessable("period_too_long", text).with_field("from", "is too early")
        }
        StatementError::TooMany => Problem::unprocessable("too_many_movements", text),
        StatementError::Database(error) => error.into(),
        StatementError::Sum | StatementError::Feed(_) => Problem::fault(&error),
    }
}
