use std::sync::Arc;

use async_trait::async_trait;
use domain::PaymentId;
use domain::package::{Package, PackageEvent, PackageTerms, SoldAt, Unit};
use domain::personal::Unseal;
use event_store::Recorded;
use sqlx::PgConnection;

use crate::projection::{ApplyError, Projection, Projector};

/// Fills the catalogue. Its events are few, so each has a statement of its own.
#[derive(Debug)]
pub(crate) struct PackagesProjector;

#[async_trait]
impl Projector for PackagesProjector {
    fn projection(&self) -> Projection {
        Projection::Packages
    }

    async fn apply(
        &self,
        connection: &mut PgConnection,
        events: &[Arc<Recorded>],
        _unseal: &dyn Unseal,
    ) -> Result<Vec<PaymentId>, ApplyError> {
        for recorded in events.iter().map(Arc::as_ref) {
            for event in recorded.decode::<Package>()? {
                if apply_one(connection, recorded, event).await? != 1 {
                    let Recorded { position, aggregate_id: id, .. } = *recorded;
                    return Err(ApplyError::Unknown { position, what: "package", id });
                }
            }
        }
        Ok(Vec::new())
    }
}

/// Says how many rows that changed.
async fn apply_one(
    connection: &mut PgConnection,
    recorded: &Recorded,
    event: PackageEvent,
) -> Result<u64, sqlx::Error> {
    match event {
        PackageEvent::PackageCreated { package_id: _, terms } => {
            create(connection, recorded, &terms).await
        }
        PackageEvent::PackageRepriced { price_cents } => {
            reprice(connection, recorded, price_cents.cents()).await
        }
        PackageEvent::PackageChanged { terms } => change(connection, recorded, &terms).await,
        PackageEvent::PackageRetired {} => retire(connection, recorded).await,
    }
}

async fn create(
    connection: &mut PgConnection,
    recorded: &Recorded,
    terms: &PackageTerms,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "INSERT INTO packages (package_id, name, price_cents, duration_unit, duration_count,
                               data_cap_mb, download_kbps, upload_kbps, devices_max, sold_at,
                               renews, is_active, created_at, position)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, true, $12, $13)",
        recorded.aggregate_id,
        terms.name,
        terms.price_cents.cents(),
        unit_name(terms.duration.unit),
        i64::from(terms.duration.count),
        terms.data_cap_mb.map(i64::from),
        i64::from(terms.download_kbps),
        i64::from(terms.upload_kbps),
        i64::from(terms.devices_max),
        sold_at_name(terms.sold_at),
        terms.renews,
        recorded.recorded_at,
        recorded.position,
    )
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}

async fn reprice(
    connection: &mut PgConnection,
    recorded: &Recorded,
    price_cents: i64,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "UPDATE packages SET price_cents = $2, position = $3 WHERE package_id = $1",
        recorded.aggregate_id,
        price_cents,
        recorded.position,
    )
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}

async fn change(
    connection: &mut PgConnection,
    recorded: &Recorded,
    terms: &PackageTerms,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "UPDATE packages
         SET name = $2, price_cents = $3, duration_unit = $4, duration_count = $5,
             data_cap_mb = $6, download_kbps = $7, upload_kbps = $8, devices_max = $9,
             sold_at = $10, renews = $11, position = $12
         WHERE package_id = $1",
        recorded.aggregate_id,
        terms.name,
        terms.price_cents.cents(),
        unit_name(terms.duration.unit),
        i64::from(terms.duration.count),
        terms.data_cap_mb.map(i64::from),
        i64::from(terms.download_kbps),
        i64::from(terms.upload_kbps),
        i64::from(terms.devices_max),
        sold_at_name(terms.sold_at),
        terms.renews,
        recorded.position,
    )
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}

async fn retire(connection: &mut PgConnection, recorded: &Recorded) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "UPDATE packages SET is_active = false, position = $2 WHERE package_id = $1",
        recorded.aggregate_id,
        recorded.position,
    )
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}

const fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Minutes => "MINUTES",
        Unit::Hours => "HOURS",
        Unit::Days => "DAYS",
        Unit::Weeks => "WEEKS",
        Unit::Months => "MONTHS",
    }
}

const fn sold_at_name(sold_at: SoldAt) -> &'static str {
    match sold_at {
        SoldAt::Hotspot => "HOTSPOT",
        SoldAt::Home => "HOME",
        SoldAt::Both => "BOTH",
    }
}
