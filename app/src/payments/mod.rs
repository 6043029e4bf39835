//! Payments.

pub mod initiate;
pub mod record;
pub mod settle;
