//! Money goes back to customers: out of their wallets, or by reversing what they paid.

mod agree;
mod ask;
mod record;

pub use agree::{Word, say};
pub use ask::{Ask, Asked, RefundRejection, ask};
pub(crate) use record::{Learnt, Reversal, record, reversed, state_of, story_of};
