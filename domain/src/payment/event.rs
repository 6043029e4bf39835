use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::c2b::{Beneficiary, UnallocatedReason};
use super::state::LookReason;
use crate::c2b::ShortCode;
use crate::codes::{AccountReference, Receipt};
use crate::id::{CustomerId, DeliveryId, LineId, PaymentId, RefundId, UserId};
use crate::money::Money;
use crate::msisdn::Msisdn;
use crate::outcome::{FailureClass, OutcomeSource};
use crate::package::PackageSnapshot;
use crate::personal::{AccountText, CheckoutRequestId, PayerHandle, PersonName, Personal};
use crate::reason::Reason;
use crate::time::Timestamp;

/// What happened to a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PaymentEvent {
    /// A customer asked to pay by a prompt; Safaricom has not heard of it yet.
    StkInitiated {
        /// Its id.
        payment_id: PaymentId,
        /// Whose payment.
        customer_id: CustomerId,
        /// For which line.
        line_id: LineId,
        /// What is to be bought, as it is now.
        package: PackageSnapshot,
        /// What is asked for, in whole shillings.
        amount_cents: Money,
        /// Whose phone pays; need not be the customer's.
        payer: Personal<Msisdn>,
        /// What the payer sees as the account.
        account_reference: AccountReference,
        /// With which key the callback's secret is made.
        callback_key_id: String,
        /// When it was asked.
        initiated_at: Timestamp,
    },
    /// The one attempt to send the prompt begins.
    StkDispatched {
        /// The number of the attempt.
        attempt: u32,
        /// When.
        at: Timestamp,
    },
    /// Safaricom took the prompt.
    StkAccepted {
        /// Safaricom's id of our request.
        merchant_request_id: String,
        /// Safaricom's id of the prompt.
        checkout_request_id: Personal<CheckoutRequestId>,
    },
    /// Safaricom refused the prompt.
    StkRejected {
        /// Its code.
        code: String,
        /// Its message.
        message: String,
    },
    /// Nobody knows whether the phone showed the prompt.
    StkUnconfirmed {
        /// Why.
        why: String,
    },
    /// Somebody told us what became of it.
    CallbackReceived {
        /// By which road.
        source: OutcomeSource,
        /// The result code as it came.
        result_code: String,
        /// The description as it came.
        description: String,
        /// The receipt, if one came.
        receipt: Option<Receipt>,
        /// The amount, if one came.
        amount_cents: Option<Money>,
        /// When it was paid, if that came.
        paid_at: Option<Timestamp>,
        /// The raw delivery.
        delivery_id: Option<DeliveryId>,
    },
    /// The money is here, with its receipt.
    PaymentCompleted {
        /// Its receipt.
        receipt: Receipt,
        /// What was really paid.
        amount_cents: Money,
        /// When it was paid.
        paid_at: Timestamp,
    },
    /// The money is here; its receipt will follow.
    PaymentConfirmed {
        /// What was asked for and so paid.
        amount_cents: Money,
        /// When this was learnt.
        at: Timestamp,
    },
    /// The receipt of a confirmed payment was found.
    ReceiptAttached {
        /// The receipt.
        receipt: Receipt,
        /// What was credited when it was confirmed.
        confirmed_cents: Money,
        /// What was really paid.
        amount_cents: Money,
        /// When it was paid.
        paid_at: Timestamp,
    },
    /// The customer did not pay.
    PaymentFailed {
        /// Why, for a customer to act on.
        class: FailureClass,
        /// The result code as it came.
        result_code: String,
        /// The description as it came.
        description: String,
    },
    /// Something else was paid than was asked for. It is credited as it was paid.
    AmountMismatched {
        /// What was asked for.
        asked_cents: Money,
        /// What was paid.
        paid_cents: Money,
    },
    /// A second receipt for the same payment: the customer paid twice. It is credited too.
    ExtraReceiptCredited {
        /// The second receipt.
        receipt: Receipt,
        /// Its amount.
        amount_cents: Money,
        /// When it was paid.
        paid_at: Timestamp,
    },
    /// Two sources say different things; a person should look.
    ConflictingOutcomeReported {
        /// By which road the second came.
        source: OutcomeSource,
        /// Its result code.
        result_code: String,
        /// Its description.
        description: String,
        /// The receipt, if it came with one.
        receipt: Option<Receipt>,
        /// What it conflicts with.
        reason: LookReason,
    },
    /// It ended without an outcome.
    PaymentExpired {
        /// How often Safaricom was asked.
        times_asked: u32,
        /// What it said last, for people.
        last_answer: String,
        /// When it was given up.
        at: Timestamp,
    },
    /// Money came without a prompt.
    C2bReceived {
        /// Its id.
        payment_id: PaymentId,
        /// Its receipt.
        receipt: Receipt,
        /// How much.
        amount_cents: Money,
        /// When it was paid.
        paid_at: Timestamp,
        /// To which short code.
        short_code: ShortCode,
        /// What the payer typed as the account.
        account_typed: Option<Personal<AccountText>>,
        /// Who paid, as far as is known.
        payer: Option<Personal<PayerHandle>>,
        /// What the payer is called, as far as is known.
        payer_name: Option<Personal<PersonName>>,
        /// Whom the account that was typed is for; none if it is nobody's.
        meant_for: Option<Beneficiary>,
        /// The raw delivery.
        delivery_id: Option<DeliveryId>,
    },
    /// Nobody knows whom the money is for. It waits in suspense.
    PaymentUnallocated {
        /// Why not.
        reason: UnallocatedReason,
    },
    /// A person has said whom money in suspense is for.
    PaymentAllocated {
        /// For whom.
        to: Beneficiary,
        /// Its receipt.
        receipt: Receipt,
        /// How much.
        amount_cents: Money,
        /// When it was paid.
        paid_at: Timestamp,
        /// Who said so.
        by: UserId,
        /// Why.
        why: Reason,
    },
    /// The money turned out to be that of a push, which brings it from now on.
    PaymentMerged {
        /// The push.
        into: PaymentId,
        /// The receipt, which is given up.
        receipt: Receipt,
        /// How much.
        amount_cents: Money,
        /// When it was paid.
        paid_at: Timestamp,
        /// Whose it was until now; none if it was in suspense.
        from: Option<CustomerId>,
    },
    /// Safaricom gave the money of one receipt back to whoever paid it.
    PaymentReversed {
        /// Which receipt.
        receipt: Receipt,
        /// How much: all that came with it.
        amount_cents: Money,
        /// Whose it was; none if it was in suspense.
        customer_id: Option<CustomerId>,
        /// The receipt of the reversal itself, if it is known.
        reversal_receipt: Option<Receipt>,
        /// The refund by which we asked for it; none if it was begun elsewhere.
        refund_id: Option<RefundId>,
        /// When.
        reversed_at: Timestamp,
    },
}

