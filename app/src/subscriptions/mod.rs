//! Subscriptions.

pub mod buy;
pub mod expire;
