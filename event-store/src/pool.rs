//! The pool of connections that everything but the lane uses.

use sqlx::Executor;
use sqlx::postgres::PgPoolOptions;

/// A pool that gives out no connection with an SQL transaction still open.
///
/// sqlx 0.8 forgets a transaction whose `BEGIN` was under way when its caller was dropped, as
/// happens to a request whose client hangs up: the connection goes back to the pool inside it, and
/// the next statement on it is acknowledged and never committed. So the question whether an idle
/// connection still answers is asked with a `ROLLBACK`, at the price of the ping that it replaces.
#[expect(clippy::disallowed_methods, reason = "the one place where pools of the service begin")]
pub fn options() -> PgPoolOptions {
    PgPoolOptions::new()
        .test_before_acquire(false)
        .before_acquire(|connection, _| {
            Box::pin(async move {
                connection.execute(sqlx::raw_sql("ROLLBACK")).await?;
                Ok(true)
            })
        })
        // Mostly there is nothing to roll back, of which Postgres would warn each time.
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection.execute(sqlx::raw_sql("SET client_min_messages = error")).await?;
                Ok(())
            })
        })
}
