use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::command::{PaymentCommand, PaymentError, RecordOutcome};
use super::decide::reverse;
use super::event::PaymentEvent;
use super::state::{LookReason, Status};
use crate::c2b::ShortCode;
use crate::codes::Receipt;
use crate::id::{CustomerId, DeliveryId, LineId, PaymentId, UserId};
use crate::money::Money;
use crate::outcome::StkOutcome;
use crate::personal::{AccountText, PayerHandle, PersonName, Personal};
use crate::reason::Reason;
use crate::time::Timestamp;

/// For whom money is: a customer, at one of their lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beneficiary {
    /// Whose wallet it goes to.
    pub customer_id: CustomerId,
    /// Which line it may renew.
    pub line_id: LineId,
}

/// Why nobody knows whom money is for. It waits in suspense for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UnallocatedReason {
    /// No account came with it, as on a till.
    NoAccount,
    /// What was typed is no account of ours.
    UnknownAccount,
    /// What was typed has a wrong digit, or two swapped.
    WrongCheckDigit,
    /// It was paid to a short code that this provider is not known to have.
    OtherShortCode,
}

impl UnallocatedReason {
    /// The stored and shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoAccount => "NO_ACCOUNT",
            Self::UnknownAccount => "UNKNOWN_ACCOUNT",
            Self::WrongCheckDigit => "WRONG_CHECK_DIGIT",
            Self::OtherShortCode => "OTHER_SHORT_CODE",
        }
    }
}

/// Money came without a prompt.
#[derive(Debug, Clone)]
pub struct ReceiveC2b {
    /// The payment's id.
    pub payment_id: PaymentId,
    /// Its receipt.
    pub receipt: Receipt,
    /// How much.
    pub amount: Money,
    /// When it was paid.
    pub paid_at: Timestamp,
    /// To which short code.
    pub short_code: ShortCode,
    /// What the payer typed as the account.
    pub account_typed: Option<Personal<AccountText>>,
    /// Who paid, as far as is known.
    pub payer: Option<Personal<PayerHandle>>,
    /// What the payer is called, as far as is known.
    pub payer_name: Option<Personal<PersonName>>,
    /// The raw delivery.
    pub delivery_id: Option<DeliveryId>,
    /// Whom the account that was typed is for.
    pub meant_for: Result<Beneficiary, UnallocatedReason>,
}

/// A person says whom money is for.
#[derive(Debug, Clone)]
pub struct Allocate {
    /// For whom.
    pub to: Beneficiary,
    /// Who says so.
    pub by: UserId,
    /// Why.
    pub why: Reason,
}

/// Where the money of an unprompted payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Standing {
    Unallocated,
    For(Beneficiary),
    MergedInto(PaymentId),
}

/// A payment that began unprompted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Unprompted {
    pub(super) payment_id: PaymentId,
    pub(super) receipt: Receipt,
    amount: Money,
    pub(super) paid_at: Timestamp,
    meant_for: Option<Beneficiary>,
    standing: Standing,
    pub(super) look_reasons: BTreeSet<LookReason>,
    /// Whether its money went back to whoever paid it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    reversed: bool,
}

/// The money of an unprompted payment that may turn out to be that of a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// Its receipt.
    pub receipt: Receipt,
    /// How much.
    pub amount: Money,
    /// Whose wallet it goes to, or has gone to.
    pub customer_id: Option<CustomerId>,
}

impl Unprompted {
    pub(super) fn begin(event: &PaymentEvent) -> Option<Self> {
        let PaymentEvent::C2bReceived {
            payment_id, receipt, amount_cents, paid_at, meant_for, ..
        } = event
        else {
            return None;
        };
        Some(Self {
            payment_id: *payment_id,
            receipt: receipt.clone(),
            amount: *amount_cents,
            paid_at: *paid_at,
            meant_for: *meant_for,
            standing: Standing::Unallocated,
            look_reasons: BTreeSet::new(),
            reversed: false,
        })
    }

