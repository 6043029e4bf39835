//! Unprompted payments, as Safaricom tells of them.

pub(super) mod confirmation;
pub(super) mod validation;
