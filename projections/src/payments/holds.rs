//! Reports of money that wait until Safaricom confirms them, or did.

use std::sync::Arc;

use domain::codes::Receipt;
use domain::hold::{About, Doubt, Hold as Aggregate, HoldEvent, HoldStage, Released, Report};
use domain::{HoldId, Timestamp};
use event_store::Recorded;
use serde::Serialize;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::Road;
use crate::page::{BEGIN_LIST, Cursor, Page, named, one_more};
use crate::projection::ApplyError;
use crate::rows::Rows;

#[derive(Debug, Serialize)]
struct Row {
    hold_id: Uuid,
    payment_id: Uuid,
    road: String,
    receipt: String,
    amount_cents: i64,
    paid_at: Timestamp,
    doubts: Vec<String>,
    stage: String,
    held_at: Timestamp,
    ended_at: Option<Timestamp>,
    note: Option<String>,
    released_by: Option<Uuid>,
    reason: Option<String>,
    position: i64,
}

/// Writes what a batch says about held reports.
pub(super) async fn save(
    connection: &mut PgConnection,
    events: &[Arc<Recorded>],
) -> Result<(), ApplyError> {
    let mut facts = Vec::new();
    for recorded in events {
        facts.extend(recorded.decode::<Aggregate>()?.into_iter().map(|event| (recorded, event)));
    }
    if facts.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = facts.iter().map(|(recorded, _)| recorded.aggregate_id).collect();
    let mut rows = load(connection, &ids).await?;
    for (recorded, event) in &facts {
        let (id, position) = (recorded.aggregate_id, recorded.position);
        if let HoldEvent::ReportHeld { report, doubts, at, .. } = event {
            rows.insert(id, Row::begin(id, report, doubts, *at));
        }
        let unknown = ApplyError::Unknown { position, what: "held report", id };
        rows.get_mut(id).ok_or(unknown)?.apply(position, event);
    }
    let Some(json) = rows.to_json()? else { return Ok(()) };
    sqlx::query!("DELETE FROM holds WHERE hold_id = ANY($1)", rows.stored_ids())
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "INSERT INTO holds SELECT * FROM json_populate_recordset(NULL::holds, $1::text::json)",
        json,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn load(connection: &mut PgConnection, ids: &[Uuid]) -> Result<Rows<Row>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT hold_id, payment_id, road, receipt, amount_cents, paid_at, doubts, stage, held_at,
                ended_at, note, released_by, reason, position
         FROM holds WHERE hold_id = ANY($1)",
        ids,
    )
    .fetch_all(connection)
    .await?;
    Ok(Rows::stored(rows, |row| row.hold_id))
}

impl Row {
    fn begin(hold_id: Uuid, report: &Report, doubts: &[Doubt], held_at: Timestamp) -> Self {
        let road = match report.about {
            About::Push { .. } => Road::Stk,
            About::Unprompted { .. } => Road::C2b,
        };
        Self {
            hold_id,
            payment_id: report.about.payment_id().uuid(),
            road: road.as_str().to_owned(),
            receipt: report.receipt.as_str().to_owned(),
            amount_cents: report.amount_cents.cents(),
            paid_at: report.paid_at,
            doubts: doubts.iter().map(|doubt| doubt.as_str().to_owned()).collect(),
            stage: HoldStage::Held.as_str().to_owned(),
            held_at,
            ended_at: None,
            note: None,
            released_by: None,
            reason: None,
            position: 0,
        }
    }

    fn apply(&mut self, position: i64, event: &HoldEvent) {
        self.position = position;
        let stage = match event {
            HoldEvent::ReportHeld { .. } => return,
            HoldEvent::HoldUnanswered { last_answer, .. } => {
                self.note = Some(last_answer.clone());
                HoldStage::Unanswered
            }
            HoldEvent::HoldReleased { by, amount_cents, at } => {
                self.amount_cents = amount_cents.cents();
                self.ended_at = Some(*at);
                self.note = None;
                match by {
                    Released::Safaricom {} | Released::Ledger {} => {}
                    Released::Person { user_id, why } => {
                        self.released_by = Some(user_id.uuid());
                        self.reason = Some(why.to_string());
                    }
                }
                HoldStage::Released
            }
            HoldEvent::HoldRefuted { code, description, at } => {
                self.ended_at = Some(*at);
                self.note = Some(format!("{code}: {description}"));
                HoldStage::Refuted
            }
        };
        stage.as_str().clone_into(&mut self.stage);
    }
}

