//! The one place of this room that draws randomness: for padding, and to keep callers apart.

use std::time::Duration;

use rsa::rand_core::{OsRng, RngCore};

/// The source for cryptography.
pub(crate) fn source() -> OsRng {
    OsRng
}

/// Any time from nothing to that, so that those who wait together do not come back together.
pub(crate) fn up_to(most: Duration) -> Duration {
    let most_ms = u64::try_from(most.as_millis()).unwrap_or(u64::MAX);
    match most_ms.checked_add(1) {
        Some(choices) => Duration::from_millis(OsRng.next_u64() % choices),
        None => Duration::ZERO,
    }
}
