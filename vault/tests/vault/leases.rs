use std::slice;

use domain::time::Timestamp;
use uuid::Uuid;
use vault::{Lease, LeaseKind, Vault};

use crate::{Room, now, seconds_from_now, uuid};

const KIND: LeaseKind = LeaseKind::PaymentEnquiry;
const HERE: Uuid = Uuid::from_u128(100);
const THERE: Uuid = Uuid::from_u128(200);

async fn take(vault: &Vault, keys: &[u128], holder: Uuid, at: Timestamp) -> Vec<Lease> {
    let keys: Vec<Uuid> = keys.iter().copied().map(uuid).collect();
    let mut leases = vault.take_leases(KIND, &keys, holder, at, 60).await.unwrap();
    leases.sort_by_key(|lease| lease.key);
    leases
}

fn fresh(key: u128) -> Lease {
    Lease { key: uuid(key), attempt: 0, note: String::new() }
}

#[tokio::test]
async fn a_key_is_held_by_one_at_a_time() {
    let room = Room::new().await;
    let vault = &room.vault;
    assert_eq!(take(vault, &[1, 2, 2], HERE, now()).await, [fresh(1), fresh(2)]);
    assert_eq!(take(vault, &[1, 2, 3], THERE, now()).await, [fresh(3)]);
    assert_eq!(take(vault, &[1, 2, 3], HERE, now()).await, []);
    assert_eq!(take(vault, &[], HERE, now()).await, []);
}

#[tokio::test]
async fn kinds_do_not_share_keys() {
    let room = Room::new().await;
    assert_eq!(take(&room.vault, &[1], HERE, now()).await, [fresh(1)]);
    let other = LeaseKind::SubscriptionExpiry;
    let taken = room.vault.take_leases(other, &[uuid(1)], THERE, now(), 60).await.unwrap();
    assert_eq!(taken, [fresh(1)]);
}

#[tokio::test]
async fn a_released_key_is_due_again_at_its_time_with_its_attempt_and_note() {
    let room = Room::new().await;
    let vault = &room.vault;
    take(vault, &[1], HERE, now()).await;
    let next_at = seconds_from_now(30);
    vault.release_lease(KIND, uuid(1), HERE, 3, next_at, "still pending").await.unwrap();

    assert_eq!(take(vault, &[1], THERE, seconds_from_now(29)).await, []);
    let again = Lease { key: uuid(1), attempt: 3, note: "still pending".to_owned() };
    assert_eq!(take(vault, &[1], THERE, next_at).await, [again]);
}

#[tokio::test]
async fn what_nobody_holds_can_be_made_due_sooner_and_never_later() {
    let room = Room::new().await;
    let vault = &room.vault;
    let soon = seconds_from_now(5);
    take(vault, &[1, 2, 3], HERE, now()).await;
    let next_at = seconds_from_now(30);
    vault.release_lease(KIND, uuid(1), HERE, 3, next_at, "still pending").await.unwrap();
    vault.release_lease(KIND, uuid(2), HERE, 1, now(), "").await.unwrap();
    for key in [1, 2, 3, 4] {
        vault.hasten_lease(KIND, uuid(key), soon).await.unwrap();
    }
    // The second was due already, the third is held, and nobody has ever taken the fourth.
    let second = Lease { key: uuid(2), attempt: 1, note: String::new() };
    assert_eq!(take(vault, &[1, 2, 3], THERE, now()).await, [second]);
    let first = Lease { key: uuid(1), attempt: 3, note: "still pending".to_owned() };
    assert_eq!(take(vault, &[1, 3, 4], THERE, soon).await, [first, fresh(4)]);
}

#[tokio::test]
async fn a_crashed_holders_key_is_taken_when_its_lease_runs_out() {
    let room = Room::new().await;
    let vault = &room.vault;
    take(vault, &[1], HERE, now()).await;
    vault.release_lease(KIND, uuid(1), HERE, 2, now(), "second").await.unwrap();
    take(vault, &[1], HERE, now()).await;

    assert_eq!(take(vault, &[1], THERE, seconds_from_now(59)).await, []);
    let left = Lease { key: uuid(1), attempt: 2, note: "second".to_owned() };
    assert_eq!(take(vault, &[1], THERE, seconds_from_now(60)).await, slice::from_ref(&left));

    // The first one comes to itself, too late: it changes nothing.
    vault.release_lease(KIND, uuid(1), HERE, 9, now(), "late").await.unwrap();
    assert_eq!(take(vault, &[1], HERE, seconds_from_now(61)).await, []);
    vault.release_lease(KIND, uuid(1), THERE, 2, now(), "second").await.unwrap();
    assert_eq!(take(vault, &[1], HERE, seconds_from_now(61)).await, [left]);
}

#[tokio::test]
async fn a_dropped_key_begins_anew() {
    let room = Room::new().await;
    let vault = &room.vault;
    take(vault, &[1], HERE, now()).await;
    vault.release_lease(KIND, uuid(1), HERE, 5, seconds_from_now(600), "x").await.unwrap();
    vault.drop_lease(KIND, uuid(1)).await.unwrap();
    vault.drop_lease(KIND, uuid(1)).await.unwrap();
    assert_eq!(take(vault, &[1], THERE, now()).await, [fresh(1)]);
}

#[tokio::test]
async fn what_two_nodes_want_at_the_same_time_is_shared_without_overlap() {
    let room = Room::new().await;
    let (here, there) = (&room.vault, &room.another_node().await);
    let keys: Vec<u128> = (1..=200).collect();
    let backwards: Vec<u128> = keys.iter().rev().copied().collect();
    let (mine, theirs) =
        tokio::join!(take(here, &keys, HERE, now()), take(there, &backwards, THERE, now()));
    let mut all: Vec<Uuid> = mine.iter().chain(&theirs).map(|lease| lease.key).collect();
    all.sort_unstable();
    assert_eq!(all, keys.iter().copied().map(uuid).collect::<Vec<_>>());
}

#[tokio::test]
async fn extremes_are_borne() {
    let room = Room::new().await;
    let vault = &room.vault;
    take(vault, &[1], HERE, now()).await;
    let note = format!("\0{}", "é".repeat(600));
    vault.release_lease(KIND, uuid(1), HERE, u32::MAX, now(), &note).await.unwrap();
    let taken = vault.take_leases(KIND, &[uuid(1)], HERE, now(), i64::MAX).await.unwrap();
    let kept = Lease { key: uuid(1), attempt: u32::MAX, note: "é".repeat(500) };
    assert_eq!(taken, slice::from_ref(&kept));
    assert_eq!(take(vault, &[1], THERE, seconds_from_now(3599)).await, []);
    assert_eq!(take(vault, &[1], THERE, seconds_from_now(3600)).await, [kept]);
}
