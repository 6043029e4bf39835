//! What a request that is given up leaves behind in the pool.

use std::time::Duration;

use sqlx::{Acquire, PgPool};
use testing::TestDatabase;

/// One connection, so that whatever comes next gets the very one.
async fn pool_of_one(database: &TestDatabase) -> PgPool {
    let options = database.pool().connect_options().as_ref().clone();
    let pool = event_store::pool::options()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(20))
        .connect_with(options)
        .await
        .unwrap();
    sqlx::raw_sql("CREATE TABLE facts (fact text)").execute(&pool).await.unwrap();
    pool
}

async fn facts(database: &TestDatabase) -> Vec<String> {
    sqlx::query_scalar("SELECT fact FROM facts").fetch_all(database.pool()).await.unwrap()
}

#[tokio::test]
async fn what_follows_a_begin_that_was_given_up_is_committed() {
    let database = TestDatabase::create().await;
    let pool = pool_of_one(&database).await;
    let mut connection = pool.acquire().await.unwrap();
    tokio::select! {
        biased;
        // Polled once: the statement is on its way, its answer is not yet here.
        begun = connection.begin() => drop(begun),
        () = std::future::ready(()) => {}
    }
    drop(connection);

    sqlx::raw_sql("INSERT INTO facts VALUES ('acknowledged')").execute(&pool).await.unwrap();
    assert_eq!(facts(&database).await, ["acknowledged"]);
}

#[tokio::test]
async fn a_connection_that_died_while_it_was_idle_is_replaced() {
    let database = TestDatabase::create().await;
    let pool = pool_of_one(&database).await;
    let pid: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&pool).await.unwrap();
    sqlx::query("SELECT pg_terminate_backend($1)")
        .bind(pid)
        .execute(database.pool())
        .await
        .unwrap();

    sqlx::raw_sql("INSERT INTO facts VALUES ('acknowledged')").execute(&pool).await.unwrap();
    assert_eq!(facts(&database).await, ["acknowledged"]);
}
