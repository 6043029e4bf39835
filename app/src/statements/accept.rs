//! A person agrees that money of a statement is that of a payment which waits.

use std::convert::Infallible;

use domain::claim::{ClaimKey, ClaimKind};
use domain::codes::Receipt;
use domain::context::Context;
use domain::outcome::{OutcomeSource, Paid, StkOutcome};
use domain::payment::{Payment, PaymentError};
use domain::statement::{StatementLine, Suggestion};
use domain::{Money, PaymentId, StatementId, Timestamp};
use event_store::{Command, Priority, Reads, Stop, SubmitError, World};
use uuid::Uuid;

use super::apply::ApplyError;
use super::breaks::settle_breaks;
use super::compare::{CompareError, Compared, compare};
use super::given::Given;
use crate::Ledger;
use crate::claims::holder_of;
use crate::payments::record::{Fact, RecordFact};

/// As Safaricom's result code and words would be if it had told of it.
const RESULT_CODE: &str = "0";
const DESCRIPTION: &str = "Paid, as a statement says and a person agrees";

/// Why money does not become a payment's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AcceptRejection {
    /// The payment has a receipt by now.
    #[error("payment {payment_id} has a receipt by now; compare the statement again")]
    WaitsNoMore {
        /// The payment.
        payment_id: PaymentId,
    },
    /// The money is another payment's, or somebody gave it to a customer.
    #[error("{receipt} is no longer nobody's; compare the statement again")]
    NotNobodys {
        /// The money.
        receipt: Receipt,
    },
    /// The payment does not take it.
    #[error(transparent)]
    Payment(#[from] PaymentError),
}

/// What was suggested was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// It could not be seen what is suggested.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// Whose the money is could not be asked.
    #[error(transparent)]
    LookUp(#[from] SubmitError<Infallible>),
    /// It is not suggested.
    #[error(
        "{receipt} is not suggested to be payment {payment_id}; compare the statement again and look at what is suggested now"
    )]
    NotSuggested {
        /// The money.
        receipt: Receipt,
        /// The payment.
        payment_id: PaymentId,
    },
    /// The lane's answer.
    #[error(transparent)]
    Submit(#[from] SubmitError<AcceptRejection>),
    /// It was recorded; the breaks that are gone by it were not resolved.
    #[error(transparent)]
    Breaks(#[from] ApplyError),
}

/// Records that the money of a receipt is that of a payment, if that is what is suggested of it: by
/// the command by which its callback would have. The same again is success and changes nothing.
pub async fn accept(
    ledger: &Ledger,
    (statement_id, given): (StatementId, &Given),
    (receipt, payment_id): (Receipt, PaymentId),
    context: impl Fn(Uuid) -> Context + Copy,
) -> Result<Compared, AcceptError> {
    if holder_of(ledger, claim(&receipt)).await? != Some(payment_id.uuid()) {
        submit(ledger, given, (receipt, payment_id), context).await?;
    }
    // Repeated, because an earlier acceptance may have been struck down before it.
    let after = compare(&ledger.pool, given).await?;
    settle_breaks(ledger, (statement_id, given), &after, true, context).await?;
    Ok(after)
}

async fn submit(
    ledger: &Ledger,
    given: &Given,
    (receipt, payment_id): (Receipt, PaymentId),
    context: impl Fn(Uuid) -> Context + Copy,
) -> Result<(), AcceptError> {
    let before = compare(&ledger.pool, given).await?;
    let Some(line) = suggested_line(&before, given, &receipt, payment_id) else {
        return Err(AcceptError::NotSuggested { receipt, payment_id });
    };
    let command = AcceptSuggestion { payment_id, receipt, amount: line.amount, paid_at: line.at };
    let story = context(payment_id.uuid());
    ledger.lane.submit(command, story, None, Priority::Interactive).await?;
    Ok(())
}

/// The line of that receipt, if it is suggested to be that payment.
fn suggested_line<'a>(
    compared: &Compared,
    given: &'a Given,
    receipt: &Receipt,
    payment_id: PaymentId,
) -> Option<&'a StatementLine> {
    let is_it = |suggestion: &Suggestion| match suggestion {
        Suggestion::Payment { payment_id: suggested, .. } => *suggested == payment_id,
        Suggestion::Same { .. } | Suggestion::SumOf { .. } | Suggestion::PartOf { .. } => false,
    };
    let mut places = compared.suggested.iter().filter(|(_, suggestion)| is_it(suggestion));
    let found = places.find_map(|(place, _)| {
        compared.found.breaks.get(*place).filter(|found| found.receipt.as_ref() == Some(receipt))
    })?;
    given.file.lines.iter().find(|line| Some(line.row) == found.row)
}

fn claim(receipt: &Receipt) -> ClaimKey {
    ClaimKey::new(ClaimKind::Receipt, receipt.as_str())
}

struct AcceptSuggestion {
    payment_id: PaymentId,
    receipt: Receipt,
    amount: Money,
    paid_at: Timestamp,
}

impl Command for AcceptSuggestion {
    type Reply = ();
    type Rejection = AcceptRejection;

    fn reads(&self) -> Reads {
        Reads::default()
            .stream::<Payment>(self.payment_id.uuid())
            .owned::<Payment>(claim(&self.receipt))
    }

    /// What was seen a moment ago is judged again: in the lane nothing comes in between.
    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<AcceptRejection>> {
        let payment_id = self.payment_id;
        let holder = world.holder(&claim(&self.receipt))?.map(|held| held.owner);
        if holder == Some(payment_id.uuid()) {
            return Ok(());
        }
        if !world.state::<Payment>(payment_id.uuid())?.lacks_receipt() {
            return Err(Stop::Rejected(AcceptRejection::WaitsNoMore { payment_id }));
        }
        if let Some(holder) = holder {
            let twin = world.state::<Payment>(holder)?.twin();
            if twin.is_none_or(|twin| twin.customer_id.is_some()) {
                let receipt = self.receipt.clone();
                return Err(Stop::Rejected(AcceptRejection::NotNobodys { receipt }));
            }
        }
        let outcome = StkOutcome::Paid(Paid {
            result_code: RESULT_CODE.to_owned(),
            description: DESCRIPTION.to_owned(),
            receipt: Some(self.receipt.clone()),
            amount: Some(self.amount),
            paid_at: Some(self.paid_at.min(world.now())),
        });
        let source = OutcomeSource::Statement;
        let fact = Fact::Outcome { source, outcome, delivery_id: None };
        // A statement is Safaricom's own word, and a person stands by it.
        RecordFact { payment_id, fact, doubting: None }.decide(world).map_err(|stop| match stop {
            Stop::Rejected(why) => Stop::Rejected(why.into()),
            Stop::Halt(halt) => Stop::Halt(halt),
        })
    }
}
