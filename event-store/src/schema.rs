//! Migrations, and the store's own name.

use domain::Timestamp;
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

/// How the server and the database's schema stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The version of Postgres, as it says it.
    pub postgres: String,
    /// The same as a number, such as 150018 for 15.18.
    pub postgres_number: i32,
    /// What the server's clock says.
    pub now: Timestamp,
    /// The last migration that has run; none if nothing of ours is there yet.
    pub migrated: Option<i64>,
}

impl Standing {
    /// The last migration of this program.
    pub fn newest() -> Option<i64> {
        MIGRATIONS.iter().map(|migration| migration.version).max()
    }
}

/// Looks how they stand.
pub async fn standing(pool: &PgPool) -> Result<Standing, sqlx::Error> {
    let server = sqlx::query!(
        r#"SELECT current_setting('server_version') AS "postgres!",
                  current_setting('server_version_num')::integer AS "postgres_number!",
                  clock_timestamp() AS "now!",
                  to_regclass('public._sqlx_migrations') IS NOT NULL AS "is_begun!""#,
    )
    .fetch_one(pool)
    .await?;
    let migrated = if server.is_begun {
        sqlx::query_scalar!("SELECT max(version) FROM public._sqlx_migrations WHERE success")
            .fetch_one(pool)
            .await?
    } else {
        None
    };
    let (postgres, postgres_number) = (server.postgres, server.postgres_number);
    Ok(Standing { postgres, postgres_number, now: server.now, migrated })
}
