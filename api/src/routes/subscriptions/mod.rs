//! Subscriptions.

pub(crate) mod buy;
pub(crate) mod list;
