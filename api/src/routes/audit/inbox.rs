//! `GET /api/audit/inbox/`

use axum::Json;
use axum::extract;
use event_store::inbox::{self, Seen};
use serde::Deserialize;
use utoipa::IntoParams;
use vault::Vault;

use crate::State;
use crate::auth::Auditor;
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::request::Params;
use crate::shapes::Delivery;

/// Which deliveries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// `PENDING`, `DONE`, `UNREADABLE` or `REFUSED`.
    state: Option<String>,
    /// The payment that the delivery's address named.
    reference: Option<String>,
}

/// Raw deliveries, the newest first: what was understood, what was not, and what was not believed.
#[utoipa::path(get, path = "/api/audit/inbox/", tag = "audit", security(("bearer" = [])), params(Filter, PageParams),
    responses((status = 200, body = Page<Delivery>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn inbox(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    Params(filter): Params<Filter>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<Delivery>>, Problem> {
    let wanted = filter.state.as_deref().filter(|state| !state.is_empty());
    if wanted.is_some_and(|state| !["PENDING", "DONE", "UNREADABLE", "REFUSED"].contains(&state)) {
        return Err(Problem::unprocessable(
            "invalid_state",
            "a delivery's state is PENDING, DONE, UNREADABLE or REFUSED",
        ));
    }
    let after = page.after()?.map(|cursor| (cursor.moment(), cursor.id()));
    let reference = filter.reference.as_deref().filter(|reference| !reference.is_empty());
    let items = page.items();
    let ledger = &state.app.ledger;
    let rows = inbox::list(&ledger.pool, wanted, reference, after, items + 1).await?;
    let rows =
        projections::Page::of(rows, items, |row| projections::Cursor::at(row.received_at, row.id));
    Ok(Json(Page::of(rows, |row| shape(&ledger.vault, row))))
}

/// A delivery with its body opened.
pub(crate) fn shape(vault: &Vault, row: Seen) -> Delivery {
    let body = match vault.open_delivery(&row.body) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => error.to_string(),
    };
    Delivery {
        id: row.id,
        received_at: row.received_at,
        road: row.road,
        reference: row.reference,
        source_address: row.source_address,
        trust: row.trust,
        state: row.state,
        note: row.note,
        body,
    }
}
