//! `GET /api/wallets/`

use axum::Json;
use axum::extract;
use domain::Money;
use projections::{Projection, history, users};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::State;
use crate::as_of::AsOfParams;
use crate::auth::Owner;
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};

/// Which wallets.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Of one customer; anyone but staff sees their own alone.
    customer_id: Option<Uuid>,
}

/// What is in a customer's wallet.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Wallet {
    customer_id: Uuid,
    /// What the customer is called now.
    #[schema(required)]
    customer_name: Option<String>,
    balance_cents: i64,
    currency: &'static str,
}

impl Wallet {
    fn of(row: users::Balance) -> Self {
        Self {
            customer_id: row.customer_id,
            customer_name: row.customer_name,
            balance_cents: row.balance_cents,
            currency: Money::CURRENCY,
        }
    }
}

/// Every wallet that was ever used, in the order of the customers' ids; now, or as of a past
/// moment.
#[utoipa::path(get, path = "/api/wallets/", tag = "wallets", security(("bearer" = [])), params(Filter, AsOfParams, PageParams, MinPosition),
    responses((status = 200, body = Page<Wallet>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn list(
    extract::State(state): extract::State<State>,
    Owner(caller): Owner,
    fresh: Fresh,
    Params(filter): Params<Filter>,
    Params(as_of): Params<AsOfParams>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<Wallet>>, Problem> {
    let past = as_of.past(state.app.ledger.clock.now())?;
    fresh.wait(&state.app, &[Projection::Users, Projection::History]).await?;
    let own = (!caller.is_staff()).then(|| caller.customer_id().uuid());
    let customer_id = own.or(filter.customer_id);
    let (pool, after, limit) = (&state.app.ledger.pool, page.after()?, page.items());
    let rows = match past {
        None => users::balances(pool, customer_id, after, limit).await?,
        Some(past) => history::balances(pool, past, customer_id, after, limit).await?,
    };
    Ok(Json(Page::of(rows, Wallet::of)))
}
