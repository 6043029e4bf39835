//! Receipts and statements for customers, as PDF.

mod pdf;
mod statement;

use domain::Money;
use domain::codes::Receipt;
use domain::time::in_nairobi;
use projections::payments::Payment;

use crate::Ledger;
use crate::audit::{self, NotProven};

pub use pdf::Document;
pub use statement::{DAYS_MAX, ROWS_MAX, StatementError, StatementPeriod, statement};

/// A receipt was not written.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    /// Nothing was paid.
    #[error("nothing was paid with this payment yet, so there is no receipt; come back once it is")]
    NotPaid,
    /// Its proof.
    #[error(transparent)]
    Proof(#[from] NotProven),
    /// The database.
    #[error("the store's id could not be read")]
    Database(#[from] sqlx::Error),
}

/// Writes the receipt of a payment, with the proof that it is recorded, once a signed head covers it.
pub async fn receipt(
    ledger: &Ledger,
    payment: &Payment,
    provider: &str,
) -> Result<Vec<u8>, ReceiptError> {
    let number: Option<Receipt> = payment.receipt.as_ref().and_then(|text| text.parse().ok());
    let (Some(number), Some(paid_at), Some(paid)) =
        (number, payment.paid_at, payment.amount_paid_cents)
    else {
        return Err(ReceiptError::NotPaid);
    };
    let mut document = Document::new("Receipt", "Not a tax invoice");
    document.fact("Paid to", provider);
    document.fact("M-Pesa receipt", number.as_str());
    document.fact("Amount", &Money::from_cents(paid).to_string());
    document.fact("Paid", &moment(paid_at));
    if payment.reversed_cents > 0 {
        let back = Money::from_cents(payment.reversed_cents).to_string();
        document.fact("Given back since", &back);
    }
    if let Some(name) = payment.customer_name.as_ref().or(payment.payer_name.as_ref()) {
        document.fact("From", name);
    }
    if let Some(package) = &payment.package {
        document.fact("For", &package.name);
    }
    if let Some(subscription) = &payment.subscription {
        document.fact("Until", &moment(subscription.end_date));
    }
    prove(ledger, &number, &mut document).await?;
    Ok(document.write())
}

fn moment(at: domain::Timestamp) -> String {
    in_nairobi(at).format("%-d %b %Y, %H:%M:%S EAT").to_string()
}

async fn prove(
    ledger: &Ledger,
    number: &Receipt,
    document: &mut Document,
) -> Result<(), ReceiptError> {
    let signer = audit::signer(&ledger.pool, &ledger.vault).await?;
    match audit::proof(&ledger.pool, number, signer.verifier()).await {
        Ok((proof, head)) => {
            let (position, size) = (proof.event.position, head.size);
            let root = hex::encode(head.root);
            document.note(&format!(
                "Recorded as event {position}, under the signed head over {size} events."
            ));
            document.code(&format!("daftari:{number}:{position}:{size}:{root}"));
        }
        Err(NotProven::Prove(event_store::proof::ProveError::NotYet { .. })) => {
            document.note("Just recorded: a receipt that is taken in a minute carries its proof.");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
