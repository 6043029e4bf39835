//! For finance.

pub(crate) mod account;
pub(crate) mod breaks;
pub(crate) mod deferred_revenue;
pub(crate) mod export;
pub(crate) mod in_transit;
pub(crate) mod journal;
pub(crate) mod periods;
pub(crate) mod statements;
pub(crate) mod suspense;
pub(crate) mod tariffs;
pub(crate) mod tax_documents;
pub(crate) mod tax_register;
pub(crate) mod taxes;
pub(crate) mod trial_balance;
