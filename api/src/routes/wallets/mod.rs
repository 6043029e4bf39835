//! Wallets.

pub(crate) mod list;
