//! Two processes on one database, with sixty-four writers: processes and Postgres are killed and
//! frozen at any moment. What was acknowledged is there once and in order, a reader of the feed
//! misses nothing, and the read models are what the events say.

mod naive;
mod reader;
mod services;
mod writer;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use reader::{Reader, missed};
use services::Services;
use testing::wait_until;
use writer::{Acknowledged, Load, PRICE_FIRST_CENTS, PRICE_STEP_CENTS};

use crate::support::PATIENCE;

const WRITERS: usize = 64;
/// How much is acknowledged between two blows, and how much later than that the blow comes each
/// time, so that it falls on every part of a batch.
const ANSWERS_BETWEEN: usize = 100;
const STEP: Duration = Duration::from_millis(7);

/// What happens to the fleet, in turn.
#[derive(Debug, Clone, Copy)]
enum Blow {
    KillService(usize),
    FreezeService(usize),
    KillPostgres,
    KillEverything,
}

const BLOWS: [Blow; 12] = [
    Blow::KillService(0),
    Blow::KillPostgres,
    Blow::KillService(1),
    Blow::FreezeService(0),
    Blow::KillEverything,
    Blow::KillService(1),
    Blow::KillPostgres,
    Blow::FreezeService(1),
    Blow::KillService(0),
    Blow::KillPostgres,
    Blow::KillEverything,
    Blow::KillService(0),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_lose_nothing_whatever_is_killed() {
    let mut services = Services::start().await;
    let load = Arc::new(Load::new(services.doors()));
    let writers: Vec<_> =
        (0..WRITERS).map(|writer| tokio::spawn(writer::write(writer, Arc::clone(&load)))).collect();
    let reader = Reader::follow(services.database_url(), reader::EVENTS);

    for (turn, blow) in BLOWS.iter().enumerate() {
        load.goes_on(ANSWERS_BETWEEN).await;
        tokio::time::sleep(STEP * u32::try_from(turn).unwrap()).await;
        strike(&mut services, *blow, &load).await;
    }
    load.goes_on(ANSWERS_BETWEEN).await;
    load.end();
    let mut acknowledged = Vec::new();
    for writer in writers {
        acknowledged.push(writer.await.unwrap());
    }

    let pool = services.pool();
    let head = reader::head(&pool, reader::EVENTS).await;
    let seen = reader.until(head).await;
    let missed = missed(&pool, reader::EVENTS, &seen).await;
    assert!(missed.is_empty(), "the reader missed {missed:?}");
    assert!(seen.iter().copied().eq(1..=head), "positions have a gap, or came twice: {seen:?}");
    each_is_there_once_and_in_order(&pool, &acknowledged).await;
    services.read_models_equal_the_events().await;
    services.end().await;
}

/// The control: the same reader, on a table that is numbered by a sequence as most are.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_by_sequence_number_does_miss_rows() {
    let table = naive::Table::create().await;
    let writers = table.write(WRITERS);
    let reader = Reader::follow(table.url(), naive::ROWS);
    let mut lost = Vec::new();
    wait_until(
        "the reader to miss a row that was committed behind its back",
        PATIENCE,
        async || {
            // What the reader has passed by now it will never look at again.
            let seen = reader.seen();
            let passed = seen.last().copied().unwrap_or_default();
            let missed = missed(table.pool(), naive::ROWS, &seen).await;
            lost = missed.into_iter().filter(|row| *row < passed).collect();
            (!lost.is_empty()).then_some(())
        },
    )
    .await;
    writers.end().await;
    let head = reader::head(table.pool(), naive::ROWS).await;
    let seen = reader.until(head).await;
    assert!(!seen.iter().copied().eq(1..=head), "numbers have no gap");
    assert!(lost.iter().all(|row| !seen.contains(row)), "what was passed was seen after all");
}

async fn strike(services: &mut Services, blow: Blow, load: &Load) {
    match blow {
        Blow::KillService(service) => {
            services.kill(service).await;
            services.start_service(service).await;
        }
        Blow::FreezeService(service) => {
            services.freeze(service);
            // Whatever it held at that moment, the other goes on meanwhile.
            load.goes_on_at(1 - service, ANSWERS_BETWEEN).await;
            services.thaw(service);
        }
        Blow::KillPostgres => services.kill_postgres_and_start_it().await,
        Blow::KillEverything => {
            for service in 0..services::COUNT {
                services.kill(service).await;
            }
            services.kill_postgres_and_start_it().await;
            for service in 0..services::COUNT {
                services.start_service(service).await;
            }
        }
    }
}

/// Each writer made one package, and then gave it one price after the other.
async fn each_is_there_once_and_in_order(pool: &sqlx::PgPool, writers: &[Acknowledged]) {
    let events = "SELECT aggregate_id, event_type,
                         (payload->'PackageRepriced'->>'price_cents')::bigint AS price_cents, position
                  FROM public.events WHERE aggregate_type = 'package' ORDER BY position";
    let rows: Vec<(String, String, Option<i64>, i64)> =
        sqlx::query_as(events).fetch_all(pool).await.unwrap();
    let mut streams: HashMap<String, Vec<(String, Option<i64>, i64)>> = HashMap::new();
    for (id, event_type, price_cents, position) in rows {
        streams.entry(id).or_default().push((event_type, price_cents, position));
    }
    assert_eq!(streams.len(), writers.len(), "packages that nobody asked for");
    for writer in writers {
        let stream = &streams[&writer.package];
        let mut prices = (PRICE_FIRST_CENTS..).step_by(PRICE_STEP_CENTS);
        let mut positions = writer.positions.iter();
        for (index, (event_type, price_cents, position)) in stream.iter().enumerate() {
            let price = prices.next();
            if index == 0 {
                assert_eq!(event_type, "PackageCreated");
            } else {
                assert_eq!((event_type.as_str(), *price_cents), ("PackageRepriced", price));
            }
            assert_eq!(Some(position), positions.next(), "{stream:?}");
        }
        assert_eq!(positions.next(), None, "acknowledged, and not there: {stream:?}");
    }
}
