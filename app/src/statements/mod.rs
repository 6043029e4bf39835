//! Statements: reading a file, comparing it with the ledger, and taking in what it alone tells.

mod apply;
mod breaks;
mod compare;
mod given;
mod import;
mod report;
mod take_in;

pub use apply::{Applied, ApplyError, Refused, apply};
pub use breaks::{BreakRejection, assign, resolve};
pub(crate) use compare::caught_up;
pub use compare::{CompareError, Compared, compare};
pub use given::{Accounts, Given, MpesaAccount, NotGiven, read};
pub use import::{ImportError, Imported, import, kept};
pub use report::{Both, BreakLine, Divergence, KindSum, Misstep, Report, Sum, Unreadable, report};
pub use take_in::{GiveError, give, take_in};
