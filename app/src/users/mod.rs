//! Users.

pub mod manage;
pub mod register;
