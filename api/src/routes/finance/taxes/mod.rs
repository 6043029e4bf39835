//! Rates of taxes.

pub(crate) mod list;
pub(crate) mod set;
