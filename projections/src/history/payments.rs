//! What events say about payments, as facts with two times.

mod save;
mod spans;

use std::collections::HashMap;

use domain::payment::{LookReason, PaymentEvent};
use domain::subscription::{ActivationCause, SubscriptionEvent};
use domain::time::nairobi_day;
use domain::wallet::{CreditCause, WalletEvent};
use domain::{Money, Timestamp};
use event_store::Recorded;
use sqlx::PgConnection;
use uuid::Uuid;

use super::project::{Facts, effective};
use super::wallets::Credit;
use crate::projection::ApplyError;
use spans::Span;

/// Writes what a batch says about payments. Gives from when the money was there that it brought.
pub(super) async fn save(
    connection: &mut PgConnection,
    facts: &Facts<'_>,
) -> Result<HashMap<Credit, Timestamp>, ApplyError> {
    let mut said = Said { spans: spans::load(connection, facts).await?, ..Said::default() };
    for (recorded, event) in &facts.payments {
        said.hear(recorded, event)?;
    }
    for (recorded, settled) in settlements_in(facts) {
        said.settle(recorded, settled)?;
    }
    save::spans(connection, said.spans.values()).await?;
    save::steps(connection, &said.steps).await?;
    save::suspense(connection, &said.suspense).await?;
    save::income(connection, &said.income).await?;
    let came = |came: Income| ((came.payment_id, came.receipt), came.effective_at);
    Ok(said.income.into_iter().filter(|came| came.amount.is_positive()).map(came).collect())
}

#[derive(Debug, Default)]
struct Said {
    spans: HashMap<Uuid, Span>,
    steps: Vec<Row>,
    suspense: Vec<Suspense>,
    income: Vec<Income>,
}

/// A step of a payment.
#[derive(Debug)]
struct Row {
    payment_id: Uuid,
    position: i64,
    step: Step,
    effective_at: Timestamp,
    recorded_at: Timestamp,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Outcome,
    Settled,
    Look,
}

impl Step {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Outcome => "OUTCOME",
            Self::Settled => "SETTLED",
            Self::Look => "LOOK",
        }
    }
}

/// From when on a payment's money is nobody's, or is not any more.
#[derive(Debug)]
struct Suspense {
    payment_id: Uuid,
    position: i64,
    is_in: bool,
    effective_at: Timestamp,
    recorded_at: Timestamp,
}

impl Suspense {
    fn of(recorded: &Recorded, event: &PaymentEvent, span: &Span) -> Option<Self> {
        let (is_in, effective_at) = match event {
            PaymentEvent::PaymentUnallocated { .. } => (true, span.asked_effective_at),
            PaymentEvent::PaymentAllocated { .. }
            | PaymentEvent::PaymentMerged { from: None, .. }
            | PaymentEvent::PaymentReversed { customer_id: None, .. } => {
                (false, recorded.recorded_at)
            }
            PaymentEvent::C2bReceived { .. }
            | PaymentEvent::PaymentMerged { from: Some(_), .. }
            | PaymentEvent::PaymentReversed { customer_id: Some(_), .. }
            | PaymentEvent::StkInitiated { .. }
            | PaymentEvent::StkDispatched { .. }
            | PaymentEvent::StkAccepted { .. }
            | PaymentEvent::StkRejected { .. }
            | PaymentEvent::StkUnconfirmed { .. }
            | PaymentEvent::CallbackReceived { .. }
            | PaymentEvent::PaymentCompleted { .. }
            | PaymentEvent::PaymentConfirmed { .. }
            | PaymentEvent::ReceiptAttached { .. }
            | PaymentEvent::PaymentFailed { .. }
            | PaymentEvent::AmountMismatched { .. }
            | PaymentEvent::ExtraReceiptCredited { .. }
            | PaymentEvent::ConflictingOutcomeReported { .. }
            | PaymentEvent::PaymentExpired { .. } => return None,
        };
        let Recorded { aggregate_id: payment_id, position, recorded_at, .. } = *recorded;
        Some(Self { payment_id, position, is_in, effective_at, recorded_at })
    }
}

/// Money that came by a payment.
#[derive(Debug)]
struct Income {
    position: i64,
    payment_id: Uuid,
    package_id: Uuid,
    receipt: Option<String>,
    amount: Money,
    is_first: bool,
    paid_at: Timestamp,
    effective_at: Timestamp,
    recorded_at: Timestamp,
}

