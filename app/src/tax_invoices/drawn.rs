//! What a document's stream says, for whoever acts outside of the lane.

use cqrs_es::Aggregate;
use domain::Timestamp;
use domain::personal::Personal;
use domain::tax_invoice::{
    DocumentStage, InvoiceNumber, KraPin, TaxInvoiceEvent, TaxInvoices, TaxedItem,
};
use event_store::stock::{StockError, read_stream};
use projections::taxes::Waiting;

use crate::Ledger;

/// A document as it was drawn.
pub(crate) struct Drawn {
    pub(crate) credit_of: Option<InvoiceNumber>,
    pub(crate) buyer: Option<Personal<KraPin>>,
    pub(crate) item: TaxedItem,
    pub(crate) at: Timestamp,
    /// How far it has come.
    pub(crate) stage: DocumentStage,
}

/// Reads a document out of its stream.
pub(crate) async fn drawn(ledger: &Ledger, waiting: &Waiting) -> Result<Option<Drawn>, StockError> {
    let mut state = TaxInvoices::default();
    let mut found = None;
    let stream = read_stream::<TaxInvoices>(&ledger.pool, waiting.subscription_id.uuid()).await?;
    for event in stream.into_iter().flat_map(|stored| stored.events) {
        found = found.or_else(|| as_drawn(&event, waiting.number));
        state.apply(event);
    }
    Ok(found.zip(state.stage(waiting.number)).map(|(drawn, stage)| Drawn { stage, ..drawn }))
}

fn as_drawn(event: &TaxInvoiceEvent, wanted: InvoiceNumber) -> Option<Drawn> {
    let (number, credit_of, buyer, item, at) = match event {
        TaxInvoiceEvent::TaxInvoiceDrawn { number, buyer, item, sold_at, .. } => {
            (number, None, buyer, item, sold_at)
        }
        TaxInvoiceEvent::CreditNoteDrawn { number, of, buyer, item, at, .. } => {
            (number, Some(*of), buyer, item, at)
        }
        TaxInvoiceEvent::TaxInvoiceIssued { .. }
        | TaxInvoiceEvent::CreditNoteIssued { .. }
        | TaxInvoiceEvent::TaxDocumentRefused { .. }
        | TaxInvoiceEvent::TaxDocumentSentAgain { .. } => return None,
    };
    (*number == wanted).then(|| Drawn {
        credit_of,
        buyer: buyer.clone(),
        item: item.clone(),
        at: *at,
        stage: DocumentStage::Waiting,
    })
}
