//! Very many events are read by one statement, and are the same as the feed gives.

use event_store::feed::{self, FeedError};
use event_store::reading::{Wanted, read};
use event_store::{DecodeError, Recorded};
use sqlx::Executor as _;

use crate::support::commands::credit;
use crate::support::store::{Store, new_id};

/// More than fit into one chunk.
const EVENTS: i64 = 4_000;

async fn recorded() -> Store {
    let store = Store::open().await;
    store.node.submit(credit(new_id(), 1)).await.unwrap();
    // What they say does not matter here, and the lane would take longer.
    let more = format!(
        "INSERT INTO events (position, aggregate_type, aggregate_id, sequence, event_type,
                             event_version, payload, metadata, recorded_at, chain_hash)
         SELECT more, aggregate_type, aggregate_id, more, event_type, event_version,
                json_build_object('padding', repeat('é', 200), 'number', more), metadata,
                recorded_at + more * interval '1 microsecond', sha256(more::text::bytea)
         FROM events, generate_series(2, {EVENTS}) AS more WHERE position = 1"
    );
    store.pool.execute(sqlx::raw_sql(&more)).await.unwrap();
    store
}

/// All that is given, and in how many parts.
async fn all(store: &Store, after: i64, until: i64) -> Result<(Vec<Recorded>, u32), FeedError> {
    let (mut events, mut parts) = (Vec::new(), 0);
    read(&store.pool, after, until, async |some| {
        events.extend(some);
        parts += 1;
        Wanted::More
    })
    .await?;
    Ok((events, parts))
}

#[tokio::test]
async fn what_is_read_at_once_is_what_the_feed_gives() {
    let store = recorded().await;
    let (events, parts) = all(&store, 0, EVENTS).await.unwrap();
    assert!(parts > 1, "{parts} part");
    let fed = feed::read_after(&store.pool, 0, EVENTS).await.unwrap();
    assert_eq!(format!("{events:?}"), format!("{fed:?}"));

    for (after, until, count) in [(0, 1, 1), (10, 20, 10), (EVENTS - 1, EVENTS + 9, 1), (5, 5, 0)] {
        let (events, _) = all(&store, after, until).await.unwrap();
        let positions: Vec<i64> = events.iter().map(|event| event.position).collect();
        let expected: Vec<i64> = (after + 1..=after + count).collect();
        assert_eq!(positions, expected, "after {after} until {until}");
    }
}

#[tokio::test]
async fn a_reading_ends_when_nobody_wants_more_and_leaves_the_pool_whole() {
    let store = recorded().await;
    for _ in 0..30 {
        let mut parts = 0;
        let enough = async |_: Vec<Recorded>| {
            parts += 1;
            Wanted::NoMore
        };
        read(&store.pool, 0, EVENTS, enough).await.unwrap();
        assert_eq!(parts, 1);
    }
    assert_eq!(feed::head_of(&store.pool).await.unwrap(), EVENTS);
}

#[tokio::test]
async fn a_damaged_row_is_named() {
    let store = recorded().await;
    let damage = "SET LOCAL session_replication_role = replica;
         UPDATE events SET metadata = '[]' WHERE position = 1234;
         UPDATE events SET aggregate_id = 'nobody' WHERE position = 3456";
    store.pool.execute(sqlx::raw_sql(damage)).await.unwrap();
    for (after, at, of) in [(0, 1_234, "metadata"), (1_234, 3_456, "aggregate_id")] {
        let FeedError::Decode(DecodeError::Column { position, column }) =
            all(&store, after, EVENTS).await.unwrap_err()
        else {
            panic!("another error")
        };
        assert_eq!((position, column), (at, of));
    }
}
