//! What was recorded is never changed.

use sqlx::Executor;

use crate::support::audit::audited;
use crate::support::commands::credit;
use crate::support::store::{Store, new_id};

/// Tries it as the owner of the database, and gives the code of the refusal.
async fn refusal(store: &Store, statement: &str) -> String {
    let error = store.pool.execute(sqlx::raw_sql(statement)).await.unwrap_err();
    error.as_database_error().unwrap().code().unwrap().into_owned()
}

#[tokio::test]
async fn events_are_neither_updated_nor_deleted_nor_truncated() {
    let store = Store::open().await;
    let wallet = new_id();
    store.node.submit(credit(wallet, 1)).await.unwrap();
    store.node.submit(credit(wallet, 1)).await.unwrap();
    for statement in [
        "UPDATE events SET payload = '{}'",
        "UPDATE events SET position = 3 WHERE position = 2",
        "DELETE FROM events",
        "DELETE FROM events WHERE position = 2",
        "TRUNCATE events",
        "TRUNCATE store, events CASCADE",
    ] {
        assert_eq!(refusal(&store, statement).await, "42501", "{statement}");
    }
    assert_eq!(audited(&store.pool).await.len(), 2);
}

#[tokio::test]
async fn a_place_that_is_taken_is_not_written_again() {
    let store = Store::open().await;
    store.node.submit(credit(new_id(), 1)).await.unwrap();
    let copy = "INSERT INTO events SELECT position + 1, aggregate_type, aggregate_id, sequence,
                event_type, event_version, payload, metadata, recorded_at, chain_hash FROM events";
    assert_eq!(refusal(&store, copy).await, "23505", "same place in the stream");
    let copy = copy.replace("position + 1", "position").replace("sequence,", "sequence + 1,");
    assert_eq!(refusal(&store, &copy).await, "23505", "same position");
    assert_eq!(audited(&store.pool).await.len(), 1);
}

#[tokio::test]
async fn there_is_one_store_id_for_ever() {
    let store = Store::open().await;
    assert_eq!(refusal(&store, "INSERT INTO store DEFAULT VALUES").await, "23505");
    assert_eq!(refusal(&store, "INSERT INTO store (only_row) VALUES (false)").await, "23514");
}
