//! `GET /api/finance/breaks/`

use axum::Json;
use axum::extract;
use chrono::{DateTime, Utc};
use domain::Money;
use domain::statement::BreakKind;
use projections::Projection;
use projections::ledger::{BreakFilter, BreakRow, breaks};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::State;
use crate::auth::Auditor;
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition, Params};

/// Which breaks.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Of one statement.
    statement_id: Option<Uuid>,
    /// How both differ, such as `MISSING_IN_LEDGER`.
    #[param(value_type = Option<String>)]
    kind: Option<BreakKind>,
    /// Open ones, or those that were resolved.
    is_open: Option<bool>,
}

/// A difference that was raised.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BreakShape {
    id: Uuid,
    statement_id: Uuid,
    kind: &'static str,
    /// What that is called.
    words: &'static str,
    #[schema(required)]
    receipt: Option<String>,
    /// In which row of the file.
    #[schema(required)]
    row: Option<i32>,
    currency: &'static str,
    statement_cents: i64,
    ledger_cents: i64,
    /// Of a charge that Safaricom's tariff does not say: what it says.
    #[schema(required)]
    expected_cents: Option<i64>,
    moved_at: DateTime<Utc>,
    raised_at: DateTime<Utc>,
    /// Who is to look at it.
    #[schema(required)]
    owner: Option<Uuid>,
    /// Null while it is open.
    #[schema(required)]
    resolved_at: Option<DateTime<Utc>>,
    /// Null if the ledger agrees by now.
    #[schema(required)]
    resolved_by: Option<Uuid>,
    #[schema(required)]
    resolution: Option<String>,
}

impl BreakShape {
    fn of(row: BreakRow) -> Self {
        Self {
            id: row.id,
            statement_id: row.statement_id,
            kind: row.kind.as_str(),
            words: row.kind.in_words(),
            receipt: row.receipt,
            row: row.row,
            currency: Money::CURRENCY,
            statement_cents: row.statement_cents,
            ledger_cents: row.ledger_cents,
            expected_cents: row.expected_cents,
            moved_at: row.moved_at,
            raised_at: row.raised_at,
            owner: row.owner,
            resolved_at: row.resolved_at,
            resolved_by: row.resolved_by,
            resolution: row.resolution,
        }
    }
}

/// Breaks, the last raised first.
#[utoipa::path(get, path = "/api/finance/breaks/", tag = "finance", security(("bearer" = [])), params(Filter, PageParams, MinPosition),
    responses((status = 200, body = Page<BreakShape>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn list(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    fresh: Fresh,
    Params(filter): Params<Filter>,
    Params(page): Params<PageParams>,
) -> Result<Json<Page<BreakShape>>, Problem> {
    fresh.wait(&state.app, &[Projection::Ledger]).await?;
    let Filter { statement_id, kind, is_open } = filter;
    let wanted = BreakFilter { statement_id, kind, is_open };
    let rows = breaks(&state.app.ledger.pool, wanted, page.after()?, page.items()).await?;
    Ok(Json(Page::of(rows, BreakShape::of)))
}
