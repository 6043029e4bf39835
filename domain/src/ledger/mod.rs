//! The ledger: what events mean in double entry. It is a pure function from the events, in their
//! order, to entries whose postings sum to zero; so whoever replays them gets the same books.
//!
//! Money that came stands in suspense (2190) under its payment until its customer's wallet is
//! credited, which is another event, recorded with it or later. What was bought stands in deferred
//! revenue (2210) until its time has passed; how much of which stretch of time that is, is kept term
//! by term in [`Terms`].

mod account;
mod entry;
mod rules;
mod tariff;
mod tax;
mod terms;

pub use account::{Account, AccountCode, AccountKind, Part};
pub use entry::{Entry, EntryKind, Posting};
pub use rules::{Fact, Ledger, LedgerEvent};
pub use tariff::{BANDS_MAX, Band, ChargedFor, NotTariff, Tariff, Tariffs};
pub use tax::{TAX_PER_MILLE_MAX, TaxRates, Taxed, Taxes};
pub use terms::{Term, TermKey, Terms};

/// An event cannot be put into the books.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// An amount beyond counting.
    #[error("its amounts are beyond counting")]
    TooMuch,
    /// An entry whose debits are not its credits.
    #[error("its debits and credits differ by {0}")]
    Unbalanced(crate::Money),
}
