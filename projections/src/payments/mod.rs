//! Payments: their rows, what is pending, and the story of each.

mod fold;
mod holds;
mod pending;
pub(crate) mod project;
mod query;
mod refunds;
mod rows;
mod timeline;

use domain::Timestamp;
use domain::outcome::FailureClass;
use domain::payment::{LookReason, Status, UnallocatedReason};
use domain::wallet::KeptReason;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use holds::{Hold, HoldFilter, OpenHold, holds, open_holds, open_holds_of_receipt};
pub use pending::{Pending, Undispatched, pending, undispatched};
pub use query::{PaymentFilter, PaymentOrder, get, list};
pub use refunds::{Refund, RefundFilter, UnderWay, refunds, refunds_under_way};
pub use timeline::{TIMELINE_EVENTS_MAX, TimelineEvent, timeline};

use crate::subscriptions::Subscription;

/// How long after it was sent a prompt may be on the phone's screen. Safaricom's prompts end
/// within about a minute, and its callback follows at once.
pub const PROMPT_SECONDS_MAX: i64 = 75;

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Its id.
    pub id: Uuid,
    /// How it began.
    pub road: Road,
    /// Whose payment; none while it is in suspense.
    pub customer_id: Option<Uuid>,
    /// What the customer is called, if that is known.
    pub customer_name: Option<String>,
    /// For which line.
    pub line_id: Option<Uuid>,
    /// What was chosen, as it was then; none if it came unprompted.
    pub package: Option<ChosenPackage>,
    /// What it has come to.
    pub status: Status,
    /// How far its prompt has come.
    pub stage: PromptStage,
    /// Why a person should look at it.
    pub look_reasons: Vec<LookReason>,
    /// What was asked for.
    pub amount_cents: i64,
    /// What it has brought in all, once it has brought anything.
    pub amount_paid_cents: Option<i64>,
    /// What of that went back to whoever paid it.
    pub reversed_cents: i64,
    /// The payer's number, normalised; none if it was erased.
    pub phone: Option<String>,
    /// Of one that came unprompted, who paid, as Safaricom says it; often masked.
    pub payer_handle: Option<String>,
    /// Of one that came unprompted, what the payer is called.
    pub payer_name: Option<String>,
    /// What the payer saw or typed as the account.
    pub account_reference: Option<String>,
    /// Of one that came unprompted, to which short code.
    pub short_code: Option<String>,
    /// Why it is or was in suspense.
    pub unallocated_reason: Option<UnallocatedReason>,
    /// The push that its money turned out to be of.
    pub merged_into: Option<Uuid>,
    /// Its first receipt.
    pub receipt: Option<String>,
    /// Why nothing was paid.
    pub failure: Option<Failure>,
    /// When it was asked.
    pub initiated_at: Timestamp,
    /// When the attempt to send the prompt began.
    pub dispatched_at: Option<Timestamp>,
    /// When the money was paid.
    pub paid_at: Option<Timestamp>,
    /// When it was recorded that the money was paid.
    pub completed_at: Option<Timestamp>,
    /// Why its money stays in the wallet, if it does.
    pub kept_in_wallet: Option<KeptReason>,
    /// What was bought with it.
    pub subscription: Option<Subscription>,
    /// The position of the last event that changed it or its subscription.
    pub position: i64,
}

/// How a payment began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Road {
    /// By a prompt.
    Stk,
    /// By money that came unprompted.
    C2b,
}

impl Road {
    /// The stored and shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stk => "STK",
            Self::C2b => "C2B",
        }
    }
}

/// A package as it was when it was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenPackage {
    /// Its id.
    pub id: Uuid,
    /// What it was called.
    pub name: String,
    /// What it cost.
    pub price_cents: i64,
}

/// Why nothing was paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// In classes that a customer can act on.
    pub class: FailureClass,
    /// The code as it came.
    pub result_code: String,
    /// The description as it came.
    pub message: String,
}

/// How far a prompt has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PromptStage {
    /// There is none: the money came unprompted.
    None,
    /// The attempt to send it has not begun.
    Waiting,
    /// The attempt has begun; Safaricom has not answered.
    Sent,
    /// Safaricom took it.
    Accepted,
    /// Safaricom's answer was lost.
    Unconfirmed,
}

/// How far a payment has come, as its customer is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentProgress {
    /// It is stored, and the prompt was not sent yet.
    Requested,
    /// The phone shows the prompt.
    Prompted,
    /// The truth is not known yet.
    Confirming,
    /// The money is in.
    Paid,
    /// The package was bought with it.
    Connected,
    /// The customer did not pay.
    Failed,
    /// It ended without an outcome.
    Expired,
    /// The money is in, and nobody knows whom it is for.
    Unallocated,
    /// The money is another payment's.
    Merged,
    /// The money went back to whoever paid it.
    Reversed,
}

impl PaymentProgress {
    /// The shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "REQUESTED",
            Self::Prompted => "PROMPTED",
            Self::Confirming => "CONFIRMING",
            Self::Paid => "PAID",
            Self::Connected => "CONNECTED",
            Self::Failed => "FAILED",
            Self::Expired => "EXPIRED",
            Self::Unallocated => "UNALLOCATED",
            Self::Merged => "MERGED",
            Self::Reversed => "REVERSED",
        }
    }
}

impl Payment {
    /// Whether a person should look at it.
    pub fn needs_a_look(&self) -> bool {
        !self.look_reasons.is_empty()
    }

    /// How far it has come at that moment.
    pub fn progress(&self, now: Timestamp) -> PaymentProgress {
        match self.status {
            Status::Completed if self.subscription.is_some() => PaymentProgress::Connected,
            Status::Completed => PaymentProgress::Paid,
            Status::Failed => PaymentProgress::Failed,
            Status::Expired => PaymentProgress::Expired,
            Status::Unallocated => PaymentProgress::Unallocated,
            Status::Merged => PaymentProgress::Merged,
            Status::Reversed => PaymentProgress::Reversed,
            Status::Pending => {
                let since = self.dispatched_at.unwrap_or(self.initiated_at);
                let is_overdue = domain::time::seconds_between(since, now) > PROMPT_SECONDS_MAX;
                match self.stage {
                    PromptStage::Unconfirmed => PaymentProgress::Confirming,
                    PromptStage::Sent | PromptStage::Accepted if is_overdue => {
                        PaymentProgress::Confirming
                    }
                    PromptStage::None | PromptStage::Waiting | PromptStage::Sent => {
                        PaymentProgress::Requested
                    }
                    PromptStage::Accepted => PaymentProgress::Prompted,
                }
            }
        }
    }
}
