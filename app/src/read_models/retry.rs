//! A read model that has stopped tries again at once.

use event_store::checkpoint;
use projections::Projection;
use sqlx::PgPool;

/// Tells a read model to try again, whichever process fills it. It does so by itself too, only
/// later and later. One that has not stopped goes on as it does.
pub async fn retry(pool: &PgPool, projection: Projection) -> Result<(), sqlx::Error> {
    if checkpoint::retry(pool, projection.reader()).await? {
        return Ok(());
    }
    // Its checkpoint is made with its tables.
    Err(sqlx::Error::RowNotFound)
}
