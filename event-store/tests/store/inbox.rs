//! The inbox of raw deliveries.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::{DeliveryId, Timestamp};
use event_store::inbox::{self, Delivery, Ending, Finished, Trust};
use event_store::{Intake, NotStored};
use futures::future::join_all;
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::store::{Store, at, new_id};
use crate::support::{answered, until};

fn noon() -> Timestamp {
    at("2026-03-01T12:00:00Z")
}

fn delivery(received_at: Timestamp, trust: Trust) -> Delivery {
    Delivery {
        id: DeliveryId::new(new_id()),
        road: "STK_CALLBACK",
        reference: Some("payment-1".to_owned()),
        received_at,
        source_address: Some("196.201.214.200".to_owned()),
        trust,
        sealed_body: b"\x00not json\xff".to_vec(),
    }
}

async fn record(store: &Store, received_at: Timestamp, trust: Trust) -> Uuid {
    let delivery = delivery(received_at, trust);
    let id = delivery.id.uuid();
    inbox::record(&store.pool, &[delivery]).await.unwrap();
    id
}

async fn finish(store: &Store, id: Uuid, ending: Ending, note: Option<&str>) {
    let note = note.map(ToOwned::to_owned);
    inbox::finish(&store.pool, &[Finished { id, ending, note }], noon()).await.unwrap();
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
    finish(&store, id, Ending::Done, Some("recorded")).await;
    // A worker whose lease ran out comes too late to say otherwise.
    finish(&store, id, Ending::Unreadable, None).await;
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
    finish(&store, unreadable, Ending::Unreadable, note).await;
    finish(&store, disbelieved, Ending::Refused, None).await;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deliveries_that_come_together_are_each_stored_before_they_are_answered() {
    let store = Store::open().await;
    let intake = Intake::open(store.pool.clone());
    let callers = (0..600).map(|_| {
        let (intake, pool) = (intake.clone(), store.pool.clone());
        tokio::spawn(async move {
            let delivery = delivery(noon(), Trust::Accepted);
            let id = delivery.id.uuid();
            intake.record(delivery).await.unwrap();
            let seen = inbox::list(&pool, Some("PENDING"), None, None, 1_000).await.unwrap();
            assert!(seen.iter().any(|seen| seen.id == id), "it was answered before it was stored");
            id
        })
    });
    let stored: BTreeSet<Uuid> =
        join_all(callers).await.into_iter().map(|id| id.unwrap()).collect();
    let waiting = take(&store.pool, noon(), 1_000).await;
    assert_eq!(waiting.len(), 600);
    assert_eq!(waiting.into_iter().collect::<BTreeSet<_>>(), stored);
}

#[tokio::test]
async fn a_delivery_that_the_database_refuses_is_refused_alone() {
    let store = Store::open().await;
    let intake = Intake::open(store.pool.clone());
    let deliveries: Vec<Delivery> = (0..5).map(|_| delivery(noon(), Trust::Accepted)).collect();
    let ids: BTreeSet<Uuid> = deliveries.iter().map(|delivery| delivery.id.uuid()).collect();
    let twice = deliveries[2].clone();
    let arriving = deliveries.into_iter().chain([twice]).map(|delivery| intake.record(delivery));
    let stored = join_all(arriving).await;
    assert!(stored[..5].iter().all(Result::is_ok), "{stored:?}");
    assert!(matches!(stored[5], Err(NotStored::Database(_))), "{stored:?}");
    let waiting = take(&store.pool, noon(), 10).await;
    assert_eq!(waiting.into_iter().collect::<BTreeSet<_>>(), ids);
}

#[tokio::test]
async fn what_nobody_waits_for_any_more_is_stored_all_the_same() {
    let store = Store::open().await;
    let intake = Intake::open(store.pool.clone());
    let delivery = delivery(noon(), Trust::Accepted);
    let id = delivery.id.uuid();
    let mut caller = Box::pin(intake.record(delivery));
    assert!(futures::poll!(&mut caller).is_pending());
    drop(caller);
    drop(intake);
    until("the delivery", async || take(&store.pool, noon(), 10).await == [id]).await;
}
