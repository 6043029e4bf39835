//! A projection that has stopped goes on as soon as its read model was mended, and need not wait
//! for its next attempt.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::user::Role;
use event_store::checkpoint;
use projections::Projection;
use projections::rebuild::Replay;
use sqlx::postgres::PgListener;
use testing::wait_until;
use uuid::Uuid;

use crate::events::Buyer;
use crate::ground::{Ground, LONG};
use crate::poison::{broken_users, standing, stopped};

fn replay(ground: &Ground) -> Replay {
    Replay::new(ground.pool.clone(), ground.keys.clone())
}

async fn with_users() -> (Ground, i64) {
    let ground = Ground::new().await;
    let position = ground.append(Uuid::nil(), Buyer::new(1).registered(Role::Customer)).await;
    (ground, position)
}

#[tokio::test]
async fn a_swap_takes_back_why_it_stopped_and_tells_those_who_wait() {
    let (ground, position) = with_users().await;
    ground.project(position).await;
    let reader = Projection::Users.reader();
    checkpoint::stop(&ground.pool, reader, position, "a test").await.unwrap();
    let mut told = PgListener::connect_with(&ground.pool).await.unwrap();
    told.listen("daftari_retry").await.unwrap();

    replay(&ground).rebuild(&[Projection::Users]).await.unwrap();

    let heard = tokio::time::timeout(LONG, told.recv()).await.unwrap().unwrap();
    assert_eq!(heard.payload(), "users");
    assert_eq!(standing(&ground, Projection::Users).await.stopped_because, None);
}

#[tokio::test]
async fn a_swap_of_what_never_showed_anything_takes_back_why_it_stopped() {
    let ground = Ground::new().await;
    let reader = Projection::Users.reader();
    checkpoint::stop(&ground.pool, reader, 0, "a test").await.unwrap();
    replay(&ground).rebuild(&[Projection::Users]).await.unwrap();
    let standing = standing(&ground, Projection::Users).await;
    assert_eq!((standing.position, standing.stopped_because), (0, None));
}

/// By itself it would have waited for far longer than the test in the end: each time twice as long.
#[tokio::test]
async fn a_projection_that_stopped_tries_again_after_every_swap() {
    let (ground, _) = with_users().await;
    let attempts = Arc::default();
    let _runner = ground.run_with(vec![broken_users(&Arc::default(), &attempts)]);
    for _ in 0..8 {
        stopped(&ground, Projection::Users).await;
        let before = attempts.load(Ordering::Relaxed);
        replay(&ground).rebuild(&[Projection::Users]).await.unwrap();
        wait_until("another attempt", LONG, async || {
            (attempts.load(Ordering::Relaxed) > before).then_some(())
        })
        .await;
    }
}

/// A notification may be lost, as when the listener's connection breaks.
#[tokio::test]
async fn a_projection_that_was_mended_finds_that_out_without_being_told() {
    let (ground, _) = with_users().await;
    let attempts = Arc::default();
    let _runner = ground.run_with(vec![broken_users(&Arc::default(), &attempts)]);
    for _ in 0..8 {
        stopped(&ground, Projection::Users).await;
        let before = attempts.load(Ordering::Relaxed);
        sqlx::query("UPDATE checkpoints SET stopped_because = NULL")
            .execute(&ground.pool)
            .await
            .unwrap();
        wait_until("another attempt", LONG, async || {
            (attempts.load(Ordering::Relaxed) > before).then_some(())
        })
        .await;
    }
}
