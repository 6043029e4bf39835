//! Read models with a million payments in them.

use anyhow::{Result, ensure};
use sqlx::PgPool;

const PAYMENTS: i64 = 1_000_000;
const ROWS: &str = include_str!("payments.sql");

/// Fills the read models of a store that has packages and nothing else.
pub(crate) async fn fill(pool: &PgPool) -> Result<()> {
    sqlx::raw_sql(ROWS).execute(pool).await?;
    let filled: i64 = sqlx::query_scalar("SELECT count(*) FROM payments").fetch_one(pool).await?;
    ensure!(filled == PAYMENTS, "there are {filled} payments where there should be {PAYMENTS}");
    sqlx::query("VACUUM (ANALYZE) users, lines, payments, receipts, subscriptions")
        .execute(pool)
        .await?;
    sqlx::query("CHECKPOINT").execute(pool).await?;
    Ok(())
}
