//! For finance.

pub(crate) mod trial_balance;
