//! For auditors.

pub(crate) mod inbox;
