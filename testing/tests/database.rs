//! A test's own database, on the server that `with-services` started.

#![expect(clippy::unwrap_used, reason = "in a test, a panic with its line is the report")]

use std::time::Duration;

use testing::{TestDatabase, wait_until};

async fn exists(database: &TestDatabase, name: &str) -> bool {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
        .bind(name)
        .fetch_one(database.pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn each_test_has_a_database_of_its_own_which_goes_with_it() {
    let one = TestDatabase::create().await;
    let two = TestDatabase::create().await;
    sqlx::raw_sql("CREATE TABLE mine ()").execute(one.pool()).await.unwrap();
    let visible: bool = sqlx::query_scalar("SELECT to_regclass('mine') IS NOT NULL")
        .fetch_one(two.pool())
        .await
        .unwrap();
    assert!(!visible);

    let (_, name) = one.url().rsplit_once('/').unwrap();
    let name = name.to_owned();
    assert!(exists(&two, &name).await);
    drop(one);
    wait_until("the database to go", Duration::from_mins(1), async || {
        (!exists(&two, &name).await).then_some(())
    })
    .await;
}

#[tokio::test]
async fn redis_answers() {
    let client = redis::Client::open(testing::redis_url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let pong: String = redis::cmd("PING").query_async(&mut connection).await.unwrap();
    assert_eq!(pong, "PONG");
}
