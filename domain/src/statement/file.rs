use std::fmt;

use serde::{Deserialize, Serialize};

use crate::c2b::ShortCode;
use crate::codes::Receipt;
use crate::money::Money;
use crate::personal::{AccountText, PayerHandle, PersonName};
use crate::time::Timestamp;

/// In which of its layouts Safaricom wrote a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Layout {
    /// A preamble of labels and values, then thirteen columns or more.
    Classic,
    /// Seven columns from the first row on, since 2026.
    Recent,
    /// The file that is sent by itself for a till.
    Till,
}

impl Layout {
    /// The stored and shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Classic => "CLASSIC",
            Self::Recent => "RECENT",
            Self::Till => "TILL",
        }
    }
}

/// A period: from its first moment until its last, both of them within.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Its first moment.
    pub from: Timestamp,
    /// Its last.
    pub to: Timestamp,
}

impl Span {
    /// Whether that moment is in it.
    pub fn holds(self, at: Timestamp) -> bool {
        self.from <= at && at <= self.to
    }
}

/// A statement as it was read. Only completed movements are lines of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementFile {
    /// Its layout.
    pub layout: Layout,
    /// Whose, if the file says so.
    pub short_code: Option<ShortCode>,
    /// Of which of the short code's M-Pesa accounts, as the file calls it.
    pub account: Option<String>,
    /// Of which time, if the file says so.
    pub period: Option<Span>,
    /// What the account held before, if the file says so.
    pub opening: Option<Money>,
    /// What it held afterwards, if the file says so.
    pub closing: Option<Money>,
    /// The completed movements, the oldest first.
    pub lines: Vec<StatementLine>,
    /// What could not be read.
    pub unreadable: Vec<UnreadableLine>,
    /// How many movements were not completed, and so moved nothing.
    pub not_completed: u32,
}

impl StatementFile {
    /// The time that it is about: what it says, or that of its lines.
    pub fn span(&self) -> Option<Span> {
        self.period.or_else(|| {
            let moments = self.lines.iter().map(|line| line.at);
            Some(Span { from: moments.clone().min()?, to: moments.max()? })
        })
    }

    /// What the account held before its first line.
    pub fn opening(&self) -> Option<Money> {
        self.opening.or_else(|| {
            let first = self.lines.first()?;
            first.balance?.minus(first.amount)
        })
    }

    /// What it held after its last line.
    pub fn closing(&self) -> Option<Money> {
        self.closing.or_else(|| self.lines.last()?.balance)
    }
}

/// What a line moved money for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LineKind {
    /// A customer paid.
    Payment,
    /// Safaricom's charge.
    Charge,
    /// A payment was given back.
    Reversal,
    /// A customer was paid.
    Payout,
    /// Money went to another account of the organisation, or to its bank, or came from there.
    Sweep,
    /// Money went out, and it is not known for what.
    Other,
}

impl LineKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Payment, Self::Charge, Self::Reversal, Self::Payout, Self::Sweep, Self::Other];

    /// The stored and shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Payment => "PAYMENT",
            Self::Charge => "CHARGE",
            Self::Reversal => "REVERSAL",
            Self::Payout => "PAYOUT",
            Self::Sweep => "SWEEP",
            Self::Other => "OTHER",
        }
    }

    /// What several of them are called.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Payment => "Payments",
            Self::Charge => "Charges",
            Self::Reversal => "Reversals",
            Self::Payout => "Paid out",
            Self::Sweep => "Moved to or from the bank",
            Self::Other => "Other movements",
        }
    }
}

/// A completed movement. Its `Debug` leaves out who paid and what they typed.
#[derive(Clone, PartialEq, Eq)]
pub struct StatementLine {
    /// Its row in the file, from 1.
    pub row: u32,
    /// Its receipt: a charge has that of what it was taken for.
    pub receipt: Receipt,
    /// When it was completed.
    pub at: Timestamp,
    /// What for.
    pub kind: LineKind,
    /// Paid in if it is more than nothing, else withdrawn.
    pub amount: Money,
    /// What the account held afterwards, if the file says so.
    pub balance: Option<Money>,
    /// The receipt of the movement that this one undoes, if the file says so.
    pub linked: Option<Receipt>,
    /// What the payer typed as the account.
    pub account_typed: Option<AccountText>,
    /// The payer's phone, as far as the file says.
    pub payer: Option<PayerHandle>,
    /// What the payer is called, as far as the file says.
    pub payer_name: Option<PersonName>,
}

impl fmt::Debug for StatementLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatementLine")
            .field("row", &self.row)
            .field("receipt", &self.receipt)
            .field("at", &self.at)
            .field("kind", &self.kind)
            .field("amount", &self.amount)
            .field("balance", &self.balance)
            .field("linked", &self.linked)
            .finish_non_exhaustive()
    }
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadableLine {
    /// Its row in the file, from 1.
    pub row: u32,
    /// Why not, with nothing personal in it.
    pub why: String,
}
