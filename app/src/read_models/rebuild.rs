//! A read model is built again because an admin has asked. The wish is kept; a worker carries it out.

use domain::UserId;
use domain::time::{Timestamp, seconds_between};
use projections::Projection;
use uuid::Uuid;
use vault::{AskedRebuild, LeaseKind, VaultError};

use crate::{Ledger, ids};

/// The lease's only key: one replay works at a time.
pub const KEY: Uuid = Uuid::nil();

/// Before so many seconds, and before one event of so many, the pace says nothing: connecting and
/// making tables weigh too much in it.
const PACE_AFTER_SECONDS: i64 = 2;
const PACE_AFTER_ONE_OF: i64 = 20;

/// A rebuild that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuild {
    /// Who asked, when, and how far it is.
    pub asked: AskedRebuild,
    /// How it stands.
    pub stage: Stage,
}

/// How a rebuild stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// No worker is at it, nor at another.
    WaitsForWorker,
    /// A worker is at another, and comes to this one.
    WaitsForTurn,
    /// A worker builds it.
    Running,
    /// The new one is live.
    Done,
    /// The old one is still live.
    Failed,
}

impl Rebuild {
    fn of(asked: AskedRebuild, worker: Worker) -> Self {
        let begun = asked.begun_at.is_some();
        let stage = match (asked.ended_at, asked.position, worker) {
            (Some(_), Some(_), _) => Stage::Done,
            (Some(_), None, _) => Stage::Failed,
            (None, _, Worker::AtWork) if begun => Stage::Running,
            (None, _, Worker::AtWork) => Stage::WaitsForTurn,
            // The process that had begun it has ended.
            (None, _, Worker::Away) => Stage::WaitsForWorker,
        };
        Self { asked, stage }
    }

    /// How long it has run, or ran; while it waits, for how long it has.
    pub fn elapsed_seconds(&self, now: Timestamp) -> i64 {
        let AskedRebuild { asked_at, begun_at, ended_at, .. } = &self.asked;
        let from = match self.stage {
            Stage::WaitsForWorker | Stage::WaitsForTurn => *asked_at,
            Stage::Running | Stage::Done | Stage::Failed => begun_at.unwrap_or(*asked_at),
        };
        seconds_between(from, ended_at.unwrap_or(now)).max(0)
    }

    /// How long reading the rest of the events takes at the pace so far. None while that says
    /// nothing yet, and once all are read: indexes and the swap have no pace.
    pub fn remaining_seconds(&self, now: Timestamp) -> Option<i64> {
        let AskedRebuild { events_done: done, events_total: total, .. } = self.asked;
        let elapsed = self.elapsed_seconds(now);
        let has_pace = self.stage == Stage::Running
            && elapsed >= PACE_AFTER_SECONDS
            && done.saturating_mul(PACE_AFTER_ONE_OF) >= total
            && done < total;
        has_pace.then(|| elapsed.saturating_mul(total.saturating_sub(done)).checked_div(done))?
    }
}

/// Whether somebody builds read models at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worker {
    AtWork,
    Away,
}

async fn worker(ledger: &Ledger) -> Result<Worker, VaultError> {
    let now = ledger.clock.now();
    let is_held = ledger.vault.is_leased(LeaseKind::Rebuild, KEY, now).await?;
    Ok(if is_held { Worker::AtWork } else { Worker::Away })
}

/// Asks for a read model to be built again. Asked twice, it is built once: the answer is then how
/// the first one stands.
pub async fn ask(
    ledger: &Ledger,
    projection: Projection,
    asked_by: UserId,
) -> Result<Rebuild, VaultError> {
    let (id, now) = (ids::new_uuid(), ledger.clock.now());
    let asked = ledger.vault.ask_rebuild(id, projection.name(), asked_by, now).await?;
    Ok(Rebuild::of(asked, worker(ledger).await?))
}

/// The last rebuild of each read model for which there was one.
pub async fn last(ledger: &Ledger) -> Result<Vec<Rebuild>, VaultError> {
    let asked = ledger.vault.last_rebuilds().await?;
    let worker = worker(ledger).await?;
    Ok(asked.into_iter().map(|asked| Rebuild::of(asked, worker)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn asked() -> AskedRebuild {
        AskedRebuild {
            id: Uuid::nil(),
            projection: "payments".to_owned(),
            asked_by: Uuid::nil(),
            asked_at: at("2026-11-23T09:00:00Z"),
            begun_at: Some(at("2026-11-23T09:00:10Z")),
            attempts: 1,
            events_done: 0,
            events_total: 1_000,
            ended_at: None,
            position: None,
            note: None,
        }
    }

    #[test]
    fn what_nobody_is_at_waits_though_it_was_begun() {
        let waiting = AskedRebuild { begun_at: None, ..asked() };
        let done = AskedRebuild { ended_at: asked().begun_at, position: Some(9), ..asked() };
        let failed = AskedRebuild { ended_at: asked().begun_at, ..asked() };
        for (asked, worker, stage) in [
            (asked(), Worker::AtWork, Stage::Running),
            (asked(), Worker::Away, Stage::WaitsForWorker),
            (waiting.clone(), Worker::AtWork, Stage::WaitsForTurn),
            (waiting, Worker::Away, Stage::WaitsForWorker),
            (done, Worker::AtWork, Stage::Done),
            (failed, Worker::Away, Stage::Failed),
        ] {
            assert_eq!(Rebuild::of(asked, worker).stage, stage);
        }
    }

    #[test]
    fn an_estimate_is_made_from_a_pace_that_says_something_and_from_nothing_else() {
        let now = at("2026-11-23T09:00:30Z");
        let after = |events_done, worker| {
            let rebuild = Rebuild::of(AskedRebuild { events_done, ..asked() }, worker);
            (rebuild.elapsed_seconds(now), rebuild.remaining_seconds(now))
        };
        assert_eq!(after(0, Worker::AtWork), (20, None));
        assert_eq!(after(49, Worker::AtWork), (20, None), "less than one of twenty");
        assert_eq!(after(250, Worker::AtWork), (20, Some(60)));
        assert_eq!(after(999, Worker::AtWork), (20, Some(0)));
        assert_eq!(after(1_000, Worker::AtWork), (20, None), "the rest has no pace");
        assert_eq!(after(250, Worker::Away), (30, None), "it has waited since it was asked for");
        let soon = at("2026-11-23T09:00:11Z");
        let rebuild = Rebuild::of(AskedRebuild { events_done: 900, ..asked() }, Worker::AtWork);
        assert_eq!(rebuild.remaining_seconds(soon), None, "too soon");
        let nothing = AskedRebuild { events_total: 0, ..asked() };
        assert_eq!(Rebuild::of(nothing, Worker::AtWork).remaining_seconds(now), None);
    }
}
