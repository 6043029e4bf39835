//! How far each reader of the feed has come.

use sqlx::{PgConnection, PgExecutor, PgPool};

use crate::feed::RETRY_CHANNEL;

/// Which reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    /// Its name.
    pub name: &'static str,
    /// The version of what it builds.
    pub version: i32,
}

/// Makes sure that the reader has a checkpoint, at the beginning if it is new.
pub async fn ensure(pool: &PgPool, reader: Reader) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO checkpoints (projection, version, position) VALUES ($1, $2, 0)
         ON CONFLICT DO NOTHING",
        reader.name,
        reader.version,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Where a reader stands.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// The last position that it has worked off.
    pub position: i64,
    /// Why it stopped, if it did.
    pub stopped_because: Option<String>,
}

/// Takes the reader's checkpoint for this SQL transaction. None if another process has it: that
/// one leads, and does the work.
pub async fn lead(
    connection: &mut PgConnection,
    reader: Reader,
) -> Result<Option<Checkpoint>, sqlx::Error> {
    sqlx::query_as!(
        Checkpoint,
        "SELECT position, stopped_because FROM checkpoints
         WHERE projection = $1 AND version = $2 FOR UPDATE SKIP LOCKED",
        reader.name,
        reader.version,
    )
    .fetch_optional(connection)
    .await
}

/// Takes the reader's checkpoint for this SQL transaction, and waits for it while another has it.
/// None if there is no such reader.
pub async fn hold(
    connection: &mut PgConnection,
    reader: Reader,
) -> Result<Option<Checkpoint>, sqlx::Error> {
    sqlx::query_as!(
        Checkpoint,
        "SELECT position, stopped_because FROM checkpoints
         WHERE projection = $1 AND version = $2 FOR UPDATE",
        reader.name,
        reader.version,
    )
    .fetch_optional(connection)
    .await
}

/// The last position that the reader has worked off, in the snapshot of this SQL transaction.
/// 0 if it has no checkpoint.
pub async fn at(connection: &mut PgConnection, reader: Reader) -> Result<i64, sqlx::Error> {
    let position = sqlx::query_scalar!(
        "SELECT position FROM checkpoints WHERE projection = $1 AND version = $2",
        reader.name,
        reader.version,
    )
    .fetch_optional(connection)
    .await?;
    Ok(position.unwrap_or(0))
}

/// Where the reader stands.
pub async fn of(
    executor: impl PgExecutor<'_>,
    reader: Reader,
) -> Result<Option<Checkpoint>, sqlx::Error> {
    sqlx::query_as!(
        Checkpoint,
        "SELECT position, stopped_because FROM checkpoints WHERE projection = $1 AND version = $2",
        reader.name,
        reader.version,
    )
    .fetch_optional(executor)
    .await
}

/// Moves the reader on. The caller holds the row, or is the only one to move it.
pub async fn advance(
    connection: &mut PgConnection,
    reader: Reader,
    position: i64,
    chain_hash: &[u8],
) -> Result<(), sqlx::Error> {
    let moved = sqlx::query!(
        "UPDATE checkpoints SET position = $3, chain_hash = $4, stopped_because = NULL
         WHERE projection = $1 AND version = $2 AND position <= $3",
        reader.name,
        reader.version,
        position,
        chain_hash,
    )
    .execute(connection)
    .await?
    .rows_affected();
    if moved == 1 { Ok(()) } else { Err(sqlx::Error::RowNotFound) }
}

/// Notes why the reader stopped at the event after that position, if it still stands there.
pub async fn stop(
    pool: &PgPool,
    reader: Reader,
    position: i64,
    because: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE checkpoints SET stopped_because = $4
         WHERE projection = $1 AND version = $2 AND position = $3",
        reader.name,
        reader.version,
        position,
        because,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Forgets a reader whose read model is dropped.
pub async fn forget(executor: impl PgExecutor<'_>, reader: Reader) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "DELETE FROM checkpoints WHERE projection = $1 AND version = $2",
        reader.name,
        reader.version,
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Tells a reader that has stopped to try again at once, whichever process runs it. False if
/// there is no such reader.
pub async fn retry(executor: impl PgExecutor<'_>, reader: Reader) -> Result<bool, sqlx::Error> {
    let woken = sqlx::query!(
        r#"WITH woken AS (
             UPDATE checkpoints SET stopped_because = NULL
             WHERE projection = $1 AND version = $2 RETURNING projection)
           SELECT pg_notify($3, projection)::text AS "notified" FROM woken"#,
        reader.name,
        reader.version,
        RETRY_CHANNEL,
    )
    .fetch_optional(executor)
    .await?;
    Ok(woken.is_some())
}
