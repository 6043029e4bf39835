//! What an auditor asks of the store.

mod events;
mod kinds;
mod proof;
mod signer;

pub use events::{SeenEvent, SeenEvents, events};
pub use kinds::kinds;
pub use proof::{NotProven, proof};
pub use signer::{sign_now, signer};
