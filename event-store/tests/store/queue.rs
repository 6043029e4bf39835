//! The queue: full, it says so; bulk work fills the room that is left.

use event_store::lane::{QUEUE_COMMANDS_MAX, Reads, SubmitError};

use crate::support::audit::audited;
use crate::support::commands::{act, credit};
use crate::support::hold::HeldLane;
use crate::support::store::{Store, new_id};

#[tokio::test]
async fn a_full_queue_says_so_and_keeps_what_it_has() {
    let store = Store::open().await;
    let held = HeldLane::take(&store).await;
    let mut queued = Vec::new();
    let busy = loop {
        match store.node.try_enqueue(act(Reads::default(), |_| Ok(true))).await {
            Ok(waits) => queued.push(waits),
            Err(answer) => break answer,
        }
    };
    assert!(matches!(busy, Err(SubmitError::Busy)), "{busy:?}");
    assert!(queued.len() >= QUEUE_COMMANDS_MAX);
    held.release().await;
    for answer in queued {
        assert!(answer.await.unwrap().unwrap().reply);
    }
    store.node.submit(credit(new_id(), 1)).await.unwrap();
}

#[tokio::test]
async fn bulk_work_waits_behind_interactive_work() {
    let store = Store::open().await;
    let held = HeldLane::take(&store).await;
    let opens = store.node.enqueue(credit(new_id(), 1)).await;
    let (mut bulk, mut interactive) = (Vec::new(), Vec::new());
    for _ in 0..40 {
        bulk.push(store.node.enqueue_bulk(credit(new_id(), 1)).await);
        interactive.push(store.node.enqueue(credit(new_id(), 1)).await);
    }
    held.release().await;
    opens.await.unwrap().unwrap();
    let mut positions = Vec::new();
    for answer in interactive.into_iter().chain(bulk) {
        positions.push(answer.await.unwrap().unwrap().position);
    }
    // Interactive first, each kind in the order of arrival.
    assert_eq!(positions, (2..=81).collect::<Vec<i64>>());
    assert_eq!(audited(&store.pool).await.len(), 81);
}
