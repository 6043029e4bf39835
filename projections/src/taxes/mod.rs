//! Tax invoices and credit notes, and whose they are.

pub(crate) mod project;
mod query;

pub use query::{
    DocumentFilter, Queue, Seller, Signed, TaxDocument, TaxPage, Waiting, buyer_pin, document,
    documents, issued, queue, seller, waiting,
};
