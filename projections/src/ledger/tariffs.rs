//! What Safaricom charges.

use domain::Timestamp;
use domain::books::BooksEvent;
use domain::ledger::{ChargedFor, Tariff, Tariffs};
use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

use super::event::BookEvent;
use super::project::Happened;
use crate::page::{damaged, named};
use crate::projection::ApplyError;

/// A tariff that holds from a moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TariffRow {
    /// For which movements.
    pub charged_for: ChargedFor,
    /// From when on.
    pub starts_at: Timestamp,
    /// Its bands.
    pub tariff: Tariff,
    /// Who set it.
    pub set_by: Uuid,
    /// When.
    pub set_at: Timestamp,
}

pub(super) async fn save(
    connection: &mut PgConnection,
    happened: &[Happened<'_>],
) -> Result<(), ApplyError> {
    for Happened { recorded, event } in happened {
        let BookEvent::Books(BooksEvent::TariffSet {
            charged_for,
            from: _,
            starts_at,
            tariff,
            by,
            at,
        }) = event
        else {
            continue;
        };
        sqlx::query!(
            "INSERT INTO tariffs (charged_for, starts_at, position, bands, set_by, set_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (charged_for, starts_at) DO UPDATE
             SET position = excluded.position, bands = excluded.bands, set_by = excluded.set_by,
                 set_at = excluded.set_at",
            charged_for.as_str(),
            *starts_at,
            recorded.position,
            serde_json::to_string(tariff)?,
            by.uuid(),
            *at,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// All tariffs, the last first, those for payments before those for payouts.
pub async fn tariffs(pool: &PgPool) -> Result<Vec<TariffRow>, sqlx::Error> {
    tariffs_in(pool).await
}

/// All tariffs, as charges are judged by them.
pub(super) async fn in_force(connection: &mut PgConnection) -> Result<Tariffs, sqlx::Error> {
    let rows = tariffs_in(connection).await?.into_iter();
    Ok(Tariffs::new(rows.map(|row| ((row.charged_for, row.starts_at), row.tariff))))
}

async fn tariffs_in(executor: impl PgExecutor<'_>) -> Result<Vec<TariffRow>, sqlx::Error> {
    let rows = sqlx::query!(
        "SELECT charged_for, starts_at, bands, set_by, set_at FROM tariffs
         ORDER BY charged_for, starts_at DESC",
    )
    .fetch_all(executor)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(TariffRow {
                charged_for: named("charged_for", &row.charged_for)?,
                starts_at: row.starts_at,
                tariff: serde_json::from_str(&row.bands)
                    .map_err(|error| damaged("bands", error))?,
                set_by: row.set_by,
                set_at: row.set_at,
            })
        })
        .collect()
}
