//! The register of tax invoices.

pub(crate) mod get;
pub(crate) mod open;
