//! Background work: what the service does because of an event, a delivery or a timer.

mod books;
mod expiry;
mod follow;
mod heads;
mod inbox;
mod janitor;
mod pull;
mod rebuild;
mod refunds;
mod settle;
mod stk_dispatch;
mod tax_drawing;
mod tax_signing;
mod verify;

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::App;

pub use heads::{NotPublished, Publish};

/// How long a worker waits before it goes on after an error.
const AFTER_ERROR: Duration = Duration::from_millis(500);
/// How many events a worker reads at once. A purchase is some seven events, and what many of them
/// lead to travels in one batch of the lane.
const BATCH: i64 = 1_000;

/// The workers of one process. Any number of processes may run them side by side.
#[derive(Debug)]
pub struct Workers {
    tasks: JoinSet<()>,
    shutdown: CancellationToken,
}

impl Workers {
    /// Starts them.
    pub fn start(app: &App) -> Self {
        let shutdown = CancellationToken::new();
        let mut tasks = JoinSet::new();
        tasks.spawn(stk_dispatch::run(app.clone(), shutdown.clone()));
        tasks.spawn(inbox::run(app.clone(), shutdown.clone()));
        tasks.spawn(settle::run(app.clone(), shutdown.clone()));
        tasks.spawn(janitor::run(app.clone(), shutdown.clone()));
        tasks.spawn(heads::sign(app.clone(), shutdown.clone()));
        tasks.spawn(expiry::run(app.clone(), shutdown.clone()));
        tasks.spawn(pull::run(app.clone(), shutdown.clone()));
        tasks.spawn(refunds::run(app.clone(), shutdown.clone()));
        tasks.spawn(verify::run(app.clone(), shutdown.clone()));
        tasks.spawn(books::run(app.clone(), shutdown.clone()));
        tasks.spawn(tax_drawing::run(app.clone(), shutdown.clone()));
        if let Some(authority) = app.tax_authority.clone() {
            tasks.spawn(tax_signing::run(app.clone(), authority, shutdown.clone()));
        }
        Self { tasks, shutdown }
    }

    /// Publishes the heads of the tree over the events there too.
    pub fn publish_heads(&mut self, app: &App, to: Arc<dyn Publish>) {
        self.tasks.spawn(heads::publish(app.clone(), to, self.shutdown.clone()));
    }

    /// Builds read models again when an admin asks, over connections of the owner's.
    pub fn rebuild_read_models(&mut self, app: &App, owner: PgPool) {
        self.tasks.spawn(rebuild::run(app.clone(), owner, self.shutdown.clone()));
    }

    /// Lets each finish what it has begun, and ends them.
    pub async fn stop(mut self) {
        self.shutdown.cancel();
        while let Some(ended) = self.tasks.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a worker did not end well");
            }
        }
    }
}

/// Waits after an error, or until the end.
pub(crate) async fn pause(shutdown: &CancellationToken) {
    let _ = tokio::time::timeout(AFTER_ERROR, shutdown.cancelled()).await;
}
