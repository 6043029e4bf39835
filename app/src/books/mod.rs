//! The books: closing days, and writing the journal for other programs.

mod close;
mod hledger;
mod month;

pub use close::{CloseError, Closed, close_next_day};
pub use hledger::{Hledger, UnknownAccount};
pub use month::{
    Check, CheckName, MonthError, MonthStanding, close_month, month_standing, next_month,
};
