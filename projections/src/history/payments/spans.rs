use std::collections::HashMap;

use domain::Timestamp;
use domain::payment::PaymentEvent;
use event_store::Recorded;
use sqlx::PgConnection;
use uuid::Uuid;

use super::settlements_in;
use crate::NO_PACKAGE;
use crate::history::project::{Facts, effective};

/// From when until when a payment was what.
#[derive(Debug)]
pub(super) struct Span {
    pub(super) payment_id: Uuid,
    pub(super) package_id: Uuid,
    pub(super) was_sent: bool,
    pub(super) asked_effective_at: Timestamp,
    pub(super) asked_recorded_at: Timestamp,
    pub(super) outcome_recorded_at: Option<Timestamp>,
    pub(super) paid_effective_at: Option<Timestamp>,
    pub(super) paid_recorded_at: Option<Timestamp>,
    pub(super) settled_recorded_at: Option<Timestamp>,
}

impl Span {
    /// That of a payment that begins. None if this event begins none.
    pub(super) fn begin(recorded: &Recorded, event: &PaymentEvent) -> Option<Self> {
        let (package_id, initiated_at) = match event {
            PaymentEvent::StkInitiated { package, initiated_at, .. } => {
                (package.package_id.uuid(), initiated_at)
            }
            PaymentEvent::C2bReceived { paid_at, .. } => (NO_PACKAGE, paid_at),
            PaymentEvent::StkDispatched { .. }
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
            | PaymentEvent::PaymentExpired { .. }
            | PaymentEvent::PaymentUnallocated { .. }
            | PaymentEvent::PaymentAllocated { .. }
            | PaymentEvent::PaymentMerged { .. }
            | PaymentEvent::PaymentReversed { .. } => return None,
        };
        Some(Self {
            payment_id: recorded.aggregate_id,
            package_id,
            was_sent: false,
            asked_effective_at: effective(*initiated_at, recorded),
            asked_recorded_at: recorded.recorded_at,
            outcome_recorded_at: None,
            paid_effective_at: None,
            paid_recorded_at: None,
            settled_recorded_at: None,
        })
    }

    /// When it was first recorded what became of the money, but not before the money itself: a
    /// range of time that ends before it begins is refused by Postgres.
    pub(super) fn settled_at(&self) -> Option<Timestamp> {
        let paid_at = self.paid_effective_at;
        self.settled_recorded_at.map(|at| paid_at.map_or(at, |paid_at| at.max(paid_at)))
    }

    pub(super) fn hear(&mut self, recorded: &Recorded, event: &PaymentEvent) {
        match event {
            PaymentEvent::StkDispatched { .. }
            | PaymentEvent::StkAccepted { .. }
            | PaymentEvent::StkUnconfirmed { .. } => self.was_sent = true,
            PaymentEvent::PaymentCompleted { paid_at: at, .. }
            | PaymentEvent::PaymentConfirmed { at, .. } => {
                self.paid_effective_at = Some(effective(*at, recorded));
                self.paid_recorded_at = Some(recorded.recorded_at);
            }
            // Nobody was kept waiting while it was in suspense.
            PaymentEvent::PaymentAllocated { .. } => {
                self.paid_effective_at = Some(recorded.recorded_at);
                self.paid_recorded_at = Some(recorded.recorded_at);
            }
            PaymentEvent::C2bReceived { .. }
            | PaymentEvent::PaymentUnallocated { .. }
            | PaymentEvent::PaymentMerged { .. }
            | PaymentEvent::PaymentReversed { .. }
            | PaymentEvent::StkInitiated { .. }
            | PaymentEvent::StkRejected { .. }
            | PaymentEvent::CallbackReceived { .. }
            | PaymentEvent::ReceiptAttached { .. }
            | PaymentEvent::PaymentFailed { .. }
            | PaymentEvent::AmountMismatched { .. }
            | PaymentEvent::ExtraReceiptCredited { .. }
            | PaymentEvent::ConflictingOutcomeReported { .. }
            | PaymentEvent::PaymentExpired { .. } => {}
        }
    }
}

/// The spans, as they stand in the table, of the payments that a batch is about.
pub(super) async fn load(
    connection: &mut PgConnection,
    facts: &Facts<'_>,
) -> Result<HashMap<Uuid, Span>, sqlx::Error> {
    let own = facts.payments.iter().map(|(recorded, _)| recorded.aggregate_id);
    let settled = settlements_in(facts).map(|(_, settled)| settled.payment_id);
    let mut ids: Vec<Uuid> = own.chain(settled).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let spans = sqlx::query_as!(
        Span,
        "SELECT payment_id, package_id, was_sent, asked_effective_at, asked_recorded_at,
                outcome_recorded_at, paid_effective_at, paid_recorded_at, settled_recorded_at
         FROM payment_spans WHERE payment_id = ANY($1)",
        &ids,
    )
    .fetch_all(connection)
    .await?;
    Ok(spans.into_iter().map(|span| (span.payment_id, span)).collect())
}
