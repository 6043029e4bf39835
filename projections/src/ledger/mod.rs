//! The ledger: the journal that [`domain::ledger`] makes of the events, and its accounts.

mod journal;
pub(crate) mod project;
mod query;
mod terms;

pub use query::{
    AccountBalance, EntryLine, Statement, entries_before, journal, lines, opening_and_closing,
    trial_balance,
};
