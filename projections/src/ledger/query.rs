use domain::Timestamp;
use domain::time::nairobi_day;
use futures::stream::BoxStream;
use sqlx::PgPool;
use uuid::Uuid;

/// What was debited and credited to an account, from the beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountBalance {
    /// Its number in the chart.
    pub account: i16,
    /// The sum of its debits.
    pub debits_cents: i64,
    /// The sum of its credits.
    pub credits_cents: i64,
}

/// The accounts as they stood at that moment, in the order of their numbers: whole days are summed
/// already, and only the postings of the last day are read.
pub async fn trial_balance(
    pool: &PgPool,
    as_of: Timestamp,
) -> Result<Vec<AccountBalance>, sqlx::Error> {
    sqlx::query_as!(
        AccountBalance,
        r#"SELECT account AS "account!", sum(debits)::bigint AS "debits_cents!",
                  sum(credits)::bigint AS "credits_cents!"
           FROM (
               SELECT account, debits_cents AS debits, credits_cents AS credits
               FROM account_days WHERE day < $2
               UNION ALL
               SELECT account, greatest(amount_cents, 0), greatest(-amount_cents, 0)
               FROM postings
               WHERE effective_at >= $2::timestamp AT TIME ZONE 'Africa/Nairobi'
                 AND effective_at <= $1
           ) sums
           GROUP BY account ORDER BY account"#,
        as_of,
        nairobi_day(as_of),
    )
    .fetch_all(pool)
    .await
}

/// A line of the journal, with its entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryLine {
    /// Where the entry's event stands.
    pub position: i64,
    /// Which of the entries of its event.
    pub number: i16,
    /// What it is about.
    pub kind: String,
    /// The receipt of the money that it is about.
    pub receipt: Option<String>,
    /// When the money moved.
    pub effective_at: Timestamp,
    /// When that was recorded.
    pub recorded_at: Timestamp,
    /// The account's number in the chart.
    pub account: i16,
    /// Which part of the account.
    pub part: Option<Uuid>,
    /// A debit if it is more than nothing, else a credit.
    pub amount_cents: i64,
}

/// The journal up to a moment in the order of its dates, line by line; the lines of an entry stand
/// together.
pub fn journal(pool: &PgPool, as_of: Timestamp) -> BoxStream<'_, Result<EntryLine, sqlx::Error>> {
    sqlx::query_as!(
        EntryLine,
        "SELECT e.position, e.number, e.kind, e.receipt, e.effective_at, e.recorded_at,
                p.account, p.part, p.amount_cents
         FROM entries e JOIN postings p USING (position, number)
         WHERE e.effective_at <= $1
         ORDER BY e.effective_at, e.position, e.number, p.line",
        as_of,
    )
    .fetch(pool)
}
