//! Builds read models again, as admins have asked. One node does it at a time; another takes it over
//! if that one ends, and begins again: what was built half is dropped, and what is live was never
//! touched.

use std::iter;
use std::sync::Arc;
use std::time::Duration;

use domain::time::seconds_later;
use projections::Projection;
use projections::rebuild::{Meter, Rebuilt, Replay, ReplayError};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vault::{AskedRebuild, LeaseKind, RebuildEnd, VaultError};

use super::pause;
use crate::read_models::rebuild::KEY;
use crate::{App, ids};

const KIND: LeaseKind = LeaseKind::Rebuild;
/// How often it is looked whether somebody has asked.
const LOOKS_EVERY: Duration = Duration::from_secs(1);
/// How often it is noted how far a rebuild has come, and the lease renewed.
const NOTES_EVERY: Duration = Duration::from_secs(1);
/// How long nobody takes over from a node that does not renew its lease: many times as long as it
/// takes to do so.
const LEASE_SECONDS: i64 = 15;
/// After so many attempts it has failed. Each reads every event, and a process may die of it.
const ATTEMPTS_MAX: i32 = 5;
/// How soon it is tried again after an error, or while a replay of the command line is at work.
const AGAIN_SECONDS: i64 = 5;

/// Works over connections of the owner's, because the service's role makes no tables.
pub(super) async fn run(app: App, owner: PgPool, shutdown: CancellationToken) {
    let rebuilding = Rebuilding { app, owner, holder: ids::new_uuid(), shutdown };
    let shutdown = &rebuilding.shutdown;
    while !shutdown.is_cancelled() {
        if let Err(error) = rebuilding.look_around().await {
            tracing::warn!(%error, "rebuilds could not be looked at; it is tried again");
            pause(shutdown).await;
        }
        let _ = tokio::time::timeout(LOOKS_EVERY, shutdown.cancelled()).await;
    }
}

struct Rebuilding {
    app: App,
    owner: PgPool,
    holder: Uuid,
    shutdown: CancellationToken,
}

/// Whether the next one is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goes {
    On,
    /// What is in the way of this one is in the way of all.
    Later,
}

impl Rebuilding {
    async fn look_around(&self) -> Result<(), VaultError> {
        let ledger = &self.app.ledger;
        if self.next().await?.is_none() {
            return Ok(());
        }
        let (now, keys) = (ledger.clock.now(), [KEY]);
        let taken = ledger.vault.take_leases(KIND, &keys, self.holder, now, LEASE_SECONDS).await?;
        if taken.is_empty() {
            return Ok(());
        }
        let worked = self.work_off().await;
        let now = ledger.clock.now();
        let next_at = match worked {
            Ok(Goes::On) => now,
            Ok(Goes::Later) | Err(_) => seconds_later(now, AGAIN_SECONDS).unwrap_or(now),
        };
        ledger.vault.release_lease(KIND, KEY, self.holder, 0, next_at, "").await?;
        worked.map(drop)
    }

    /// Whoever asked first comes first. A read model that this program does not know is left to one
    /// that does.
    async fn next(&self) -> Result<Option<(AskedRebuild, Projection)>, VaultError> {
        let asked = self.app.ledger.vault.last_rebuilds().await?;
        Ok(asked
            .into_iter()
            .filter(|asked| asked.ended_at.is_none())
            .find_map(|asked| Projection::named(&asked.projection).map(|known| (asked, known))))
    }

    async fn work_off(&self) -> Result<Goes, VaultError> {
        while let Some((asked, projection)) = self.next().await? {
            if self.attempt(asked, projection).await? == Goes::Later {
                return Ok(Goes::Later);
            }
        }
        Ok(Goes::On)
    }

