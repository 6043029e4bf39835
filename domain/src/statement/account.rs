use crate::codes::Receipt;
use crate::ledger::Tariffs;
use crate::money::Money;
use crate::time::Timestamp;

/// What an entry on the M-Pesa account was booked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BookedKind {
    /// Money of a customer, or its passing from one payment to another.
    Payment,
    /// A charge.
    Charge,
    /// A payment was given back.
    Reversal,
    /// A customer was paid.
    Payout,
    /// Money went to the bank, or came from there.
    Sweep,
}

/// An amount that the books have on the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    /// Its receipt, if it has one.
    pub receipt: Option<Receipt>,
    /// What for.
    pub kind: BookedKind,
    /// In if it is more than nothing, else out.
    pub amount: Money,
    /// When it moved.
    pub at: Timestamp,
    /// Whether it is in suspense still.
    pub in_suspense: bool,
}

/// The account's side of the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// What it held before the statement's first moment.
    pub opening: Money,
    /// What moved in the statement's time, and what moved at another time and has a receipt that
    /// stands on the statement.
    pub booked: Vec<Booked>,
    /// What Safaricom should have charged.
    pub tariffs: Tariffs,
}