impl Income {
    /// The money of an event that brings some.
    fn of(recorded: &Recorded, event: &PaymentEvent, package_id: Uuid) -> Option<Self> {
        let (receipt, amount, is_first, paid_at) = match event {
            // Money in suspense counts from when it is allocated.
            PaymentEvent::PaymentCompleted { receipt, amount_cents, paid_at }
            | PaymentEvent::PaymentAllocated { receipt, amount_cents, paid_at, .. } => {
                (Some(receipt), *amount_cents, true, *paid_at)
            }
            // The push that it is merged into counts it again, from the same moment.
            PaymentEvent::PaymentMerged {
                receipt, amount_cents, paid_at, from: Some(_), ..
            } => (Some(receipt), Money::ZERO.minus(*amount_cents)?, false, *paid_at),
            PaymentEvent::PaymentReversed {
                receipt,
                amount_cents,
                reversed_at,
                customer_id: Some(_),
                ..
            } => (Some(receipt), Money::ZERO.minus(*amount_cents)?, false, *reversed_at),
            PaymentEvent::PaymentConfirmed { amount_cents, at } => (None, *amount_cents, true, *at),
            PaymentEvent::ExtraReceiptCredited { receipt, amount_cents, paid_at } => {
                (Some(receipt), *amount_cents, false, *paid_at)
            }
            // The difference from what was counted when it was confirmed is so from now on.
            PaymentEvent::ReceiptAttached { receipt, confirmed_cents, amount_cents, .. } => {
                let beyond = amount_cents.minus(*confirmed_cents)?;
                (Some(receipt), beyond, false, recorded.recorded_at)
            }
            PaymentEvent::C2bReceived { .. }
            | PaymentEvent::PaymentUnallocated { .. }
            | PaymentEvent::PaymentMerged { from: None, .. }
            | PaymentEvent::PaymentReversed { customer_id: None, .. }
            | PaymentEvent::StkInitiated { .. }
            | PaymentEvent::StkDispatched { .. }
            | PaymentEvent::StkAccepted { .. }
            | PaymentEvent::StkRejected { .. }
            | PaymentEvent::StkUnconfirmed { .. }
            | PaymentEvent::CallbackReceived { .. }
            | PaymentEvent::PaymentFailed { .. }
            | PaymentEvent::AmountMismatched { .. }
            | PaymentEvent::ConflictingOutcomeReported { .. }
            | PaymentEvent::PaymentExpired { .. } => return None,
        };
        Some(Self {
            position: recorded.position,
            payment_id: recorded.aggregate_id,
            package_id,
            receipt: receipt.map(|receipt| receipt.as_str().to_owned()),
            amount,
            is_first,
            paid_at,
            effective_at: effective(paid_at, recorded),
            recorded_at: recorded.recorded_at,
        })
    }

    fn day(&self) -> chrono::NaiveDate {
        nairobi_day(self.paid_at)
    }
}

/// From when a payment has an outcome, if the event is one.
fn outcome_in(recorded: &Recorded, event: &PaymentEvent) -> Option<Timestamp> {
    match event {
        PaymentEvent::PaymentCompleted { paid_at: at, .. }
        | PaymentEvent::C2bReceived { paid_at: at, .. }
        | PaymentEvent::PaymentConfirmed { at, .. }
        | PaymentEvent::PaymentExpired { at, .. } => Some(effective(*at, recorded)),
        PaymentEvent::PaymentFailed { .. } | PaymentEvent::StkRejected { .. } => {
            Some(recorded.recorded_at)
        }
        PaymentEvent::StkInitiated { .. }
        | PaymentEvent::StkDispatched { .. }
        | PaymentEvent::StkAccepted { .. }
        | PaymentEvent::StkUnconfirmed { .. }
        | PaymentEvent::CallbackReceived { .. }
        | PaymentEvent::ReceiptAttached { .. }
        | PaymentEvent::AmountMismatched { .. }
        | PaymentEvent::ExtraReceiptCredited { .. }
        | PaymentEvent::ConflictingOutcomeReported { .. }
        | PaymentEvent::PaymentUnallocated { .. }
        | PaymentEvent::PaymentAllocated { .. }
        | PaymentEvent::PaymentMerged { .. }
        | PaymentEvent::PaymentReversed { .. } => None,
    }
}

/// Why a person should look from then on, if the event says so.
fn look_in(event: &PaymentEvent, span: &Span) -> Option<LookReason> {
    match event {
        PaymentEvent::ExtraReceiptCredited { .. } => Some(LookReason::ExtraReceipt),
        PaymentEvent::AmountMismatched { .. } => Some(LookReason::AmountMismatched),
        PaymentEvent::ConflictingOutcomeReported { reason, .. } => Some(*reason),
        // Nobody was asked to pay by a prompt that was never sent.
        PaymentEvent::PaymentExpired { .. } => span.was_sent.then_some(LookReason::EndedUnknown),
        PaymentEvent::StkInitiated { .. }
        | PaymentEvent::StkDispatched { .. }
        | PaymentEvent::StkAccepted { .. }
        | PaymentEvent::StkRejected { .. }
        | PaymentEvent::StkUnconfirmed { .. }
        | PaymentEvent::CallbackReceived { .. }
        | PaymentEvent::PaymentCompleted { .. }
        | PaymentEvent::PaymentConfirmed { .. }
        | PaymentEvent::ReceiptAttached { .. }
        | PaymentEvent::PaymentFailed { .. }
        | PaymentEvent::C2bReceived { .. }
        | PaymentEvent::PaymentUnallocated { .. }
        | PaymentEvent::PaymentAllocated { .. }
        | PaymentEvent::PaymentMerged { .. }
        | PaymentEvent::PaymentReversed { .. } => None,
    }
}

