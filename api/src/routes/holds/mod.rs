//! Reports of money that wait until Safaricom confirms them.

pub(crate) mod list;
pub(crate) mod release;
