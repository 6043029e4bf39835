//! What concerns one customer.

pub(crate) mod statement;
