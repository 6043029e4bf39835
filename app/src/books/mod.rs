//! The books: closing days, and writing the journal for other programs.

mod close;
mod hledger;

pub use close::{CloseError, Closed, close_next_day};
pub use hledger::{Hledger, UnknownAccount};
