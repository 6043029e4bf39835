//! Reports of money that are not acted on until Safaricom confirms them
//! ([ADR 19](../../../docs/decisions/0019-much-money-and-odd-reports-wait-for-safaricom.md)).

mod end;
mod hold;
mod release;

pub use end::{EndError, HoldRejection};
pub(crate) use end::{Word, end, state_of};
pub(crate) use hold::{Doubting, hold};
pub use release::release;
