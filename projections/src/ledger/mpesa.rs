//! The M-Pesa account's side of a comparison with a statement.

use std::collections::HashSet;

use chrono::TimeDelta;
use domain::codes::Receipt;
use domain::ledger::{AccountCode, EntryKind};
use domain::statement::{Account, Booked, BookedKind, Span, Waiting};
use domain::{Money, Timestamp};
use event_store::checkpoint;
use sqlx::{PgConnection, PgPool};

use super::query::trial_balance_in;
use super::tariffs;
use super::waiting::waiting;
use crate::page::damaged;
use crate::projection::Projection;

/// How many receipts are looked up at a time.
const RECEIPTS_AT_ONCE: usize = 10_000;

/// Which account, and what of it.
#[derive(Debug, Clone)]
pub struct MpesaWanted<'a> {
    /// Of which short code.
    pub short_code: &'a str,
    /// Whether customers pay into it.
    pub collects: bool,
    /// Whether customers are paid out of it.
    pub pays_out: bool,
    /// In which time.
    pub span: Span,
    /// What stands on the statement, so that it is found whenever it was booked.
    pub receipts: Vec<&'a str>,
}

/// What the ledger has, and which ledger that was.
#[derive(Debug, Clone)]
pub struct MpesaSide {
    /// The account.
    pub account: Account,
    /// What was asked for about then, and has no receipt; nothing on an account that does not collect.
    pub waiting: Vec<Waiting>,
    /// The last event that is in it.
    pub position: i64,
    /// The chain's hash at that event.
    pub chain_hash: Option<Vec<u8>>,
}

struct Row {
    kind: String,
    receipt: Option<String>,
    amount_cents: i64,
    effective_at: Timestamp,
}

/// Reads the account in one snapshot: all of it is as of the same event.
pub async fn mpesa_side(pool: &PgPool, wanted: &MpesaWanted<'_>) -> Result<MpesaSide, sqlx::Error> {
    let mut transaction =
        pool.begin_with("BEGIN READ ONLY ISOLATION LEVEL REPEATABLE READ").await?;
    let connection = &mut *transaction;
    let position = checkpoint::at(connection, Projection::Ledger.reader()).await?;
    let chain_hash =
        sqlx::query_scalar!("SELECT chain_hash FROM public.events WHERE position = $1", position)
            .fetch_optional(&mut *connection)
            .await?;
    let tariffs = tariffs::in_force(connection).await?;
    let suspense = in_suspense(connection).await?;
    let waiting =
        if wanted.collects { waiting(connection, wanted.span).await? } else { Vec::new() };
    let opening = opening(connection, wanted).await?;
    let mut rows = in_span(connection, wanted).await?;
    let missing: Vec<String> = {
        let seen: HashSet<&str> = rows.iter().filter_map(|row| row.receipt.as_deref()).collect();
        let unseen = wanted.receipts.iter().filter(|receipt| !seen.contains(**receipt));
        unseen.map(|receipt| (*receipt).to_owned()).collect()
    };
    for some in missing.chunks(RECEIPTS_AT_ONCE) {
        rows.extend(out_of_span(connection, wanted, some).await?);
    }
    transaction.commit().await?;
    let booked: Vec<Booked> =
        rows.into_iter().map(|row| booked(row, &suspense)).collect::<Result<_, _>>()?;
    Ok(MpesaSide { account: Account { opening, booked, tariffs }, waiting, position, chain_hash })
}

