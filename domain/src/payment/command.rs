use super::c2b::{Allocate, ReceiveC2b};
use crate::codes::Receipt;
use crate::id::{CustomerId, DeliveryId, LineId, PaymentId, RefundId};
use crate::money::Money;
use crate::msisdn::Msisdn;
use crate::outcome::{OutcomeSource, StkOutcome};
use crate::package::PackageSnapshot;
use crate::personal::{CheckoutRequestId, Personal};
use crate::time::Timestamp;

/// What can be asked of a payment.
#[derive(Debug, Clone)]
pub enum PaymentCommand {
    /// A customer wants to pay by a prompt.
    InitiateStk(Box<InitiateStk>),
    /// The one attempt to send the prompt begins. A second mark of an attempt is rejected,
    /// because only a fresh one permits the call.
    RecordDispatch(Dispatch),
    /// Safaricom took the prompt.
    RecordAccepted {
        /// Safaricom's id of our request.
        merchant_request_id: String,
        /// Safaricom's id of the prompt.
        checkout_request_id: Personal<CheckoutRequestId>,
    },
    /// Safaricom refused the prompt.
    RecordRejected {
        /// Its code.
        code: String,
        /// Its message.
        message: String,
    },
    /// The answer was lost.
    RecordUnconfirmed {
        /// Why.
        why: String,
    },
    /// Somebody says what became of it.
    RecordOutcome(Box<RecordOutcome>),
    /// Money came without a prompt.
    ReceiveC2b(Box<ReceiveC2b>),
    /// A person says whom money in suspense is for.
    Allocate(Box<Allocate>),
    /// Money that came unprompted turns out to be that of a push.
    Merge {
        /// The push.
        into: PaymentId,
    },
    /// Safaricom gave the money of one receipt back. The same again is success and no event.
    RecordReversed(Box<Reversed>),
    /// It is given up.
    Expire {
        /// How often Safaricom was asked.
        times_asked: u32,
        /// What it said last.
        last_answer: String,
        /// Whether it said last that it is still working on it.
        still_processing: bool,
        /// The moment now.
        now: Timestamp,
    },
}

/// The mark of an attempt to send the prompt.
#[derive(Debug, Clone, Copy)]
pub struct Dispatch {
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// The moment now.
    pub now: Timestamp,
}

/// A customer wants to pay by a prompt.
#[derive(Debug, Clone)]
pub struct InitiateStk {
    /// The payment's id.
    pub payment_id: PaymentId,
    /// Whose payment.
    pub customer_id: CustomerId,
    /// For which line.
    pub line_id: LineId,
    /// What is to be bought, as it is sold now.
    pub package: PackageSnapshot,
    /// What the customer's wallet holds.
    pub wallet_balance: Money,
    /// Whose phone pays.
    pub payer: Personal<Msisdn>,
    /// With which key the callback's secret is made.
    pub callback_key_id: String,
    /// Until when the phone is taken by another prompt.
    pub phone_busy_until: Option<Timestamp>,
    /// Until when the same package counts as just bought for this line.
    pub bought_just_now_until: Option<Timestamp>,
    /// Buy it again all the same.
    pub again: Again,
    /// The moment now.
    pub now: Timestamp,
}

/// Whether a customer who has just bought this wants it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Ask first.
    Ask,
    /// Was asked, and does.
    Confirmed,
}

/// Somebody says what became of a prompt.
#[derive(Debug, Clone)]
pub struct RecordOutcome {
    /// By which road.
    pub source: OutcomeSource,
    /// What became of it.
    pub outcome: StkOutcome,
    /// The raw delivery.
    pub delivery_id: Option<DeliveryId>,
    /// Another payment that holds the outcome's receipt already.
    pub receipt_held_by: Option<PaymentId>,
    /// The moment now.
    pub now: Timestamp,
}

/// The money of one receipt went back to whoever paid it.
#[derive(Debug, Clone)]
pub struct Reversed {
    /// Which receipt.
    pub receipt: Receipt,
    /// The receipt of the reversal itself, if it is known.
    pub reversal_receipt: Option<Receipt>,
    /// The refund by which we asked for it.
    pub refund_id: Option<RefundId>,
    /// When.
    pub at: Timestamp,
}

/// Why something cannot be done with a payment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// There is no such payment.
    #[error("there is no such payment")]
    NotFound,
    /// The id is in use.
    #[error("a payment with this id exists already")]
    Exists,
    /// The phone shows another prompt.
    #[error(
        "this phone is being asked to pay already; answer that prompt, or wait {seconds} seconds"
    )]
    PhoneBusy {
        /// How long to wait.
        seconds: i64,
    },
    /// The same was bought a moment ago.
    #[error("this package was bought for this line a moment ago; confirm that you want it again")]
    BoughtJustNow,
    /// Nothing needs to be paid.
    #[error("the wallet covers the price of {price}; buy it from the wallet")]
    WalletCovers {
        /// The price.
        price: Money,
    },
    /// An amount beyond counting.
    #[error("this amount cannot be asked for")]
    BadAmount,
    /// The attempt was marked before.
    #[error("this prompt was sent before; it is never sent twice")]
    AlreadyDispatched,
    /// It is over, or too old to be sent.
    #[error("this payment is no longer waiting to be sent")]
    NotWaiting,
    /// An answer to a prompt that was not sent.
    #[error("this prompt was not sent yet")]
    NotDispatched,
    /// What is asked belongs to a prompt.
    #[error("this payment came without a prompt, so nothing can be told about one")]
    NotPrompted,
    /// What is asked belongs to money that came unprompted.
    #[error("this payment was asked for by its customer, so it is theirs already")]
    NotUnprompted,
    /// Another customer has it.
    #[error("this payment was allocated to another customer or line before; reload it")]
    AllocatedBefore,
    /// Another payment has its money.
    #[error("this payment's money turned out to be that of a prompt; look at that payment")]
    Merged,
    /// It did not bring that receipt.
    #[error("this payment has no receipt {receipt}; look at the receipts in its history")]
    NoSuchReceipt {
        /// Which one.
        receipt: Receipt,
    },
    /// A report without a receipt that is doubted.
    #[error(
        "this report names no receipt, and is of much money or does not fit what is known of the prompt; ask about the prompt by opening the payment, or find the money on the statement"
    )]
    NoReceipt,
    /// Its money went back.
    #[error("this payment was reversed: its money went back to whoever paid it")]
    Reversed,
    /// It may still be paid.
    #[error("this payment may still be paid, so it cannot be given up yet")]
    MayStillBePaid,
}
