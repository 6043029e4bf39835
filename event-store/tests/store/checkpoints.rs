//! Checkpoints: one process leads a reader, and it never goes back.

use std::time::Duration;

use event_store::Feed;
use event_store::checkpoint::{self, Reader};
use testing::wait_until;

use crate::support::store::Store;

const PATIENCE: Duration = Duration::from_mins(1);
const READER: Reader = Reader { name: "payments", version: 1 };

#[tokio::test]
async fn one_process_leads_a_reader_at_a_time() {
    let store = Store::open().await;
    checkpoint::ensure(&store.pool, READER).await.unwrap();
    checkpoint::ensure(&store.pool, READER).await.unwrap();
    let mut first = store.pool.begin().await.unwrap();
    let mut second = store.pool.begin().await.unwrap();
    let led = checkpoint::lead(&mut first, READER).await.unwrap();
    assert_eq!(led.unwrap().position, 0);
    assert!(checkpoint::lead(&mut second, READER).await.unwrap().is_none());
    checkpoint::advance(&mut first, READER, 7, &[7; 32]).await.unwrap();
    first.commit().await.unwrap();
    let led = checkpoint::lead(&mut second, READER).await.unwrap();
    assert_eq!(led.unwrap().position, 7);
    let other_version = Reader { version: 2, ..READER };
    assert!(checkpoint::of(&store.pool, other_version).await.unwrap().is_none());
}

#[tokio::test]
async fn a_checkpoint_that_is_held_is_led_by_nobody() {
    let store = Store::open().await;
    checkpoint::ensure(&store.pool, READER).await.unwrap();
    let mut holder = store.pool.begin().await.unwrap();
    let held = checkpoint::hold(&mut holder, READER).await.unwrap();
    assert_eq!(held.unwrap().position, 0);
    let mut leader = store.pool.begin().await.unwrap();
    assert!(checkpoint::lead(&mut leader, READER).await.unwrap().is_none());
    holder.commit().await.unwrap();
    assert!(checkpoint::lead(&mut leader, READER).await.unwrap().is_some());
    let unknown = Reader { name: "nobody", version: 1 };
    assert!(checkpoint::hold(&mut leader, unknown).await.unwrap().is_none());
}

#[tokio::test]
async fn a_reader_whose_work_was_undone_stands_where_it_stood() {
    let store = Store::open().await;
    checkpoint::ensure(&store.pool, READER).await.unwrap();
    let mut undone = store.pool.begin().await.unwrap();
    checkpoint::advance(&mut undone, READER, 3, &[3; 32]).await.unwrap();
    undone.rollback().await.unwrap();
    assert_eq!(checkpoint::of(&store.pool, READER).await.unwrap().unwrap().position, 0);
}

#[tokio::test]
async fn a_reader_never_goes_back() {
    let store = Store::open().await;
    checkpoint::ensure(&store.pool, READER).await.unwrap();
    let mut connection = store.pool.acquire().await.unwrap();
    checkpoint::advance(&mut connection, READER, 7, &[7; 32]).await.unwrap();
    assert!(checkpoint::advance(&mut connection, READER, 6, &[6; 32]).await.is_err());
    let unknown = Reader { name: "nobody", version: 1 };
    assert!(checkpoint::advance(&mut connection, unknown, 1, &[1; 32]).await.is_err());
    assert_eq!(checkpoint::of(&store.pool, READER).await.unwrap().unwrap().position, 7);
}

#[tokio::test]
async fn a_reader_that_stopped_says_why_until_it_goes_on() {
    let store = Store::open().await;
    checkpoint::ensure(&store.pool, READER).await.unwrap();
    checkpoint::stop(&store.pool, READER, 0, "event 1 cannot be read").await.unwrap();
    let stopped = checkpoint::of(&store.pool, READER).await.unwrap().unwrap();
    assert_eq!(stopped.stopped_because.as_deref(), Some("event 1 cannot be read"));
    let mut connection = store.pool.acquire().await.unwrap();
    checkpoint::advance(&mut connection, READER, 4, &[4; 32]).await.unwrap();
    let went_on = checkpoint::of(&store.pool, READER).await.unwrap().unwrap();
    assert_eq!(went_on.stopped_because, None);
}

#[tokio::test]
async fn a_reader_that_has_moved_on_meanwhile_is_not_said_to_have_stopped() {
    let store = Store::open().await;
    checkpoint::ensure(&store.pool, READER).await.unwrap();
    let mut connection = store.pool.acquire().await.unwrap();
    checkpoint::advance(&mut connection, READER, 4, &[4; 32]).await.unwrap();
    checkpoint::stop(&store.pool, READER, 3, "event 4 cannot be read").await.unwrap();
    let moved_on = checkpoint::of(&store.pool, READER).await.unwrap().unwrap();
    assert_eq!(moved_on.stopped_because, None);
}

#[tokio::test]
async fn a_reader_that_is_told_to_try_again_hears_it() {
    let store = Store::open().await;
    checkpoint::ensure(&store.pool, READER).await.unwrap();
    checkpoint::stop(&store.pool, READER, 0, "event 1 cannot be read").await.unwrap();
    let feed = Feed::start(store.pool.clone()).await.unwrap();
    let mut retries = feed.retries();
    // The listening begins some time after the start, and nothing polls for what came before.
    wait_until("the reader to hear it", PATIENCE, async || {
        assert!(checkpoint::retry(&store.pool, READER).await.unwrap());
        let heard = tokio::time::timeout(Duration::from_millis(50), retries.changed()).await;
        heard.is_ok().then_some(())
    })
    .await;
    let told = checkpoint::of(&store.pool, READER).await.unwrap().unwrap();
    assert_eq!(told.stopped_because, None);
    let unknown = Reader { name: "nobody", version: 1 };
    assert!(!checkpoint::retry(&store.pool, unknown).await.unwrap());
}
