//! What became of a tax document, as the authority says or a person enters it.

use domain::context::{Context, Source};
use domain::tax_invoice::{
    ControlUnit, InvoiceNumber, TaxInvoiceCommand, TaxInvoiceError, TaxInvoices,
};
use domain::{Decide, SubscriptionId, Timestamp, UserId};
use event_store::{Accepted, Command, IdempotencyKey, Priority, Reads, Stop, SubmitError, World};
use projections::taxes::{self, Waiting};

use crate::Ledger;

/// Something learnt about a document.
#[derive(Debug, Clone)]
pub(crate) enum Learnt {
    /// The authority signed it.
    Issued(Box<ControlUnit>),
    /// The authority does not take it.
    Refused {
        /// The code as it came.
        code: String,
        /// What was said.
        message: String,
    },
}

/// Records it. The same again is success and changes nothing.
pub(crate) async fn record(
    ledger: &Ledger,
    waiting: &Waiting,
    learnt: Learnt,
) -> Result<Accepted<()>, SubmitError<TaxInvoiceError>> {
    let Waiting { number, subscription_id: of, story, position } = *waiting;
    let context = Context::caused_by_event(story, position, Source::Taxes);
    let command = Decision { number, of, what: What::Learnt(learnt) };
    ledger.lane.submit(command, context, None, Priority::Bulk).await
}

/// What a person read on the authority's portal.
#[derive(Debug, Clone)]
pub struct Entered {
    /// The control unit's own number.
    pub unit_id: String,
    /// The unit's number of the document.
    pub receipt_number: u64,
    /// The signature.
    pub signature: String,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// Where the authority shows it.
    pub qr_url: String,
}

/// Why a person's word about a document does not count.
#[derive(Debug, thiserror::Error)]
pub enum DocumentRejection {
    /// There is none with that number.
    #[error("there is no tax document with the number {0}")]
    NoSuch(InvoiceNumber),
    /// The lane's answer.
    #[error(transparent)]
    Submit(#[from] SubmitError<TaxInvoiceError>),
    /// The read model.
    #[error("the tax documents could not be read")]
    Read(#[from] sqlx::Error),
}

/// Enters what a refused document was signed with after all.
pub async fn enter(
    ledger: &Ledger,
    number: InvoiceNumber,
    (by, entered): (UserId, Entered),
    context: Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<()>, DocumentRejection> {
    let Entered { unit_id, receipt_number, signature, signed_at, qr_url } = entered;
    let internal_data = String::new();
    let unit = ControlUnit { unit_id, receipt_number, signature, internal_data, signed_at, qr_url };
    say(ledger, number, What::Entered { unit: Box::new(unit), by }, context, idempotency).await
}

/// Lets a refused document be sent once more.
pub async fn send_again(
    ledger: &Ledger,
    number: InvoiceNumber,
    by: UserId,
    context: Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<()>, DocumentRejection> {
    say(ledger, number, What::SendAgain { by }, context, idempotency).await
}

/// The read model only tells in which stream a number stands; whether the word counts is decided
/// there.
async fn say(
    ledger: &Ledger,
    number: InvoiceNumber,
    what: What,
    context: Context,
    idempotency: Option<IdempotencyKey>,
) -> Result<Accepted<()>, DocumentRejection> {
    let document = taxes::document(&ledger.pool, number).await?;
    let document = document.ok_or(DocumentRejection::NoSuch(number))?;
    let of = SubscriptionId::new(document.subscription_id);
    let context = Context { correlation_id: document.story, ..context };
    let command = Decision { number, of, what };
    Ok(ledger.lane.submit(command, context, idempotency, Priority::Interactive).await?)
}

struct Decision {
    number: InvoiceNumber,
    of: SubscriptionId,
    what: What,
}

#[derive(Clone)]
enum What {
    Learnt(Learnt),
    Entered { unit: Box<ControlUnit>, by: UserId },
    SendAgain { by: UserId },
}

impl Command for Decision {
    type Reply = ();
    type Rejection = TaxInvoiceError;

    fn reads(&self) -> Reads {
        Reads::default().stream::<TaxInvoices>(self.of.uuid())
    }

    fn decide(&self, world: &mut World<'_>) -> Result<(), Stop<TaxInvoiceError>> {
        let (number, now) = (self.number, world.now());
        let command = match self.what.clone() {
            What::Learnt(Learnt::Issued(unit)) => {
                TaxInvoiceCommand::RecordIssued { number, unit, by: None, now }
            }
            What::Learnt(Learnt::Refused { code, message }) => {
                TaxInvoiceCommand::RecordRefused { number, code, message, now }
            }
            What::Entered { unit, by } => {
                TaxInvoiceCommand::RecordIssued { number, unit, by: Some(by), now }
            }
            What::SendAgain { by } => TaxInvoiceCommand::SendAgain { number, by, now },
        };
        let id = self.of.uuid();
        let events = world.state::<TaxInvoices>(id)?.decide(command).map_err(Stop::Rejected)?;
        Ok(world.append::<TaxInvoices>(id, events)?)
    }
}
