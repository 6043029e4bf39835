//! Asks Safaricom about every payment that has no outcome, and gives up what cannot have one.

use std::time::Duration;

use chrono::TimeDelta;
use domain::context::Source;
use domain::outcome::{OutcomeSource, QueryAnswer};
use domain::payment::PaymentError;
use domain::personal::{CheckoutRequestId, Personal};
use domain::{PaymentId, Timestamp};
use event_store::SubmitError;
use projections::payments::{Pending, PromptStage};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vault::{Lease, LeaseKind};

use crate::payments::record::{Fact, record};
use crate::{App, by_service, ids};

/// How many payments are looked at in one round.
const AT_ONCE: i64 = 100;
/// How long one node keeps a payment to itself while it asks. The adapter's own limit is shorter.
const LEASE_SECONDS: i64 = 60;
/// A prompt whose answer has not come by now will not come: the adapter gives up earlier.
const ANSWER_WITHIN_SECONDS: i64 = 45;

pub(super) async fn run(app: App, shutdown: CancellationToken) {
    let holder = ids::new_uuid();
    while !shutdown.is_cancelled() {
        if let Err(error) = look_around(&app, holder).await {
            tracing::warn!(%error, "pending payments could not be looked at; it is tried again");
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(app.settings.janitor_every) => {}
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum JanitorError {
    #[error(transparent)]
    Read(#[from] sqlx::Error),
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
}

/// Looks at every payment that is due, page by page: those that wait for their next question must
/// not hide the ones behind them.
async fn look_around(app: &App, holder: Uuid) -> Result<(), JanitorError> {
    let first = app.settings.ask_after.first().copied().unwrap_or(Duration::from_secs(30));
    let before = earlier(app.ledger.clock.now(), first);
    let mut after = None;
    loop {
        let page = projections::payments::pending(&app.ledger.pool, before, after, AT_ONCE).await?;
        look_at_all(app, holder, &page.items).await?;
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

async fn look_at_all(app: &App, holder: Uuid, pending: &[Pending]) -> Result<(), JanitorError> {
    let keys: Vec<Uuid> = pending.iter().map(|payment| payment.id).collect();
    let now = app.ledger.clock.now();
    let leases = app
        .ledger
        .vault
        .take_leases(LeaseKind::PaymentEnquiry, &keys, holder, now, LEASE_SECONDS)
        .await?;
    for lease in leases {
        let Some(payment) = pending.iter().find(|payment| payment.id == lease.key) else {
            continue;
        };
        match look_at(app, payment, &lease).await {
            Asked::Over => {
                app.ledger.vault.drop_lease(LeaseKind::PaymentEnquiry, lease.key).await?;
            }
            Asked::Again { attempt, next_at, note } => {
                let kind = LeaseKind::PaymentEnquiry;
                app.ledger
                    .vault
                    .release_lease(kind, lease.key, holder, attempt, next_at, &note)
                    .await?;
            }
        }
    }
    Ok(())
}

/// How a look at one payment ended.
enum Asked {
    /// There is nothing left to ask.
    Over,
    /// Ask again, then.
    Again { attempt: u32, next_at: Timestamp, note: String },
}

async fn look_at(app: &App, payment: &Pending, lease: &Lease) -> Asked {
    let now = app.ledger.clock.now();
    let since = payment.dispatched_at.unwrap_or(payment.initiated_at);
    match payment.stage {
        // What came unprompted is never pending.
        PromptStage::None => Asked::Over,
        PromptStage::Waiting => {
            give_up(app, payment, 0, "its prompt was never sent", false).await;
            Asked::Again {
                attempt: 0,
                next_at: later(now, Duration::from_secs(10)),
                note: String::new(),
            }
        }
        PromptStage::Sent if (now - since).num_seconds() < ANSWER_WITHIN_SECONDS => Asked::Again {
            attempt: 0,
            next_at: later(now, Duration::from_secs(5)),
            note: String::new(),
        },
        PromptStage::Sent => {
            let why = "the service stopped before Safaricom's answer was recorded".to_owned();
            let fact = Fact::Unconfirmed { why };
            note(app, payment, fact).await;
            Asked::Again { attempt: 0, next_at: end_of_wait(app, since), note: String::new() }
        }
        PromptStage::Unconfirmed => {
            give_up(app, payment, 0, "there is no id to ask Safaricom by", false).await;
            Asked::Again { attempt: 0, next_at: end_of_wait(app, since), note: String::new() }
        }
        PromptStage::Accepted => ask(app, payment, lease, since).await,
    }
}

async fn ask(app: &App, payment: &Pending, lease: &Lease, since: Timestamp) -> Asked {
    let schedule = &app.settings.ask_after;
    let asked_at = app.ledger.clock.now();
    // One that was hastened because somebody looks is asked beyond its schedule, and keeps its place.
    let due = schedule.iter().filter(|wait| later(since, **wait) <= asked_at).count();
    let is_beyond = u32::try_from(due).is_ok_and(|due| lease.attempt >= due);
    let times_asked = lease.attempt.saturating_add(u32::from(!is_beyond));
    let answer = match checkout_request_id(app, payment).await {
        Ok(id) => app.stk.query(&id).await,
        Err(why) => QueryAnswer::NoAnswer { why },
    };
    let (note_text, still_processing) = match answer {
        QueryAnswer::Outcome(outcome) => {
            let fact = Fact::Outcome { source: OutcomeSource::Query, outcome, delivery_id: None };
            if note(app, payment, fact).await {
                return Asked::Over;
            }
            ("its outcome could not be recorded".to_owned(), false)
        }
        QueryAnswer::StillProcessing => ("still being processed".to_owned(), true),
        QueryAnswer::NoAnswer { why } => (why, false),
    };
    match schedule.get(usize::try_from(times_asked).unwrap_or(usize::MAX)) {
        Some(next) => {
            Asked::Again { attempt: times_asked, next_at: later(since, *next), note: note_text }
        }
        None => {
            if give_up(app, payment, times_asked, &note_text, still_processing).await {
                return Asked::Over;
            }
            // It may still be paid: once an hour from now on.
            let next_at = later(app.ledger.clock.now(), Duration::from_secs(3_600));
            Asked::Again { attempt: times_asked, next_at, note: note_text }
        }
    }
}

async fn checkout_request_id(app: &App, payment: &Pending) -> Result<CheckoutRequestId, String> {
    let sealed =
        payment.checkout_request_id.as_deref().ok_or("its checkout request id is not known")?;
    let sealed: Personal<CheckoutRequestId> =
        serde_json::from_str(sealed).map_err(|_| "its checkout request id is damaged")?;
    app.ledger
        .vault
        .open_personal(&sealed)
        .await
        .map_err(|error| error.to_string())?
        .ok_or_else(|| "its checkout request id was erased".to_owned())
}

async fn give_up(
    app: &App,
    payment: &Pending,
    times_asked: u32,
    last_answer: &str,
    still_processing: bool,
) -> bool {
    let fact = Fact::GivenUp { times_asked, last_answer: last_answer.to_owned(), still_processing };
    note(app, payment, fact).await
}

async fn note(app: &App, payment: &Pending, fact: Fact) -> bool {
    let context = by_service(payment.id, None, Source::Janitor);
    match record(&app.ledger, PaymentId::new(payment.id), fact, context).await {
        Ok(_) => true,
        Err(SubmitError::Rejected(PaymentError::MayStillBePaid)) => false,
        Err(error) => {
            tracing::warn!(%error, payment = %payment.id, "what was learnt of a payment was not recorded; it is asked again");
            false
        }
    }
}

/// When a prompt without an answer may be given up.
fn end_of_wait(app: &App, since: Timestamp) -> Timestamp {
    let wait = app.settings.ask_after.last().copied().unwrap_or(Duration::from_secs(86_400));
    later(since, wait).max(later(app.ledger.clock.now(), Duration::from_secs(60)))
}

fn later(from: Timestamp, by: Duration) -> Timestamp {
    TimeDelta::from_std(by).ok().and_then(|by| from.checked_add_signed(by)).unwrap_or(from)
}

fn earlier(from: Timestamp, by: Duration) -> Timestamp {
    TimeDelta::from_std(by).ok().and_then(|by| from.checked_sub_signed(by)).unwrap_or(from)
}
