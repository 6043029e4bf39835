//! `GET /api/packages/`

use axum::Json;
use axum::extract;
use projections::Projection;
use projections::packages::{self, Which};

use crate::State;
use crate::auth::{Caller, MaybeCaller};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};
use crate::shapes::Package;

/// What can be bought; staff see what was retired too.
#[utoipa::path(get, path = "/api/packages/", tag = "packages", params(PageParams, MinPosition),
    responses((status = 200, body = Page<Package>)))]
pub(crate) async fn list(
    extract::State(state): extract::State<State>,
    MaybeCaller(caller): MaybeCaller,
    fresh: Fresh,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<Package>>, Problem> {
    fresh.wait(&state.app, &[Projection::Packages]).await?;
    let which = if caller.is_some_and(Caller::is_staff) { Which::All } else { Which::Sold };
    let rows = packages::list(&state.app.ledger.pool, which, page.after()?, page.items()).await?;
    Ok(Json(Page::of(rows, Package::of)))
}
