//! What became of requests that Safaricom answers later, as it tells.

pub(super) mod result;
pub(super) mod timeout;
