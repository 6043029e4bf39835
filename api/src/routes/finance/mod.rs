//! For finance.

pub(crate) mod account;
pub(crate) mod journal;
pub(crate) mod trial_balance;
