//! Money on its way back to customers.

use std::sync::Arc;

use domain::personal::Unseal;
use domain::refund::{Refund as Aggregate, RefundEvent, RefundStage, RefundWay};
use domain::{RefundId, Timestamp};
use event_store::Recorded;
use serde::Serialize;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::opened::{Opened, Sealed};
use crate::page::{BEGIN_LIST, Cursor, Page, named, one_more};
use crate::projection::ApplyError;
use crate::rows::Rows;

#[derive(Debug, Serialize)]
struct Row {
    refund_id: Uuid,
    customer_id: Option<Uuid>,
    payment_id: Option<Uuid>,
    receipt: Option<String>,
    phone: Option<String>,
    amount_cents: i64,
    stage: String,
    reason: String,
    asked_by: Uuid,
    approved_by: Option<Uuid>,
    asked_at: Timestamp,
    sent_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    outgoing_receipt: Option<String>,
    failure_code: Option<String>,
    failure_message: Option<String>,
    position: i64,
}

/// Writes what a batch says about refunds.
pub(super) async fn save(
    connection: &mut PgConnection,
    events: &[Arc<Recorded>],
    unseal: &dyn Unseal,
) -> Result<(), ApplyError> {
    let mut facts = Vec::new();
    for recorded in events {
        facts.extend(recorded.decode::<Aggregate>()?.into_iter().map(|event| (recorded, event)));
    }
    if facts.is_empty() {
        return Ok(());
    }
    let mut sealed = Sealed::default();
    for (_, event) in &facts {
        if let RefundEvent::RefundRequested { way: RefundWay::Payout { payee }, .. } = event {
            sealed.add([payee]);
        }
    }
    let opened = sealed.open(unseal).await?;
    let ids: Vec<Uuid> = facts.iter().map(|(recorded, _)| recorded.aggregate_id).collect();
    let mut rows = load(connection, &ids).await?;
    for (recorded, event) in &facts {
        let (id, position) = (recorded.aggregate_id, recorded.position);
        if let Some(row) = Row::begin(event, &opened) {
            rows.insert(id, row);
        }
        let unknown = ApplyError::Unknown { position, what: "refund", id };
        rows.get_mut(id).ok_or(unknown)?.apply(recorded, event);
    }
    let Some(json) = rows.to_json()? else { return Ok(()) };
    sqlx::query!("DELETE FROM refunds WHERE refund_id = ANY($1)", rows.stored_ids())
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "INSERT INTO refunds SELECT * FROM json_populate_recordset(NULL::refunds, $1::text::json)",
        json,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn load(connection: &mut PgConnection, ids: &[Uuid]) -> Result<Rows<Row>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT refund_id, customer_id, payment_id, receipt, phone, amount_cents, stage, reason,
                asked_by, approved_by, asked_at, sent_at, ended_at, outgoing_receipt, failure_code,
                failure_message, position
         FROM refunds WHERE refund_id = ANY($1)",
        ids,
    )
    .fetch_all(connection)
    .await?;
    Ok(Rows::stored(rows, |row| row.refund_id))
}

impl Row {
    /// The row of a refund that is asked for. None if this event begins none.
    fn begin(event: &RefundEvent, opened: &Opened) -> Option<Self> {
        let RefundEvent::RefundRequested {
            refund_id,
            customer_id,
            way,
            amount_cents,
            by,
            why,
            awaits_approval,
            at,
        } = event
        else {
            return None;
        };
        let (payment_id, receipt, phone) = match way {
            RefundWay::Payout { payee } => (None, None, opened.text(payee)),
            RefundWay::Reversal { payment_id, receipt } => {
                (Some(payment_id.uuid()), Some(receipt.as_str().to_owned()), None)
            }
        };
        let stage =
            if *awaits_approval { RefundStage::AwaitsApproval } else { RefundStage::Waiting };
        Some(Self {
            refund_id: refund_id.uuid(),
            customer_id: customer_id.map(domain::CustomerId::uuid),
            payment_id,
            receipt,
            phone,
            amount_cents: amount_cents.cents(),
            stage: stage.as_str().to_owned(),
            reason: why.to_string(),
            asked_by: by.uuid(),
            approved_by: None,
            asked_at: *at,
            sent_at: None,
            ended_at: None,
            outgoing_receipt: None,
            failure_code: None,
            failure_message: None,
            position: 0,
        })
    }

    fn apply(&mut self, recorded: &Recorded, event: &RefundEvent) {
        self.position = recorded.position;
        let stage = match event {
            RefundEvent::RefundRequested { .. } => return,
            RefundEvent::RefundApproved { by, at: _ } => {
                self.approved_by = Some(by.uuid());
                RefundStage::Waiting
            }
            RefundEvent::RefundSent { at } => {
                self.sent_at = Some(*at);
                RefundStage::Sent
            }
            RefundEvent::RefundUnsent { why: _ } => {
                self.sent_at = None;
                RefundStage::Waiting
            }
            RefundEvent::RefundPaid { receipt, amount_cents: _, paid_at: at }
            | RefundEvent::RefundReversed { receipt, reversed_at: at } => {
                self.outgoing_receipt = receipt.as_ref().map(|found| found.as_str().to_owned());
                self.ended_at = Some(*at);
                RefundStage::Completed
            }
            RefundEvent::RefundFailed { code, description } => {
                self.failure_code = Some(code.clone());
                self.failure_message = Some(description.clone());
                self.ended_at = Some(recorded.recorded_at);
                RefundStage::Failed
            }
        };
        stage.as_str().clone_into(&mut self.stage);
        if stage == RefundStage::Completed {
            self.failure_code = None;
            self.failure_message = None;
        }
    }
}

