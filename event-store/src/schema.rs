//! Migrations, and the store's own name.

use sqlx::PgPool;
use uuid::Uuid;

/// The migrations of the whole database. They expand first and contract later, so that two
/// versions of the program can run side by side.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

/// Brings the database up to this program's schema.
pub async fn migrate(pool: &PgPool) -> Result<(), sqlx::migrate::MigrateError> {
    MIGRATIONS.run(pool).await
}

/// The id of this store, from which its chain begins.
pub async fn store_id(pool: &PgPool) -> Result<Uuid, sqlx::Error> {
    sqlx::query_scalar!("SELECT store_id FROM store").fetch_one(pool).await
}
