//! Following the feed from a checkpoint.

use std::future::Future;
use std::sync::Arc;

use event_store::Recorded;
use event_store::checkpoint::{self, Reader};
use event_store::feed::FeedError;
use tokio_util::sync::CancellationToken;

use super::{BATCH, pause};
use crate::App;

/// Calls `work` with every batch of events after the reader's checkpoint, and moves the
/// checkpoint once it says that the batch is worked off. After a crash the batch comes again, so
/// `work` must be safe to repeat.
pub(crate) async fn follow<W, F>(app: &App, reader: Reader, shutdown: &CancellationToken, work: W)
where
    W: Fn(Vec<Arc<Recorded>>) -> F,
    F: Future<Output = bool>,
{
    let mut positions = app.ledger.feed.positions();
    while !shutdown.is_cancelled() {
        positions.mark_unchanged();
        match next_batch(app, reader).await {
            Ok(events) if events.is_empty() => {
                tokio::select! {
                    () = shutdown.cancelled() => return,
                    changed = positions.changed() => if changed.is_err() { return },
                }
            }
            Ok(events) => {
                let last = events.last().map(|event| (event.position, event.chain_hash));
                if !work(events).await {
                    pause(shutdown).await;
                } else if let Some((position, chain_hash)) = last
                    && let Err(error) = advance(app, reader, position, &chain_hash).await
                {
                    tracing::warn!(%error, reader = reader.name, "a checkpoint was not moved; its batch comes again");
                    pause(shutdown).await;
                }
            }
            Err(error) => {
                tracing::warn!(%error, reader = reader.name, "the feed could not be read; it is tried again");
                pause(shutdown).await;
            }
        }
    }
}

async fn next_batch(app: &App, reader: Reader) -> Result<Vec<Arc<Recorded>>, FeedError> {
    let position = match checkpoint::of(&app.ledger.pool, reader).await? {
        Some(checkpoint) => checkpoint.position,
        None => {
            checkpoint::ensure(&app.ledger.pool, reader).await?;
            0
        }
    };
    let mut connection = app.ledger.pool.acquire().await?;
    app.ledger.feed.tail().read_after(&mut connection, position, BATCH).await
}

async fn advance(
    app: &App,
    reader: Reader,
    position: i64,
    chain_hash: &[u8],
) -> Result<(), sqlx::Error> {
    let mut connection = app.ledger.pool.acquire().await?;
    match checkpoint::advance(&mut connection, reader, position, chain_hash).await {
        // Another node has moved it further.
        Err(sqlx::Error::RowNotFound) => Ok(()),
        other => other,
    }
}
