//! The ledger: the journal that [`domain::ledger`] makes of the events, and its accounts.

mod bank;
mod event;
mod journal;
mod mpesa;
mod periods;
pub(crate) mod project;
mod query;
mod reports;
mod statements;
mod tariffs;
mod taxes;
mod terms;
mod waiting;

pub use bank::{BankArrival, InTransit, bank_arrivals, in_transit};
pub use event::BookEvent;
pub use mpesa::{MpesaMovement, MpesaSide, MpesaWanted, mpesa_movements, mpesa_side};
pub use periods::{Period, periods};
pub use query::{
    AccountBalance, EntryLine, EntryPlace, PartStatement, Statement, entries_before,
    entries_of_payment, journal, lines, opening_and_closing, statement_of_part, trial_balance,
};
pub use reports::{DeferredMonth, Unallocated, deferred_months, suspense};
pub use statements::{
    BreakFilter, BreakRow, StatementRow, breaks, one_break, one_statement, open_breaks,
    open_breaks_until, statements,
};
pub use tariffs::{TariffRow, tariffs};
pub use taxes::{TaxRow, taxes};
