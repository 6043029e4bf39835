//! Wallets.

pub(crate) mod list;
pub(crate) mod refund;
