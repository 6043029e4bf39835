//! `GET /api/finance/tariffs/`

use axum::Json;
use axum::extract;
use chrono::{DateTime, NaiveDate, Utc};
use domain::Money;
use domain::time::nairobi_day;
use projections::Projection;
use projections::ledger::{TariffRow, tariffs};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::TariffBand;
use crate::State;
use crate::auth::Auditor;
use crate::problem::Problem;
use crate::request::{Fresh, MinPosition};

/// Every tariff that was ever set.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TariffTable {
    currency: &'static str,
    /// The last first, those for payments before those for payouts. Charges before the first of their
    /// kind are not judged.
    items: Vec<DatedTariff>,
}

/// A tariff that holds from a day on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DatedTariff {
    /// `COLLECTION`: a customer paid; `PAYOUT`: a customer was paid.
    charged_for: &'static str,
    /// A calendar day in Nairobi.
    from: NaiveDate,
    /// The lowest first; none if charges are not judged from then on.
    bands: Vec<TariffBand>,
    set_by: Uuid,
    set_at: DateTime<Utc>,
}

impl DatedTariff {
    fn of(row: TariffRow) -> Self {
        Self {
            charged_for: row.charged_for.as_str(),
            from: nairobi_day(row.starts_at),
            bands: row.tariff.bands().iter().copied().map(TariffBand::from).collect(),
            set_by: row.set_by,
            set_at: row.set_at,
        }
    }
}

/// What Safaricom charges, and from when on.
#[utoipa::path(get, path = "/api/finance/tariffs/", tag = "finance", security(("bearer" = [])), params(MinPosition),
    responses((status = 200, body = TariffTable), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn list(
    extract::State(state): extract::State<State>,
    _auditor: Auditor,
    fresh: Fresh,
) -> Result<Json<TariffTable>, Problem> {
    fresh.wait(&state.app, &[Projection::Ledger]).await?;
    let rows = tariffs(&state.app.ledger.pool).await?.into_iter();
    let items = rows.map(DatedTariff::of).collect();
    Ok(Json(TariffTable { currency: Money::CURRENCY, items }))
}
