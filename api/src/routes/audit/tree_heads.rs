//! `GET /api/audit/tree-heads/`

use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use event_store::heads::{self, Head};
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;
use crate::auth::Auditor;
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::request::Params;

/// A signed head of the tree over the events.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TreeHead {
    /// Over how many events: up to and with the position of that number.
    size: i64,
    /// The root, in hexadecimal.
    root: String,
    recorded_at: DateTime<Utc>,
    /// The C2SP signed note, as it is published outside the database.
    note: String,
}

/// The signed heads, the newest first. Compare them with the published ones.
#[utoipa::path(get, path = "/api/audit/tree-heads/", tag = "audit", security(("bearer" = [])), params(PageParams),
    responses((status = 200, body = Page<TreeHead>), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn tree_heads(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<TreeHead>>, Problem> {
    let items = page.items();
    let mut heads = heads::before(&state.app.ledger.pool, page.before()?, items + 1).await?;
    let shown = usize::try_from(items).unwrap_or(usize::MAX);
    let has_more = heads.len() > shown;
    heads.truncate(shown);
    let next = heads.last().filter(|_| has_more).map(|head| head.size.to_string());
    Ok(Json(Page { next_cursor: next, items: heads.into_iter().map(shape).collect() }))
}

fn shape(head: Head) -> TreeHead {
    let Head { size, root, note, recorded_at } = head;
    TreeHead { size, root: hex::encode(root), recorded_at, note }
}
