//! `GET /api/subscriptions/`

use axum::Json;
use axum::extract;
use projections::subscriptions::{self, SubscriptionFilter, SubscriptionStatus};
use projections::{Projection, history};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::State;
use crate::as_of::AsOfParams;
use crate::auth::Owner;
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};
use crate::shapes::Subscription;

/// Which subscriptions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// `ACTIVE` or `EXPIRED`.
    status: Option<String>,
    /// Of one customer; anyone but staff sees their own alone.
    customer_id: Option<Uuid>,
}

/// Subscriptions, the newest first; now, or as of a past moment.
#[utoipa::path(get, path = "/api/subscriptions/", tag = "subscriptions", security(("bearer" = [])), params(Filter, AsOfParams, PageParams, MinPosition),
    responses((status = 200, body = Page<Subscription>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn list(
    extract::State(state): extract::State<State>,
    Owner(caller): Owner,
    fresh: Fresh,
    Params(filter): Params<Filter>,
    Params(as_of): Params<AsOfParams>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<Subscription>>, Problem> {
    let past = as_of.past(state.app.ledger.clock.now())?;
    fresh.wait(&state.app, &[Projection::Subscriptions, Projection::History]).await?;
    let moment = past.map_or_else(|| state.app.ledger.clock.now(), |past| past.effective);
    let status = match filter.status.as_deref() {
        None | Some("") => None,
        Some(name) => Some(SubscriptionStatus::parse(name).ok_or_else(|| {
            Problem::unprocessable("invalid_status", "a status is ACTIVE or EXPIRED")
        })?),
    };
    let own = (!caller.is_staff()).then(|| caller.customer_id().uuid());
    let filter = SubscriptionFilter {
        status: status.map(|status| (status, moment)),
        customer_id: own.or(filter.customer_id),
    };
    let (pool, after, limit) = (&state.app.ledger.pool, page.after()?, page.items());
    let rows = match past {
        None => subscriptions::list(pool, filter, after, limit).await?,
        Some(past) => history::subscriptions(pool, past, filter, after, limit).await?,
    };
    Ok(Json(Page::of(rows, |row| Subscription::of(row, moment))))
}
