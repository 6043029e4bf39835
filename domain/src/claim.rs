//! Claims: keys that at most one aggregate holds at a time in the whole ledger.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// What a claim's key is about. The names are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// An M-Pesa receipt, held by the payment that it credits. It passes to another only if that
    /// one came unprompted and turns out to be the other's money.
    Receipt,
    /// An account reference sent with a push, held for ever by its payment.
    AccountReference,
    /// The keyed hash of a checkout request id, held for ever by its payment.
    CheckoutRequest,
    /// `payment id/receipt` (or `/confirmed`), held for ever by the wallet that was credited.
    Credit,
    /// The keyed hash of a phone with a prompt on its screen, held by the payment until it ends
    /// or the time runs out.
    Push,
    /// A line, held by the subscription that serves it now.
    LineSubscription,
    /// `line id/package id`, held for two minutes by the subscription that was bought.
    BoughtJustNow,
    /// The account number of a home line.
    AccountNumber,
    /// `wallet/customer id` or `receipt/receipt`, held by the refund of it that is under way.
    Refund,
    /// The receipt of money that has gone back to a customer, held for ever by the refund that paid
    /// it or the payment that was reversed.
    OutgoingReceipt,
    /// `payment id/receipt` of what a prompt was said to have brought, or `c2b/receipt`, held for ever by
    /// the hold of that report.
    Hold,
    /// SHA-256 of a statement's file, held for ever by the statement.
    StatementFile,
    /// `charge/receipt`, `sweep/receipt/in`, `sweep/receipt/out` or `opening/short code`, held for
    /// ever by the statement that brought it into the books.
    StatementMovement,
    /// `kind/receipt`, or `kind/time/statement cents/ledger cents` of what has none, held for ever by the
    /// statement on which the break was raised.
    Break,
    /// The keyed hash of a user name.
    Username,
    /// The keyed hash of the phone number of a login.
    Phone,
}

impl ClaimKind {
    /// Every kind.
    pub const ALL: [Self; 16] = [
        Self::Receipt,
        Self::AccountReference,
        Self::CheckoutRequest,
        Self::Credit,
        Self::Push,
        Self::LineSubscription,
        Self::BoughtJustNow,
        Self::AccountNumber,
        Self::Refund,
        Self::OutgoingReceipt,
        Self::Hold,
        Self::StatementFile,
        Self::StatementMovement,
        Self::Break,
        Self::Username,
        Self::Phone,
    ];

    /// The stored name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::AccountReference => "account_reference",
            Self::CheckoutRequest => "checkout_request",
            Self::Credit => "credit",
            Self::Push => "push",
            Self::LineSubscription => "line_subscription",
            Self::BoughtJustNow => "bought_just_now",
            Self::AccountNumber => "account_number",
            Self::Refund => "refund",
            Self::OutgoingReceipt => "outgoing_receipt",
            Self::Hold => "hold",
            Self::StatementFile => "statement_file",
            Self::StatementMovement => "statement_movement",
            Self::Break => "break",
            Self::Username => "username",
            Self::Phone => "phone",
        }
    }

    /// Whether a key of this kind, once taken, stays with its owner: no event moves it, takes it a
    /// second time or gives it up.
    pub const fn is_for_ever(self) -> bool {
        match self {
            Self::AccountReference
            | Self::CheckoutRequest
            | Self::Credit
            | Self::AccountNumber
            | Self::OutgoingReceipt
            | Self::Hold
            | Self::StatementFile
            | Self::StatementMovement
            | Self::Break
            | Self::Username
            | Self::Phone => true,
            // A payment that came unprompted gives its receipt to the push that it was of.
            Self::Receipt
            | Self::Push
            | Self::LineSubscription
            | Self::BoughtJustNow
            | Self::Refund => false,
        }
    }

    /// The kind with that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// One key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClaimKey {
    /// What the key is about.
    pub kind: ClaimKind,
    /// The key, at most 255 bytes.
    pub key: String,
}

impl ClaimKey {
    /// A key of that kind.
    pub fn new(kind: ClaimKind, key: impl Into<String>) -> Self {
        Self { kind, key: key.into() }
    }
}

impl std::fmt::Display for ClaimKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind.as_str(), self.key)
    }
}

/// What an event does to a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimChange {
    /// The event's aggregate takes the key, until it gives it up or the time comes. Taking one's
    /// own key again moves the time; taking another's that has not ended is refused.
    Take {
        /// The key.
        key: ClaimKey,
        /// When it ends by itself.
        until: Option<Timestamp>,
    },
    /// The event's aggregate gives the key up, if it holds it.
    Release {
        /// The key.
        key: ClaimKey,
    },
}

impl ClaimChange {
    /// Takes a key for ever.
    pub fn take(kind: ClaimKind, key: impl Into<String>) -> Self {
        Self::Take { key: ClaimKey::new(kind, key), until: None }
    }

    /// Takes a key until a moment.
    pub fn take_until(kind: ClaimKind, key: impl Into<String>, until: Timestamp) -> Self {
        Self::Take { key: ClaimKey::new(kind, key), until: Some(until) }
    }

    /// Gives a key up.
    pub fn release(kind: ClaimKind, key: impl Into<String>) -> Self {
        Self::Release { key: ClaimKey::new(kind, key) }
    }
}
