//! Subscriptions.

pub(crate) mod project;
mod query;

pub use query::{
    Due, Subscription, SubscriptionFilter, SubscriptionStatus, due, get, list, next_end, of_ids,
    of_line, of_lines,
};
