//! How things stood at a past moment, as far as it was known by another.
//!
//! Every fact has two times. It was so from its *effective* time on: the one that its event tells,
//! such as when money was paid, or else when it was recorded. It was known from when it was
//! *recorded*. An effective time after the recording, as a clock elsewhere may tell it, counts as
//! the time of the recording; so what was recorded by a moment is also effective by it.

mod figures;
mod payments;
pub(crate) mod project;
mod subscriptions;
mod wallets;

use domain::Timestamp;

pub use figures::figures;
pub use subscriptions::list as subscriptions;
pub use wallets::{balances, total};

/// Which past is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// What was so by then.
    pub effective: Timestamp,
    /// As far as it had been recorded by then.
    pub known: Timestamp,
}

impl AsOf {
    /// What was recorded by both moments is in this past, whatever its effective time.
    pub(crate) fn both(self) -> Timestamp {
        self.effective.min(self.known)
    }
}