/// What the account held before. Of all that moved on 1110, what was paid out and what statements
/// told of may be another short code's.
async fn opening(
    connection: &mut PgConnection,
    wanted: &MpesaWanted<'_>,
) -> Result<Money, sqlx::Error> {
    let told = sqlx::query!(
        r#"SELECT coalesce(sum(p.amount_cents) FILTER (WHERE belongs), 0)::bigint AS "own!",
                  coalesce(sum(p.amount_cents) FILTER (WHERE NOT belongs), 0)::bigint AS "others!"
           FROM (
               SELECT position, number, coalesce(short_code = $3, $4) AS belongs FROM entries
               WHERE (short_code IS NOT NULL OR kind = 'REFUND_PAID') AND effective_at < $2
           ) e JOIN postings p USING (position, number)
           WHERE p.account = $1"#,
        AccountCode::Mpesa.number(),
        wanted.span.from,
        wanted.short_code,
        wanted.pays_out,
    )
    .fetch_one(&mut *connection)
    .await?;
    if !wanted.collects {
        return Ok(Money::from_cents(told.own));
    }
    let before = wanted.span.from - TimeDelta::microseconds(1);
    let all = trial_balance_in(&mut *connection, before).await?.into_iter();
    let held: i64 = all
        .filter(|one| one.account == AccountCode::Mpesa.number())
        .map(|one| one.debits_cents - one.credits_cents)
        .sum();
    // Of closed months, and so booked since.
    let late = sqlx::query_scalar!(
        r#"SELECT coalesce(sum(p.amount_cents), 0)::bigint AS "late!"
           FROM entries e JOIN postings p USING (position, number)
           WHERE e.booked_at <> e.effective_at AND e.effective_at < $2 AND e.booked_at >= $2
             AND p.account = $1"#,
        AccountCode::Mpesa.number(),
        wanted.span.from,
    )
    .fetch_one(connection)
    .await?;
    Ok(Money::from_cents(held + late - told.others))
}

async fn in_span(
    connection: &mut PgConnection,
    wanted: &MpesaWanted<'_>,
) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        "SELECT e.kind, e.receipt, p.amount_cents, e.effective_at
         FROM (
             SELECT position, number FROM postings
             WHERE account = $1 AND booked_at >= $2 AND booked_at <= $3
             UNION
             -- Of a month that was closed when it was recorded.
             SELECT position, number FROM entries
             WHERE booked_at <> effective_at AND effective_at >= $2 AND effective_at <= $3
         ) found
         JOIN postings p USING (position, number)
         JOIN entries e USING (position, number)
         WHERE p.account = $1 AND e.effective_at >= $2 AND e.effective_at <= $3
           AND CASE WHEN e.short_code IS NOT NULL THEN e.short_code = $4
                    WHEN e.kind = 'REFUND_PAID' THEN $5 ELSE $6 END
         ORDER BY e.effective_at, p.position, p.number, p.line",
        AccountCode::Mpesa.number(),
        wanted.span.from,
        wanted.span.to,
        wanted.short_code,
        wanted.pays_out,
        wanted.collects,
    )
    .fetch_all(connection)
    .await
}

async fn out_of_span(
    connection: &mut PgConnection,
    wanted: &MpesaWanted<'_>,
    receipts: &[String],
) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        "SELECT e.kind, e.receipt, p.amount_cents, e.effective_at
         FROM entries e JOIN postings p USING (position, number)
         WHERE e.receipt = ANY($7) AND p.account = $1
           AND (e.effective_at < $2 OR e.effective_at > $3)
           AND CASE WHEN e.short_code IS NOT NULL THEN e.short_code = $4
                    WHEN e.kind = 'REFUND_PAID' THEN $5 ELSE $6 END
         ORDER BY e.effective_at, p.position, p.number, p.line",
        AccountCode::Mpesa.number(),
        wanted.span.from,
        wanted.span.to,
        wanted.short_code,
        wanted.pays_out,
        wanted.collects,
        receipts,
    )
    .fetch_all(connection)
    .await
}

/// A movement that has a receipt, with whom it was of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MpesaMovement {
    /// What for.
    pub kind: BookedKind,
    /// Its receipt.
    pub receipt: String,
    /// In if it is more than nothing, else out.
    pub amount_cents: i64,
    /// When.
    pub at: Timestamp,
    /// The customer's phone, as far as it is known in full.
    pub phone: Option<String>,
    /// What the payer saw or typed as the account.
    pub account_reference: Option<String>,
    /// The number of the home line that it is for.
    pub line_account: Option<String>,
    /// Whether a prompt asked for it.
    pub was_prompted: bool,
    /// The first receipt of the payment, which a reversal gives back.
    pub of_receipt: Option<String>,
}

