//! Tax invoices and credit notes.

pub(crate) mod enter;
pub(crate) mod list;
pub(crate) mod paper;
pub(crate) mod send_again;

use app::tax_invoices::DocumentRejection;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use domain::tax_invoice::{InvoiceNumber, TaxInvoiceError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;
use crate::problem::{Problem, of_submit};

/// The number in the path. One that is none names nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PathNumber(pub(crate) InvoiceNumber);

impl FromRequestParts<State> for PathNumber {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let path = Path::<InvoiceNumber>::from_request_parts(parts, state).await;
        path.map(|Path(number)| Self(number)).map_err(|_| {
            Problem::not_found("not_found", "the number in this address is none; check the address")
        })
    }
}

/// A word about a document that counts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentWritten {
    number: InvoiceNumber,
    /// Pass it as `min_position` to read what was written.
    position: i64,
}

fn no_such(number: InvoiceNumber) -> Problem {
    let text =
        format!("there is no tax document with the number {number}, or it is not yours to see");
    Problem::not_found("tax_document_not_found", text)
}

fn problem(error: DocumentRejection) -> Problem {
    match error {
        DocumentRejection::NoSuch(number) => no_such(number),
        DocumentRejection::Read(error) => error.into(),
        DocumentRejection::Submit(error) => of_submit(error, |rejection| {
            let text = rejection.to_string();
            match rejection {
                TaxInvoiceError::NotFound(number) => no_such(number),
                TaxInvoiceError::Issued(_)
                | TaxInvoiceError::Exists(_)
                | TaxInvoiceError::TooMuch(_) => {
                    Problem::conflict("tax_document_not_refused", text)
                }
            }
        }),
    }
}
