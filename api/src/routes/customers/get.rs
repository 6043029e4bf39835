//! `GET /api/customers/{id}/`

use axum::Json;
use axum::extract;
use projections::{Projection, taxes, users};
use serde::Serialize;
use utoipa::ToSchema;

use super::Customer;
use crate::State;
use crate::auth::Staff;
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, PathId};
use crate::shapes::{Line, lines_of};

/// A customer, with lines and what serves them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CustomerInFull {
    #[serde(flatten)]
    customer: Customer,
    /// For tax invoices; none if it was not given.
    #[schema(required)]
    kra_pin: Option<String>,
    lines: Vec<Line>,
}

/// One customer.
#[utoipa::path(get, path = "/api/customers/{id}/", tag = "customers", security(("bearer" = [])),
    params(("id" = uuid::Uuid, Path), MinPosition),
    responses((status = 200, body = CustomerInFull), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn get(
    extract::State(state): extract::State<State>,
    _staff: Staff,
    PathId(id): PathId,
    fresh: Fresh,
) -> Result<Json<CustomerInFull>, Problem> {
    let read = [Projection::Users, Projection::Subscriptions, Projection::Taxes];
    fresh.wait(&state.app, &read).await?;
    let pool = &state.app.ledger.pool;
    let customer = users::customer(pool, id)
        .await?
        .ok_or_else(|| Problem::not_found("customer_not_found", "there is no such customer"))?;
    Ok(Json(CustomerInFull {
        customer: Customer::of(customer),
        kra_pin: taxes::buyer_pin(pool, id).await?,
        lines: lines_of(&state.app.ledger, id).await?,
    }))
}
