//! Users, for admins.

pub(crate) mod change;
pub(crate) mod get;
pub(crate) mod list;
