//! Users, for admins.

pub(crate) mod change;
pub(crate) mod get;
pub(crate) mod kra_pin;
pub(crate) mod list;
