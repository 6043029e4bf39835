//! What operators see of the read models, and what they can do about one that has stopped.

pub mod list;
pub mod ready;
pub mod rebuild;
pub mod retry;
pub mod skip;
