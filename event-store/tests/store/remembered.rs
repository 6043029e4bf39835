//! What a lane remembers of long streams, and the plans that its connection keeps.

use domain::wallet::Wallet;

use crate::support::audit::audited;
use crate::support::commands::{credit, debit, look_at};
use crate::support::proxy::{AtCommit, Proxy};
use crate::support::store::{Node, Store, key, new_id};
use crate::support::until;
use uuid::Uuid;

/// Far more events than a stream has that is not remembered.
const LONG: i64 = 24;

async fn long_wallet(node: &Node) -> Uuid {
    let wallet = new_id();
    for _ in 0..LONG {
        node.submit(credit(wallet, 10)).await.unwrap();
    }
    wallet
}

async fn balance(node: &Node, wallet: Uuid) -> i64 {
    node.submit(look_at::<Wallet>(wallet)).await.unwrap().reply.balance().cents()
}

#[tokio::test]
async fn a_lane_sees_what_others_append_to_a_stream_that_it_remembers() {
    let store = Store::open().await;
    let other = store.another_node().await;
    let wallet = long_wallet(&store.node).await;
    for turn in 1..=10 {
        other.submit(debit(wallet, 7)).await.unwrap();
        assert_eq!(balance(&store.node, wallet).await, LONG * 10 - turn * 8 + 1);
        store.node.submit(debit(wallet, 1)).await.unwrap();
        assert_eq!(balance(&other, wallet).await, LONG * 10 - turn * 8);
    }
    assert_eq!(audited(&store.pool).await.len(), 44);
}

#[tokio::test]
async fn what_was_decided_and_not_recorded_is_not_remembered() {
    let store = Store::open().await;
    let (proxy, road) = Proxy::open(&store.options).await;
    let node = store.node_through(road).await;
    let wallet = long_wallet(&node).await;
    for lost in [AtCommit::LoseRequest, AtCommit::LoseAnswer] {
        let before = balance(&node, wallet).await;
        proxy.at_next_commits([lost]);
        node.submit(debit(wallet, 30)).await.unwrap();
        assert!(proxy.has_done_all());
        assert_eq!(balance(&node, wallet).await, before - 30);
    }
    assert_eq!(audited(&store.pool).await.len(), 26);
}

/// How often the tables that a batch looks into were read whole, and by an index.
async fn scans(store: &Store) -> (i64, i64) {
    sqlx::query_as(
        "SELECT sum(seq_scan)::bigint, sum(idx_scan)::bigint FROM pg_stat_user_tables
         WHERE relname IN ('events', 'claims', 'command_log')",
    )
    .fetch_one(&store.pool)
    .await
    .unwrap()
}

#[tokio::test]
async fn a_batch_reads_no_table_whole() {
    let store = Store::open().await;
    let (whole, by_index) = scans(&store).await;
    // Its plans are made on empty tables, for which a planner left alone would choose scans.
    let node = store.another_node().await;
    for turn in 0..8 {
        node.submit_under(key(&turn.to_string(), 1), credit(new_id(), 1)).await.unwrap();
    }
    // Its connection tells its statistics when it ends.
    drop(node);
    until("the statistics are there", async || scans(&store).await.1 > by_index).await;
    assert_eq!(scans(&store).await.0, whole);
}