impl Said {
    fn hear(&mut self, recorded: &Recorded, event: &PaymentEvent) -> Result<(), ApplyError> {
        let payment_id = recorded.aggregate_id;
        if let Some(span) = Span::begin(recorded, event) {
            self.spans.insert(payment_id, span);
        }
        let span = self.spans.get_mut(&payment_id).ok_or_else(|| unknown(recorded, payment_id))?;
        span.hear(recorded, event);
        let outcome_at = outcome_in(recorded, event);
        let look = look_in(event, span);
        let income = Income::of(recorded, event, span.package_id);
        self.suspense.extend(Suspense::of(recorded, event, span));
        if let Some(effective_at) = outcome_at {
            span.outcome_recorded_at.get_or_insert(recorded.recorded_at);
            self.step(recorded, payment_id, Step::Outcome, effective_at);
        }
        if look.is_some() {
            self.step(recorded, payment_id, Step::Look, recorded.recorded_at);
        }
        if let PaymentEvent::PaymentMerged { from: Some(_), .. }
        | PaymentEvent::PaymentReversed { customer_id: Some(_), .. } = event
        {
            // What becomes of the money is the push's to say, or it is not here any more.
            let settled = Settlement { payment_id, effective_at: recorded.recorded_at };
            self.settle(recorded, settled)?;
        }
        self.income.extend(income);
        Ok(())
    }

    fn settle(&mut self, recorded: &Recorded, settled: Settlement) -> Result<(), ApplyError> {
        let Settlement { payment_id, effective_at } = settled;
        let span = self.spans.get_mut(&payment_id).ok_or_else(|| unknown(recorded, payment_id))?;
        let before = span.settled_recorded_at.unwrap_or(recorded.recorded_at);
        span.settled_recorded_at = Some(before.min(recorded.recorded_at));
        self.step(recorded, payment_id, Step::Settled, effective_at);
        Ok(())
    }

    fn step(&mut self, recorded: &Recorded, payment_id: Uuid, step: Step, effective_at: Timestamp) {
        let Recorded { position, recorded_at, .. } = *recorded;
        self.steps.push(Row { payment_id, position, step, effective_at, recorded_at });
    }
}

fn unknown(recorded: &Recorded, id: Uuid) -> ApplyError {
    ApplyError::Unknown { position: recorded.position, what: "payment", id }
}

/// The money of a payment bought something, or it was decided to keep it.
struct Settlement {
    payment_id: Uuid,
    effective_at: Timestamp,
}

impl Settlement {
    fn of_wallet(recorded: &Recorded, event: &WalletEvent) -> Option<Self> {
        match event {
            WalletEvent::WalletCredited {
                cause: CreditCause::Payment { payment_id, receipt: _, kept: Some(_) },
                ..
            } => Some(Self { payment_id: payment_id.uuid(), effective_at: recorded.recorded_at }),
            WalletEvent::WalletCredited {
                cause:
                    CreditCause::Payment { kept: None, .. }
                    | CreditCause::UnusedValue { .. }
                    | CreditCause::RefundFailed { .. },
                ..
            }
            | WalletEvent::WalletDebited { .. }
            | WalletEvent::WalletShort { .. } => None,
        }
    }

    fn of_subscription(recorded: &Recorded, event: &SubscriptionEvent) -> Option<Self> {
        let (cause, at) = match event {
            SubscriptionEvent::SubscriptionActivated { cause, starts_at: at, .. }
            | SubscriptionEvent::SubscriptionExtended { cause, bought_at: at, .. }
            | SubscriptionEvent::SubscriptionChanged { cause, starts_at: at, .. } => (cause, *at),
            SubscriptionEvent::SubscriptionShortened { .. }
            | SubscriptionEvent::SubscriptionExpired { .. } => return None,
        };
        match cause {
            ActivationCause::Payment { payment_id } => {
                Some(Self { payment_id: payment_id.uuid(), effective_at: effective(at, recorded) })
            }
            ActivationCause::Wallet { .. } => None,
        }
    }
}

fn settlements_in<'a>(facts: &'a Facts<'_>) -> impl Iterator<Item = (&'a Recorded, Settlement)> {
    let kept = facts
        .wallets
        .iter()
        .filter_map(|(recorded, event)| Some((*recorded, Settlement::of_wallet(recorded, event)?)));
    let bought = facts.subscriptions.iter().filter_map(|(recorded, event)| {
        Some((*recorded, Settlement::of_subscription(recorded, event)?))
    });
    kept.chain(bought)
}
