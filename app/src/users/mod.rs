//! Users.

pub mod kra_pin;
pub mod manage;
pub mod register;
