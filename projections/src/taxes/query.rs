use domain::personal::NotThat;
use domain::tax_invoice::{DocumentStage, InvoiceNumber, KraPin};
use domain::{SubscriptionId, Timestamp};
use sqlx::PgPool;
use uuid::Uuid;

use super::project::Row;
use crate::page::{BEGIN_LIST, Page, damaged, named, one_more};
use crate::{Cursor, page};

/// Whose invoices are drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seller {
    /// The provider's PIN.
    pub pin: KraPin,
    /// Its branch.
    pub branch: String,
    /// Who opened the register.
    pub opened_by: Uuid,
    /// From when on sales are invoiced.
    pub opened_at: Timestamp,
}

/// What a document was signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The control unit.
    pub unit_id: String,
    /// The unit's number of it.
    pub receipt_number: i64,
    /// The signature.
    pub signature: String,
    /// The unit's internal data.
    pub internal_data: String,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// Where the authority shows it.
    pub qr_url: String,
    /// Who entered it; none if the authority answered.
    pub entered_by: Option<Uuid>,
}

/// A tax invoice or credit note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxDocument {
    /// Its number.
    pub number: i64,
    /// The invoice that it credits; none for an invoice.
    pub credit_of: Option<i64>,
    /// How far it has come.
    pub stage: DocumentStage,
    /// What was sold.
    pub subscription_id: Uuid,
    /// The correlation id of the sale.
    pub story: Uuid,
    /// To whom.
    pub customer_id: Uuid,
    /// The buyer's PIN, if it was given.
    pub buyer_pin: Option<String>,
    /// Which package.
    pub package_id: Uuid,
    /// What it was called.
    pub name: String,
    /// Value added tax, in tenths of a percent.
    pub vat_per_mille: i16,
    /// Excise duty.
    pub excise_per_mille: i16,
    /// The provider's own part of the price.
    pub net_cents: i64,
    /// Excise duty on it.
    pub excise_cents: i64,
    /// Value added tax on both.
    pub vat_cents: i64,
    /// When it was sold, or credited.
    pub sold_at: Timestamp,
    /// What it was signed with, once it was.
    pub signed: Option<Signed>,
    /// What the authority said when it refused it, while it is refused.
    pub refusal: Option<(String, String)>,
}

impl TaxDocument {
    /// Its price, or what of it is credited.
    pub fn total_cents(&self) -> i64 {
        self.net_cents.saturating_add(self.excise_cents).saturating_add(self.vat_cents)
    }
}

impl TryFrom<Row> for TaxDocument {
    type Error = sqlx::Error;
    fn try_from(row: Row) -> Result<Self, sqlx::Error> {
        let signed = match (row.unit_id, row.receipt_number, row.signature, row.signed_at) {
            (Some(unit_id), Some(receipt_number), Some(signature), Some(signed_at)) => {
                Some(Signed {
                    unit_id,
                    receipt_number,
                    signature,
                    internal_data: row.internal_data.unwrap_or_default(),
                    signed_at,
                    qr_url: row.qr_url.unwrap_or_default(),
                    entered_by: row.entered_by,
                })
            }
            _ => None,
        };
        Ok(Self {
            number: row.number,
            credit_of: row.credit_of,
            stage: named("stage", &row.stage)?,
            subscription_id: row.subscription_id,
            story: row.story,
            customer_id: row.customer_id,
            buyer_pin: row.buyer_pin,
            package_id: row.package_id,
            name: row.name,
            vat_per_mille: row.vat_per_mille,
            excise_per_mille: row.excise_per_mille,
            net_cents: row.net_cents,
            excise_cents: row.excise_cents,
            vat_cents: row.vat_cents,
            sold_at: row.sold_at,
            signed,
            refusal: row.refusal_code.zip(row.refusal_message),
        })
    }
}

/// Which documents. What is none does not matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DocumentFilter {
    /// How far they have come.
    pub stage: Option<DocumentStage>,
    /// Whose.
    pub customer_id: Option<Uuid>,
}

/// Some documents.
pub type TaxPage = Page<TaxDocument>;

/// Documents, the last number first.
pub async fn documents(
    pool: &PgPool,
    filter: DocumentFilter,
    after: Option<Cursor>,
    limit: i64,
) -> Result<TaxPage, sqlx::Error> {
    let mut transaction = pool.begin_with(BEGIN_LIST).await?;
    let rows = sqlx::query_as!(
        Row,
        "SELECT number, credit_of, stage, subscription_id, story, customer_id, buyer_pin, package_id,
                item_number, name, vat_per_mille, excise_per_mille, net_cents, excise_cents,
                vat_cents, sold_at, unit_id, receipt_number, signature, internal_data, signed_at,
                qr_url, entered_by, refusal_code, refusal_message, position
         FROM tax_documents
         WHERE ($1::text IS NULL OR stage = $1)
           AND ($2::uuid IS NULL OR customer_id = $2)
           AND ($3::bigint IS NULL OR number < $3)
         ORDER BY number DESC LIMIT $4",
        filter.stage.map(DocumentStage::as_str),
        filter.customer_id,
        after.map(Cursor::key),
        one_more(limit),
    )
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    let items = rows.into_iter().map(TaxDocument::try_from).collect::<Result<Vec<_>, _>>()?;
    Ok(page::Page::of(items, limit, |item| Cursor::new(item.number, Uuid::nil())))
}

