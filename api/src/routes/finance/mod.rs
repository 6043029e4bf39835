//! For finance.

pub(crate) mod account;
pub(crate) mod breaks;
pub(crate) mod journal;
pub(crate) mod periods;
pub(crate) mod statements;
pub(crate) mod trial_balance;