/// A report of money that waits until Safaricom confirms it, or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its id.
    pub id: Uuid,
    /// The prompt's payment, or the one that begins if the report is true.
    pub payment_id: Uuid,
    /// By which road it came.
    pub road: Road,
    /// Whose payment, as far as is known.
    pub customer_id: Option<Uuid>,
    /// What the customer is called, if that is known.
    pub customer_name: Option<String>,
    /// The receipt that it names.
    pub receipt: String,
    /// What was reported; once it is released, what came.
    pub amount_cents: i64,
    /// When it was paid, as was reported.
    pub paid_at: Timestamp,
    /// Why it is held.
    pub doubts: Vec<Doubt>,
    /// How far it has come.
    pub stage: HoldStage,
    /// Since when.
    pub held_at: Timestamp,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// What Safaricom said, or did not.
    pub note: Option<String>,
    /// Who released it, where a person did.
    pub released_by: Option<Uuid>,
    /// Why they did.
    pub reason: Option<String>,
}

/// Which held reports. What is none does not matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HoldFilter {
    /// How far it has come.
    pub stage: Option<HoldStage>,
    /// Of one payment.
    pub payment_id: Option<Uuid>,
}

/// Held reports, the newest first.
pub async fn holds(
    pool: &PgPool,
    filter: HoldFilter,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Page<Hold>, sqlx::Error> {
    let mut transaction = pool.begin_with(BEGIN_LIST).await?;
    let rows = sqlx::query!(
        r#"SELECT h.hold_id, h.payment_id, h.road, p.customer_id AS "customer_id?",
                  u.name AS "customer_name?", h.receipt, h.amount_cents, h.paid_at, h.doubts,
                  h.stage, h.held_at, h.ended_at, h.note, h.released_by, h.reason
           FROM holds h LEFT JOIN payments p ON p.payment_id = h.payment_id
                LEFT JOIN users u ON u.user_id = p.customer_id
           WHERE ($1::text IS NULL OR h.stage = $1)
             AND ($2::uuid IS NULL OR h.payment_id = $2)
             AND ($3::timestamptz IS NULL OR (h.held_at, h.hold_id) < ($3, $4::uuid))
           ORDER BY h.held_at DESC, h.hold_id DESC LIMIT $5"#,
        filter.stage.map(HoldStage::as_str),
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
            let doubts = row.doubts.iter().map(|name| named("doubts", name));
            Ok(Hold {
                id: row.hold_id,
                payment_id: row.payment_id,
                road: named("road", &row.road)?,
                customer_id: row.customer_id,
                customer_name: row.customer_name,
                receipt: row.receipt,
                amount_cents: row.amount_cents,
                paid_at: row.paid_at,
                doubts: doubts.collect::<Result<_, sqlx::Error>>()?,
                stage: named("stage", &row.stage)?,
                held_at: row.held_at,
                ended_at: row.ended_at,
                note: row.note,
                released_by: row.released_by,
                reason: row.reason,
            })
        })
        .collect::<Result<Vec<_>, sqlx::Error>>()?;
    Ok(Page::of(items, limit, |item| Cursor::at(item.held_at, item.id)))
}

/// A held report about which Safaricom is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenHold {
    /// Its id.
    pub id: HoldId,
    /// Since when.
    pub held_at: Timestamp,
}

/// Held reports about which Safaricom is asked, the oldest first.
pub async fn open_holds(
    pool: &PgPool,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Page<OpenHold>, sqlx::Error> {
    let mut transaction = pool.begin_with(BEGIN_LIST).await?;
    let rows = sqlx::query!(
        "SELECT hold_id, held_at FROM holds
         WHERE stage IN ('HELD', 'UNANSWERED')
           AND ($1::timestamptz IS NULL OR (held_at, hold_id) > ($1, $2::uuid))
         ORDER BY held_at, hold_id LIMIT $3",
        after.map(Cursor::moment),
        after.map(Cursor::id),
        one_more(limit),
    )
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    let open = |id, held_at| OpenHold { id: HoldId::new(id), held_at };
    let items = rows.into_iter().map(|row| open(row.hold_id, row.held_at)).collect();
    Ok(Page::of(items, limit, |item| Cursor::at(item.held_at, item.id.uuid())))
}

/// More reports of one receipt than ever wait together: one of each payment that somebody says it is of.
const OPEN_OF_RECEIPT_MAX: i64 = 20;

/// Held reports about which Safaricom is asked, of one receipt.
pub async fn open_holds_of_receipt(
    pool: &PgPool,
    receipt: &Receipt,
) -> Result<Vec<HoldId>, sqlx::Error> {
    let ids = sqlx::query_scalar!(
        "SELECT hold_id FROM holds
         WHERE stage IN ('HELD', 'UNANSWERED') AND receipt = $1
         ORDER BY held_at, hold_id LIMIT $2",
        receipt.as_str(),
        OPEN_OF_RECEIPT_MAX,
    )
    .fetch_all(pool)
    .await?;
    Ok(ids.into_iter().map(HoldId::new).collect())
}
