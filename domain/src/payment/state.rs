use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::event::PaymentEvent;
use crate::codes::{AccountReference, Receipt};
use crate::id::{CustomerId, LineId, PaymentId};
use crate::money::Money;
use crate::package::PackageSnapshot;
use crate::time::Timestamp;

/// What a payment has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Nobody knows yet.
    Pending,
    /// The money is here.
    Completed,
    /// The customer did not pay.
    Failed,
    /// It ended without an outcome.
    Expired,
    /// The money is here, and nobody knows whom it is for.
    Unallocated,
    /// Its money turned out to be that of another payment.
    Merged,
    /// All of its money went back to whoever paid it.
    Reversed,
}

impl Status {
    /// The stored and shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
            Self::Expired => "EXPIRED",
            Self::Unallocated => "UNALLOCATED",
            Self::Merged => "MERGED",
            Self::Reversed => "REVERSED",
        }
    }

    /// Every status.
    pub const ALL: [Self; 7] = [
        Self::Pending,
        Self::Completed,
        Self::Failed,
        Self::Expired,
        Self::Unallocated,
        Self::Merged,
        Self::Reversed,
    ];
}

/// Why a person should look at a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LookReason {
    /// It was said to be paid, and to have failed.
    PaidAndFailed,
    /// It was said to have failed for different reasons.
    FailedDifferently,
    /// Its receipt was credited to another payment.
    ReceiptOfAnother,
    /// Something else was paid than was asked for.
    AmountMismatched,
    /// It was paid twice.
    ExtraReceipt,
    /// Its prompt may have been shown, and nobody knows what became of it.
    EndedUnknown,
}

impl LookReason {
    /// The stored and shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PaidAndFailed => "PAID_AND_FAILED",
            Self::FailedDifferently => "FAILED_DIFFERENTLY",
            Self::ReceiptOfAnother => "RECEIPT_OF_ANOTHER",
            Self::AmountMismatched => "AMOUNT_MISMATCHED",
            Self::ExtraReceipt => "EXTRA_RECEIPT",
            Self::EndedUnknown => "ENDED_UNKNOWN",
        }
    }
}

/// How far the prompt has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Prompt {
    Waiting,
    Sent,
    Accepted,
    Rejected,
    Unconfirmed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) payment_id: PaymentId,
    pub(super) customer_id: CustomerId,
    pub(super) line_id: LineId,
    pub(super) package: PackageSnapshot,
    pub(super) asked: Money,
    pub(super) payer_hash: String,
    pub(super) account_reference: AccountReference,
    pub(super) initiated_at: Timestamp,
    pub(super) status: Status,
    pub(super) prompt: Prompt,
    /// What each receipt of this payment brought.
    pub(super) receipts: BTreeMap<Receipt, Money>,
    /// What a query confirmed, while and after the receipt is to follow.
    pub(super) confirmed: Option<Money>,
    /// The receipt of what was confirmed, once it was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) found: Option<Receipt>,
    /// When the money was paid, as far as is known.
    pub(super) paid_at: Option<Timestamp>,
    /// Result codes that were reported without a receipt, so that the same again is recognised.
    pub(super) reported: BTreeSet<String>,
    /// Receipts that were reported in a conflict, for the same reason.
    pub(super) reported_receipts: BTreeSet<Receipt>,
    pub(super) look_reasons: BTreeSet<LookReason>,
    /// The receipts whose money went back to whoever paid it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) reversed: BTreeSet<Receipt>,
}

/// What a settlement needs to know of a payment that has brought money.
#[derive(Debug, Clone)]
pub struct Settleable<'a> {
    /// Whose payment.
    pub customer_id: CustomerId,
    /// For which line.
    pub line_id: LineId,
    /// What was chosen, as it was then; none if nobody chose, because the money came unprompted.
    pub package: Option<&'a PackageSnapshot>,
    /// When it was asked for, or came unprompted.
    pub initiated_at: Timestamp,
    /// When it was paid.
    pub paid_at: Timestamp,
}

