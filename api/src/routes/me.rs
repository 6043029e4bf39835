//! `GET /api/me/`

use axum::Json;
use axum::extract;
use domain::Money;
use projections::{Projection, users};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::State;
use crate::auth::Owner;
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition};
use crate::shapes::{Line, lines_of};

/// The caller: a user, or the guest of a device.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    id: Uuid,
    #[schema(required)]
    username: Option<String>,
    #[schema(required)]
    name: Option<String>,
    /// `ADMIN`, `FINANCE`, `AGENT`, `CUSTOMER` or `GUEST`.
    role: String,
    #[schema(required)]
    phone_number: Option<String>,
    wallet_balance_cents: i64,
    currency: &'static str,
    lines: Vec<Line>,
}

/// Who is calling, with wallet, lines and what serves them.
#[utoipa::path(get, path = "/api/me/", tag = "users", security(("bearer" = [])),
    params(MinPosition),
    responses((status = 200, body = Me), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn me(
    extract::State(state): extract::State<State>,
    Owner(caller): Owner,
    fresh: Fresh,
) -> Result<Json<Me>, Problem> {
    fresh.wait(&state.app, &[Projection::Users, Projection::Subscriptions]).await?;
    let id = caller.customer_id().uuid();
    let pool = &state.app.ledger.pool;
    let user = users::get(pool, id).await?.ok_or_else(|| {
        Problem::not_found(
            "user_not_found",
            "this user is not known, or not yet; try again in a moment",
        )
    })?;
    let lines = lines_of(&state.app.ledger, id).await?;
    Ok(Json(Me {
        id,
        role: user.role.as_str().to_owned(),
        username: user.username,
        name: user.name,
        phone_number: user.phone,
        wallet_balance_cents: users::wallet_balance(pool, id).await?,
        currency: Money::CURRENCY,
        lines,
    }))
}
