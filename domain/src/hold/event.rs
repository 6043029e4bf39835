use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use crate::c2b::ShortCode;
use crate::codes::Receipt;
use crate::id::{DeliveryId, HoldId, PaymentId, UserId};
use crate::money::Money;
use crate::outcome::OutcomeSource;
use crate::personal::{AccountText, PayerHandle, PersonName, Personal};
use crate::reason::Reason;
use crate::time::Timestamp;

/// What happened to a report of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HoldEvent {
    /// Nothing is done about it until Safaricom confirms it.
    ReportHeld {
        /// The hold's id.
        hold_id: HoldId,
        /// What was reported, as it came.
        report: Box<Report>,
        /// Why it is held.
        doubts: Vec<Doubt>,
        /// Since when.
        at: Timestamp,
    },
    /// Safaricom has not answered for long. It is asked on, and a person should look.
    HoldUnanswered {
        /// How often it was asked.
        times_asked: u32,
        /// What was learnt last, for people.
        last_answer: String,
        /// When that was noted.
        at: Timestamp,
    },
    /// The report is acted on: the payment's own events say what it led to.
    HoldReleased {
        /// Upon whose word.
        by: Released,
        /// How much came: what Safaricom says, or else what was reported.
        amount_cents: Money,
        /// When.
        at: Timestamp,
    },
    /// Safaricom has no such payment to us. Nothing is done, and a person should look.
    HoldRefuted {
        /// Its code.
        code: String,
        /// What it said.
        description: String,
        /// When.
        at: Timestamp,
    },
}

/// A report of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// By which road it came.
    pub source: OutcomeSource,
    /// The receipt that it names.
    pub receipt: Receipt,
    /// How much was paid, as it says; what was asked for if it does not.
    pub amount_cents: Money,
    /// When it was paid, as it says; when it came if it does not.
    pub paid_at: Timestamp,
    /// The raw delivery.
    pub delivery_id: Option<DeliveryId>,
    /// Which payment it is about.
    pub about: About,
}

/// Which payment a report is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// A prompt.
    Push {
        /// Its payment.
        payment_id: PaymentId,
        /// The result code as it came.
        result_code: String,
        /// The description as it came.
        description: String,
    },
    /// Money that came unprompted.
    Unprompted {
        /// The payment that begins if the report is true.
        payment_id: PaymentId,
        /// To which short code.
        short_code: ShortCode,
        /// What the payer typed as the account.
        account_typed: Option<Personal<AccountText>>,
        /// Who paid, as far as is known.
        payer: Option<Personal<PayerHandle>>,
        /// What the payer is called, as far as is known.
        payer_name: Option<Personal<PersonName>>,
    },
}

impl About {
    /// The payment.
    pub const fn payment_id(&self) -> PaymentId {
        match self {
            Self::Push { payment_id, .. } | Self::Unprompted { payment_id, .. } => *payment_id,
        }
    }
}

/// Why a report is not acted on before Safaricom confirms it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Doubt {
    /// It is more than is taken on a report's word.
    AboveLimit,
    /// It is another amount than was asked for, or than came with that receipt.
    AmountDiffers,
    /// The prompt was said to have failed.
    AfterFailure,
    /// The prompt was given up.
    AfterExpiry,
    /// The prompt was paid already, with another receipt.
    SecondReceipt,
}

impl Doubt {
    /// The stored and shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AboveLimit => "ABOVE_LIMIT",
            Self::AmountDiffers => "AMOUNT_DIFFERS",
            Self::AfterFailure => "AFTER_FAILURE",
            Self::AfterExpiry => "AFTER_EXPIRY",
            Self::SecondReceipt => "SECOND_RECEIPT",
        }
    }
}

/// Upon whose word a report is acted on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Released {
    /// Safaricom's, when it was asked about the receipt.
    Safaricom {},
    /// The ledger's: the receipt has come by another road meanwhile.
    Ledger {},
    /// A person's.
    Person {
        /// Whose.
        user_id: UserId,
        /// Why.
        why: Reason,
    },
}

impl DomainEvent for HoldEvent {
    fn event_type(&self) -> String {
        match self {
            Self::ReportHeld { .. } => "ReportHeld",
            Self::HoldUnanswered { .. } => "HoldUnanswered",
            Self::HoldReleased { .. } => "HoldReleased",
            Self::HoldRefuted { .. } => "HoldRefuted",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}
