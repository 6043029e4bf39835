//! How far the read models are, for those who want to read what they have just written.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::PaymentId;
use event_store::checkpoint;
use sqlx::PgPool;
use tokio::sync::{broadcast, watch};

use crate::projection::Projection;
use crate::standing::Standing;

/// How often the checkpoint itself is looked at while somebody waits, because another process may
/// lead the projection and this one then hears nothing of its progress.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How near to the head a projection must once have been to count as built: two batches, which take
/// some milliseconds. Nearer may never be seen while much is recorded.
const BUILT_WITHIN_POSITIONS: i64 = 1_000;
/// How many changes of payments a slow listener may lag behind.
const CHANGES_KEPT: usize = 4_096;

/// What comes of waiting for a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// It is shown.
    Shown,
    /// It is not shown yet.
    NotYet,
    /// It will not be shown before somebody has looked at that projection, which has stopped at
    /// an event before it.
    Stopped(Projection),
}

/// How far the read models are. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Progress {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    pool: PgPool,
    positions: [watch::Sender<i64>; Projection::ALL.len()],
    payments: broadcast::Sender<PaymentId>,
    /// Which projections were once seen built, in the order of [`Projection::ALL`].
    built: [AtomicBool; Projection::ALL.len()],
}

impl Progress {
    pub(crate) fn new(pool: PgPool) -> Self {
        let positions = Projection::ALL.map(|_| watch::Sender::new(0));
        let payments = broadcast::Sender::new(CHANGES_KEPT);
        let built = Projection::ALL.map(|_| AtomicBool::new(false));
        Self { shared: Arc::new(Shared { pool, positions, payments, built }) }
    }

    /// How far the read models are, for a process that runs no projector.
    pub async fn looked_up(pool: PgPool) -> Self {
        let progress = Self::new(pool);
        for projection in Projection::ALL {
            progress.look(projection).await;
        }
        progress
    }

    /// The last position that the projection is known to show.
    pub fn position_of(&self, projection: Projection) -> i64 {
        *self.sender(projection).borrow()
    }

    /// The last position that the projection is known to show, and its changes.
    pub fn changes(&self, projection: Projection) -> watch::Receiver<i64> {
        self.sender(projection).subscribe()
    }

    /// Whether the projection has been near the head at some time since this process started, as
    /// far as the process was told by this or by an earlier standing. One that has stopped counts
    /// as well: waiting for it would help nobody.
    pub fn has_been_built(&self, standing: &Standing) -> bool {
        let of_all = Projection::ALL.into_iter().zip(&self.shared.built);
        let near = standing.lag_positions() <= BUILT_WITHIN_POSITIONS;
        let counts = near || standing.stopped_because.is_some();
        of_all
            .filter(|(projection, _)| *projection == standing.projection)
            .any(|(_, built)| built.fetch_or(counts, Ordering::Relaxed) || counts)
    }

    /// Payments that a reader would see changed, from now on: their rows, or the subscriptions
    /// that they caused. Only what this process's projectors have written is announced.
    pub fn payments(&self) -> broadcast::Receiver<PaymentId> {
        self.shared.payments.subscribe()
    }

    /// Waits until the projection shows that position, whoever leads it. False if it does not
    /// within `timeout`.
    pub async fn wait_for(&self, projection: Projection, position: i64, timeout: Duration) -> bool {
        tokio::time::timeout(timeout, self.reached(projection, position)).await.is_ok()
    }

    /// Waits until each of the projections shows that position.
    pub async fn wait_for_all(
        &self,
        projections: &[Projection],
        position: i64,
        timeout: Duration,
    ) -> bool {
        let all = async {
            for projection in projections {
                self.reached(*projection, position).await;
            }
        };
        tokio::time::timeout(timeout, all).await.is_ok()
    }

    /// Waits as [`Progress::wait_for_all`] does, but not for a projection that has stopped.
    pub async fn freshness(
        &self,
        projections: &[Projection],
        position: i64,
        timeout: Duration,
    ) -> Freshness {
        tokio::select! {
            shown = self.wait_for_all(projections, position, timeout) => {
                if shown { Freshness::Shown } else { Freshness::NotYet }
            }
            stopped = self.stopped_before(projections, position) => Freshness::Stopped(stopped),
        }
    }

    /// Resolves once one of the projections stands stopped before that position.
    async fn stopped_before(&self, projections: &[Projection], position: i64) -> Projection {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            for projection in projections {
                let looked = checkpoint::of(&self.shared.pool, projection.reader()).await;
                // What cannot be looked at is looked at again, and said by those who wait.
                if let Ok(Some(found)) = looked
                    && found.position < position
                    && found.stopped_because.is_some()
                {
                    return *projection;
                }
            }
        }
    }

    async fn reached(&self, projection: Projection, position: i64) {
        let mut positions = self.changes(projection);
        loop {
            let shown = positions.wait_for(|shown| *shown >= position);
            // The guard that it resolves to must not live across the next await.
            let reached = tokio::time::timeout(LOOK_EVERY, shown).await.is_ok();
            if reached {
                return;
            }
            self.look(projection).await;
        }
    }

    async fn look(&self, projection: Projection) {
        match checkpoint::of(&self.shared.pool, projection.reader()).await {
            Ok(Some(checkpoint)) => self.announce(projection, checkpoint.position),
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(%error, projection = projection.name(), "its checkpoint could not be read");
            }
        }
    }

    /// Raises the known position; it never falls.
    pub(crate) fn announce(&self, projection: Projection, position: i64) {
        self.sender(projection).send_if_modified(|shown| {
            let further = position > *shown;
            if further {
                *shown = position;
            }
            further
        });
    }

    pub(crate) fn announce_payments(&self, changed: Vec<PaymentId>) {
        for payment in changed {
            // Nobody listening is no error.
            let _ = self.shared.payments.send(payment);
        }
    }

    fn sender(&self, projection: Projection) -> &watch::Sender<i64> {
        let [users, packages, subscriptions, payments, dashboard, history, ledger, taxes] =
            &self.shared.positions;
        match projection {
            Projection::Users => users,
            Projection::Packages => packages,
            Projection::Subscriptions => subscriptions,
            Projection::Payments => payments,
            Projection::Dashboard => dashboard,
            Projection::History => history,
            Projection::Ledger => ledger,
            Projection::Taxes => taxes,
        }
    }
}
