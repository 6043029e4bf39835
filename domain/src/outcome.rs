//! What became of a prompt, in our own words. Only the adapter knows how Daraja spells it.

use serde::{Deserialize, Serialize};

use crate::codes::Receipt;
use crate::money::Money;
use crate::time::Timestamp;

/// By which road an outcome was learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeSource {
    /// Safaricom's own answer to the push.
    Push,
    /// Safaricom's callback.
    Callback,
    /// Our question about a checkout request.
    Query,
    /// A C2B confirmation that carries the push's own account reference, or its receipt.
    C2b,
    /// Pull transactions.
    Pull,
    /// A line of an organisation statement.
    Statement,
    /// A person.
    Admin,
}

/// Why nothing was paid, in classes that a customer can act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FailureClass {
    /// A wrong PIN.
    WrongPin,
    /// The customer cancelled the prompt.
    Cancelled,
    /// Nobody answered the prompt, or the phone could not be reached.
    NoResponse,
    /// The balance was too low.
    InsufficientFunds,
    /// A limit of the customer's account or of M-Pesa.
    Limit,
    /// M-Pesa or the customer's line was busy.
    Busy,
    /// Safaricom refused the request itself.
    Rejected,
    /// A code that we do not know; kept as it came.
    Unclassified,
}

impl FailureClass {
    /// The stored and shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WrongPin => "WRONG_PIN",
            Self::Cancelled => "CANCELLED",
            Self::NoResponse => "NO_RESPONSE",
            Self::InsufficientFunds => "INSUFFICIENT_FUNDS",
            Self::Limit => "LIMIT",
            Self::Busy => "BUSY",
            Self::Rejected => "REJECTED",
            Self::Unclassified => "UNCLASSIFIED",
        }
    }
}

/// What became of a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StkOutcome {
    /// The customer paid.
    Paid(Paid),
    /// The customer did not pay.
    NotPaid(NotPaid),
}

/// Money came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    /// The result code as it came.
    pub result_code: String,
    /// The description as it came.
    pub description: String,
    /// The receipt; a query has none.
    pub receipt: Option<Receipt>,
    /// What was paid; a query does not say.
    pub amount: Option<Money>,
    /// When it was paid.
    pub paid_at: Option<Timestamp>,
}

/// Nothing was paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotPaid {
    /// The result code as it came.
    pub result_code: String,
    /// The description as it came.
    pub description: String,
    /// What it means.
    pub class: FailureClass,
}

/// What Safaricom says when it is asked about a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryAnswer {
    /// It is known what became of it.
    Outcome(StkOutcome),
    /// It is still being processed.
    StillProcessing,
    /// No answer was obtained; this is never a verdict.
    NoAnswer {
        /// Why, for people.
        why: String,
    },
}
