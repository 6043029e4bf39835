//! The limits of a batch.

use std::collections::BTreeMap;

use domain::Timestamp;
use domain::user::{Role, User, UserCommand};
use domain::wallet::Wallet;
use domain::{Personal, UserId};
use event_store::lane::{BATCH_BYTES_MAX, BATCH_COMMANDS_MAX, BATCH_EVENTS_MAX, Reads};

use crate::support::audit::{Row, audited};
use crate::support::commands::{act, credit, credit_of, tell, tell_in};
use crate::support::hold::HeldLane;
use crate::support::store::{Store, new_id};

/// Events of equal time are of one batch.
fn batches(rows: Vec<Row>) -> BTreeMap<Timestamp, Vec<Row>> {
    let mut batches: BTreeMap<Timestamp, Vec<Row>> = BTreeMap::new();
    for row in rows {
        batches.entry(row.recorded_at).or_default().push(row);
    }
    batches
}

#[tokio::test]
async fn a_batch_takes_so_many_commands_and_the_rest_follows() {
    let store = Store::open().await;
    let held = HeldLane::take(&store).await;
    let mut queued = Vec::new();
    for _ in 0..BATCH_COMMANDS_MAX + 60 {
        queued.push(store.node.enqueue(credit(new_id(), 1)).await);
    }
    held.release().await;
    for (index, answer) in queued.into_iter().enumerate() {
        let position = answer.await.unwrap().unwrap().position;
        assert_eq!(usize::try_from(position).unwrap(), index + 1, "order of arrival");
    }
    let batches = batches(audited(&store.pool).await);
    assert!(batches.len() > 1);
    assert!(batches.values().all(|batch| batch.len() <= BATCH_COMMANDS_MAX));
}

#[tokio::test]
async fn a_batch_takes_so_many_events_and_the_rest_follows() {
    const EVENTS_EACH: usize = 300;
    let store = Store::open().await;
    let held = HeldLane::take(&store).await;
    let mut queued = Vec::new();
    for _ in 0..16 {
        let wallet = new_id();
        let many = act(Reads::default().stream::<Wallet>(wallet), move |world| {
            (0..EVENTS_EACH).try_for_each(|_| {
                tell_in::<Wallet>(world, wallet, credit_of(wallet, 1)).map(|_| ())
            })
        });
        queued.push(store.node.enqueue(many).await);
    }
    held.release().await;
    for (index, answer) in queued.into_iter().enumerate() {
        let position = answer.await.unwrap().unwrap().position;
        assert_eq!(usize::try_from(position).unwrap(), (index + 1) * EVENTS_EACH);
    }
    let batches = batches(audited(&store.pool).await);
    assert!(batches.len() > 1);
    assert!(batches.values().all(|batch| batch.len() < BATCH_EVENTS_MAX + EVENTS_EACH));
}

#[tokio::test]
async fn a_batch_takes_so_many_bytes_and_the_rest_follows() {
    const BYTES_EACH: usize = 500_000;
    let store = Store::open().await;
    let held = HeldLane::take(&store).await;
    let mut queued = Vec::new();
    for _ in 0..12 {
        let user = new_id();
        let user_id = UserId::new(user);
        let large = UserCommand::Register {
            user_id,
            role: Role::Guest,
            username: None,
            phone: None,
            name: Some(Personal::from_parts(user_id, "x".repeat(BYTES_EACH), String::new())),
        };
        queued.push(store.node.enqueue(tell::<User>(user, large)).await);
    }
    held.release().await;
    for answer in queued {
        answer.await.unwrap().unwrap();
    }
    let batches = batches(audited(&store.pool).await);
    assert!(batches.len() > 1);
    for batch in batches.values() {
        let bytes: usize = batch.iter().map(|row| row.payload.len() + row.metadata.len()).sum();
        assert!(bytes < BATCH_BYTES_MAX + 2 * BYTES_EACH);
    }
}
