//! `GET /api/users/`

use axum::Json;
use axum::extract;
use domain::Msisdn;
use projections::Projection;
use projections::users::{self, UserFilter};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::State;
use crate::auth::Admin;
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};
use crate::shapes::{User, role_named};

/// Which users.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// `ADMIN`, `FINANCE`, `AGENT` or `CUSTOMER`.
    role: Option<String>,
    /// The number, however it is written.
    phone: Option<String>,
}

/// Users, the newest first.
#[utoipa::path(get, path = "/api/users/", tag = "users", security(("bearer" = [])), params(Filter, PageParams, MinPosition),
    responses((status = 200, body = Page<User>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn list(
    extract::State(state): extract::State<State>,
    _admin: Admin,
    fresh: Fresh,
    Params(filter): Params<Filter>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<User>>, Problem> {
    fresh.wait(&state.app, &[Projection::Users]).await?;
    let refuse = |code, text: String| Problem::unprocessable(code, text);
    let role = match filter.role.as_deref() {
        None | Some("") => None,
        Some(name) => Some(role_named(name).ok_or_else(|| {
            refuse("invalid_role", "a role is ADMIN, FINANCE, AGENT or CUSTOMER".to_owned())
        })?),
    };
    let phone = match filter.phone.as_deref() {
        None | Some("") => None,
        Some(text) => Some(
            text.parse::<Msisdn>()
                .map_err(|error| refuse("invalid_phone_number", error.to_string()))?
                .as_str()
                .to_owned(),
        ),
    };
    let filter = UserFilter { role, phone };
    let rows = users::list(&state.app.ledger.pool, &filter, page.after()?, page.items()).await?;
    Ok(Json(Page::of(rows, User::of)))
}
