use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::{InvoiceNumber, KraPin};
use crate::id::{CustomerId, PackageId, UserId};
use crate::ledger::{TaxRates, Taxed};
use crate::money::Money;
use crate::personal::Personal;
use crate::time::{Timestamp, seconds_between, seconds_later};

/// What was sold, and its price taken apart. The parts sum to the price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxedItem {
    /// Which package.
    pub package_id: PackageId,
    /// The package's number among the items of the register.
    pub item_number: u32,
    /// What it was called.
    pub name: String,
    /// The rates that held.
    pub rates: TaxRates,
    /// The provider's own part.
    pub net_cents: Money,
    /// Excise duty.
    pub excise_cents: Money,
    /// Value added tax on both.
    pub vat_cents: Money,
}

impl TaxedItem {
    /// The price's parts.
    pub fn parts(&self) -> Taxed {
        Taxed { net: self.net_cents, excise: self.excise_cents, vat: self.vat_cents }
    }

    /// The price. None beyond counting.
    pub fn price(&self) -> Option<Money> {
        self.parts().price()
    }
}

/// A stretch of time that was taken out: what comes after it begins sooner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// From when.
    pub from: Timestamp,
    /// To when.
    pub to: Timestamp,
}

impl Cut {
    /// What a moment is afterwards: those in the stretch are its beginning, those after it come
    /// sooner.
    pub(super) fn after(self, moment: Timestamp) -> Timestamp {
        if moment >= self.to {
            let by = seconds_between(self.to, self.from);
            seconds_later(moment, by).unwrap_or(moment)
        } else {
            moment.min(self.from)
        }
    }
}

/// What a document was signed with: the control unit is the authority's, and so is the code that
/// customers scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlUnit {
    /// The unit's own number.
    pub unit_id: String,
    /// The number that the unit gave the document.
    pub receipt_number: u64,
    /// The signature, as it is printed.
    pub signature: String,
    /// The unit's internal data, as it is printed; empty where a person entered what is known.
    pub internal_data: String,
    /// When it was signed, by the unit's clock.
    pub signed_at: Timestamp,
    /// The address under which the authority shows the document; the QR code holds it.
    pub qr_url: String,
}

/// What happened to a tax document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaxInvoiceEvent {
    /// The invoice of a sale was drawn, and waits for its signature.
    TaxInvoiceDrawn {
        /// Its number.
        number: InvoiceNumber,
        /// Who bought.
        customer_id: CustomerId,
        /// The buyer's PIN, if it was given.
        buyer: Option<Personal<KraPin>>,
        /// What was sold.
        item: TaxedItem,
        /// From when the sold time runs.
        starts_at: Timestamp,
        /// To when.
        ends_at: Timestamp,
        /// When it was sold.
        sold_at: Timestamp,
    },
    /// A credit note was drawn over a part of what an invoice says, and waits for its signature.
    CreditNoteDrawn {
        /// Its number.
        number: InvoiceNumber,
        /// The invoice's.
        of: InvoiceNumber,
        /// Who bought.
        customer_id: CustomerId,
        /// The buyer's PIN, as it stands on the invoice.
        buyer: Option<Personal<KraPin>>,
        /// What is credited.
        item: TaxedItem,
        /// The stretch of time that was taken out; none if all that was left ended.
        cut: Option<Cut>,
        /// When.
        at: Timestamp,
    },
    /// The authority signed an invoice.
    TaxInvoiceIssued {
        /// Which.
        number: InvoiceNumber,
        /// With what.
        control_unit: ControlUnit,
        /// Who entered it; none if the authority answered.
        by: Option<UserId>,
        /// When it was known.
        at: Timestamp,
    },
    /// The authority signed a credit note.
    CreditNoteIssued {
        /// Which.
        number: InvoiceNumber,
        /// The invoice that it is about.
        of: InvoiceNumber,
        /// With what.
        control_unit: ControlUnit,
        /// Who entered it; none if the authority answered.
        by: Option<UserId>,
        /// When it was known.
        at: Timestamp,
    },
    /// The authority refused a document: a person looks at it.
    TaxDocumentRefused {
        /// Which.
        number: InvoiceNumber,
        /// The code as it came.
        code: String,
        /// What was said.
        message: String,
        /// When.
        at: Timestamp,
    },
    /// A person lets a refused document be sent once more.
    TaxDocumentSentAgain {
        /// Which.
        number: InvoiceNumber,
        /// Who.
        by: UserId,
        /// When.
        at: Timestamp,
    },
}

impl DomainEvent for TaxInvoiceEvent {
    fn event_type(&self) -> String {
        match self {
            Self::TaxInvoiceDrawn { .. } => "TaxInvoiceDrawn",
            Self::CreditNoteDrawn { .. } => "CreditNoteDrawn",
            Self::TaxInvoiceIssued { .. } => "TaxInvoiceIssued",
            Self::CreditNoteIssued { .. } => "CreditNoteIssued",
            Self::TaxDocumentRefused { .. } => "TaxDocumentRefused",
            Self::TaxDocumentSentAgain { .. } => "TaxDocumentSentAgain",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}
