//! The binary and the workspace as a whole.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod architecture;
mod crash;
mod doctor;
mod fleet;
mod inspect;
mod ledger;
mod projections;
mod proofs;
mod support;
mod up;
