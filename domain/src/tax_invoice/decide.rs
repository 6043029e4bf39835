use std::cmp::Reverse;

use super::{
    ControlUnit, Cut, Document, DocumentKind, DocumentStage, DrawInvoice, InvoiceNumber,
    TaxInvoiceCommand, TaxInvoiceEvent, TaxInvoices, TaxedItem,
};
use crate::aggregate::Decide;
use crate::id::UserId;
use crate::money::Money;
use crate::time::Timestamp;

/// What goes back at once is credited against this many invoices at most: so much time nobody has bought
/// ahead. What is beyond it is not credited.
pub const CREDIT_NOTES_MAX: usize = 100;

/// Why something cannot be done with a tax document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TaxInvoiceError {
    /// There is no such document.
    #[error("there is no tax document with the number {0}")]
    NotFound(InvoiceNumber),
    /// The number is in use.
    #[error("a tax document with the number {0} exists already")]
    Exists(InvoiceNumber),
    /// It was signed.
    #[error("tax document {0} was signed already")]
    Issued(InvoiceNumber),
    /// An amount beyond counting.
    #[error("the amounts of tax document {0} are beyond counting")]
    TooMuch(InvoiceNumber),
}

type Decided = Result<Vec<TaxInvoiceEvent>, TaxInvoiceError>;

impl Decide for TaxInvoices {
    const WITHOUT_CLAIMS: &'static [&'static str] = &[
        "TaxInvoiceDrawn",
        "CreditNoteDrawn",
        "TaxInvoiceIssued",
        "CreditNoteIssued",
        "TaxDocumentRefused",
        "TaxDocumentSentAgain",
    ];

    fn decide(&self, command: TaxInvoiceCommand) -> Decided {
        match command {
            TaxInvoiceCommand::Draw(draw) => self.draw(*draw),
            TaxInvoiceCommand::Credit { first, value, cut, at } => {
                self.draw_credit(first, value, cut, at)
            }
            TaxInvoiceCommand::RecordIssued { number, unit, by, now } => {
                self.issued(number, *unit, by, now)
            }
            TaxInvoiceCommand::RecordRefused { number, code, message, now } => {
                match self.known(number)?.stage {
                    // What was signed is signed, whatever is said later.
                    DocumentStage::Issued | DocumentStage::Refused => Ok(vec![]),
                    DocumentStage::Waiting => Ok(vec![TaxInvoiceEvent::TaxDocumentRefused {
                        number,
                        code,
                        message,
                        at: now,
                    }]),
                }
            }
            TaxInvoiceCommand::SendAgain { number, by, now } => match self.known(number)?.stage {
                DocumentStage::Refused => {
                    Ok(vec![TaxInvoiceEvent::TaxDocumentSentAgain { number, by, at: now }])
                }
                DocumentStage::Waiting => Ok(vec![]),
                DocumentStage::Issued => Err(TaxInvoiceError::Issued(number)),
            },
        }
    }

    fn decides_claims(&self) -> bool {
        false
    }
}

impl TaxInvoices {
    fn known(&self, number: InvoiceNumber) -> Result<&Document, TaxInvoiceError> {
        self.document(number).ok_or(TaxInvoiceError::NotFound(number))
    }

    fn draw(&self, draw: DrawInvoice) -> Decided {
        let DrawInvoice { number, customer_id, buyer, item, starts_at, ends_at, sold_at } = draw;
        if self.document(number).is_some() {
            return Err(TaxInvoiceError::Exists(number));
        }
        item.price().ok_or(TaxInvoiceError::TooMuch(number))?;
        Ok(vec![TaxInvoiceEvent::TaxInvoiceDrawn {
            number,
            customer_id,
            buyer,
            item,
            starts_at,
            ends_at,
            sold_at,
        }])
    }

    /// The authority's answer counts whenever it comes. A person may enter what was refused, and what
    /// waits in vain because the answer about it is never one.
    fn issued(
        &self,
        number: InvoiceNumber,
        control_unit: ControlUnit,
        by: Option<UserId>,
        at: Timestamp,
    ) -> Decided {
        let document = self.known(number)?;
        match (document.stage, by) {
            (DocumentStage::Issued, None) => return Ok(vec![]),
            (DocumentStage::Issued, Some(_)) => return Err(TaxInvoiceError::Issued(number)),
            (DocumentStage::Waiting | DocumentStage::Refused, _) => {}
        }
        Ok(vec![match &document.kind {
            DocumentKind::Invoice { .. } => {
                TaxInvoiceEvent::TaxInvoiceIssued { number, control_unit, by, at }
            }
            DocumentKind::CreditNote { of } => {
                TaxInvoiceEvent::CreditNoteIssued { number, of: *of, control_unit, by, at }
            }
        }])
    }

    /// The time that ends last is what was given back first.
    fn draw_credit(
        &self,
        first: InvoiceNumber,
        value: Money,
        cut: Option<Cut>,
        at: Timestamp,
    ) -> Decided {
        let mut left_to_credit = value;
        let mut events = vec![];
        let mut number = first;
        for sold in self.sold_under(cut, at) {
            let part = left_to_credit.min(sold.left);
            if !part.is_positive() {
                continue;
            }
            if events.len() == CREDIT_NOTES_MAX {
                break;
            }
            let too_much = TaxInvoiceError::TooMuch(number);
            // The stretch is taken out once.
            let cut = cut.filter(|_| events.is_empty());
            events.push(sold.credit(number, part, cut, at).ok_or(too_much)?);
            left_to_credit = left_to_credit.minus(part).ok_or(too_much)?;
            number = number.checked_add(1).ok_or(too_much)?;
        }
        Ok(events)
    }

    /// The invoices under which the returned time was sold: those whose time meets the cut, or is not
    /// over, the time that ends last first.
    fn sold_under(&self, cut: Option<Cut>, at: Timestamp) -> Vec<Sold<'_>> {
        let returned = |one: &Sold<'_>| match cut {
            Some(cut) => one.starts_at < cut.to && cut.from < one.ends_at,
            None => at < one.ends_at,
        };
        let mut sold: Vec<Sold<'_>> =
            self.documents.iter().filter_map(Sold::of).filter(returned).collect();
        sold.sort_by_key(|one| Reverse(one.ends_at));
        sold
    }
}

/// An invoice, and what no credit note has taken back of it.
struct Sold<'a> {
    number: InvoiceNumber,
    kind: &'a DocumentKind,
    left: Money,
    starts_at: Timestamp,
    ends_at: Timestamp,
}

impl<'a> Sold<'a> {
    fn of(document: &'a Document) -> Option<Self> {
        match &document.kind {
            kind @ DocumentKind::Invoice { left, starts_at, ends_at, .. } => Some(Self {
                number: document.number,
                kind,
                left: *left,
                starts_at: *starts_at,
                ends_at: *ends_at,
            }),
            DocumentKind::CreditNote { .. } => None,
        }
    }

    fn credit(
        &self,
        number: InvoiceNumber,
        part: Money,
        cut: Option<Cut>,
        at: Timestamp,
    ) -> Option<TaxInvoiceEvent> {
        let DocumentKind::Invoice { customer_id, buyer, item, .. } = self.kind else {
            return None;
        };
        let credited = item.parts().within(part)?;
        Some(TaxInvoiceEvent::CreditNoteDrawn {
            number,
            of: self.number,
            customer_id: *customer_id,
            buyer: buyer.clone(),
            item: TaxedItem {
                net_cents: credited.net,
                excise_cents: credited.excise,
                vat_cents: credited.vat,
                ..item.clone()
            },
            cut,
            at,
        })
    }
}
