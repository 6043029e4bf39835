//! One side of a movement of money.

use std::fmt;

use crate::personal::{PayerHandle, PersonName};

/// One side of a movement of money, which Safaricom writes as `254712345678 - JANE DOE` or
/// `600310 - Some Shop`. Its `Debug` prints neither.
#[derive(Clone, PartialEq, Eq)]
pub struct Party {
    /// The phone or short code.
    pub handle: PayerHandle,
    /// The name, where there is one.
    pub name: Option<PersonName>,
}

impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Party(…)")
    }
}
