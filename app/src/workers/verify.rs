//! Asks Safaricom whether reports of money that are held are true.

use std::convert::Infallible;
use std::time::Duration;

use chrono::TimeDelta;
use domain::claim::{ClaimKey, ClaimKind};
use domain::context::Source;
use domain::hold::{Hold, Report};
use domain::ports::{NotDone, StatusQuestion, StatusSubject};
use domain::{HoldId, Timestamp};
use event_store::SubmitError;
use projections::payments::{OpenHold, open_holds};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vault::{Lease, LeaseKind};

use crate::claims::holder_of;
use crate::holds::{EndError, Word, end, state_of};
use crate::results::{Kind, addresses};
use crate::{App, by_service, ids};

/// How many are looked at in one round.
const AT_ONCE: i64 = 100;
/// How long one node keeps a report to itself while it asks. The adapter's own limit is shorter.
const LEASE_SECONDS: i64 = 60;
/// After so many questions without an answer a person should look: after some twelve minutes, as
/// Safaricom is asked by default.
const QUESTIONS_BEFORE_A_LOOK: u32 = 3;
/// How long after an error it is tried again.
const AFTER_ERROR: Duration = Duration::from_secs(30);

pub(super) async fn run(app: App, shutdown: CancellationToken) {
    let holder = ids::new_uuid();
    while !shutdown.is_cancelled() {
        if let Err(error) = look_around(&app, holder).await {
            tracing::warn!(%error, "held reports could not be looked at; it is tried again");
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(app.settings.janitor_every) => {}
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum VerifyError {
    #[error(transparent)]
    Read(#[from] sqlx::Error),
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
    #[error(transparent)]
    Stream(#[from] event_store::stock::StockError),
}

/// Looks at every report that is due, page by page: those that wait for their next question must not
/// hide the ones behind them.
async fn look_around(app: &App, holder: Uuid) -> Result<(), VerifyError> {
    let mut after = None;
    loop {
        let page = open_holds(&app.ledger.pool, after, AT_ONCE).await?;
        look_at_all(app, holder, &page.items).await?;
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

async fn look_at_all(app: &App, holder: Uuid, open: &[OpenHold]) -> Result<(), VerifyError> {
    let keys: Vec<Uuid> = open.iter().map(|hold| hold.id.uuid()).collect();
    let now = app.ledger.clock.now();
    let vault = &app.ledger.vault;
    for lease in vault.take_leases(LeaseKind::Hold, &keys, holder, now, LEASE_SECONDS).await? {
        let hold_id = HoldId::new(lease.key);
        let hold = state_of(&app.ledger, hold_id).await?;
        match look_at(app, hold_id, &hold, &lease).await {
            Some(Again { attempt, next_at, note }) => {
                let kind = LeaseKind::Hold;
                vault.release_lease(kind, lease.key, holder, attempt, next_at, &note).await?;
            }
            None => vault.drop_lease(LeaseKind::Hold, lease.key).await?,
        }
    }
    Ok(())
}

/// When it is looked at again.
struct Again {
    attempt: u32,
    next_at: Timestamp,
    note: String,
}

/// None if there is nothing left to ask.
async fn look_at(app: &App, hold_id: HoldId, hold: &Hold, lease: &Lease) -> Option<Again> {
    let report = hold.report()?;
    if hold.stage().is_none_or(|stage| !stage.is_open()) {
        return None;
    }
    match is_known(app, report).await {
        Ok(true) if note(app, hold_id, Word::Known).await => return None,
        Ok(_) => {}
        Err(error) => return Some(after_error(app, lease, &error.to_string())),
    }
    if lease.attempt >= QUESTIONS_BEFORE_A_LOOK {
        let last_answer = lease.note.clone();
        note(app, hold_id, Word::Unanswered { times_asked: lease.attempt, last_answer }).await;
    }
    let question = StatusQuestion {
        subject: StatusSubject::Receipt(report.receipt.clone()),
        remarks: format!("Is {} paid", report.receipt),
        addresses: addresses(app, Kind::Status, hold_id.uuid()),
    };
    let attempt = lease.attempt.saturating_add(1);
    let (wait, note) = match app.later.ask_status(&question).await {
        Ok(_conversation) => (None, "Safaricom took the question; its answer is due".to_owned()),
        // Sent sooner, it would only be turned away again.
        Err(NotDone::Unavailable { why, retry_after }) => (retry_after, why),
        Err(
            error @ (NotDone::Invalid { .. } | NotDone::Refused { .. } | NotDone::Unknown { .. }),
        ) => (None, error.to_string()),
    };
    let wait = wait_after(app, attempt).max(wait.unwrap_or_default());
    Some(Again { attempt, next_at: after(app, wait), note })
}

/// Whether the receipt has come into the ledger by another road: pulled, or from a statement.
async fn is_known(app: &App, report: &Report) -> Result<bool, SubmitError<Infallible>> {
    let claim = ClaimKey::new(ClaimKind::Receipt, report.receipt.as_str());
    Ok(holder_of(&app.ledger, claim).await?.is_some())
}

/// Whether the report waits no longer.
async fn note(app: &App, hold_id: HoldId, word: Word) -> bool {
    let short_codes = &app.settings.short_codes;
    let context = |hold: &Hold| {
        let story = hold.payment_id().map_or(hold_id.uuid(), domain::PaymentId::uuid);
        by_service(story, None, Source::Janitor)
    };
    let noted: Result<_, EndError> =
        end(&app.ledger, hold_id, word, short_codes, context, None).await;
    match noted {
        Ok(accepted) => accepted.reply,
        Err(error) => {
            tracing::warn!(%error, hold = %hold_id, "what was learnt of a held report was not recorded; it is looked at again");
            false
        }
    }
}

/// The same waits as for prompts, and the last of them again and again.
fn wait_after(app: &App, attempt: u32) -> Duration {
    let waits = &app.settings.ask_after;
    let index = usize::try_from(attempt.saturating_sub(1)).unwrap_or(usize::MAX);
    waits.get(index).or(waits.last()).copied().unwrap_or(AFTER_ERROR)
}

fn after_error(app: &App, lease: &Lease, error: &str) -> Again {
    Again { attempt: lease.attempt, next_at: after(app, AFTER_ERROR), note: error.to_owned() }
}

fn after(app: &App, wait: Duration) -> Timestamp {
    let now = app.ledger.clock.now();
    TimeDelta::from_std(wait).ok().and_then(|by| now.checked_add_signed(by)).unwrap_or(now)
}
