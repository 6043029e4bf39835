//! What finance hands on, summed from the journal.

use chrono::NaiveDate;
use domain::Timestamp;
use domain::ledger::AccountCode;
use sqlx::PgPool;
use uuid::Uuid;

/// How deferred revenue (2210) moved in a month, in cents: what was there, what was bought, what was
/// earned, what went back to wallets, and what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeferredMonth {
    /// The month's first day.
    pub month: NaiveDate,
    /// Before.
    pub opening_cents: i64,
    /// Bought.
    pub billed_cents: i64,
    /// Taken to income.
    pub recognised_cents: i64,
    /// Returned for time that was not used.
    pub returned_cents: i64,
    /// Afterwards.
    pub closing_cents: i64,
}

/// Deferred revenue, month by month in Nairobi, of months in which it moved before `until`.
pub async fn deferred_months(
    pool: &PgPool,
    until: Timestamp,
) -> Result<Vec<DeferredMonth>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"SELECT date_trunc('month', p.booked_at AT TIME ZONE 'Africa/Nairobi')::date AS "month!",
                  coalesce(-sum(p.amount_cents) FILTER (WHERE e.kind = 'BOUGHT'), 0)::bigint
                      AS "billed!",
                  coalesce(sum(p.amount_cents) FILTER (WHERE e.kind = 'EARNED'), 0)::bigint
                      AS "recognised!",
                  coalesce(sum(p.amount_cents) FILTER (WHERE e.kind NOT IN ('BOUGHT', 'EARNED')), 0)::bigint
                      AS "returned!"
           FROM postings p JOIN entries e USING (position, number)
           WHERE p.account = $1 AND p.booked_at <= $2
           GROUP BY 1 ORDER BY 1"#,
        AccountCode::DeferredRevenue.number(),
        until,
    )
    .fetch_all(pool)
    .await?;
    let mut closing_cents = 0;
    let months = rows.into_iter().map(|row| {
        let opening_cents = closing_cents;
        closing_cents = opening_cents + row.billed - row.recognised - row.returned;
        DeferredMonth {
            month: row.month,
            opening_cents,
            billed_cents: row.billed,
            recognised_cents: row.recognised,
            returned_cents: row.returned,
            closing_cents,
        }
    });
    Ok(months.collect())
}

/// Money that came and is nobody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unallocated {
    /// The payment.
    pub payment_id: Uuid,
    /// Its receipt.
    pub receipt: Option<String>,
    /// How much of it is in suspense.
    pub amount_cents: i64,
    /// Since when.
    pub since: Timestamp,
    /// What the payer typed as the account.
    pub account_typed: Option<String>,
    /// Who paid, as Safaricom says it.
    pub payer: Option<String>,
    /// Why it is nobody's.
    pub reason: Option<String>,
}

/// What was in suspense (2190) at that moment, the oldest first.
pub async fn suspense(pool: &PgPool, as_of: Timestamp) -> Result<Vec<Unallocated>, sqlx::Error> {
    sqlx::query_as!(
        Unallocated,
        r#"SELECT s.part AS "payment_id!", y.receipt AS "receipt?", s.amount AS "amount_cents!",
                  s.since AS "since!", y.account_reference AS "account_typed?",
                  coalesce(y.payer_handle, y.phone) AS payer, y.unallocated_reason AS "reason?"
           FROM (
               SELECT part, -sum(amount_cents)::bigint AS amount, min(booked_at) AS since
               FROM postings WHERE account = $1 AND booked_at <= $2
               GROUP BY part HAVING sum(amount_cents) <> 0
           ) s LEFT JOIN payments y ON y.payment_id = s.part
           ORDER BY s.since, s.part"#,
        AccountCode::UnallocatedReceipts.number(),
        as_of,
    )
    .fetch_all(pool)
    .await
}
