//! Payments that Safaricom lists: whatever is known of one already, it becomes whole.

use std::convert::Infallible;

use domain::PaymentId;
use domain::c2b::{C2bNotice, ShortCode};
use domain::claim::{ClaimKey, ClaimKind};
use domain::context::Context;
use domain::outcome::{OutcomeSource, Paid, StkOutcome};
use domain::payment::PaymentError;
use event_store::SubmitError;

use super::receive_c2b::{ReceiveError, Road, receive};
use super::record::{Fact, record};
use crate::Ledger;
use crate::claims::holder_of;

/// A payment that is listed was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum LearnError {
    /// Whether it is known could not be asked.
    #[error(transparent)]
    LookUp(#[from] SubmitError<Infallible>),
    /// The payment does not take it: it would be refused again.
    #[error("the payment was refused: {0}")]
    Refused(PaymentError),
    /// The lane's answer.
    #[error("a payment was not recorded: {0}")]
    Record(#[source] SubmitError<PaymentError>),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
}

impl From<SubmitError<PaymentError>> for LearnError {
    fn from(error: SubmitError<PaymentError>) -> Self {
        match error {
            SubmitError::Rejected(why) => Self::Refused(why),
            error => Self::Record(error),
        }
    }
}

/// Records a payment that is listed. If its receipt is known, it is what became of that payment; else
/// it finds its way as money that came unprompted does.
pub(crate) async fn learn(
    ledger: &Ledger,
    short_codes: &[ShortCode],
    notice: C2bNotice,
    description: String,
    source: OutcomeSource,
    context: impl Fn(PaymentId) -> Context,
) -> Result<(), LearnError> {
    let claim = ClaimKey::new(ClaimKind::Receipt, notice.receipt.as_str());
    if let Some(known) = holder_of(ledger, claim).await?.map(PaymentId::new) {
        let fact = Fact::Outcome {
            source,
            outcome: StkOutcome::Paid(Paid {
                result_code: "0".to_owned(),
                description,
                receipt: Some(notice.receipt),
                amount: Some(notice.amount),
                paid_at: Some(notice.paid_at),
            }),
            delivery_id: None,
        };
        record(ledger, known, fact, context(known)).await?;
        return Ok(());
    }
    let road = Road { source, delivery_id: None, doubting: None };
    match receive(ledger, notice, short_codes, road, context).await {
        Ok(_accepted) => Ok(()),
        Err(ReceiveError::Submit(error)) => Err(error.into()),
        Err(ReceiveError::LookUp(error)) => Err(error.into()),
        Err(ReceiveError::Vault(error)) => Err(error.into()),
    }
}
