//! Who asks, and what they may do.

pub(crate) mod extract;
pub(crate) mod tokens;

pub(crate) use extract::{Admin, Auditor, Caller, Finance, MaybeCaller, Owner, Staff, forbidden};
