//! Payments.

pub mod allocate;
pub mod enquire;
pub mod find;
pub mod initiate;
pub mod learn;
pub mod receive_c2b;
pub mod record;
pub mod settle;

#[cfg(test)]
mod any_road;