/// Everything that moved on the M-Pesa account under a receipt of its own, from the oldest to the
/// newest, but for charges.
pub async fn mpesa_movements(pool: &PgPool) -> Result<Vec<MpesaMovement>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"SELECT e.kind, e.receipt AS "receipt!", p.amount_cents, e.effective_at,
                  coalesce(y.phone, f.phone) AS phone, y.account_reference AS "account_reference?",
                  l.account_number AS "line_account?",
                  coalesce(y.road = 'STK', false) AS "was_prompted!", y.receipt AS "of_receipt?"
           FROM entries e
           JOIN postings p USING (position, number)
           LEFT JOIN LATERAL (
               SELECT part FROM postings o
               WHERE o.position = e.position AND o.number = e.number AND o.part IS NOT NULL LIMIT 1
           ) o ON true
           LEFT JOIN payments y ON y.payment_id = o.part
           LEFT JOIN lines l ON l.line_id = y.line_id
           LEFT JOIN refunds f ON f.refund_id = o.part
           WHERE p.account = $1 AND e.receipt IS NOT NULL AND e.kind NOT IN ('CHARGED', 'MERGED')
           ORDER BY e.effective_at, e.position, e.number"#,
        AccountCode::Mpesa.number(),
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(MpesaMovement {
                kind: kind_of(&row.kind)?,
                receipt: row.receipt,
                amount_cents: row.amount_cents,
                at: row.effective_at,
                phone: row.phone,
                account_reference: row.account_reference,
                line_account: row.line_account,
                was_prompted: row.was_prompted,
                of_receipt: row.of_receipt,
            })
        })
        .collect()
}

/// The receipts of money that is nobody's yet.
async fn in_suspense(connection: &mut PgConnection) -> Result<HashSet<String>, sqlx::Error> {
    let receipts = sqlx::query_scalar!(
        "SELECT r.receipt FROM receipts r JOIN payments p USING (payment_id)
         WHERE p.status = 'UNALLOCATED'"
    )
    .fetch_all(connection)
    .await?;
    Ok(receipts.into_iter().collect())
}

fn booked(row: Row, suspense: &HashSet<String>) -> Result<Booked, sqlx::Error> {
    let kind = kind_of(&row.kind)?;
    let in_suspense = row.receipt.as_ref().is_some_and(|receipt| suspense.contains(receipt));
    Ok(Booked {
        receipt: row
            .receipt
            .map(|receipt| receipt.parse::<Receipt>())
            .transpose()
            .map_err(|error| damaged("receipt", error))?,
        kind,
        amount: Money::from_cents(row.amount_cents),
        at: row.effective_at,
        in_suspense,
    })
}

fn kind_of(name: &str) -> Result<BookedKind, sqlx::Error> {
    EntryKind::named(name)
        .and_then(on_the_account)
        .ok_or_else(|| damaged("kind", format!("{name} is not known on account 1110")))
}

/// What an entry on the M-Pesa account was booked for. None of an entry that is never on it.
fn on_the_account(kind: EntryKind) -> Option<BookedKind> {
    match kind {
        EntryKind::Received | EntryKind::ReceiptFound | EntryKind::Merged => {
            Some(BookedKind::Payment)
        }
        EntryKind::Charged => Some(BookedKind::Charge),
        EntryKind::Reversed => Some(BookedKind::Reversal),
        EntryKind::RefundPaid => Some(BookedKind::Payout),
        EntryKind::Swept | EntryKind::Opened => Some(BookedKind::Sweep),
        EntryKind::Confirmed
        | EntryKind::Credited
        | EntryKind::Bought
        | EntryKind::UnusedReturned
        | EntryKind::Earned
        | EntryKind::TaxReturned
        | EntryKind::ReversalTaken
        | EntryKind::RefundAsked
        | EntryKind::RefundReturned
        | EntryKind::Banked => None,
    }
}
