//! The catalogue.

pub(crate) mod project;
mod query;

pub use query::{Package, Which, get, list};
