use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use domain::PaymentId;
use domain::Timestamp;
use domain::personal::Unseal;
use domain::tax_invoice::{
    ControlUnit, DocumentStage, TaxInvoiceEvent, TaxInvoices, TaxRegister, TaxRegisterEvent,
    TaxedItem,
};
use domain::user::{User, UserEvent};
use event_store::Recorded;
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::opened::{Opened, Sealed};
use crate::projection::{ApplyError, Projection, Projector};

/// Fills tax documents.
#[derive(Debug)]
pub(crate) struct TaxesProjector;

#[async_trait]
impl Projector for TaxesProjector {
    fn projection(&self) -> Projection {
        Projection::Taxes
    }

    async fn apply(
        &self,
        connection: &mut PgConnection,
        events: &[Arc<Recorded>],
        unseal: &dyn Unseal,
    ) -> Result<Vec<PaymentId>, ApplyError> {
        let mut facts = Vec::new();
        let mut pins = Vec::new();
        for recorded in events.iter().map(Arc::as_ref) {
            let told = recorded.decode::<TaxInvoices>()?.into_iter();
            facts.extend(told.map(|event| (recorded, event)));
            for event in recorded.decode::<TaxRegister>()? {
                open(connection, recorded, &event).await?;
            }
            for event in recorded.decode::<User>()? {
                if let UserEvent::KraPinChanged { kra_pin } = event {
                    pins.push((recorded, kra_pin));
                }
            }
        }
        let mut sealed = Sealed::default();
        for (_, event) in &facts {
            if let TaxInvoiceEvent::TaxInvoiceDrawn { buyer, .. }
            | TaxInvoiceEvent::CreditNoteDrawn { buyer, .. } = event
            {
                sealed.add(buyer);
            }
        }
        sealed.add(pins.iter().filter_map(|(_, pin)| pin.as_ref()));
        let opened = sealed.open(unseal).await?;
        save_documents(connection, &facts, &opened).await?;
        for (recorded, pin) in &pins {
            let pin = pin.as_ref().and_then(|pin| opened.text(pin));
            save_pin(connection, recorded, pin.as_deref()).await?;
        }
        Ok(Vec::new())
    }
}

/// A document's row.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) number: i64,
    pub(super) credit_of: Option<i64>,
    pub(super) stage: String,
    pub(super) subscription_id: Uuid,
    pub(super) story: Uuid,
    pub(super) customer_id: Uuid,
    pub(super) buyer_pin: Option<String>,
    pub(super) package_id: Uuid,
    pub(super) item_number: i64,
    pub(super) name: String,
    pub(super) vat_per_mille: i16,
    pub(super) excise_per_mille: i16,
    pub(super) net_cents: i64,
    pub(super) excise_cents: i64,
    pub(super) vat_cents: i64,
    pub(super) sold_at: Timestamp,
    pub(super) unit_id: Option<String>,
    pub(super) receipt_number: Option<i64>,
    pub(super) signature: Option<String>,
    pub(super) internal_data: Option<String>,
    pub(super) signed_at: Option<Timestamp>,
    pub(super) qr_url: Option<String>,
    pub(super) entered_by: Option<Uuid>,
    pub(super) refusal_code: Option<String>,
    pub(super) refusal_message: Option<String>,
    pub(super) position: i64,
}

