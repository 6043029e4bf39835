//! What an auditor asks of the store.

mod claimants;
mod events;
mod proof;
mod signer;

pub use claimants::claimants;
pub use events::{SeenEvent, SeenEvents, events};
pub use proof::{NotProven, proof};
pub use signer::signer;
