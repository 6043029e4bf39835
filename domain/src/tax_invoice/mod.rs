//! Tax invoices and credit notes: what the tax authority is told of each sale, and what it answered.
//!
//! [`TaxRegister`] is one stream: whose invoices they are, and which number comes next. The documents
//! stand in one stream a subscription, [`TaxInvoices`], because what is given back of its time is
//! credited against the invoices under which that time was sold. A sale never waits for any of it.

mod cause;
mod decide;
mod event;
mod pin;
mod register;

use cqrs_es::{Aggregate, event_sink::EventSink};
use serde::{Deserialize, Serialize};

use crate::aggregate::Decide;
use crate::id::{CustomerId, UserId};
use crate::money::Money;
use crate::personal::Personal;
use crate::time::Timestamp;

pub use cause::{Taxable, taxable};
pub use decide::{CREDIT_NOTES_MAX, TaxInvoiceError};
pub use event::{ControlUnit, Cut, TaxInvoiceEvent, TaxedItem};
pub use pin::KraPin;
pub use register::{
    LAST_NUMBER_MAX, Seller, TAX_REGISTER, TaxRegister, TaxRegisterCommand, TaxRegisterError,
    TaxRegisterEvent,
};

/// The number of a tax invoice or credit note: 1, 2, 3 … in one register, none used twice.
pub type InvoiceNumber = u64;

/// How far a document has come. The names are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DocumentStage {
    /// It waits for the authority's signature.
    Waiting,
    /// The authority signed it.
    Issued,
    /// The authority refused it: a person looks at it.
    Refused,
}

impl DocumentStage {
    /// The stored and shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "WAITING",
            Self::Issued => "ISSUED",
            Self::Refused => "REFUSED",
        }
    }
}

/// The tax documents of one subscription.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxInvoices {
    documents: Vec<Document>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Document {
    number: InvoiceNumber,
    stage: DocumentStage,
    kind: DocumentKind,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum DocumentKind {
    Invoice {
        customer_id: CustomerId,
        buyer: Option<Personal<KraPin>>,
        item: TaxedItem,
        /// What no credit note has taken back yet.
        left: Money,
        /// The time that was sold under it.
        starts_at: Timestamp,
        ends_at: Timestamp,
    },
    CreditNote {
        of: InvoiceNumber,
    },
}

/// A sale to be invoiced.
#[derive(Debug, Clone)]
pub struct DrawInvoice {
    /// The number that the register gave.
    pub number: InvoiceNumber,
    /// Who bought.
    pub customer_id: CustomerId,
    /// The buyer's PIN, if it was given.
    pub buyer: Option<Personal<KraPin>>,
    /// What was sold.
    pub item: TaxedItem,
    /// From when the sold time runs.
    pub starts_at: Timestamp,
    /// To when.
    pub ends_at: Timestamp,
    /// When it was sold.
    pub sold_at: Timestamp,
}

/// What can be asked of the documents of a subscription.
#[derive(Debug, Clone)]
pub enum TaxInvoiceCommand {
    /// Draws the invoice of a sale.
    Draw(Box<DrawInvoice>),
    /// Draws credit notes over what went back of the price, against the invoices under which the
    /// time was sold: the time that ends last first. What was sold without an invoice is credited
    /// without a note.
    Credit {
        /// The number of the first of them; the others follow.
        first: InvoiceNumber,
        /// What went back, with its taxes.
        value: Money,
        /// The stretch of time that was taken out; none if all that was left ended.
        cut: Option<Cut>,
        /// When.
        at: Timestamp,
    },
    /// The authority signed a document. The same again is success and no event.
    RecordIssued {
        /// Which.
        number: InvoiceNumber,
        /// What it was signed with.
        unit: Box<ControlUnit>,
        /// Who entered it; none if the authority answered.
        by: Option<UserId>,
        /// The moment now.
        now: Timestamp,
    },
    /// The authority refused a document. The same again is success and no event.
    RecordRefused {
        /// Which.
        number: InvoiceNumber,
        /// The code as it came.
        code: String,
        /// What was said.
        message: String,
        /// The moment now.
        now: Timestamp,
    },
    /// A person lets a refused document be sent once more.
    SendAgain {
        /// Which.
        number: InvoiceNumber,
        /// Who.
        by: UserId,
        /// The moment now.
        now: Timestamp,
    },
}

impl TaxInvoices {
    /// How far a document has come. None if it is not of this subscription.
    pub fn stage(&self, number: InvoiceNumber) -> Option<DocumentStage> {
        self.document(number).map(|document| document.stage)
    }

    fn document(&self, number: InvoiceNumber) -> Option<&Document> {
        self.documents.iter().find(|document| document.number == number)
    }

    fn set_stage(&mut self, of: InvoiceNumber, to: DocumentStage) {
        if let Some(document) = self.documents.iter_mut().find(|one| one.number == of) {
            document.stage = to;
        }
    }

    fn credit(&mut self, of: InvoiceNumber, value: Money) {
        for document in &mut self.documents {
            if let DocumentKind::Invoice { left, .. } = &mut document.kind
                && document.number == of
            {
                *left = left.minus(value).unwrap_or_default();
            }
        }
    }

    /// Time that was sold is over at that moment, whenever it was to end.
    fn end_at(&mut self, moment: Timestamp) {
        for document in &mut self.documents {
            if let DocumentKind::Invoice { ends_at, .. } = &mut document.kind {
                *ends_at = moment.min(*ends_at);
            }
        }
    }

    fn take_out(&mut self, cut: Cut) {
        for document in &mut self.documents {
            if let DocumentKind::Invoice { starts_at, ends_at, .. } = &mut document.kind {
                *starts_at = cut.after(*starts_at);
                *ends_at = cut.after(*ends_at);
            }
        }
    }
}

impl Aggregate for TaxInvoices {
    const TYPE: &'static str = "tax_invoices";
    type Command = TaxInvoiceCommand;
    type Event = TaxInvoiceEvent;
    type Error = TaxInvoiceError;
    type Services = ();

    async fn handle(
        &mut self,
        command: Self::Command,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Self::Error> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: Self::Event) {
        match event {
            TaxInvoiceEvent::TaxInvoiceDrawn {
                number,
                customer_id,
                buyer,
                item,
                starts_at,
                ends_at,
                sold_at: _,
            } => {
                // Another package that begins at once ends the one before.
                self.end_at(starts_at);
                let left = item.price().unwrap_or_default();
                let kind =
                    DocumentKind::Invoice { customer_id, buyer, item, left, starts_at, ends_at };
                self.documents.push(Document { number, stage: DocumentStage::Waiting, kind });
            }
            TaxInvoiceEvent::CreditNoteDrawn { number, of, item, cut, .. } => {
                self.credit(of, item.price().unwrap_or_default());
                if let Some(cut) = cut {
                    self.take_out(cut);
                }
                let kind = DocumentKind::CreditNote { of };
                self.documents.push(Document { number, stage: DocumentStage::Waiting, kind });
            }
            TaxInvoiceEvent::TaxInvoiceIssued { number, .. }
            | TaxInvoiceEvent::CreditNoteIssued { number, .. } => {
                self.set_stage(number, DocumentStage::Issued);
            }
            TaxInvoiceEvent::TaxDocumentRefused { number, .. } => {
                self.set_stage(number, DocumentStage::Refused);
            }
            TaxInvoiceEvent::TaxDocumentSentAgain { number, .. } => {
                self.set_stage(number, DocumentStage::Waiting);
            }
        }
    }
}
