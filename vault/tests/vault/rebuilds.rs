//! Rebuilds of read models that somebody has asked for.

use domain::UserId;
use vault::{AskedRebuild, LeaseKind, RebuildEnd, Vault};

use crate::{Room, id, now, seconds_from_now, uuid};

async fn only(vault: &Vault) -> AskedRebuild {
    let [one] = vault.last_rebuilds().await.unwrap().try_into().unwrap();
    one
}

#[tokio::test]
async fn what_is_open_is_asked_for_once_and_what_has_ended_can_be_asked_for_again() {
    let room = Room::new().await;
    let vault = &room.vault;
    let (somebody, another): (UserId, UserId) = (id(7), id(8));
    let asked = vault.ask_rebuild(uuid(1), "payments", somebody, now()).await.unwrap();
    assert_eq!((asked.id, asked.asked_by, asked.asked_at), (uuid(1), somebody.uuid(), now()));
    assert_eq!((asked.attempts, asked.begun_at, asked.ended_at), (0, None, None));

    let there = room.another_node().await;
    let later = seconds_from_now(9);
    let same = there.ask_rebuild(uuid(2), "payments", another, later).await.unwrap();
    assert_eq!(same, asked, "it waits already");
    vault.begin_rebuild(uuid(1), now()).await.unwrap();
    vault.note_rebuild_progress(uuid(1), 40, 100).await.unwrap();
    let running = there.ask_rebuild(uuid(2), "payments", another, later).await.unwrap();
    assert_eq!((running.id, running.events_done, running.events_total), (uuid(1), 40, 100));

    let why = format!("\0{}", "é".repeat(600));
    vault.end_rebuild(uuid(1), RebuildEnd::Failed { why }, later).await.unwrap();
    let failed = only(vault).await;
    assert_eq!((failed.ended_at, failed.note), (Some(later), Some("é".repeat(500))));

    let next = vault.ask_rebuild(uuid(2), "payments", another, later).await.unwrap();
    assert_eq!((next.id, next.ended_at, next.note), (uuid(2), None, None));
    assert_eq!(only(vault).await.id, uuid(2), "the open one stands before the ended");
    let other = vault.ask_rebuild(uuid(3), "ledger", somebody, now()).await.unwrap();
    assert_eq!(other.id, uuid(3), "read models do not share rebuilds");
    let ids: Vec<_> = vault.last_rebuilds().await.unwrap().iter().map(|one| one.id).collect();
    assert_eq!(ids, [uuid(3), uuid(2)], "who asked first comes first");
}

#[tokio::test]
async fn only_the_first_end_counts_and_nothing_moves_after_it() {
    let room = Room::new().await;
    let vault = &room.vault;
    vault.ask_rebuild(uuid(1), "payments", id(7), now()).await.unwrap();
    vault.begin_rebuild(uuid(1), now()).await.unwrap();
    vault.put_rebuild_off(uuid(1), 0, "another replay is at work").await.unwrap();
    let waits = only(vault).await;
    assert_eq!((waits.begun_at, waits.attempts), (None, 0));
    assert_eq!(waits.note.as_deref(), Some("another replay is at work"));
    vault.begin_rebuild(uuid(1), seconds_from_now(5)).await.unwrap();
    let begun = only(vault).await;
    assert_eq!((begun.begun_at, begun.attempts, begun.note), (Some(seconds_from_now(5)), 1, None));

    let done = RebuildEnd::Done { position: 12 };
    vault.end_rebuild(uuid(1), done, seconds_from_now(8)).await.unwrap();
    let ended = only(vault).await;
    assert_eq!((ended.position, ended.ended_at), (Some(12), Some(seconds_from_now(8))));
    let late = RebuildEnd::Failed { why: "late".to_owned() };
    vault.end_rebuild(uuid(1), late, seconds_from_now(9)).await.unwrap();
    vault.begin_rebuild(uuid(1), seconds_from_now(9)).await.unwrap();
    vault.note_rebuild_progress(uuid(1), 1, 1).await.unwrap();
    vault.put_rebuild_off(uuid(1), 5, "late").await.unwrap();
    assert_eq!(only(vault).await, ended);
}

#[tokio::test]
async fn a_lease_is_kept_for_as_long_as_its_holder_renews_it() {
    let room = Room::new().await;
    let (vault, kind, key) = (&room.vault, LeaseKind::Rebuild, uuid(1));
    let (here, there) = (uuid(100), uuid(200));
    assert!(!vault.renew_lease(kind, key, here, now(), 20).await.unwrap(), "nobody has taken it");
    vault.take_leases(kind, &[key], here, now(), 20).await.unwrap();
    assert!(vault.renew_lease(kind, key, here, seconds_from_now(19), 20).await.unwrap());
    assert!(vault.is_leased(kind, key, seconds_from_now(38)).await.unwrap());
    assert!(!vault.is_leased(kind, key, seconds_from_now(39)).await.unwrap());
    let taken = vault.take_leases(kind, &[key], there, seconds_from_now(39), 20).await.unwrap();
    assert_eq!(taken.len(), 1);
    assert!(!vault.renew_lease(kind, key, here, seconds_from_now(40), 20).await.unwrap());
}
