use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use testing::wait_until;

use super::PATIENCE;

/// The advisory lock that stands for the barrier.
const BARRIER_LOCK: i64 = 0x6261_7272_6965;

/// Holds the database back just before it writes something, so that whatever is done to the
/// service is done exactly then.
pub(crate) struct Barrier {
    holder: PgConnection,
    table: &'static str,
}

impl Barrier {
    /// Before a row of that table is inserted or updated for which the condition holds: PL/pgSQL
    /// on `NEW`.
    pub(crate) async fn before(url: &str, table: &'static str, condition: &str) -> Self {
        let mut holder = PgConnection::connect(url).await.unwrap();
        let statements = format!(
            "SELECT pg_advisory_lock({BARRIER_LOCK});
             CREATE FUNCTION public.barrier() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN
                 IF {condition} THEN PERFORM pg_advisory_xact_lock_shared({BARRIER_LOCK}); END IF;
                 RETURN NEW;
             END $$;
             CREATE TRIGGER barrier BEFORE INSERT OR UPDATE ON {table}
                 FOR EACH ROW EXECUTE FUNCTION public.barrier()"
        );
        sqlx::raw_sql(&statements).execute(&mut holder).await.unwrap();
        Self { holder, table }
    }

    /// Waits until somebody stands before it.
    pub(crate) async fn is_reached(&mut self) {
        let waiting =
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
             AND ((classid::bigint << 32) | objid::bigint) = $1)";
        wait_until(&format!("the barrier before {}", self.table), PATIENCE, async || {
            let query = sqlx::query_scalar(waiting).bind(BARRIER_LOCK);
            let reached: bool = query.fetch_one(&mut self.holder).await.unwrap();
            reached.then_some(())
        })
        .await;
    }

    /// Takes it away, and waits until whoever stood before it has gone on or given up.
    pub(crate) async fn lift(mut self) {
        let statements = format!(
            "SELECT pg_advisory_unlock({BARRIER_LOCK});
             DROP TRIGGER barrier ON {};
             DROP FUNCTION public.barrier()",
            self.table
        );
        sqlx::raw_sql(&statements).execute(&mut self.holder).await.unwrap();
        self.holder.close().await.unwrap();
    }
}
