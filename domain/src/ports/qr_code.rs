//! A picture that the M-Pesa app reads as a payment to us.

use async_trait::async_trait;

use super::NotDone;
use crate::money::Money;

/// Has such pictures made.
#[async_trait]
pub trait QrCode: Send + Sync {
    /// The picture, PNG.
    async fn qr_code(&self, request: &QrRequest) -> Result<Vec<u8>, NotDone>;
}

/// What the picture says. Who is paid is the configured paybill or till.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrRequest {
    /// What the payer sees as our name; at most 22 characters.
    pub merchant_name: String,
    /// What the payment carries as its account; 1 to 20 characters.
    pub reference: String,
    /// How much: whole shillings, at least one.
    pub amount: Money,
    /// How wide and high, 100 to 1,000 pixels.
    pub size_px: u16,
}
