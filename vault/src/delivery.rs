//! Raw deliveries: sealed, because they hold phone numbers and names before anyone knows whose.

use crate::error::VaultError;
use crate::{Vault, cipher};

impl Vault {
    /// Seals what arrived from outside, under a key that serves for nothing else.
    pub fn seal_delivery(&self, body: &[u8]) -> Vec<u8> {
        cipher::seal(&self.inner.deliveries, b"", body)
    }

    /// What arrived.
    pub fn open_delivery(&self, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        cipher::open(&self.inner.deliveries, b"", sealed).ok_or(VaultError::DeliveryNotOpened)
    }
}
