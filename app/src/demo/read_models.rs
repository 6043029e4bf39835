//! Bringing a read model up to date while the demonstration needs it.

use std::sync::Arc;
use std::time::Duration;

use event_store::feed;
use projections::{Projection, Runner, projectors};
use tokio_util::sync::CancellationToken;

use super::{DemoError, failed};
use crate::Ledger;

/// How long that may take on a slow machine.
const WITHIN: Duration = Duration::from_mins(1);

/// Lets the read model of users and their lines show everything. It runs only for so long: all of
/// the time it would take more than the demonstration itself.
pub(super) async fn catch_up(ledger: &Ledger) -> Result<(), DemoError> {
    const DOING: &str = "bring the read model of lines up to date";
    let head = feed::head_of(&ledger.pool).await.map_err(failed(DOING))?;
    let users =
        projectors().into_iter().filter(|projector| projector.projection() == Projection::Users);
    let shutdown = CancellationToken::new();
    let runner = Runner::start_with(
        users.collect(),
        ledger.pool.clone(),
        &ledger.feed,
        Arc::new(ledger.vault.clone()),
        shutdown.clone(),
    );
    let shown = runner.progress().wait_for(Projection::Users, head, WITHIN).await;
    shutdown.cancel();
    runner.join().await;
    if shown { Ok(()) } else { Err(DemoError::new(DOING, "it did not follow in time")) }
}
