//! `GET /api/customers/`

use axum::Json;
use axum::extract;
use domain::Msisdn;
use domain::codes::AccountNumber;
use projections::Projection;
use projections::users::{CustomerFilter, customers};
use serde::Deserialize;
use utoipa::IntoParams;

use super::Customer;
use crate::State;
use crate::auth::Staff;
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};

/// Longer than any name.
const SEARCH_CHARACTERS_MAX: usize = 120;

/// Which customers.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// A phone number, however it is written, a home's account number, or how a name begins.
    q: Option<String>,
    /// Those who have a login, without guests.
    with_login: Option<bool>,
}

impl Filter {
    /// What people type is a phone if it can be one, then an account number, then a name.
    fn read(&self) -> Result<CustomerFilter, Problem> {
        let with_login = self.with_login.unwrap_or(false);
        let filter = CustomerFilter { with_login, ..CustomerFilter::default() };
        let Some(text) = self.q.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
            return Ok(filter);
        };
        if text.chars().count() > SEARCH_CHARACTERS_MAX || text.contains('\0') {
            return Err(Problem::unprocessable(
                "invalid_search",
                format!("customers are looked up by at most {SEARCH_CHARACTERS_MAX} characters"),
            ));
        }
        if let Ok(phone) = text.parse::<Msisdn>() {
            return Ok(CustomerFilter { phone: Some(phone.as_str().to_owned()), ..filter });
        }
        if let Ok(number) = text.parse::<AccountNumber>() {
            let account_number = Some(number.as_str().to_owned());
            return Ok(CustomerFilter { account_number, ..filter });
        }
        Ok(CustomerFilter { name: Some(text.to_owned()), ..filter })
    }
}

/// Customers, the newest first.
#[utoipa::path(get, path = "/api/customers/", tag = "customers", security(("bearer" = [])), params(Filter, PageParams, MinPosition),
    responses((status = 200, body = Page<Customer>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn list(
    extract::State(state): extract::State<State>,
    _staff: Staff,
    fresh: Fresh,
    Params(filter): Params<Filter>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<Customer>>, Problem> {
    fresh.wait(&state.app, &[Projection::Users]).await?;
    let filter = filter.read()?;
    let rows = customers(&state.app.ledger.pool, &filter, page.after()?, page.items()).await?;
    Ok(Json(Page::of(rows, Customer::of)))
}
