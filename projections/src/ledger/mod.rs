//! The ledger: the journal that [`domain::ledger`] makes of the events, and its accounts.

mod journal;
pub(crate) mod project;
mod query;
mod terms;

pub use query::{AccountBalance, EntryLine, journal, trial_balance};
