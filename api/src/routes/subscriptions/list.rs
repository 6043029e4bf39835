//! `GET /api/subscriptions/`

use axum::Json;
use axum::extract;
use projections::Projection;
use projections::subscriptions::{self, SubscriptionFilter, SubscriptionStatus};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::State;
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

/// Subscriptions, the newest first.
#[utoipa::path(get, path = "/api/subscriptions/", tag = "subscriptions", security(("bearer" = [])), params(Filter, PageParams, MinPosition),
    responses((status = 200, body = Page<Subscription>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn list(
    extract::State(state): extract::State<State>,
    Owner(caller): Owner,
    fresh: Fresh,
    Params(filter): Params<Filter>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<Subscription>>, Problem> {
    fresh.wait(&state.app, &[Projection::Subscriptions]).await?;
    let now = state.app.ledger.clock.now();
    let status = match filter.status.as_deref() {
        None | Some("") => None,
        Some(name) => Some(SubscriptionStatus::parse(name).ok_or_else(|| {
            Problem::unprocessable("invalid_status", "a status is ACTIVE or EXPIRED")
        })?),
    };
    let own = (!caller.is_staff()).then(|| caller.customer_id().uuid());
    let filter = SubscriptionFilter {
        status: status.map(|status| (status, now)),
        customer_id: own.or(filter.customer_id),
    };
    let rows =
        subscriptions::list(&state.app.ledger.pool, filter, page.after()?, page.items()).await?;
    Ok(Json(Page::of(rows, |row| Subscription::of(row, now))))
}
