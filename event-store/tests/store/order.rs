//! Positions, the order of commits, the chain, time, and the feed.

use std::sync::Arc;

use domain::context::{Actor, Context, Source};
use domain::user::{User, UserEvent};
use domain::wallet::Wallet;
use event_store::feed::{head_of, read_after, read_stream};
use event_store::lane::{Priority, Reads, SubmitError};
use sqlx::PgPool;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::support::audit::audited;
use crate::support::commands::{act, credit, credit_for, debit, register};
use crate::support::store::{Node, Store, at, key, new_id};
use crate::support::{answered, until};

/// One caller's work, good and bad mixed. Says how many events were acknowledged.
async fn work(node: Arc<Node>, caller: usize) -> usize {
    let wallet = new_id();
    let mut events = 0;
    for round in 0..6 {
        events += node.submit(credit(wallet, 100)).await.unwrap().reply;
        let payment = domain::PaymentId::new(new_id());
        events += node.submit(credit_for(wallet, 5, payment)).await.unwrap().reply;
        let idempotency = key(&format!("{caller}/{round}"), 1);
        events += node.submit_under(idempotency, debit(wallet, 3)).await.unwrap().reply;
        let too_much = node.submit(debit(wallet, 1_000_000)).await;
        assert!(matches!(too_much, Err(SubmitError::Rejected(_))), "{too_much:?}");
    }
    if caller.is_multiple_of(8) {
        let panics = act(Reads::default(), |_| -> Result<(), _> { panic!("on purpose") });
        assert!(matches!(node.submit(panics).await, Err(SubmitError::Fault(_))));
        let refused = node.submit(register(new_id(), &"n".repeat(256))).await;
        assert!(matches!(refused, Err(SubmitError::Fault(_))), "{refused:?}");
    }
    events
}

/// All callers at once, on two lanes. Says how many events were acknowledged.
async fn work_on_two_lanes(store: &Store, callers: usize) -> usize {
    let lanes = [Arc::new(store.another_node().await), Arc::new(store.another_node().await)];
    let mut working = JoinSet::new();
    for caller in 0..callers {
        working.spawn(work(lanes[caller % 2].clone(), caller));
    }
    working.join_all().await.into_iter().sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn positions_have_no_gap_and_the_chain_holds_with_two_lanes_and_many_callers() {
    let store = Store::open().await;
    let acknowledged = work_on_two_lanes(&store, 40).await;
    assert_eq!(audited(&store.pool).await.len(), acknowledged);
}

/// Follows the feed as a projector does, without ever looking back.
async fn follow(pool: PgPool, upto: i64, page: i64) -> Vec<(i64, [u8; 32])> {
    let mut seen: Vec<(i64, [u8; 32])> = Vec::new();
    loop {
        let after = seen.last().map_or(0, |(position, _)| *position);
        if after == upto {
            return seen;
        }
        for event in read_after(&pool, after, page).await.unwrap() {
            seen.push((event.position, event.chain_hash));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_follows_the_feed_misses_nothing_and_sees_it_in_order() {
    let store = Store::open().await;
    // Every caller acknowledges eighteen events, so the reader knows where the end will be.
    let readers = [1, 7, 1_000].map(|page| tokio::spawn(follow(store.pool.clone(), 24 * 18, page)));
    assert_eq!(work_on_two_lanes(&store, 24).await, 24 * 18);
    let recorded = audited(&store.pool).await;
    for reader in readers {
        let seen = answered("a reader of the feed", reader).await.unwrap();
        assert_eq!(seen.len(), recorded.len());
        for (row, (position, chain_hash)) in recorded.iter().zip(seen) {
            assert_eq!((row.position, &row.chain_hash[..]), (position, &chain_hash[..]));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_in_every_process_are_woken() {
    let store = Store::open().await;
    let other = store.another_node().await;
    let mut heads = [store.node.feed.positions(), other.feed.positions()];
    let position = store.node.submit(credit(new_id(), 1)).await.unwrap().position;
    for head in &mut heads {
        let woken = head.wait_for(|head| *head == position);
        answered("a reader who waits for the feed", woken).await.unwrap();
    }
    assert_eq!(head_of(&store.pool).await.unwrap(), position);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_are_woken_after_the_listening_connection_was_lost() {
    let store = Store::open().await;
    let listening = "datname = current_database() AND query LIKE 'LISTEN%'";
    until("the feed's connections were found and ended", async || {
        let ended: i64 = sqlx::query_scalar(&format!(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {listening}"
        ))
        .fetch_one(&store.pool)
        .await
        .unwrap();
        ended > 0
    })
    .await;
    let other = store.another_node().await;
    let mut head = store.node.feed.positions();
    for cents in 1..=3 {
        let position = other.submit(credit(new_id(), cents)).await.unwrap().position;
        let woken = head.wait_for(|head| *head == position);
        answered("a reader whose connection was lost", woken).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recorded_times_never_go_back_though_a_clock_does() {
    let store = Store::open().await;
    let other = store.another_node().await;
    let wallet = new_id();
    for time in ["2026-03-02T00:00:00Z", "2020-01-01T00:00:00Z", "2026-03-03T00:00:00Z"] {
        store.clock.set(at(time));
        store.node.submit(credit(wallet, 1)).await.unwrap();
        other.submit(credit(wallet, 1)).await.unwrap();
    }
    let rows = audited(&store.pool).await;
    let times: Vec<_> = rows.iter().map(|row| row.recorded_at).collect();
    let [first, later] = [at("2026-03-02T00:00:00Z"), at("2026-03-03T00:00:00Z")];
    assert_eq!(times[0], first);
    assert_eq!(times[1], times[3], "the time stands still until the clock has caught up");
    assert_eq!(times[4], later);
}

#[tokio::test]
async fn a_stream_is_read_in_order_with_who_asked_and_why() {
    let store = Store::open().await;
    let (user, story) = (new_id(), new_id());
    let context = Context {
        actor: Actor::User(domain::UserId::new(user)),
        correlation_id: story,
        causation_id: Some("event:41".to_owned()),
        source: Source::Api,
        request_id: Some("r-1".to_owned()),
    };
    let lane = &store.node.lane;
    lane.submit(register(user, "asha"), context, None, Priority::Interactive).await.unwrap();
    store.node.submit(credit(user, 7)).await.unwrap();
    let stream = read_stream(&store.pool, "user", user).await.unwrap();
    assert_eq!(stream.len(), 1);
    let event = &stream[0];
    assert_eq!((event.position, event.sequence, event.aggregate_id), (1, 1, user));
    assert_eq!(event.correlation_id(), Some(story));
    let told: Vec<(&str, &str)> =
        event.metadata.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(
        told,
        [
            ("actor", format!("user:{user}").as_str()),
            ("causation_id", "event:41"),
            ("correlation_id", story.to_string().as_str()),
            ("request_id", "r-1"),
            ("source", "api"),
        ]
    );
    let decoded = event.decode::<User>().unwrap();
    assert!(
        matches!(&decoded[..], [UserEvent::UserRegistered { user_id, .. }] if user_id.uuid() == user)
    );
    assert!(event.decode::<Wallet>().unwrap().is_empty());
    assert!(read_stream(&store.pool, "user", Uuid::nil()).await.unwrap().is_empty());
}
