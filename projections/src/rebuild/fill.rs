//! Filling several read models from one reading of the events.

use std::sync::Arc;

use event_store::reading::{self, Wanted};
use event_store::{Recorded, feed};
use sqlx::PgPool;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::scratch::Scratch;
use super::{Meter, ReplayError};
use crate::skips;

/// How many events one SQL transaction applies, or some more. Nobody waits for these tables, and the
/// fewer transactions a payment's events are spread over, the fewer times its row is written. It is
/// memory that bounds it: these are some 40 MB.
const BATCH_EVENTS: usize = 20_000;
/// How many batches may wait for the slowest projector.
const BATCHES_AHEAD_MAX: usize = 1;
/// How many events are applied at once where what is left out is told apart by the query.
const CATCH_UP_EVENTS_MAX: i64 = 5_000;

/// How a projector gets its batches.
type Way = mpsc::Sender<Arc<Vec<Arc<Recorded>>>>;

/// A read model, and the last position that it is filled to.
pub(super) type Goal = (Scratch, i64);

/// Fills empty read models, each up to its position. The events are read once for all of them.
pub(super) async fn fill(
    pool: &PgPool,
    wanted: Vec<Goal>,
    meter: &Arc<Meter>,
) -> Result<Vec<Scratch>, ReplayError> {
    let mut ways = Vec::new();
    let mut tasks = JoinSet::new();
    let mut last = 0;
    for (mut scratch, until) in wanted {
        // What one leaves out may be what cannot even be read, so it reads for itself.
        if !skips_of(pool, &scratch).await?.is_empty() {
            let (pool, meter) = (pool.clone(), meter.clone());
            tasks.spawn(async move {
                catch_up(&pool, &mut scratch, until, &meter).await?;
                scratch.index().await?;
                Ok(scratch)
            });
            continue;
        }
        last = last.max(until);
        meter.expect(until);
        let (way, batches) = mpsc::channel(BATCHES_AHEAD_MAX);
        ways.push(way);
        tasks.spawn(take(scratch, until, batches, meter.clone()));
    }
    // Dropped with an error, the set ends the tasks that are still at work.
    let (read, filled) = tokio::join!(read(pool, last, ways), async {
        let mut filled = Vec::new();
        while let Some(ended) = tasks.join_next().await {
            filled.push(ended.map_err(|_| ReplayError::Ended)??);
        }
        Ok::<_, ReplayError>(filled)
    });
    // A projector that fails is the cause, and a reader that nobody listens to its consequence.
    let mut filled = filled?;
    read?;
    filled.sort_by_key(|scratch| scratch.projection.name());
    Ok(filled)
}

/// Reads the events and gives each batch to everyone. Ends early when somebody gives up.
async fn read(pool: &PgPool, until: i64, ways: Vec<Way>) -> Result<(), ReplayError> {
    let mut batch = Vec::new();
    reading::read(pool, 0, until, async |events| {
        batch.extend(events.into_iter().map(Arc::new));
        if batch.len() < BATCH_EVENTS {
            return Wanted::More;
        }
        give(&ways, std::mem::take(&mut batch)).await
    })
    .await?;
    give(&ways, batch).await;
    Ok(())
}

async fn give(ways: &[Way], events: Vec<Arc<Recorded>>) -> Wanted {
    let events = Arc::new(events);
    for way in ways {
        if way.send(events.clone()).await.is_err() {
            return Wanted::NoMore;
        }
    }
    Wanted::More
}

async fn take(
    mut scratch: Scratch,
    until: i64,
    mut batches: mpsc::Receiver<Arc<Vec<Arc<Recorded>>>>,
    meter: Arc<Meter>,
) -> Result<Scratch, ReplayError> {
    while let Some(events) = batches.recv().await {
        let events = up_to(&events, until);
        scratch.apply(events).await?;
        meter.add(events.len());
    }
    scratch.index().await?;
    Ok(scratch)
}

/// The positions that the live one leaves out.
async fn skips_of(pool: &PgPool, scratch: &Scratch) -> Result<Vec<i64>, ReplayError> {
    Ok(skips::positions(&skips::of(pool, scratch.projection.reader()).await?))
}

fn up_to(events: &[Arc<Recorded>], until: i64) -> &[Arc<Recorded>] {
    let wanted = events.partition_point(|event| event.position <= until);
    events.get(..wanted).unwrap_or_default()
}

/// Goes on to a later position.
pub(super) async fn catch_up(
    pool: &PgPool,
    scratch: &mut Scratch,
    until: i64,
    meter: &Meter,
) -> Result<(), ReplayError> {
    meter.expect(until.saturating_sub(scratch.position).max(0));
    let skips = skips::of(pool, scratch.projection.reader()).await?;
    let skipped = skips::positions(&skips);
    // All that follows may be left out: then there is nothing more to apply.
    while skips::next_after(scratch.position, &skips) <= until {
        let limit = CATCH_UP_EVENTS_MAX.min(until.saturating_sub(scratch.position));
        let events = feed::read_after_without(pool, scratch.position, limit, &skipped).await?;
        let events: Vec<_> = events.into_iter().map(Arc::new).collect();
        let events = up_to(&events, until);
        if events.is_empty() {
            return Err(ReplayError::FeedEnds { position: scratch.position, until });
        }
        scratch.apply(events).await?;
        meter.add(events.len());
    }
    Ok(())
}
