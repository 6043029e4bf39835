//! The feed and the inbox.

use chrono::TimeDelta;
use domain::{DeliveryId, Timestamp};
use event_store::inbox::{Delivery, Ending, Trust};
use event_store::{RecordError, Store};
use uuid::Uuid;

use super::ground::Ground;
use crate::support::answered;
use crate::support::commands::credit;
use crate::support::store::{at, new_id};

fn noon() -> Timestamp {
    at("2026-03-01T12:00:00Z")
}

pub(super) async fn the_feed_is_read_in_batches_without_a_gap(ground: impl Ground) {
    let wallets = [new_id(), new_id()];
    for round in 0..7 {
        ground.submit(credit(wallets[round % 2], 1)).await.unwrap();
    }
    let mut seen = Vec::new();
    loop {
        let batch = ground.store().read_after(seen.last().copied().unwrap_or(0), 3).await.unwrap();
        assert!(batch.len() <= 3);
        if batch.is_empty() {
            break;
        }
        seen.extend(batch.iter().map(|event| event.position));
    }
    assert_eq!(seen, [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(ground.store().head().await.unwrap(), 7);

    let stream = ground.store().read_stream("wallet", wallets[0]).await.unwrap();
    let places: Vec<(i64, i64)> =
        stream.iter().map(|event| (event.sequence, event.position)).collect();
    assert_eq!(places, [(1, 1), (2, 3), (3, 5), (4, 7)]);
    assert!(ground.store().read_stream("user", wallets[0]).await.unwrap().is_empty());
}

pub(super) async fn readers_are_woken(ground: impl Ground) {
    let (mut positions, mut deliveries) = (ground.store().positions(), ground.store().deliveries());
    let position = ground.submit(credit(new_id(), 1)).await.unwrap().position;
    let woken = positions.wait_for(|head| *head == position);
    answered("a reader who waits for the feed", woken).await.unwrap();
    deliveries.mark_unchanged();
    record(&ground, noon(), Trust::Accepted).await;
    answered("a worker who waits for the inbox", deliveries.changed()).await.unwrap();
}

async fn record(ground: &impl Ground, received_at: Timestamp, trust: Trust) -> Uuid {
    let id = new_id();
    ground.store().record(&delivery(id, received_at, trust)).await.unwrap();
    id
}

fn delivery(id: Uuid, received_at: Timestamp, trust: Trust) -> Delivery {
    Delivery {
        id: DeliveryId::new(id),
        road: "STK_CALLBACK",
        reference: Some("payment-1".to_owned()),
        received_at,
        source_address: Some("196.201.214.200".to_owned()),
        trust,
        sealed_body: b"\x00not json\xff".to_vec(),
    }
}

async fn take(ground: &impl Ground, now: Timestamp, limit: i64) -> Vec<Uuid> {
    let taken = ground.store().take(now, limit).await.unwrap();
    assert!(taken.iter().all(|pending| pending.body == b"\x00not json\xff"));
    taken.into_iter().map(|pending| pending.id).collect()
}

pub(super) async fn a_delivery_is_leased_and_finished_once(ground: impl Ground) {
    let later = record(&ground, noon() + TimeDelta::seconds(1), Trust::Accepted).await;
    let first = record(&ground, noon(), Trust::Accepted).await;
    let now = noon() + TimeDelta::seconds(2);
    let twice = ground.store().record(&delivery(first, now, Trust::Accepted)).await;
    assert!(matches!(twice, Err(RecordError::Twice(id)) if id == first), "{twice:?}");

    assert_eq!(take(&ground, now, 1).await, [first], "the oldest first");
    assert_eq!(take(&ground, now, 5).await, [later], "another worker gets others");
    let last_moment = now + TimeDelta::seconds(10) - TimeDelta::microseconds(1);
    assert!(take(&ground, last_moment, 5).await.is_empty());
    let store = ground.store();
    store.finish(first, Ending::Done, Some("recorded"), now).await.unwrap();
    assert_eq!(take(&ground, now + TimeDelta::seconds(10), 5).await, [later]);
    // A worker whose lease ran out comes too late to say otherwise.
    store.finish(first, Ending::Unreadable, None, now).await.unwrap();
    let seen = store.list(Some("DONE"), None, None, 5).await.unwrap();
    assert_eq!(seen.len(), 1);
    assert_eq!((seen[0].id, seen[0].note.as_deref()), (first, Some("recorded")));
}

pub(super) async fn deliveries_are_listed_newest_first(ground: impl Ground) {
    let mut ids = Vec::new();
    for seconds in 0..5 {
        let trust = if seconds == 2 { Trust::WrongSecret } else { Trust::Accepted };
        ids.push(record(&ground, noon() + TimeDelta::seconds(seconds), trust).await);
    }
    ids.reverse();
    let list = async |state, reference, after, limit| {
        let seen = ground.store().list(state, reference, after, limit).await.unwrap();
        seen.into_iter().map(|seen| seen.id).collect::<Vec<_>>()
    };
    assert_eq!(list(None, None, None, 10).await, ids);
    assert_eq!(list(None, Some("payment-1"), None, 2).await, ids[..2]);
    assert!(list(None, Some("payment-2"), None, 2).await.is_empty());
    let after = Some((noon() + TimeDelta::seconds(3), ids[1]));
    assert_eq!(list(None, None, after, 2).await, ids[2..4]);
    // One that is not believed is over from the start.
    assert_eq!(list(Some("REFUSED"), None, None, 10).await, [ids[2]]);
    assert_eq!(take(&ground, noon() + TimeDelta::minutes(1), 10).await.len(), 4);
}
