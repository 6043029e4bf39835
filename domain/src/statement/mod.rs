//! Statements: what Safaricom says happened on one of the provider's M-Pesa accounts, compared with
//! the books.
//!
//! [`reconcile`] is a pure function from a file and the account's side of the ledger to what matches
//! and what does not. What is decided on it (charges taken into the books, breaks raised and
//! resolved) is recorded by the aggregate, one a file.

mod aggregate;
mod decide;
mod event;
mod file;
mod reconcile;

pub use aggregate::{
    Import, Resolution, Statement, StatementCommand, StatementError, break_key, sole_movement_key,
};
pub use event::{BreakKind, MovementKind, RecordedMovement, StatementEvent};
pub use file::{Layout, LineKind, Span, StatementFile, StatementLine, UnreadableLine};
pub use reconcile::{
    Account, Booked, BookedKind, Break, Difference, FirstDivergence, Matched, Reconciliation,
    Served, Step, reconcile,
};