impl DomainEvent for PaymentEvent {
    fn event_type(&self) -> String {
        match self {
            Self::StkInitiated { .. } => "StkInitiated",
            Self::StkDispatched { .. } => "StkDispatched",
            Self::StkAccepted { .. } => "StkAccepted",
            Self::StkRejected { .. } => "StkRejected",
            Self::StkUnconfirmed { .. } => "StkUnconfirmed",
            Self::CallbackReceived { .. } => "CallbackReceived",
            Self::PaymentCompleted { .. } => "PaymentCompleted",
            Self::PaymentConfirmed { .. } => "PaymentConfirmed",
            Self::ReceiptAttached { .. } => "ReceiptAttached",
            Self::PaymentFailed { .. } => "PaymentFailed",
            Self::AmountMismatched { .. } => "AmountMismatched",
            Self::ExtraReceiptCredited { .. } => "ExtraReceiptCredited",
            Self::ConflictingOutcomeReported { .. } => "ConflictingOutcomeReported",
            Self::PaymentExpired { .. } => "PaymentExpired",
            Self::C2bReceived { .. } => "C2bReceived",
            Self::PaymentUnallocated { .. } => "PaymentUnallocated",
            Self::PaymentAllocated { .. } => "PaymentAllocated",
            Self::PaymentMerged { .. } => "PaymentMerged",
            Self::PaymentReversed { .. } => "PaymentReversed",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}
