use domain::Money;
use domain::package::{Duration, PackageTerms};
use sqlx::PgPool;
use uuid::Uuid;

use crate::page::{Cursor, Page, damaged, named, one_more};

/// A package as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Its id.
    pub id: Uuid,
    /// Its terms.
    pub terms: PackageTerms,
    /// Whether it is sold.
    pub is_active: bool,
    /// The position of its last event.
    pub position: i64,
}

/// Which packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that are sold.
    Sold,
    /// Those that were sold once, too.
    All,
}

/// One package, sold or not.
pub async fn get(pool: &PgPool, id: Uuid) -> Result<Option<Package>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        "SELECT package_id, name, price_cents, duration_unit, duration_count, data_cap_mb,
                download_kbps, upload_kbps, devices_max, sold_at, renews, is_active, position
         FROM packages WHERE package_id = $1",
        id,
    )
    .fetch_optional(pool)
    .await?
    .map(Package::try_from)
    .transpose()
}

/// Packages, the cheapest first.
pub async fn list(
    pool: &PgPool,
    which: Which,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Page<Package>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT package_id, name, price_cents, duration_unit, duration_count, data_cap_mb,
                download_kbps, upload_kbps, devices_max, sold_at, renews, is_active, position
         FROM packages
         WHERE (is_active OR $1)
           AND ($2::bigint IS NULL OR (price_cents, package_id) > ($2, $3::uuid))
         ORDER BY price_cents, package_id LIMIT $4",
        which == Which::All,
        after.map(Cursor::key),
        after.map(Cursor::id),
        one_more(limit),
    )
    .fetch_all(pool)
    .await?;
    let packages = rows.into_iter().map(Package::try_from).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::of(packages, limit, |package| {
        Cursor::new(package.terms.price_cents.cents(), package.id)
    }))
}

struct Row {
    package_id: Uuid,
    name: String,
    price_cents: i64,
    duration_unit: String,
    duration_count: i64,
    data_cap_mb: Option<i64>,
    download_kbps: i64,
    upload_kbps: i64,
    devices_max: i64,
    sold_at: String,
    renews: bool,
    is_active: bool,
    position: i64,
}

impl TryFrom<Row> for Package {
    type Error = sqlx::Error;
    fn try_from(row: Row) -> Result<Self, sqlx::Error> {
        let count =
            |column, number: i64| u32::try_from(number).map_err(|error| damaged(column, error));
        let terms = PackageTerms {
            name: row.name,
            price_cents: Money::from_cents(row.price_cents),
            duration: Duration {
                count: count("duration_count", row.duration_count)?,
                unit: named("duration_unit", &row.duration_unit)?,
            },
            data_cap_mb: row.data_cap_mb.map(|cap| count("data_cap_mb", cap)).transpose()?,
            download_kbps: count("download_kbps", row.download_kbps)?,
            upload_kbps: count("upload_kbps", row.upload_kbps)?,
            devices_max: count("devices_max", row.devices_max)?,
            sold_at: named("sold_at", &row.sold_at)?,
            renews: row.renews,
        };
        Ok(Self { id: row.package_id, terms, is_active: row.is_active, position: row.position })
    }
}
