//! The lane among frozen holders, long snapshots and a database that cannot be reached.

use std::sync::Mutex;
use std::sync::mpsc;

use domain::wallet::Wallet;
use event_store::feed::read_after;
use event_store::lane::{Reads, SubmitError};
use sqlx::{Connection, PgConnection};

use crate::support::audit::audited;
use crate::support::commands::{act, credit, credit_of, tell_in};
use crate::support::hold::HeldLane;
use crate::support::proxy::Proxy;
use crate::support::store::{Node, Store, new_id};
use crate::support::until;

#[tokio::test]
async fn a_holder_that_freezes_between_statements_loses_the_lane() {
    let store = Store::open().await;
    // A lane of another process, stopped after it has taken the lock.
    let frozen = store
        .options
        .clone()
        .options([("idle_in_transaction_session_timeout", "1000"), ("lock_timeout", "4000")]);
    let mut frozen = HeldLane::take_by(PgConnection::connect_with(&frozen).await.unwrap()).await;
    let waits = store.node.enqueue(credit(new_id(), 1)).await;
    frozen.is_waited_for(&store).await;
    assert_eq!(waits.await.unwrap().unwrap().position, 1);
    let thawed = sqlx::query("SELECT 1").execute(&mut frozen.connection).await;
    assert!(thawed.is_err(), "the server has ended its connection");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lane_that_freezes_while_it_decides_loses_it_and_carries_its_batch_out_later() {
    let store = Store::open().await;
    let other = store.another_node().await;
    let wallet = new_id();
    let (freezes, frozen) = mpsc::channel();
    let (thaw, thawed) = mpsc::channel::<()>();
    let thawed = Mutex::new(thawed);
    let slow = act(Reads::default().stream::<Wallet>(wallet), move |world| {
        let before = world.state::<Wallet>(wallet)?.balance().cents();
        freezes.send(()).unwrap();
        // Once it is thawed the other end is gone, and it does not stop again.
        let _ = tokio::task::block_in_place(|| thawed.lock().unwrap().recv());
        tell_in::<Wallet>(world, wallet, credit_of(wallet, 1))?;
        Ok(before)
    });
    let slow = store.node.enqueue(slow).await;
    until("the lane is frozen", async || frozen.try_recv().is_ok()).await;
    other.submit(credit(wallet, 10)).await.unwrap();
    drop(thaw);
    let answer = slow.await.unwrap().unwrap();
    assert_eq!(
        (answer.reply, answer.position),
        (10, 2),
        "it has decided anew on what came between"
    );
    assert_eq!(audited(&store.pool).await.len(), 2);
}

#[tokio::test]
async fn a_long_snapshot_elsewhere_does_not_stop_the_lane() {
    let store = Store::open().await;
    let wallet = new_id();
    store.node.submit(credit(wallet, 1)).await.unwrap();
    let mut long = store.connect().await;
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    sqlx::query(begin).execute(&mut long).await.unwrap();
    let seen = async |long: &mut PgConnection| -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM events").fetch_one(long).await.unwrap()
    };
    assert_eq!(seen(&mut long).await, 1);
    for _ in 0..50 {
        store.node.submit(credit(wallet, 1)).await.unwrap();
    }
    assert_eq!(seen(&mut long).await, 1);
    long.close().await.unwrap();
    assert_eq!(audited(&store.pool).await.len(), 51);
}

/// Thirty callers while the database is out of reach: each is told so, and nothing is recorded.
async fn nobody_gets_through(store: &Store, node: &Node) {
    let mut asking = Vec::new();
    for _ in 0..30 {
        asking.push(node.enqueue(credit(new_id(), 1)).await);
    }
    for answer in asking {
        let answer = answer.await.unwrap();
        assert!(matches!(answer, Err(SubmitError::Unavailable)), "{answer:?}");
    }
    assert_eq!(store.count_events().await, 1);
}

#[tokio::test]
async fn somebody_who_writes_elsewhere_and_does_not_commit_keeps_nothing_from_readers() {
    let store = Store::open().await;
    let mut undecided = store.connect().await;
    // Whoever reads by snapshot horizons, to be sure of missing nothing, waits for this one.
    let write = "BEGIN; CREATE TABLE elsewhere (id bigint); INSERT INTO elsewhere VALUES (1)";
    sqlx::raw_sql(write).execute(&mut undecided).await.unwrap();
    for position in 1..=20 {
        let accepted = store.node.submit(credit(new_id(), 1)).await.unwrap();
        assert_eq!(accepted.position, position);
        let read = read_after(&store.pool, position - 1, 10).await.unwrap();
        assert_eq!(read.iter().map(|event| event.position).collect::<Vec<_>>(), [position]);
    }
    sqlx::raw_sql("ROLLBACK").execute(&mut undecided).await.expect("it was open all the time");
}

#[tokio::test]
async fn callers_are_told_when_the_database_refuses_connections() {
    let store = Store::open().await;
    let (mut proxy, road) = Proxy::open(&store.options).await;
    let node = store.node_through(road).await;
    node.submit(credit(new_id(), 1)).await.unwrap();
    proxy.close().await;
    nobody_gets_through(&store, &node).await;
    proxy.reopen().await;
    assert_eq!(node.submit(credit(new_id(), 1)).await.unwrap().position, 2);
    assert_eq!(audited(&store.pool).await.len(), 2);
}

#[tokio::test]
async fn callers_are_told_when_the_database_falls_silent() {
    let store = Store::open().await;
    let (proxy, road) = Proxy::open(&store.options).await;
    let node = store.node_through(road).await;
    node.submit(credit(new_id(), 1)).await.unwrap();
    proxy.freeze();
    nobody_gets_through(&store, &node).await;
    proxy.thaw();
    assert_eq!(node.submit(credit(new_id(), 1)).await.unwrap().position, 2);
    assert_eq!(audited(&store.pool).await.len(), 2);
}

#[tokio::test]
async fn a_command_waits_for_a_database_that_comes_back_in_time() {
    let store = Store::open().await;
    let (mut proxy, road) = Proxy::open(&store.options).await;
    let node = store.node_through(road).await;
    node.submit(credit(new_id(), 1)).await.unwrap();
    proxy.close().await;
    let waits = node.enqueue(credit(new_id(), 1)).await;
    proxy.reopen().await;
    assert_eq!(waits.await.unwrap().unwrap().position, 2);
}

#[tokio::test]
async fn a_lane_that_is_dropped_carries_out_what_was_queued() {
    let store = Store::open().await;
    let node = store.another_node().await;
    let held = HeldLane::take(&store).await;
    let mut queued = Vec::new();
    for _ in 0..10 {
        queued.push(node.enqueue(credit(new_id(), 1)).await);
    }
    drop(node);
    held.release().await;
    for answer in queued {
        answer.await.unwrap().unwrap();
    }
    assert_eq!(audited(&store.pool).await.len(), 10);
}
