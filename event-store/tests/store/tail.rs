//! The tail of the feed, which all readers of a process share.

use std::sync::Arc;

use event_store::{Recorded, Tail, feed};
use sqlx::Executor;

use crate::support::commands::credit;
use crate::support::store::{Store, new_id};

/// A store of five events, and what the tail gives after that position.
async fn recorded() -> (Store, Tail) {
    let store = Store::open().await;
    for number in 1..=5 {
        store.node.submit(credit(new_id(), number)).await.unwrap();
    }
    (store, Tail::default())
}

async fn read(store: &Store, tail: &Tail, position: i64, limit: i64) -> Vec<Arc<Recorded>> {
    let mut connection = store.connect().await;
    let events = tail.read_after(&mut connection, position, limit).await.unwrap();
    let own = feed::read_after(&store.pool, position, limit).await.unwrap();
    assert!(events.len() <= own.len());
    for (event, own) in events.iter().zip(&own) {
        assert_eq!((event.position, event.chain_hash), (own.position, own.chain_hash));
    }
    events
}

fn are_the_same(these: &[Arc<Recorded>], those: &[Arc<Recorded>]) -> bool {
    these.len() == those.len()
        && these.iter().zip(those).all(|(this, that)| Arc::ptr_eq(this, that))
}

#[tokio::test]
async fn an_event_is_read_once_for_all_readers() {
    let (store, tail) = recorded().await;
    let first = read(&store, &tail, 0, 3).await;
    assert_eq!(first.len(), 3);
    assert!(are_the_same(&read(&store, &tail, 0, 3).await, &first));
    let rest = read(&store, &tail, 3, 100).await;
    assert_eq!(rest.len(), 2);
    let from_the_second = read(&store, &tail, 1, 100).await;
    assert!(are_the_same(&from_the_second, &[&first[1..], &rest].concat()));
    assert!(read(&store, &tail, 5, 100).await.is_empty());

    store.node.submit(credit(new_id(), 6)).await.unwrap();
    assert_eq!(read(&store, &tail, 5, 100).await.len(), 1);
}

/// The same after all was read, and after a failover to a server that had not heard of the last two
/// events, and has three others now.
async fn failed_over() -> (Store, Tail) {
    let (store, tail) = recorded().await;
    assert_eq!(read(&store, &tail, 0, 100).await.len(), 5);
    let lost = "SET LOCAL session_replication_role = replica;
                DELETE FROM events WHERE position > 3";
    store.pool.execute(sqlx::raw_sql(lost)).await.unwrap();
    for number in 7..=9 {
        store.node.submit(credit(new_id(), number)).await.unwrap();
    }
    (store, tail)
}

#[tokio::test]
async fn what_the_database_has_lost_is_not_handed_out() {
    let (store, tail) = failed_over().await;
    assert_eq!(read(&store, &tail, 2, 100).await.len(), 4);
    assert_eq!(read(&store, &tail, 0, 100).await.len(), 6);
}

#[tokio::test]
async fn what_follows_does_not_stand_for_what_was_lost() {
    let (store, tail) = failed_over().await;
    assert_eq!(read(&store, &tail, 5, 100).await.len(), 1);
    assert_eq!(read(&store, &tail, 2, 100).await.len(), 4);
}
