//! Signs the heads of the tree over the events, and publishes them outside the database.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use event_store::heads::{self, Head, Step, TreeError, When};
use tokio_util::sync::CancellationToken;

use super::pause;
use crate::{App, audit};

/// How often it is looked whether a head is due, or one is to be published.
const LOOKS_EVERY: Duration = Duration::from_secs(2);
/// How long nothing is tried after a tree that does not fit: a person has to look first.
const AFTER_DOUBT: Duration = Duration::from_secs(60);
/// How many heads are read at once.
const AT_ONCE: i64 = 100;

/// A place outside the database where heads are published.
#[async_trait]
pub trait Publish: Send + Sync {
    /// Its name in logs.
    fn place(&self) -> String;

    /// The size of the last head that is there, if it can tell.
    async fn published(&self) -> Result<Option<i64>, NotPublished>;

    /// Puts a head there. Done twice, it is there once.
    async fn publish(&self, head: &Head) -> Result<(), NotPublished>;
}

/// A head could not be published. It is tried again.
#[derive(Debug, thiserror::Error)]
#[error("a tree head could not be published: {0}")]
pub struct NotPublished(pub String);

pub(super) async fn sign(app: App, shutdown: CancellationToken) {
    let signer = loop {
        match audit::signer(&app.ledger.pool, &app.ledger.vault).await {
            Ok(signer) => break signer,
            Err(error) => tracing::warn!(%error, "the store's id could not be read"),
        }
        pause(&shutdown).await;
        if shutdown.is_cancelled() {
            return;
        }
    };
    while !shutdown.is_cancelled() {
        let stepped =
            heads::advance(&app.ledger.pool, &signer, app.ledger.clock.now(), When::Due).await;
        let rest = match stepped {
            Ok(Step::Grown) => continue,
            Ok(Step::Idle | Step::Signed(_)) => LOOKS_EVERY,
            Err(error @ (TreeError::Database(_) | TreeError::Events(_))) => {
                tracing::warn!(%error, "no tree head was signed; it is tried again");
                LOOKS_EVERY
            }
            Err(error @ (TreeError::DoesNotHold(_) | TreeError::Inconsistent { .. })) => {
                tracing::error!(%error, "no tree head was signed");
                AFTER_DOUBT
            }
        };
        wait(rest, &shutdown).await;
    }
}

pub(super) async fn publish(app: App, to: Arc<dyn Publish>, shutdown: CancellationToken) {
    let mut last = None;
    while !shutdown.is_cancelled() {
        if let Err(error) = publish_new(&app, to.as_ref(), &mut last).await {
            tracing::warn!(%error, place = to.place(), "it is tried again");
        }
        wait(LOOKS_EVERY, &shutdown).await;
    }
}

/// Publishes what came after the last that was published.
async fn publish_new(
    app: &App,
    to: &dyn Publish,
    last: &mut Option<i64>,
) -> Result<(), NotPublished> {
    let size = match *last {
        Some(size) => size,
        None => *last.insert(to.published().await?.unwrap_or(0)),
    };
    let new = heads::after(&app.ledger.pool, size, AT_ONCE)
        .await
        .map_err(|error| NotPublished(error.to_string()))?;
    for head in new {
        to.publish(&head).await?;
        *last = Some(head.size);
    }
    Ok(())
}

async fn wait(rest: Duration, shutdown: &CancellationToken) {
    let _ = tokio::time::timeout(rest, shutdown.cancelled()).await;
}