    pub(super) fn apply(&mut self, event: PaymentEvent) {
        match event {
            PaymentEvent::PaymentCompleted { .. } => {
                self.standing = self.meant_for.map_or(self.standing, Standing::For);
            }
            PaymentEvent::PaymentAllocated { to, .. } => self.standing = Standing::For(to),
            PaymentEvent::PaymentMerged { into, .. } => {
                self.standing = Standing::MergedInto(into);
            }
            PaymentEvent::ConflictingOutcomeReported { reason, .. } => {
                self.look_reasons.insert(reason);
            }
            PaymentEvent::PaymentReversed { .. } => self.reversed = true,
            PaymentEvent::C2bReceived { .. }
            | PaymentEvent::PaymentUnallocated { .. }
            | PaymentEvent::StkInitiated { .. }
            | PaymentEvent::StkDispatched { .. }
            | PaymentEvent::StkAccepted { .. }
            | PaymentEvent::StkRejected { .. }
            | PaymentEvent::StkUnconfirmed { .. }
            | PaymentEvent::CallbackReceived { .. }
            | PaymentEvent::PaymentConfirmed { .. }
            | PaymentEvent::ReceiptAttached { .. }
            | PaymentEvent::PaymentFailed { .. }
            | PaymentEvent::AmountMismatched { .. }
            | PaymentEvent::ExtraReceiptCredited { .. }
            | PaymentEvent::PaymentExpired { .. } => {}
        }
    }

    pub(super) fn status(&self) -> Status {
        match self.standing {
            Standing::MergedInto(_) => Status::Merged,
            Standing::Unallocated | Standing::For(_) if self.reversed => Status::Reversed,
            Standing::Unallocated => Status::Unallocated,
            Standing::For(_) => Status::Completed,
        }
    }

    /// For whom it is, once that is known, unless it is another payment's.
    pub(super) fn beneficiary(&self) -> Option<Beneficiary> {
        match self.standing {
            Standing::For(beneficiary) => Some(beneficiary),
            Standing::Unallocated | Standing::MergedInto(_) => None,
        }
    }

    /// What it brought; nothing once another payment brought it.
    pub(super) fn brought(&self) -> Money {
        match self.standing {
            Standing::Unallocated | Standing::For(_) => self.amount,
            Standing::MergedInto(_) => Money::ZERO,
        }
    }

    pub(super) fn reversible(&self, receipt: &Receipt) -> Result<Money, PaymentError> {
        match self.standing {
            Standing::MergedInto(_) => Err(PaymentError::Merged),
            Standing::Unallocated | Standing::For(_) if *receipt != self.receipt => {
                Err(PaymentError::NoSuchReceipt { receipt: receipt.clone() })
            }
            Standing::Unallocated | Standing::For(_) if self.reversed => {
                Err(PaymentError::Reversed)
            }
            Standing::Unallocated | Standing::For(_) => Ok(self.amount),
        }
    }

    pub(super) fn twin(&self) -> Option<Twin> {
        if self.reversed {
            return None;
        }
        let customer_id = match self.standing {
            Standing::Unallocated => None,
            Standing::For(beneficiary) => Some(beneficiary.customer_id),
            Standing::MergedInto(_) => return None,
        };
        Some(Twin { receipt: self.receipt.clone(), amount: self.amount, customer_id })
    }

    pub(super) fn decide(
        &self,
        command: PaymentCommand,
    ) -> Result<Vec<PaymentEvent>, PaymentError> {
        match command {
            PaymentCommand::InitiateStk(_) | PaymentCommand::ReceiveC2b(_) => {
                Err(PaymentError::Exists)
            }
            PaymentCommand::Allocate(allocate) => self.allocate(*allocate),
            PaymentCommand::Merge { into } => self.merge(into),
            PaymentCommand::RecordOutcome(record) => self.told_again(&record),
            PaymentCommand::RecordReversed(_)
                if matches!(self.standing, Standing::MergedInto(_)) =>
            {
                Err(PaymentError::Merged)
            }
            PaymentCommand::RecordReversed(reversed) => {
                let customer_id = self.beneficiary().map(|to| to.customer_id);
                let came = (reversed.receipt == self.receipt).then_some((self.amount, customer_id));
                reverse(*reversed, came, |_| self.reversed)
            }
            PaymentCommand::RecordDispatch(_)
            | PaymentCommand::RecordAccepted { .. }
            | PaymentCommand::RecordRejected { .. }
            | PaymentCommand::RecordUnconfirmed { .. }
            | PaymentCommand::Expire { .. } => Err(PaymentError::NotPrompted),
        }
    }

