//! Statements: what Safaricom says happened on one of the provider's M-Pesa accounts, compared with
//! the books.
//!
//! [`reconcile`] is a pure function from a file and the account's side of the ledger to what matches
//! and what does not; [`suggest`] says what a break may be where no receipt does. What is decided on it (charges taken into the books, breaks raised and
//! resolved) is recorded by the aggregate, one a file.

mod account;
mod aggregate;
mod bank;
mod books;
mod charges;
mod decide;
mod event;
mod file;
mod found;
mod reconcile;
mod suggest;
mod sums;

pub use crate::payer::PhoneSeen;
pub use account::{Account, Booked, BookedKind};
pub use aggregate::{
    Import, Resolution, Statement, StatementCommand, StatementError, break_key, sole_movement_key,
    sweep_keys,
};
pub use bank::{Arrival, BankReference, NotBankReference};
pub use event::{BreakKind, MovementKind, RecordedMovement, StatementEvent};
pub use file::{Layout, LineKind, Span, StatementFile, StatementLine, UnreadableLine};
pub use found::{Break, Difference, FirstDivergence, Matched, Reconciliation, Served, Step};
pub use reconcile::reconcile;
pub use suggest::{
    CLOCKS_DIFFER_SECONDS, SAME_PAYMENT_SECONDS, Suggestion, Waiting, WaitsFor, suggest,
};
