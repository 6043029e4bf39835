//! The published event repository reads what the lane has written.

use cqrs_es::persist::PersistedEventRepository;
use domain::Decide;
use domain::payment::Payment;
use domain::user::User;
use domain::wallet::Wallet;
use event_store::feed::read_stream;
use event_store::stock;
use postgres_es::PostgresEventRepository;
use uuid::Uuid;

use crate::support::commands::{credit, debit, fail, initiate, look_at, pay, register};
use crate::support::store::{Store, new_id};

/// Folds the stream as the published crates read it, as the feed does, and as the lane sees it.
async fn all_see_the_same<A>(store: &Store, id: Uuid, events: usize)
where
    A: Decide + Send + Default + PartialEq + std::fmt::Debug,
{
    let stored = stock::read_stream::<A>(&store.pool, id).await.unwrap();
    assert_eq!(stored.len(), events);
    let mut theirs = A::default();
    for (index, stored) in stored.into_iter().enumerate() {
        assert_eq!(stored.sequence, index + 1);
        assert_eq!(stored.metadata["actor"], "service");
        stored.events.into_iter().for_each(|event| theirs.apply(event));
    }
    let mut ours = A::default();
    for event in read_stream(&store.pool, A::TYPE, id).await.unwrap() {
        event.decode::<A>().unwrap().into_iter().for_each(|event| ours.apply(event));
    }
    let lane = store.node.submit(look_at::<A>(id)).await.unwrap().reply;
    assert_eq!((&theirs, &ours), (&lane, &lane));
    assert_ne!(theirs, A::default());
}

#[tokio::test]
async fn the_published_repository_folds_every_stream_to_the_same_state() {
    let store = Store::open().await;
    let [payment, failed, wallet, user] = [new_id(), new_id(), new_id(), new_id()];
    store.node.submit(initiate(payment, "one")).await.unwrap();
    store.node.submit(pay(payment, "UF10AAAAA1")).await.unwrap();
    store.node.submit(initiate(failed, "two")).await.unwrap();
    store.node.submit(fail(failed)).await.unwrap();
    store.node.submit(credit(wallet, 171)).await.unwrap();
    store.node.submit(debit(wallet, 71)).await.unwrap();
    store.node.submit(register(user, "asha")).await.unwrap();
    all_see_the_same::<Payment>(&store, payment, 3).await;
    all_see_the_same::<Payment>(&store, failed, 3).await;
    all_see_the_same::<Wallet>(&store, wallet, 2).await;
    all_see_the_same::<User>(&store, user, 1).await;
}

#[tokio::test]
async fn the_published_repository_reads_a_stream_from_a_sequence() {
    let store = Store::open().await;
    let wallet = new_id();
    for cents in [1, 2, 3] {
        store.node.submit(credit(wallet, cents)).await.unwrap();
    }
    let repository = PostgresEventRepository::new(store.pool.clone());
    let last = repository.get_last_events::<Wallet>(&wallet.to_string(), 1).await.unwrap();
    let sequences: Vec<usize> = last.iter().map(|event| event.sequence).collect();
    assert_eq!(sequences, [2, 3]);
    assert!(last.iter().all(|event| event.event_type == "WalletCredited"));
}