/// One document.
pub async fn document(
    pool: &PgPool,
    number: InvoiceNumber,
) -> Result<Option<TaxDocument>, sqlx::Error> {
    let Ok(number) = i64::try_from(number) else { return Ok(None) };
    sqlx::query_as!(
        Row,
        "SELECT number, credit_of, stage, subscription_id, story, customer_id, buyer_pin, package_id,
                item_number, name, vat_per_mille, excise_per_mille, net_cents, excise_cents,
                vat_cents, sold_at, unit_id, receipt_number, signature, internal_data, signed_at,
                qr_url, entered_by, refusal_code, refusal_message, position
         FROM tax_documents WHERE number = $1",
        number,
    )
    .fetch_optional(pool)
    .await?
    .map(TaxDocument::try_from)
    .transpose()
}

/// The most that are ever remembered of what was issued.
const ISSUED_MAX: i64 = 100_000;

/// The last documents that were issued, for a simulated authority that remembers them.
pub async fn issued(pool: &PgPool) -> Result<Vec<TaxDocument>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT number, credit_of, stage, subscription_id, story, customer_id, buyer_pin, package_id,
                item_number, name, vat_per_mille, excise_per_mille, net_cents, excise_cents,
                vat_cents, sold_at, unit_id, receipt_number, signature, internal_data, signed_at,
                qr_url, entered_by, refusal_code, refusal_message, position
         FROM tax_documents WHERE stage = 'ISSUED' ORDER BY number DESC LIMIT $1",
        ISSUED_MAX,
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(TaxDocument::try_from).collect()
}

/// A document that waits for its signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Its number.
    pub number: InvoiceNumber,
    /// The stream that it stands in.
    pub subscription_id: SubscriptionId,
    /// The correlation id of the sale.
    pub story: Uuid,
    /// Where its last event stands.
    pub position: i64,
}

/// What waits for its signature, in the order of the numbers. A credit note waits until its invoice
/// was signed, because the authority takes it only then.
pub async fn waiting(pool: &PgPool, limit: i64) -> Result<Vec<Waiting>, sqlx::Error> {
    let rows = sqlx::query!(
        "SELECT number, subscription_id, story, position FROM tax_documents waiting
         WHERE stage = 'WAITING'
           AND (credit_of IS NULL OR EXISTS (
               SELECT FROM tax_documents invoice
               WHERE invoice.number = waiting.credit_of AND invoice.stage = 'ISSUED'))
         ORDER BY number LIMIT $1",
        limit,
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            let number = row.number.try_into().map_err(|error| damaged("number", error))?;
            let subscription_id = SubscriptionId::new(row.subscription_id);
            Ok(Waiting { number, subscription_id, story: row.story, position: row.position })
        })
        .collect()
}

/// Whose invoices are drawn, once the register is open.
pub async fn seller(pool: &PgPool) -> Result<Option<Seller>, sqlx::Error> {
    let row = sqlx::query!("SELECT pin, branch, opened_by, opened_at FROM tax_seller")
        .fetch_optional(pool)
        .await?;
    row.map(|row| {
        let pin = row.pin.parse().map_err(|error: NotThat| damaged("pin", error))?;
        let (branch, opened_by, opened_at) = (row.branch, row.opened_by, row.opened_at);
        Ok(Seller { pin, branch, opened_by, opened_at })
    })
    .transpose()
}

/// How the queue stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Queue {
    /// How many documents wait for their signature.
    pub waiting: i64,
    /// When the first of them was sold.
    pub waiting_since: Option<Timestamp>,
    /// How many were refused, and wait for a person.
    pub refused: i64,
}

/// How the queue stands.
pub async fn queue(pool: &PgPool) -> Result<Queue, sqlx::Error> {
    sqlx::query_as!(
        Queue,
        r#"SELECT count(*) FILTER (WHERE stage = 'WAITING') AS "waiting!",
                  min(sold_at) FILTER (WHERE stage = 'WAITING') AS waiting_since,
                  count(*) FILTER (WHERE stage = 'REFUSED') AS "refused!"
           FROM tax_documents WHERE stage <> 'ISSUED'"#,
    )
    .fetch_one(pool)
    .await
}

/// The PIN that a customer gave.
pub async fn buyer_pin(pool: &PgPool, customer_id: Uuid) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!("SELECT kra_pin FROM buyer_pins WHERE customer_id = $1", customer_id)
        .fetch_optional(pool)
        .await
}
