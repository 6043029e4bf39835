//! States of long streams: they change nothing but how much is read.

use domain::wallet::Wallet;
use event_store::lane::{SNAPSHOT_EVERY, StreamKey};
use sqlx::Executor;
use uuid::Uuid;

use crate::support::audit::audited;
use crate::support::commands::{credit, debit, look_at};
use crate::support::store::{Node, Store, new_id};
use crate::support::until;

/// A wallet with so many credits of a shilling, sent together.
async fn credited(node: &Node, wallet: Uuid, credits: i64) {
    let mut answers = Vec::new();
    for _ in 0..credits {
        answers.push(node.enqueue(credit(wallet, 100)).await);
    }
    for answer in answers {
        answer.await.unwrap().unwrap();
    }
}

async fn kept_sequence(store: &Store, wallet: Uuid) -> Option<i64> {
    sqlx::query_scalar("SELECT sequence FROM snapshots WHERE aggregate_id = $1 AND fold = $2")
        .bind(wallet.to_string())
        .bind(StreamKey::of::<Wallet>(wallet).kind.fold)
        .fetch_optional(&store.pool)
        .await
        .unwrap()
}

/// A wallet of which a state is kept, and some events after it.
pub(crate) async fn long_wallet(store: &Store) -> (Uuid, i64) {
    let wallet = new_id();
    credited(&store.node, wallet, SNAPSHOT_EVERY).await;
    until("a state is kept", async || kept_sequence(store, wallet).await.is_some()).await;
    credited(&store.node, wallet, 3).await;
    (wallet, (SNAPSHOT_EVERY + 3) * 100)
}

async fn balance(node: &Node, wallet: Uuid) -> i64 {
    node.submit(look_at::<Wallet>(wallet)).await.unwrap().reply.balance().cents()
}

#[tokio::test]
async fn a_process_that_knows_nothing_goes_on_from_a_kept_state() {
    let store = Store::open().await;
    let (wallet, balance_cents) = long_wallet(&store).await;
    let state = store.node.submit(look_at::<Wallet>(wallet)).await.unwrap().reply;
    // Nobody may do this; here it proves that the events before the state are not read.
    store
        .pool
        .execute(
            "ALTER TABLE events DISABLE TRIGGER ALL;
             UPDATE events SET payload = '{}' WHERE sequence = 1",
        )
        .await
        .unwrap();
    let other = store.another_node().await;
    assert_eq!(other.submit(look_at::<Wallet>(wallet)).await.unwrap().reply, state);
    other.submit(debit(wallet, balance_cents)).await.unwrap();
    assert!(other.submit(debit(wallet, 1)).await.is_err());
    assert_eq!(balance(&store.node, wallet).await, 0);
}

#[tokio::test]
async fn a_state_of_another_fold_is_not_used() {
    let store = Store::open().await;
    let (wallet, balance_cents) = long_wallet(&store).await;
    store
        .pool
        .execute("UPDATE snapshots SET fold = fold + 1, state = '{\"balance\": 7}'")
        .await
        .unwrap();
    assert_eq!(balance(&store.another_node().await, wallet).await, balance_cents);
}

#[tokio::test]
async fn a_state_that_cannot_be_read_costs_time_and_nothing_else() {
    let store = Store::open().await;
    let (wallet, balance_cents) = long_wallet(&store).await;
    store.pool.execute("UPDATE snapshots SET state = '{\"other\": 7}'").await.unwrap();
    let other = store.another_node().await;
    other.submit(debit(wallet, 100)).await.unwrap();
    assert_eq!(balance(&other, wallet).await, balance_cents - 100);
    audited(&store.pool).await;
}

#[tokio::test]
async fn a_kept_state_moves_on_and_never_back() {
    let store = Store::open().await;
    let (wallet, balance_cents) = long_wallet(&store).await;
    let first = kept_sequence(&store, wallet).await.unwrap();
    let other = store.another_node().await;
    credited(&other, wallet, SNAPSHOT_EVERY).await;
    until("it has moved on", async || kept_sequence(&store, wallet).await > Some(first)).await;
    assert!(kept_sequence(&store, wallet).await <= Some(2 * SNAPSHOT_EVERY + 3));
    let fresh = store.another_node().await;
    assert_eq!(balance(&fresh, wallet).await, balance_cents + SNAPSHOT_EVERY * 100);
    audited(&store.pool).await;
}
