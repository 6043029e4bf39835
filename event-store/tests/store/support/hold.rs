//! Somebody else who holds the lane.

use sqlx::{Connection, PgConnection};

use super::store::Store;
use super::until;

/// The advisory lock that is the lane: the letters `daftari` as a number.
const LANE_LOCK: i64 = i64::from_be_bytes(*b"\0daftari");

/// The lane, held by a connection of the test.
pub(crate) struct HeldLane {
    pub(crate) connection: PgConnection,
}

impl HeldLane {
    /// Takes the lane for as long as the test likes.
    pub(crate) async fn take(store: &Store) -> Self {
        Self::take_by(store.connect().await).await
    }

    /// Takes the lane on that connection.
    pub(crate) async fn take_by(mut connection: PgConnection) -> Self {
        sqlx::query("BEGIN").execute(&mut connection).await.unwrap();
        sqlx::query("SELECT pg_advisory_xact_lock($1)")
            .bind(LANE_LOCK)
            .execute(&mut connection)
            .await
            .unwrap();
        Self { connection }
    }

    /// Waits until a lane stands before the lock.
    pub(crate) async fn is_waited_for(&self, store: &Store) {
        until("a lane waits for the lock", async || {
            sqlx::query_scalar::<_, bool>(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                 AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            )
            .fetch_one(&store.pool)
            .await
            .unwrap()
        })
        .await;
    }

    /// Gives the lane up.
    pub(crate) async fn release(self) {
        self.connection.close().await.unwrap();
    }
}
