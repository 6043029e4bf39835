//! Statements: reading a file, comparing it with the ledger, and taking in what it alone tells.

mod accept;
mod apply;
mod arrive;
mod breaks;
mod compare;
mod given;
mod import;
mod report;
mod suggested;
mod take_in;

pub use accept::{AcceptError, AcceptRejection, accept};
pub use apply::{Applied, ApplyError, Refused, apply};
pub use arrive::{SeenAtBank, arrive};
pub use breaks::{BreakRejection, assign, resolve};
pub(crate) use compare::caught_up;
pub use compare::{CompareError, Compared, compare};
pub use given::{Accounts, Given, MpesaAccount, NotGiven, read};
pub use import::{ImportError, Imported, import, kept};
pub use report::{Both, BreakLine, Divergence, KindSum, Misstep, Report, Sum, Unreadable, report};
pub use suggested::{OtherBreak, SuggestionLine};
pub use take_in::{GiveError, give, take_in};
