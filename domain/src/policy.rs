//! Policies: what the service does because of an event.

use crate::id::PaymentId;
use crate::payment::PaymentEvent;
use crate::purchase::{Brought, Intent};

/// The policy that settles payments. Its name is part of the idempotency keys of its commands.
pub const SETTLE: &str = "settle";

/// What is to be settled because of an event of that payment.
pub fn react(payment_id: PaymentId, event: &PaymentEvent) -> Option<Brought> {
    match event {
        PaymentEvent::PaymentCompleted { receipt, amount_cents, .. }
        | PaymentEvent::PaymentAllocated { receipt, amount_cents, .. } => Some(Brought {
            payment_id,
            receipt: Some(receipt.clone()),
            amount: *amount_cents,
            intent: Intent::Buy,
        }),
        PaymentEvent::PaymentConfirmed { amount_cents, .. } => {
            Some(Brought { payment_id, receipt: None, amount: *amount_cents, intent: Intent::Buy })
        }
        PaymentEvent::ExtraReceiptCredited { receipt, amount_cents, .. } => Some(Brought {
            payment_id,
            receipt: Some(receipt.clone()),
            amount: *amount_cents,
            intent: Intent::Keep,
        }),
        // What was confirmed is in the wallet; only what came beyond it is not.
        PaymentEvent::ReceiptAttached { receipt, confirmed_cents, amount_cents, .. } => {
            amount_cents.minus(*confirmed_cents).filter(|beyond| beyond.is_positive()).map(
                |beyond| Brought {
                    payment_id,
                    receipt: Some(receipt.clone()),
                    amount: beyond,
                    intent: Intent::Keep,
                },
            )
        }
        PaymentEvent::C2bReceived { .. }
        | PaymentEvent::PaymentUnallocated { .. }
        | PaymentEvent::PaymentMerged { .. }
        | PaymentEvent::PaymentReversed { .. }
        | PaymentEvent::StkInitiated { .. }
        | PaymentEvent::StkDispatched { .. }
        | PaymentEvent::StkAccepted { .. }
        | PaymentEvent::StkRejected { .. }
        | PaymentEvent::StkUnconfirmed { .. }
        | PaymentEvent::CallbackReceived { .. }
        | PaymentEvent::PaymentFailed { .. }
        | PaymentEvent::AmountMismatched { .. }
        | PaymentEvent::ConflictingOutcomeReported { .. }
        | PaymentEvent::PaymentExpired { .. } => None,
    }
}
