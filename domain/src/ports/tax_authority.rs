//! The tax authority's control unit, which signs invoices.

use std::fmt;

use async_trait::async_trait;

use crate::tax_invoice::{ControlUnit, InvoiceNumber, KraPin, Seller, TaxedItem};
use crate::time::Timestamp;

/// Signs tax documents.
#[async_trait]
pub trait TaxAuthority: Send + Sync {
    /// Has a document signed. The authority takes each number once, so asking again for the same
    /// one signs nothing twice.
    async fn sign(&self, document: &TaxDocument) -> Result<ControlUnit, NotSigned>;
}

/// A document to be signed. Its `Debug` leaves out the buyer.
#[derive(Clone, PartialEq, Eq)]
pub struct TaxDocument {
    /// Whose it is.
    pub seller: Seller,
    /// Its number.
    pub number: InvoiceNumber,
    /// The invoice that it credits; none for an invoice.
    pub credit_of: Option<InvoiceNumber>,
    /// The buyer's PIN, if it was given.
    pub buyer: Option<KraPin>,
    /// What was sold, or what of it is credited.
    pub item: TaxedItem,
    /// When it was sold or credited.
    pub at: Timestamp,
}

impl fmt::Debug for TaxDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaxDocument")
            .field("number", &self.number)
            .field("credit_of", &self.credit_of)
            .field("item", &self.item)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

/// A document was not signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSigned {
    /// The authority could not be asked, did not answer, or does not take anything of this business
    /// now: the document is not to blame, and is sent again.
    #[error("{why}")]
    Later {
        /// Why, for people.
        why: String,
    },
    /// The authority does not take this document.
    #[error("the tax authority refused it: {message} ({code})")]
    Refused {
        /// The code as it came.
        code: String,
        /// What was said.
        message: String,
    },
}
