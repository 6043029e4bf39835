//! The one place of this crate that makes random bytes.

use rand::TryRng;
use rand::rngs::SysRng;

/// Unguessable bytes from the operating system.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SysRng
        .try_fill_bytes(&mut bytes)
        .expect("the operating system gives random bytes once it runs");
    bytes
}
