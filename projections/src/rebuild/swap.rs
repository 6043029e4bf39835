//! Putting a rebuilt read model in the place of the live one.

use std::sync::Arc;

use event_store::checkpoint;
use sqlx::{Connection as _, Executor as _, PgConnection, PgPool};

use super::scratch::{Scratch, drop_schema};
use super::{Meter, ReplayError, fill, old_schema};
use crate::projection::Projection;

/// So close behind the live one the rebuilt one must be before the live one is held back for the
/// rest.
const REST_EVENTS_MAX: i64 = 500;
/// How long the swap waits for those who are writing, and the removal for those who still read.
pub(super) const LOCK_TIMEOUT: &str = "SET LOCAL lock_timeout = '10s'";

/// Gives the roles of the service and of readers their rights on the new tables, where there are
/// such roles.
const GRANT: &str = "DO $$ BEGIN
    IF to_regprocedure('public.grant_roles()') IS NOT NULL THEN PERFORM public.grant_roles(); END IF;
END $$";

/// Replaces the live read model in one SQL transaction. Returns the position that it then shows.
///
/// Readers go on all the while: a statement under way ends on the tables that it began with, and
/// the next one finds the new ones under the same names, prepared or not.
pub(super) async fn swap(
    pool: &PgPool,
    control: &mut PgConnection,
    mut scratch: Scratch,
    meter: &Arc<Meter>,
) -> Result<i64, ReplayError> {
    let projection = scratch.projection;
    let (live, old) = (projection.schema(), old_schema(projection));
    loop {
        let shown = checkpoint::of(pool, projection.reader()).await?;
        let shown = shown.map_or(0, |checkpoint| checkpoint.position);
        if shown.saturating_sub(scratch.position) <= REST_EVENTS_MAX {
            break;
        }
        fill::catch_up(pool, &mut scratch, shown, meter).await?;
    }
    drop_schema(control, &old).await?;
    let mut transaction = control.begin().await?;
    transaction.execute(sqlx::raw_sql(LOCK_TIMEOUT)).await?;
    // Nobody moves the live one on from here.
    let held = checkpoint::hold(&mut transaction, projection.reader()).await?;
    let shown = held.ok_or(sqlx::Error::RowNotFound)?.position;
    // Whoever takes the checkpoint next must find the new tables. A row's lock is let go of a
    // moment before other sessions hear of the new names; that of a table a moment after.
    hold_back_writers(&mut transaction, &live).await?;
    fill::catch_up(pool, &mut scratch, shown, meter).await?;
    let Scratch { schema, connection, position, chain_hash, .. } = scratch;
    let names =
        format!("ALTER SCHEMA {live} RENAME TO {old}; ALTER SCHEMA {schema} RENAME TO {live}");
    transaction.execute(sqlx::raw_sql(&names)).await?;
    transaction.execute(sqlx::raw_sql(GRANT)).await?;
    if let Some(chain_hash) = chain_hash {
        checkpoint::advance(&mut transaction, projection.reader(), position, &chain_hash).await?;
    }
    // What had stopped, at an event or at a table that was missing, need not wait for its next
    // attempt: it hears of this as soon as it can see the new tables.
    checkpoint::retry(&mut *transaction, projection.reader()).await?;
    transaction.commit().await?;
    connection.close().await?;
    Ok(position)
}

async fn hold_back_writers(connection: &mut PgConnection, schema: &str) -> Result<(), sqlx::Error> {
    let tables = sqlx::query_scalar!(
        r#"SELECT string_agg(format('%I.%I', schemaname, tablename), ', ' ORDER BY tablename)
           FROM pg_tables WHERE schemaname = $1"#,
        schema,
    )
    .fetch_one(&mut *connection)
    .await?;
    let Some(tables) = tables else { return Ok(()) };
    let statement = format!("LOCK TABLE {tables} IN SHARE MODE");
    connection.execute(sqlx::raw_sql(&statement)).await?;
    Ok(())
}

/// Drops what was replaced. Fails if somebody reads it for too long.
pub(super) async fn drop_old(
    control: &mut PgConnection,
    projection: Projection,
) -> Result<(), ReplayError> {
    let mut transaction = control.begin().await?;
    transaction.execute(sqlx::raw_sql(LOCK_TIMEOUT)).await?;
    drop_schema(&mut transaction, &old_schema(projection)).await?;
    transaction.commit().await?;
    Ok(())
}
