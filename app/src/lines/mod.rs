//! Lines.

pub mod add;
