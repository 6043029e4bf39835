//! Unprompted payments: Safaricom is told where to send them, and is answered when it asks.

pub mod register;
pub mod validate;
