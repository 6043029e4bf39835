//! The inbox of raw deliveries.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::{DeliveryId, Timestamp};
use event_store::inbox::{self, Delivery, Ending, Trust};
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::answered;
use crate::support::store::{Store, at, new_id};

fn noon() -> Timestamp {
    at("2026-03-01T12:00:00Z")
}

async fn record(store: &Store, received_at: Timestamp, trust: Trust) -> Uuid {
    let id = new_id();
    let delivery = Delivery {
        id: DeliveryId::new(id),
        road: "STK_CALLBACK",
        reference: Some("payment-1"),
        received_at,
        source_address: Some("196.201.214.200"),
        trust,
        sealed_body: b"\x00not json\xff",
    };
    inbox::record(&store.pool, &delivery).await.unwrap();
    id
}

async fn take(pool: &PgPool, now: Timestamp, limit: i64) -> Vec<Uuid> {
    inbox::take(pool, now, limit).await.unwrap().into_iter().map(|pending| pending.id).collect()
}

#[tokio::test]
async fn a_delivery_is_taken_as_it_came_and_finished_once() {
    let store = Store::open().await;
    let id = record(&store, noon(), Trust::Accepted).await;
    let taken = inbox::take(&store.pool, noon(), 10).await.unwrap();
    assert_eq!(taken.len(), 1);
    assert_eq!((taken[0].id, taken[0].road.as_str()), (id, "STK_CALLBACK"));
    assert_eq!(taken[0].reference.as_deref(), Some("payment-1"));
    assert_eq!(taken[0].body, b"\x00not json\xff");
    inbox::finish(&store.pool, id, Ending::Done, Some("recorded"), noon()).await.unwrap();
    // A worker whose lease ran out comes too late to say otherwise.
    inbox::finish(&store.pool, id, Ending::Unreadable, None, noon()).await.unwrap();
    assert!(take(&store.pool, noon() + TimeDelta::days(1), 10).await.is_empty());
    let seen = inbox::list(&store.pool, None, None, None, 10).await.unwrap();
    assert_eq!((seen[0].state.as_str(), seen[0].note.as_deref()), ("DONE", Some("recorded")));
    assert_eq!(inbox::count_unreadable(&store.pool).await.unwrap(), 0);
}

#[tokio::test]
async fn a_delivery_is_anothers_once_the_lease_has_run_out() {
    let store = Store::open().await;
    let id = record(&store, noon(), Trust::Accepted).await;
    assert_eq!(take(&store.pool, noon(), 10).await, [id]);
    let last_moment = noon() + TimeDelta::seconds(10) - TimeDelta::microseconds(1);
    assert!(take(&store.pool, last_moment, 10).await.is_empty());
    assert_eq!(take(&store.pool, noon() + TimeDelta::seconds(10), 10).await, [id]);
}

#[tokio::test]
async fn the_oldest_are_taken_first_and_no_more_than_asked() {
    let store = Store::open().await;
    let mut ids = Vec::new();
    for seconds in [50, 10, 40, 20, 30] {
        let received_at = noon() + TimeDelta::seconds(seconds);
        ids.push((seconds, record(&store, received_at, Trust::Accepted).await));
    }
    ids.sort_unstable();
    let in_order: Vec<Uuid> = ids.into_iter().map(|(_, id)| id).collect();
    let now = noon() + TimeDelta::minutes(1);
    assert_eq!(take(&store.pool, now, 3).await, in_order[..3]);
    assert_eq!(take(&store.pool, now, 3).await, in_order[3..]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_who_take_at_once_get_different_deliveries() {
    let store = Store::open().await;
    let mut recorded = BTreeSet::new();
    for seconds in 0..60 {
        let received_at = noon() + TimeDelta::seconds(seconds);
        recorded.insert(record(&store, received_at, Trust::Accepted).await);
    }
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let pool = store.pool.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let taken = take(&pool, noon(), 4).await;
                    if taken.is_empty() {
                        return mine;
                    }
                    mine.extend(taken);
                }
            })
        })
        .collect();
    let mut taken = Vec::new();
    for worker in workers {
        taken.extend(answered("a worker", worker).await.unwrap());
    }
    assert_eq!(taken.len(), 60);
    assert_eq!(taken.into_iter().collect::<BTreeSet<_>>(), recorded);
}

#[tokio::test]
async fn refused_deliveries_are_listed_and_never_taken() {
    let store = Store::open().await;
    let mut refused = Vec::new();
    for trust in [Trust::WrongSecret, Trust::UnknownPayment, Trust::WrongAddress] {
        refused.push((record(&store, noon(), trust).await, trust.as_str().to_owned()));
    }
    let accepted = record(&store, noon(), Trust::Accepted).await;
    assert_eq!(take(&store.pool, noon(), 10).await, [accepted]);
    let mut seen: Vec<_> = inbox::list(&store.pool, Some("REFUSED"), None, None, 10)
        .await
        .unwrap()
        .into_iter()
        .map(|seen| (seen.id, seen.trust))
        .collect();
    seen.sort_unstable();
    refused.sort_unstable();
    assert_eq!(seen, refused);
}

#[tokio::test]
async fn what_was_not_understood_stays_visible_and_is_counted() {
    let store = Store::open().await;
    let unreadable = record(&store, noon(), Trust::Accepted).await;
    let disbelieved = record(&store, noon(), Trust::Accepted).await;
    take(&store.pool, noon(), 10).await;
    let note = Some("no ResultCode");
    inbox::finish(&store.pool, unreadable, Ending::Unreadable, note, noon()).await.unwrap();
    inbox::finish(&store.pool, disbelieved, Ending::Refused, None, noon()).await.unwrap();
    assert_eq!(inbox::count_unreadable(&store.pool).await.unwrap(), 1);
    for (state, id) in [("UNREADABLE", unreadable), ("REFUSED", disbelieved)] {
        let seen =
            inbox::list(&store.pool, Some(state), Some("payment-1"), None, 10).await.unwrap();
        assert_eq!(seen.iter().map(|seen| seen.id).collect::<Vec<_>>(), [id]);
        assert_eq!(seen[0].body, b"\x00not json\xff");
        assert_eq!(seen[0].source_address.as_deref(), Some("196.201.214.200"));
    }
    let elsewhere = inbox::list(&store.pool, None, Some("payment-2"), None, 10).await.unwrap();
    assert!(elsewhere.is_empty());
}

#[tokio::test]
async fn the_list_has_pages_from_the_newest_on() {
    let store = Store::open().await;
    let mut recorded = BTreeSet::new();
    for index in 0..10 {
        // Two each moment, so that the time alone does not tell them apart.
        let received_at = noon() + TimeDelta::seconds(index / 2);
        recorded.insert((received_at, record(&store, received_at, Trust::Accepted).await));
    }
    let mut pages = Vec::new();
    loop {
        let page = inbox::list(&store.pool, None, None, pages.last().copied(), 3).await.unwrap();
        if page.is_empty() {
            break;
        }
        pages.extend(page.into_iter().map(|seen| (seen.received_at, seen.id)));
    }
    let newest_first: Vec<_> = recorded.into_iter().rev().collect();
    assert_eq!(pages, newest_first);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_delivery_wakes_the_workers_of_every_process() {
    let store = Store::open().await;
    let other = store.another_node().await;
    let mut waiting = [store.node.feed.deliveries(), other.feed.deliveries()];
    record(&store, noon(), Trust::Accepted).await;
    for deliveries in &mut waiting {
        answered("a worker who waits for deliveries", deliveries.changed()).await.unwrap();
    }
}
