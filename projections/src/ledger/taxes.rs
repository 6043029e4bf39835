//! Rates of taxes.

use domain::Timestamp;
use domain::books::BooksEvent;
use domain::ledger::{TaxRates, Taxes};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::event::BookEvent;
use super::project::Happened;

/// Rates that hold from a moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxRow {
    /// From when on.
    pub starts_at: Timestamp,
    /// Value added tax, in tenths of a percent.
    pub vat_per_mille: i16,
    /// Excise duty.
    pub excise_per_mille: i16,
    /// Who set them.
    pub set_by: Uuid,
    /// When.
    pub set_at: Timestamp,
}

/// All rates, as the ledger applies them.
pub(super) async fn load(connection: &mut PgConnection) -> Result<Taxes, sqlx::Error> {
    let rows = sqlx::query!("SELECT starts_at, vat_per_mille, excise_per_mille FROM taxes")
        .fetch_all(connection)
        .await?;
    let rates = |vat: i16, excise: i16| TaxRates {
        vat_per_mille: vat.unsigned_abs(),
        excise_per_mille: excise.unsigned_abs(),
    };
    Ok(Taxes::new(
        rows.into_iter().map(|row| (row.starts_at, rates(row.vat_per_mille, row.excise_per_mille))),
    ))
}

pub(super) async fn save(
    connection: &mut PgConnection,
    happened: &[Happened<'_>],
) -> Result<(), sqlx::Error> {
    for Happened { recorded, event } in happened {
        let BookEvent::Books(BooksEvent::TaxesSet { from: _, starts_at, rates, by, at }) = event
        else {
            continue;
        };
        sqlx::query!(
            "INSERT INTO taxes (starts_at, position, vat_per_mille, excise_per_mille, set_by, set_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (starts_at) DO UPDATE
             SET position = excluded.position, vat_per_mille = excluded.vat_per_mille,
                 excise_per_mille = excluded.excise_per_mille, set_by = excluded.set_by,
                 set_at = excluded.set_at",
            *starts_at,
            recorded.position,
            i16::try_from(rates.vat_per_mille).unwrap_or(i16::MAX),
            i16::try_from(rates.excise_per_mille).unwrap_or(i16::MAX),
            by.uuid(),
            *at,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// All rates, the last first.
pub async fn taxes(pool: &PgPool) -> Result<Vec<TaxRow>, sqlx::Error> {
    sqlx::query_as!(
        TaxRow,
        "SELECT starts_at, vat_per_mille, excise_per_mille, set_by, set_at FROM taxes
         ORDER BY starts_at DESC",
    )
    .fetch_all(pool)
    .await
}