impl State {
    pub(super) fn begin(event: PaymentEvent) -> Option<Self> {
        let PaymentEvent::StkInitiated {
            payment_id,
            customer_id,
            line_id,
            package,
            amount_cents,
            payer,
            account_reference,
            callback_key_id: _,
            initiated_at,
        } = event
        else {
            return None;
        };
        Some(Self {
            payment_id,
            customer_id,
            line_id,
            package,
            asked: amount_cents,
            payer_hash: payer.hash().to_owned(),
            account_reference,
            initiated_at,
            status: Status::Pending,
            prompt: Prompt::Waiting,
            receipts: BTreeMap::new(),
            confirmed: None,
            found: None,
            paid_at: None,
            reported: BTreeSet::new(),
            reported_receipts: BTreeSet::new(),
            look_reasons: BTreeSet::new(),
            reversed: BTreeSet::new(),
        })
    }

    pub(super) fn is_paid(&self) -> bool {
        matches!(self.status, Status::Completed | Status::Reversed)
    }

    pub(super) fn brought(&self) -> Money {
        let confirmed = self.confirmed.filter(|_| self.receipts.is_empty());
        self.receipts
            .values()
            .chain(confirmed.iter())
            .try_fold(Money::ZERO, |sum, amount| sum.plus(*amount))
            .unwrap_or(Money::ZERO)
    }

    pub(super) fn apply(&mut self, event: PaymentEvent) {
        match event {
            // The last four are of payments that came unprompted.
            PaymentEvent::StkInitiated { .. }
            | PaymentEvent::CallbackReceived { .. }
            | PaymentEvent::C2bReceived { .. }
            | PaymentEvent::PaymentUnallocated { .. }
            | PaymentEvent::PaymentAllocated { .. }
            | PaymentEvent::PaymentMerged { .. } => {}
            PaymentEvent::StkDispatched { .. } => self.prompt = Prompt::Sent,
            PaymentEvent::StkAccepted { .. } => self.prompt = Prompt::Accepted,
            PaymentEvent::StkUnconfirmed { .. } => self.prompt = Prompt::Unconfirmed,
            PaymentEvent::StkRejected { code, .. } => {
                self.prompt = Prompt::Rejected;
                self.reported.insert(code);
                if !self.is_paid() {
                    self.status = Status::Failed;
                }
            }
            PaymentEvent::PaymentCompleted { receipt, amount_cents, paid_at } => {
                self.status = Status::Completed;
                self.receipts.insert(receipt, amount_cents);
                self.paid_at = Some(self.paid_at.map_or(paid_at, |known| known.min(paid_at)));
            }
            PaymentEvent::PaymentConfirmed { amount_cents, at: _ } => {
                self.status = Status::Completed;
                self.confirmed = Some(amount_cents);
                // Nobody says when it was paid. A prompt is answered within a minute or two, so
                // it was soon after it was asked for, however late this was learnt.
                self.paid_at = Some(self.initiated_at);
            }
            PaymentEvent::ReceiptAttached { receipt, amount_cents, .. } => {
                self.found = Some(receipt.clone());
                self.receipts.insert(receipt, amount_cents);
            }
            PaymentEvent::ExtraReceiptCredited { receipt, amount_cents, .. } => {
                if !self.receipts.is_empty() {
                    self.look_reasons.insert(LookReason::ExtraReceipt);
                }
                self.receipts.insert(receipt, amount_cents);
                self.status = Status::Completed;
            }
            PaymentEvent::PaymentReversed { receipt, .. } => {
                self.reversed.insert(receipt);
                if self.receipts.keys().all(|receipt| self.reversed.contains(receipt)) {
                    self.status = Status::Reversed;
                }
            }
            PaymentEvent::PaymentFailed { result_code, .. } => {
                self.status = Status::Failed;
                self.reported.insert(result_code);
            }
            PaymentEvent::AmountMismatched { .. } => {
                self.look_reasons.insert(LookReason::AmountMismatched);
            }
            PaymentEvent::ConflictingOutcomeReported { reason, result_code, receipt, .. } => {
                self.note_conflict(reason, result_code, receipt);
            }
            PaymentEvent::PaymentExpired { .. } => {
                self.status = Status::Expired;
                if self.prompt != Prompt::Waiting {
                    self.look_reasons.insert(LookReason::EndedUnknown);
                }
            }
        }
    }

    fn note_conflict(&mut self, reason: LookReason, code: String, receipt: Option<Receipt>) {
        self.look_reasons.insert(reason);
        match receipt {
            Some(receipt) => self.reported_receipts.insert(receipt),
            None => self.reported.insert(code),
        };
    }
}
