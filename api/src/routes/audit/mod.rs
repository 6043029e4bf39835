//! For auditors.

pub(crate) mod events;
pub(crate) mod inbox;
pub(crate) mod proofs;
pub(crate) mod tree_heads;