    fn allocate(&self, allocate: Allocate) -> Result<Vec<PaymentEvent>, PaymentError> {
        match self.standing {
            Standing::Unallocated if self.reversed => Err(PaymentError::Reversed),
            Standing::Unallocated => Ok(vec![PaymentEvent::PaymentAllocated {
                to: allocate.to,
                receipt: self.receipt.clone(),
                amount_cents: self.amount,
                paid_at: self.paid_at,
                by: allocate.by,
                why: allocate.why,
            }]),
            Standing::For(to) if to == allocate.to => Ok(vec![]),
            Standing::For(_) => Err(PaymentError::AllocatedBefore),
            Standing::MergedInto(_) => Err(PaymentError::Merged),
        }
    }

    fn merge(&self, into: PaymentId) -> Result<Vec<PaymentEvent>, PaymentError> {
        match self.standing {
            Standing::Unallocated | Standing::For(_) if self.reversed => {
                Err(PaymentError::Reversed)
            }
            Standing::Unallocated | Standing::For(_) => Ok(vec![PaymentEvent::PaymentMerged {
                into,
                receipt: self.receipt.clone(),
                amount_cents: self.amount,
                paid_at: self.paid_at,
                from: self.beneficiary().map(|beneficiary| beneficiary.customer_id),
            }]),
            Standing::MergedInto(known) if known == into => Ok(vec![]),
            Standing::MergedInto(_) => Err(PaymentError::Merged),
        }
    }

    /// The same money is told again, by whatever road: success and no event, unless it now comes
    /// with another amount, which a person should look at.
    fn told_again(&self, record: &RecordOutcome) -> Result<Vec<PaymentEvent>, PaymentError> {
        let paid = match &record.outcome {
            StkOutcome::Paid(paid) if paid.receipt.as_ref() == Some(&self.receipt) => paid,
            StkOutcome::Paid(_) | StkOutcome::NotPaid(_) => return Err(PaymentError::NotPrompted),
        };
        let same = paid.amount.is_none_or(|amount| amount == self.amount);
        if same || self.look_reasons.contains(&LookReason::AmountMismatched) {
            return Ok(vec![]);
        }
        Ok(vec![PaymentEvent::ConflictingOutcomeReported {
            source: record.source,
            result_code: paid.result_code.clone(),
            description: paid.description.clone(),
            receipt: Some(self.receipt.clone()),
            reason: LookReason::AmountMismatched,
        }])
    }
}

/// What money that came unprompted leads to, if nobody has told of its receipt before.
pub(super) fn receive(receive: ReceiveC2b) -> Result<Vec<PaymentEvent>, PaymentError> {
    if !receive.amount.is_positive() {
        return Err(PaymentError::BadAmount);
    }
    let follows = match receive.meant_for {
        Ok(_) => PaymentEvent::PaymentCompleted {
            receipt: receive.receipt.clone(),
            amount_cents: receive.amount,
            paid_at: receive.paid_at,
        },
        Err(reason) => PaymentEvent::PaymentUnallocated { reason },
    };
    let received = PaymentEvent::C2bReceived {
        payment_id: receive.payment_id,
        receipt: receive.receipt,
        amount_cents: receive.amount,
        paid_at: receive.paid_at,
        short_code: receive.short_code,
        account_typed: receive.account_typed,
        payer: receive.payer,
        payer_name: receive.payer_name,
        meant_for: receive.meant_for.ok(),
        delivery_id: receive.delivery_id,
    };
    Ok(vec![received, follows])
}