    async fn attempt(
        &self,
        asked: AskedRebuild,
        projection: Projection,
    ) -> Result<Goes, VaultError> {
        let AskedRebuild { id, attempts, .. } = asked;
        let vault = &self.app.ledger.vault;
        if attempts >= ATTEMPTS_MAX {
            let why = format!(
                "it was begun {attempts} times, and each time its process ended before it was done; look at that process's log and memory, and ask again"
            );
            self.end(id, RebuildEnd::Failed { why }).await?;
            return Ok(Goes::On);
        }
        vault.begin_rebuild(id, self.app.ledger.clock.now()).await?;
        let replay = Replay::new(self.owner.clone(), Arc::new(vault.clone()));
        let meter = replay.meter();
        // Dropped with this attempt, however that ends.
        let ended = CancellationToken::new();
        let _ends = ended.clone().drop_guard();
        let rebuilt = tokio::select! {
            rebuilt = rebuild_aside(replay, projection, ended) => rebuilt,
            () = self.keep_lease(id, &meter) => {
                tracing::warn!(projection = projection.name(), "the lease of a rebuild has run out; whoever holds it begins again");
                return Ok(Goes::Later);
            }
            () = self.shutdown.cancelled() => {
                let why = "the process that was at it was ended; the next one begins again";
                vault.put_rebuild_off(id, attempts, why).await?;
                return Ok(Goes::Later);
            }
        };
        vault.note_rebuild_progress(id, meter.done(), meter.total()).await?;
        match rebuilt {
            Ok(rebuilt) => self.done(id, rebuilt).await,
            Err(error) => self.not_done(id, attempts, &error).await,
        }
    }

    /// Renews the lease and notes how far it is, until the lease is lost.
    async fn keep_lease(&self, id: Uuid, meter: &Meter) {
        loop {
            match self.renew(id, meter).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    tracing::warn!(%error, "it could not be noted how far a rebuild is");
                }
            }
            tokio::time::sleep(NOTES_EVERY).await;
        }
    }

    /// Whether it still holds the lease.
    async fn renew(&self, id: Uuid, meter: &Meter) -> Result<bool, VaultError> {
        let (vault, now) = (&self.app.ledger.vault, self.app.ledger.clock.now());
        vault.note_rebuild_progress(id, meter.done(), meter.total()).await?;
        vault.renew_lease(KIND, KEY, self.holder, now, LEASE_SECONDS).await
    }

    async fn done(&self, id: Uuid, rebuilt: Vec<Rebuilt>) -> Result<Goes, VaultError> {
        for Rebuilt { projection, position, old_stays } in rebuilt {
            let projection = projection.name();
            if let Some(error) = old_stays {
                tracing::warn!(%error, projection, "the replaced read model stays until the next rebuild");
            }
            tracing::info!(projection, position, "a read model was built again");
            self.end(id, RebuildEnd::Done { position }).await?;
        }
        Ok(Goes::On)
    }

    async fn not_done(
        &self,
        id: Uuid,
        attempts: i32,
        error: &ReplayError,
    ) -> Result<Goes, VaultError> {
        let vault = &self.app.ledger.vault;
        let why = in_words(error);
        if matches!(error, ReplayError::AnotherRuns) {
            vault.put_rebuild_off(id, attempts, &why).await?;
            return Ok(Goes::Later);
        }
        let attempts = attempts.saturating_add(1);
        if error.may_pass() && attempts < ATTEMPTS_MAX {
            tracing::warn!(%why, attempts, "a read model was not built again; it is tried again");
            vault.put_rebuild_off(id, attempts, &why).await?;
            return Ok(Goes::Later);
        }
        tracing::error!(%why, "a read model was not built again");
        self.end(id, RebuildEnd::Failed { why }).await?;
        Ok(Goes::On)
    }

    async fn end(&self, id: Uuid, end: RebuildEnd) -> Result<(), VaultError> {
        self.app.ledger.vault.end_rebuild(id, end, self.app.ledger.clock.now()).await
    }
}

/// Rebuilds on a thread of its own, until `ended`: the future that reads the events borrows in ways that
/// a task which may move between threads cannot have.
async fn rebuild_aside(
    replay: Replay,
    projection: Projection,
    ended: CancellationToken,
) -> Result<Vec<Rebuilt>, ReplayError> {
    let runtime = tokio::runtime::Handle::current();
    let rebuilding = tokio::task::spawn_blocking(move || {
        runtime.block_on(ended.run_until_cancelled(replay.rebuild(&[projection])))
    });
    rebuilding.await.ok().flatten().unwrap_or(Err(ReplayError::Ended))
}

/// What happened, with its causes as far as they say more.
fn in_words(error: &(dyn std::error::Error + 'static)) -> String {
    let mut words = error.to_string();
    for cause in iter::successors(error.source(), |cause| cause.source()) {
        let cause = cause.to_string();
        if !words.contains(&cause) {
            words = format!("{words}: {cause}");
        }
    }
    words
}
