//! Asks Safaricom for refunds, and what became of those whose result is lost.

use std::time::Duration;

use chrono::TimeDelta;
use domain::context::Source;
use domain::personal::Personal;
use domain::ports::{
    NotDone, OriginatorConversationId, RefundRequest, RefundTaken, ReversalRequest, StatusQuestion,
    StatusSubject,
};
use domain::refund::{RefundStage, RefundWay};
use domain::{Money, Msisdn, RefundId, Timestamp};
use event_store::SubmitError;
use projections::payments::{UnderWay, refunds_under_way};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vault::{Lease, LeaseKind};

use crate::refunds::{Learnt, RefundRejection, record, state_of, story_of};
use crate::results::{Kind, addresses};
use crate::{App, by_service, ids};

/// How many are looked at in one round.
const AT_ONCE: i64 = 100;
/// How long one node keeps a refund to itself while it asks. The adapter's own limit is shorter.
const LEASE_SECONDS: i64 = 60;
/// How long after nothing could be sent it is tried again.
const UNSENT_AGAIN: Duration = Duration::from_secs(30);

pub(super) async fn run(app: App, shutdown: CancellationToken) {
    let holder = ids::new_uuid();
    while !shutdown.is_cancelled() {
        if let Err(error) = look_around(&app, holder).await {
            tracing::warn!(%error, "refunds could not be looked at; it is tried again");
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(app.settings.janitor_every) => {}
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum RefundsError {
    #[error(transparent)]
    Read(#[from] sqlx::Error),
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
    #[error(transparent)]
    Stream(#[from] event_store::stock::StockError),
}

async fn look_around(app: &App, holder: Uuid) -> Result<(), RefundsError> {
    let under_way = refunds_under_way(&app.ledger.pool, AT_ONCE).await?;
    let keys: Vec<Uuid> = under_way.iter().map(|refund| refund.id.uuid()).collect();
    let now = app.ledger.clock.now();
    let vault = &app.ledger.vault;
    let leases = vault.take_leases(LeaseKind::Refund, &keys, holder, now, LEASE_SECONDS).await?;
    for lease in leases {
        let Some(refund) = under_way.iter().find(|refund| refund.id.uuid() == lease.key) else {
            continue;
        };
        match look_at(app, *refund, &lease).await? {
            Some(Again { attempt, next_at, note }) => {
                let kind = LeaseKind::Refund;
                vault.release_lease(kind, lease.key, holder, attempt, next_at, &note).await?;
            }
            None => vault.drop_lease(LeaseKind::Refund, lease.key).await?,
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

async fn look_at(
    app: &App,
    refund: UnderWay,
    lease: &Lease,
) -> Result<Option<Again>, RefundsError> {
    let state = state_of(&app.ledger, refund.id).await?;
    let Some(way) = state.way().cloned() else { return Ok(None) };
    let asking = Asking { app, id: refund.id, way, amount: state.amount() };
    match state.stage() {
        Some(RefundStage::Waiting) => Ok(asking.send(lease).await),
        Some(RefundStage::Sent) => Ok(asking.ask_again(lease).await),
        Some(RefundStage::AwaitsApproval | RefundStage::Completed | RefundStage::Failed) | None => {
            Ok(None)
        }
    }
}

/// Whether anything may have been sent before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    /// The mark is fresh, so nothing was.
    First,
    /// The mark was there already.
    Again,
}

/// One refund, and whom to ask.
struct Asking<'a> {
    app: &'a App,
    id: RefundId,
    way: RefundWay,
    amount: Money,
}

impl Asking<'_> {
    /// Sends it, if the mark is ours.
    async fn send(&self, lease: &Lease) -> Option<Again> {
        match self.record(Learnt::Sending).await {
            Ok(()) => {}
            Err(SubmitError::Rejected(_)) => return None,
            Err(error) => return Some(self.later(lease, &error.to_string())),
        }
        self.call(lease, Call::First).await
    }

    /// No result came: it was lost, or the service stopped before it had sent anything. A payout is
    /// sent again under its id, and is paid once. A payment can be reversed only once, so that a
    /// second reversal is refused, and says that the first was done.
    async fn ask_again(&self, lease: &Lease) -> Option<Again> {
        if matches!(self.way, RefundWay::Payout { .. }) {
            self.ask_status().await;
        }
        self.call(lease, Call::Again).await
    }

    async fn call(&self, lease: &Lease, call: Call) -> Option<Again> {
        let attempt = lease.attempt.saturating_add(1);
        let answer = match &self.way {
            RefundWay::Payout { payee } => self.pay_out(payee).await,
            RefundWay::Reversal { receipt, .. } => {
                let request = ReversalRequest {
                    receipt: receipt.clone(),
                    amount: self.amount,
                    remarks: format!("Reversal of {receipt}"),
                    addresses: addresses(self.app, Kind::Reversal, self.id.uuid()),
                };
                self.app.later.ask_reversal(&request).await.map(drop)
            }
        };
        match answer {
            Ok(()) => Some(self.result_is_due(attempt, "Safaricom took it; its result is due")),
            Err(NotDone::Unavailable { why, retry_after }) => {
                let unsent = Learnt::Unsent { why: why.clone() };
                if call == Call::First && self.record(unsent).await.is_ok() {
                    let wait = retry_after.unwrap_or(UNSENT_AGAIN).max(Duration::from_secs(1));
                    return Some(Again { attempt: 0, next_at: self.after(wait), note: why });
                }
                Some(self.result_is_due(attempt, &why))
            }
            Err(NotDone::Invalid { why }) => self.failed(lease, call, ("INVALID", &why)).await,
            Err(NotDone::Refused { code, message }) => {
                self.failed(lease, call, (&code, &message)).await
            }
            Err(NotDone::Unknown { why }) => Some(self.result_is_due(attempt, &why)),
        }
    }

    async fn pay_out(&self, payee: &Personal<Msisdn>) -> Result<(), NotDone> {
        let unknown = |why: String| NotDone::Unavailable { why, retry_after: None };
        let opened = self.app.ledger.vault.open_personal(payee).await;
        let payee = opened.map_err(|error| unknown(error.to_string()))?;
        let payee = payee.ok_or_else(|| NotDone::Invalid {
            why: "the customer's number was erased".to_owned(),
        })?;
        let request = RefundRequest {
            id: self.originator_id(),
            payee,
            amount: self.amount,
            remarks: "Refund".to_owned(),
            addresses: addresses(self.app, Kind::Refund, self.id.uuid()),
        };
        match self.app.later.ask_refund(&request).await? {
            RefundTaken::Now(_) | RefundTaken::Before => Ok(()),
        }
    }

    /// Its report comes as a delivery, or does not come; either way it is asked again.
    async fn ask_status(&self) {
        let question = StatusQuestion {
            subject: StatusSubject::Refund(self.originator_id()),
            remarks: "Refund".to_owned(),
            addresses: addresses(self.app, Kind::Status, self.id.uuid()),
        };
        if let Err(error) = self.app.later.ask_status(&question).await {
            tracing::warn!(%error, refund = %self.id, "the status of a refund could not be asked for; it is tried again");
        }
    }

    fn originator_id(&self) -> OriginatorConversationId {
        self.id.to_string().parse().expect("a UUID has 36 digits and dashes")
    }

    /// A first call that was refused was not done. A later one may be refused for what an earlier one
    /// has done, so that only a result ends it.
    async fn failed(
        &self,
        lease: &Lease,
        call: Call,
        (code, description): (&str, &str),
    ) -> Option<Again> {
        if call == Call::Again {
            return Some(self.result_is_due(lease.attempt.saturating_add(1), description));
        }
        let learnt = Learnt::NotDone { code: code.to_owned(), description: description.to_owned() };
        match self.record(learnt).await {
            Ok(()) => None,
            Err(error) => Some(self.later(lease, &error.to_string())),
        }
    }

    async fn record(&self, learnt: Learnt) -> Result<(), SubmitError<RefundRejection>> {
        let context = by_service(story_of(self.id, &self.way), None, Source::Refunds);
        record(&self.app.ledger, self.id, learnt, context).await.map(drop)
    }

    /// The same waits as for prompts, and the last of them again and again.
    fn result_is_due(&self, attempt: u32, note: &str) -> Again {
        let waits = &self.app.settings.ask_after;
        let index = usize::try_from(attempt.saturating_sub(1)).unwrap_or(usize::MAX);
        let wait = waits.get(index).or(waits.last()).copied().unwrap_or(UNSENT_AGAIN);
        Again { attempt, next_at: self.after(wait), note: note.to_owned() }
    }

    fn later(&self, lease: &Lease, note: &str) -> Again {
        let next_at = self.after(UNSENT_AGAIN);
        Again { attempt: lease.attempt, next_at, note: note.to_owned() }
    }

    fn after(&self, wait: Duration) -> Timestamp {
        let now = self.app.ledger.clock.now();
        TimeDelta::from_std(wait).ok().and_then(|by| now.checked_add_signed(by)).unwrap_or(now)
    }
}