/// Money on its way back, or given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// Its id.
    pub id: Uuid,
    /// Whose money; none if it is nobody's yet.
    pub customer_id: Option<Uuid>,
    /// What the customer is called, if that is known.
    pub customer_name: Option<String>,
    /// What is reversed; none if it is paid out of a wallet.
    pub payment_id: Option<Uuid>,
    /// Which receipt of it.
    pub receipt: Option<String>,
    /// Who is paid out of a wallet.
    pub phone: Option<String>,
    /// How much.
    pub amount_cents: i64,
    /// How far it has come.
    pub stage: RefundStage,
    /// Why it was asked for.
    pub reason: String,
    /// Who asked.
    pub asked_by: Uuid,
    /// Who agreed, where a second person had to.
    pub approved_by: Option<Uuid>,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When Safaricom was asked.
    pub sent_at: Option<Timestamp>,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// Safaricom's receipt of the money that went back.
    pub outgoing_receipt: Option<String>,
    /// The code as it came, if it failed.
    pub failure_code: Option<String>,
    /// What was said, if it failed.
    pub failure_message: Option<String>,
}

/// Which refunds. What is none does not matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RefundFilter {
    /// How far it has come.
    pub stage: Option<RefundStage>,
    /// Whose money.
    pub customer_id: Option<Uuid>,
    /// What is reversed.
    pub payment_id: Option<Uuid>,
}

/// Refunds, the newest first.
pub async fn refunds(
    pool: &PgPool,
    filter: RefundFilter,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Page<Refund>, sqlx::Error> {
    let mut transaction = pool.begin_with(BEGIN_LIST).await?;
    let rows = sqlx::query!(
        r#"SELECT r.refund_id, r.customer_id, u.name AS "customer_name?", r.payment_id, r.receipt,
                  r.phone, r.amount_cents, r.stage, r.reason, r.asked_by, r.approved_by, r.asked_at,
                  r.sent_at, r.ended_at, r.outgoing_receipt, r.failure_code, r.failure_message
           FROM refunds r LEFT JOIN users u ON u.user_id = r.customer_id
           WHERE ($1::text IS NULL OR r.stage = $1)
             AND ($2::uuid IS NULL OR r.customer_id = $2)
             AND ($3::uuid IS NULL OR r.payment_id = $3)
             AND ($4::timestamptz IS NULL OR (r.asked_at, r.refund_id) < ($4, $5::uuid))
           ORDER BY r.asked_at DESC, r.refund_id DESC LIMIT $6"#,
        filter.stage.map(RefundStage::as_str),
        filter.customer_id,
        filter.payment_id,
        after.map(Cursor::moment),
        after.map(Cursor::id),
        one_more(limit),
    )
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    let items = rows
        .into_iter()
        .map(|row| {
            Ok(Refund {
                id: row.refund_id,
                customer_id: row.customer_id,
                customer_name: row.customer_name,
                payment_id: row.payment_id,
                receipt: row.receipt,
                phone: row.phone,
                amount_cents: row.amount_cents,
                stage: named("stage", &row.stage)?,
                reason: row.reason,
                asked_by: row.asked_by,
                approved_by: row.approved_by,
                asked_at: row.asked_at,
                sent_at: row.sent_at,
                ended_at: row.ended_at,
                outgoing_receipt: row.outgoing_receipt,
                failure_code: row.failure_code,
                failure_message: row.failure_message,
            })
        })
        .collect::<Result<Vec<_>, sqlx::Error>>()?;
    Ok(Page::of(items, limit, |item| Cursor::at(item.asked_at, item.id)))
}

/// A refund that Safaricom is to be asked for, or about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnderWay {
    /// Its id.
    pub id: RefundId,
    /// When it was asked for.
    pub asked_at: Timestamp,
}

/// Refunds that are under way, the oldest first.
pub async fn refunds_under_way(pool: &PgPool, limit: i64) -> Result<Vec<UnderWay>, sqlx::Error> {
    let rows = sqlx::query!(
        "SELECT refund_id, asked_at FROM refunds WHERE stage IN ('WAITING', 'SENT')
         ORDER BY asked_at, refund_id LIMIT $1",
        limit,
    )
    .fetch_all(pool)
    .await?;
    let under_way = |id, asked_at| UnderWay { id: RefundId::new(id), asked_at };
    Ok(rows.into_iter().map(|row| under_way(row.refund_id, row.asked_at)).collect())
}
