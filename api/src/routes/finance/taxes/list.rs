//! `GET /api/finance/taxes/`

use axum::Json;
use axum::extract;
use chrono::{DateTime, NaiveDate, Utc};
use domain::time::nairobi_day;
use projections::Projection;
use projections::ledger::{TaxRow, taxes};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::State;
use crate::auth::Auditor;
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition};

/// Every rate that was ever set.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaxTable {
    /// The last first. What was bought before the first of them is not taxed.
    items: Vec<TaxRate>,
}

/// Rates that hold from a day on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaxRate {
    /// A calendar day in Nairobi.
    from: NaiveDate,
    /// Value added tax, in tenths of a percent.
    vat_per_mille: i16,
    /// Excise duty, inside the base of value added tax.
    excise_per_mille: i16,
    set_by: Uuid,
    set_at: DateTime<Utc>,
}

impl TaxRate {
    fn of(row: TaxRow) -> Self {
        Self {
            from: nairobi_day(row.starts_at),
            vat_per_mille: row.vat_per_mille,
            excise_per_mille: row.excise_per_mille,
            set_by: row.set_by,
            set_at: row.set_at,
        }
    }
}

/// The rates of taxes, and from when on each holds.
#[utoipa::path(get, path = "/api/finance/taxes/", tag = "finance", security(("bearer" = [])), params(MinPosition),
    responses((status = 200, body = TaxTable), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn list(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    fresh: Fresh,
) -> Result<Json<TaxTable>, Problem> {
    fresh.wait(&state.app, &[Projection::Ledger]).await?;
    let rows = taxes(&state.app.ledger.pool).await?.into_iter();
    Ok(Json(TaxTable { items: rows.map(TaxRate::of).collect() }))
}
