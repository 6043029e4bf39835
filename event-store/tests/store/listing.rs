//! Events as an auditor looks through them.

use event_store::listing::{Filter, Window, list};
use uuid::Uuid;

use crate::support::audit::all;
use crate::support::commands::{credit, debit, register};
use crate::support::store::{Store, new_id};

/// A store with a user at position 1, and a wallet's credits from 2 to 9 and its debit at 10.
async fn recorded() -> (Store, Uuid) {
    let store = Store::open().await;
    let wallet = new_id();
    store.node.submit(register(new_id(), "asha")).await.unwrap();
    for cents in 1..=8 {
        store.node.submit(credit(wallet, cents)).await.unwrap();
    }
    store.node.submit(debit(wallet, 1)).await.unwrap();
    (store, wallet)
}

/// The positions of every part of the list.
async fn parts(store: &Store, filter: &Filter, events: i64, positions: i64) -> Vec<Vec<i64>> {
    let mut parts = Vec::new();
    let mut window = Window { before: None, events, positions };
    loop {
        let part = list(&store.pool, filter, window).await.unwrap();
        parts.push(part.events.iter().map(|event| event.position).collect());
        if part.before.is_none() {
            return parts;
        }
        assert_ne!(part.before, window.before, "it goes on");
        window.before = part.before;
    }
}

async fn found(store: &Store, filter: Filter) -> Vec<i64> {
    parts(store, &filter, 100, 100).await.concat()
}

#[tokio::test]
async fn every_event_is_listed_once_with_what_is_stored_of_it() {
    let (store, _) = recorded().await;
    let expected: Vec<i64> = (1..=10).rev().collect();
    for events in [1, 3, 10, 11] {
        for positions in [1, 4, 10, 100] {
            let listed = parts(&store, &Filter::default(), events, positions).await;
            assert_eq!(listed.concat(), expected, "{events} of {positions}");
        }
    }
    let window = Window { before: None, events: 100, positions: 100 };
    let part = list(&store.pool, &Filter::default(), window).await.unwrap();
    for (listed, row) in part.events.iter().rev().zip(all(&store.pool).await) {
        assert_eq!(listed.position, row.position);
        assert_eq!(listed.aggregate_id, row.aggregate_id);
        assert_eq!((listed.sequence, &listed.payload), (row.sequence, &row.payload));
        assert_eq!(listed.chain_hash.to_vec(), row.chain_hash);
        assert_eq!(
            (listed.actor.as_deref(), listed.source.as_deref()),
            (Some("service"), Some("cli"))
        );
        assert!(row.metadata.contains(listed.correlation_id.as_deref().unwrap()));
    }
}

#[tokio::test]
async fn events_are_found_by_each_of_their_marks() {
    let (store, wallet) = recorded().await;
    let of = |event_type: &str| Filter { event_type: Some(event_type.into()), ..Filter::default() };
    assert_eq!(found(&store, of("UserRegistered")).await, [1]);
    assert_eq!(found(&store, of("WalletDebited")).await, [10]);
    assert_eq!(found(&store, of("Nothing")).await, [] as [i64; 0]);
    let range = Filter { from: Some(3), to: Some(5), ..Filter::default() };
    assert_eq!(found(&store, range).await, [5, 4, 3]);
    let beyond = Filter { from: Some(9), to: Some(99), ..Filter::default() };
    assert_eq!(found(&store, beyond).await, [10, 9]);
    let beyond = Filter { from: Some(11), ..Filter::default() };
    assert_eq!(found(&store, beyond).await, [] as [i64; 0]);
    let by = |actor: &str| Filter { actor: Some(actor.into()), from: Some(9), ..Filter::default() };
    assert_eq!(found(&store, by("service")).await, [10, 9]);
    assert_eq!(found(&store, by("operator")).await, [] as [i64; 0]);
    let user = Filter { aggregate_type: Some("user".into()), ..Filter::default() };
    assert_eq!(found(&store, user).await, [1]);
    let wallets = Filter { aggregate_id: Some(wallet), to: Some(3), ..Filter::default() };
    assert_eq!(found(&store, wallets).await, [3, 2]);
    let row = &all(&store.pool).await[6];
    let metadata: serde_json::Value = serde_json::from_str(&row.metadata).unwrap();
    let story = metadata["correlation_id"].as_str().unwrap().parse().ok();
    let story = Filter { correlation_id: story, ..Filter::default() };
    assert_eq!(found(&store, story).await, [7]);
}

#[tokio::test]
async fn one_stream_is_found_at_once_and_all_else_a_part_at_a_time() {
    let (store, wallet) = recorded().await;
    let first = Filter { event_type: Some("UserRegistered".into()), ..Filter::default() };
    let listed = parts(&store, &first, 5, 4).await;
    assert_eq!(listed, [vec![], vec![], vec![1]], "four positions at a time");
    let stream = Filter {
        aggregate_type: Some("wallet".into()),
        aggregate_id: Some(wallet),
        event_type: Some("WalletCredited".into()),
        ..Filter::default()
    };
    assert_eq!(parts(&store, &stream, 100, 1).await, [(2..=9).rev().collect::<Vec<i64>>()]);
}
