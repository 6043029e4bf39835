//! Money on its way between M-Pesa and the bank.

pub(crate) mod arrive;
pub(crate) mod list;