/// Numbers begin at 1 and never come near the end of what the column holds.
fn column(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl Row {
    /// The row of a document that is drawn. None if this event draws none.
    fn begin(recorded: &Recorded, event: &TaxInvoiceEvent, opened: &Opened) -> Option<Self> {
        let (number, credit_of, customer_id, buyer, item, sold_at) = match event {
            TaxInvoiceEvent::TaxInvoiceDrawn {
                number, customer_id, buyer, item, sold_at, ..
            } => (number, None, customer_id, buyer, item, sold_at),
            TaxInvoiceEvent::CreditNoteDrawn {
                number, of, customer_id, buyer, item, at, ..
            } => (number, Some(column(*of)), customer_id, buyer, item, at),
            TaxInvoiceEvent::TaxInvoiceIssued { .. }
            | TaxInvoiceEvent::CreditNoteIssued { .. }
            | TaxInvoiceEvent::TaxDocumentRefused { .. }
            | TaxInvoiceEvent::TaxDocumentSentAgain { .. } => return None,
        };
        let TaxedItem { package_id, item_number, name, rates, .. } = item;
        let tenths = |rate: u16| i16::try_from(rate).unwrap_or(i16::MAX);
        Some(Self {
            number: column(*number),
            credit_of,
            stage: DocumentStage::Waiting.as_str().to_owned(),
            subscription_id: recorded.aggregate_id,
            story: recorded.correlation_id().unwrap_or(recorded.aggregate_id),
            customer_id: customer_id.uuid(),
            buyer_pin: buyer.as_ref().and_then(|pin| opened.text(pin)),
            package_id: package_id.uuid(),
            item_number: i64::from(*item_number),
            name: name.clone(),
            vat_per_mille: tenths(rates.vat_per_mille),
            excise_per_mille: tenths(rates.excise_per_mille),
            net_cents: item.net_cents.cents(),
            excise_cents: item.excise_cents.cents(),
            vat_cents: item.vat_cents.cents(),
            sold_at: *sold_at,
            unit_id: None,
            receipt_number: None,
            signature: None,
            internal_data: None,
            signed_at: None,
            qr_url: None,
            entered_by: None,
            refusal_code: None,
            refusal_message: None,
            position: recorded.position,
        })
    }

    fn apply(&mut self, recorded: &Recorded, event: &TaxInvoiceEvent) {
        self.position = recorded.position;
        let stage = match event {
            TaxInvoiceEvent::TaxInvoiceDrawn { .. } | TaxInvoiceEvent::CreditNoteDrawn { .. } => {
                return;
            }
            TaxInvoiceEvent::TaxInvoiceIssued { control_unit, by, .. }
            | TaxInvoiceEvent::CreditNoteIssued { control_unit, by, .. } => {
                self.sign(control_unit);
                self.entered_by = by.map(domain::UserId::uuid);
                DocumentStage::Issued
            }
            TaxInvoiceEvent::TaxDocumentRefused { code, message, .. } => {
                self.refusal_code = Some(code.clone());
                self.refusal_message = Some(message.clone());
                DocumentStage::Refused
            }
            TaxInvoiceEvent::TaxDocumentSentAgain { .. } => DocumentStage::Waiting,
        };
        stage.as_str().clone_into(&mut self.stage);
        if stage != DocumentStage::Refused {
            self.refusal_code = None;
            self.refusal_message = None;
        }
    }

    fn sign(&mut self, unit: &ControlUnit) {
        self.unit_id = Some(unit.unit_id.clone());
        self.receipt_number = Some(column(unit.receipt_number));
        self.signature = Some(unit.signature.clone());
        self.internal_data = Some(unit.internal_data.clone());
        self.signed_at = Some(unit.signed_at);
        self.qr_url = Some(unit.qr_url.clone());
    }
}

const fn number_of(event: &TaxInvoiceEvent) -> u64 {
    match event {
        TaxInvoiceEvent::TaxInvoiceDrawn { number, .. }
        | TaxInvoiceEvent::CreditNoteDrawn { number, .. }
        | TaxInvoiceEvent::TaxInvoiceIssued { number, .. }
        | TaxInvoiceEvent::CreditNoteIssued { number, .. }
        | TaxInvoiceEvent::TaxDocumentRefused { number, .. }
        | TaxInvoiceEvent::TaxDocumentSentAgain { number, .. } => *number,
    }
}

async fn save_documents(
    connection: &mut PgConnection,
    facts: &[(&Recorded, TaxInvoiceEvent)],
    opened: &Opened,
) -> Result<(), ApplyError> {
    if facts.is_empty() {
        return Ok(());
    }
    let numbers: Vec<i64> = facts.iter().map(|(_, event)| column(number_of(event))).collect();
    let stored = load(connection, &numbers).await?;
    let replaced: Vec<i64> = stored.iter().map(|row| row.number).collect();
    let mut rows: BTreeMap<i64, Row> = stored.into_iter().map(|row| (row.number, row)).collect();
    for (recorded, event) in facts {
        let number = column(number_of(event));
        if let Some(row) = Row::begin(recorded, event, opened) {
            rows.insert(number, row);
        }
        let (position, id) = (recorded.position, recorded.aggregate_id);
        let unknown = ApplyError::Unknown { position, what: "tax document of", id };
        rows.get_mut(&number).ok_or(unknown)?.apply(recorded, event);
    }
    let json = serde_json::to_string(&rows.values().collect::<Vec<_>>())?;
    sqlx::query!("DELETE FROM tax_documents WHERE number = ANY($1)", &replaced)
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "INSERT INTO tax_documents
         SELECT * FROM json_populate_recordset(NULL::tax_documents, $1::text::json)",
        json,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn load(connection: &mut PgConnection, numbers: &[i64]) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        "SELECT number, credit_of, stage, subscription_id, story, customer_id, buyer_pin, package_id,
                item_number, name, vat_per_mille, excise_per_mille, net_cents, excise_cents,
                vat_cents, sold_at, unit_id, receipt_number, signature, internal_data, signed_at,
                qr_url, entered_by, refusal_code, refusal_message, position
         FROM tax_documents WHERE number = ANY($1)",
        numbers,
    )
    .fetch_all(connection)
    .await
}

async fn open(
    connection: &mut PgConnection,
    recorded: &Recorded,
    event: &TaxRegisterEvent,
) -> Result<(), sqlx::Error> {
    let TaxRegisterEvent::TaxRegisterOpened { seller, last_number, by, at } = event else {
        return Ok(());
    };
    sqlx::query!(
        "INSERT INTO tax_seller (only_one, pin, branch, last_number, opened_by, opened_at, position)
         VALUES (true, $1, $2, $3, $4, $5, $6)",
        seller.pin.as_str(),
        seller.branch,
        column(*last_number),
        by.uuid(),
        *at,
        recorded.position,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes a buyer's PIN, or takes it away.
async fn save_pin(
    connection: &mut PgConnection,
    recorded: &Recorded,
    pin: Option<&str>,
) -> Result<(), sqlx::Error> {
    let customer_id = recorded.aggregate_id;
    let Some(pin) = pin else {
        sqlx::query!("DELETE FROM buyer_pins WHERE customer_id = $1", customer_id)
            .execute(connection)
            .await?;
        return Ok(());
    };
    sqlx::query!(
        "INSERT INTO buyer_pins (customer_id, kra_pin, position) VALUES ($1, $2, $3)
         ON CONFLICT (customer_id) DO UPDATE
         SET kra_pin = EXCLUDED.kra_pin, position = EXCLUDED.position",
        customer_id,
        pin,
        recorded.position,
    )
    .execute(connection)
    .await?;
    Ok(())
}
