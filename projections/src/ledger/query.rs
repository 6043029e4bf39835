use chrono::TimeDelta;
use domain::Timestamp;
use domain::time::nairobi_day;
use event_store::checkpoint;
use futures::stream::BoxStream;
use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

use crate::page::{BEGIN_LIST, Cursor, Page, one_more};
use crate::projection::Projection;

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
    trial_balance_in(pool, as_of).await
}

pub(super) async fn trial_balance_in(
    executor: impl PgExecutor<'_>,
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
               WHERE booked_at >= $2::timestamp AT TIME ZONE 'Africa/Nairobi'
                 AND booked_at <= $1
           ) sums
           GROUP BY account ORDER BY account"#,
        as_of,
        nairobi_day(as_of),
    )
    .fetch_all(executor)
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
    /// From when on it stands in the books.
    pub booked_at: Timestamp,
    /// When that was recorded.
    pub recorded_at: Timestamp,
    /// The account's number in the chart.
    pub account: i16,
    /// Which part of the account.
    pub part: Option<Uuid>,
    /// A debit if it is more than nothing, else a credit.
    pub amount_cents: i64,
}

/// Where an entry stands: the position of its event, and which of its entries it is.
pub type EntryPlace = (i64, i16);

/// After every entry.
const END: EntryPlace = (i64::MAX, i16::MAX);

/// Entries that stand before a place, the last recorded first, line by line; the lines of an entry
/// stand together.
pub async fn entries_before(
    pool: &PgPool,
    before: Option<EntryPlace>,
    limit: i64,
) -> Result<Vec<EntryLine>, sqlx::Error> {
    let (position, number) = before.unwrap_or(END);
    sqlx::query_as!(
        EntryLine,
        r#"SELECT position AS "position!", number AS "number!", kind AS "kind!", receipt,
                  e.effective_at AS "effective_at!", e.booked_at AS "booked_at!",
                  recorded_at AS "recorded_at!", account, part,
                  amount_cents
           FROM (
               SELECT * FROM entries WHERE (position, number) < ($1, $2)
               ORDER BY position DESC, number DESC LIMIT $3
           ) e JOIN postings USING (position, number)
           ORDER BY position DESC, number DESC, line"#,
        position,
        number,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// The same of one payment's story alone: what it brought, what was bought with it, what went back.
pub async fn entries_of_payment(
    pool: &PgPool,
    payment_id: Uuid,
    before: Option<EntryPlace>,
    limit: i64,
) -> Result<Vec<EntryLine>, sqlx::Error> {
    let (position, number) = before.unwrap_or(END);
    sqlx::query_as!(
        EntryLine,
        r#"SELECT position AS "position!", number AS "number!", kind AS "kind!", receipt,
                  e.effective_at AS "effective_at!", e.booked_at AS "booked_at!",
                  recorded_at AS "recorded_at!", account, part,
                  amount_cents
           FROM (
               SELECT * FROM timeline JOIN entries USING (position)
               WHERE correlation_id = $1 AND (position, number) < ($2, $3)
               ORDER BY position DESC, number DESC LIMIT $4
           ) e JOIN postings USING (position, number)
           ORDER BY position DESC, number DESC, line"#,
        payment_id,
        position,
        number,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// A part of the chart's account, and a period.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// The account's number.
    pub account: i16,
    /// One customer, payment or package of it; all of them if none is given.
    pub part: Option<Uuid>,
    /// From when on.
    pub from: Timestamp,
    /// Until when, without that moment itself.
    pub to: Timestamp,
}

/// What an account holds as the period begins, and as it ends: debits less credits, in cents.
pub async fn opening_and_closing(
    pool: &PgPool,
    statement: Statement,
) -> Result<(i64, i64), sqlx::Error> {
    let Statement { account, part, from, to } = statement;
    let Some(part) = part else {
        let mut held = Vec::new();
        for moment in [from, to] {
            let before = moment - TimeDelta::microseconds(1);
            let accounts = trial_balance(pool, before).await?.into_iter();
            let sums = accounts.filter(|one| one.account == account);
            held.push(sums.map(|one| one.debits_cents - one.credits_cents).sum());
        }
        return Ok((held[0], held[1]));
    };
    let mut connection = pool.acquire().await?;
    held_by_part(&mut connection, statement, part).await
}

async fn held_by_part(
    connection: &mut PgConnection,
    Statement { account, part: _, from, to }: Statement,
    part: Uuid,
) -> Result<(i64, i64), sqlx::Error> {
    let row = sqlx::query!(
        r#"SELECT coalesce(sum(amount_cents) FILTER (WHERE booked_at < $3), 0)::bigint AS "opening!",
                  coalesce(sum(amount_cents), 0)::bigint AS "closing!"
           FROM postings WHERE part = $2 AND account = $1 AND booked_at < $4"#,
        account,
        part,
        from,
        to,
    )
    .fetch_one(connection)
    .await?;
    Ok((row.opening, row.closing))
}

/// What one part of an account held, and what moved it, all of it as of the same event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartStatement {
    /// That event.
    pub position: i64,
    /// What it held as the period began: debits less credits, in cents.
    pub opening_cents: i64,
    /// What moved it in the period.
    pub lines: Page<EntryLine>,
}

/// The statement of one part of an account, read in one snapshot.
pub async fn statement_of_part(
    pool: &PgPool,
    (statement, part): (Statement, Uuid),
    limit: i64,
) -> Result<PartStatement, sqlx::Error> {
    let statement = Statement { part: Some(part), ..statement };
    let mut transaction =
        pool.begin_with("BEGIN READ ONLY ISOLATION LEVEL REPEATABLE READ").await?;
    let position = checkpoint::at(&mut transaction, Projection::Ledger.reader()).await?;
    let (opening_cents, _) = held_by_part(&mut transaction, statement, part).await?;
    let lines = lines_in(&mut transaction, statement, None, limit).await?;
    transaction.commit().await?;
    Ok(PartStatement { position, opening_cents, lines })
}

/// The lines of an account in a period, in the order of their dates.
pub async fn lines(
    pool: &PgPool,
    statement: Statement,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Page<EntryLine>, sqlx::Error> {
    let mut transaction = pool.begin_with(BEGIN_LIST).await?;
    let page = lines_in(&mut transaction, statement, after, limit).await?;
    transaction.commit().await?;
    Ok(page)
}

async fn lines_in(
    connection: &mut PgConnection,
    statement: Statement,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Page<EntryLine>, sqlx::Error> {
    let Statement { account, part, from, to } = statement;
    let (after_at, after_row) = match after {
        Some(cursor) => (cursor.moment(), Row::of(cursor)),
        None => (from, Row { position: 0, number: 0, line: 0 }),
    };
    let rows = sqlx::query!(
        r#"SELECT p.position, p.number, p.line, e.kind, e.receipt, e.effective_at, p.booked_at,
                  e.recorded_at,
                  p.account, p.part, p.amount_cents
           FROM postings p JOIN entries e USING (position, number)
           WHERE p.account = $1 AND ($2::uuid IS NULL OR p.part = $2)
             AND p.booked_at >= $3 AND p.booked_at < $4
             AND (p.booked_at, p.position, p.number, p.line)
                 > ($5::timestamptz, $6::bigint, $7::smallint, $8::smallint)
           ORDER BY p.booked_at, p.position, p.number, p.line LIMIT $9"#,
        account,
        part,
        from,
        to,
        after_at,
        after_row.position,
        after_row.number,
        after_row.line,
        one_more(limit),
    )
    .fetch_all(connection)
    .await?;
    let lines = rows.into_iter().map(|row| {
        let at = Row { position: row.position, number: row.number, line: row.line };
        let line = EntryLine {
            position: row.position,
            number: row.number,
            kind: row.kind,
            receipt: row.receipt,
            effective_at: row.effective_at,
            booked_at: row.booked_at,
            recorded_at: row.recorded_at,
            account: row.account,
            part: row.part,
            amount_cents: row.amount_cents,
        };
        (at, line)
    });
    let page = Page::of(lines.collect(), limit, |(row, line)| row.cursor(line.booked_at));
    let Page { items, next } = page;
    Ok(Page { items: items.into_iter().map(|(_, line)| line).collect(), next })
}

/// Where a line stands: what a cursor has for an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    position: i64,
    number: i16,
    line: i16,
}

impl Row {
    fn cursor(self, booked_at: Timestamp) -> Cursor {
        let Self { position, number, line } = self;
        let of = (u64::from(number.unsigned_abs()) << 16) | u64::from(line.unsigned_abs());
        Cursor::at(booked_at, Uuid::from_u64_pair(position.unsigned_abs(), of))
    }

    fn of(cursor: Cursor) -> Self {
        let (position, of) = cursor.id().as_u64_pair();
        // A cursor that was tampered with gives another page, not an error.
        let small = |number: u64| i16::try_from(number & 0x7fff).unwrap_or(i16::MAX);
        Self {
            position: i64::try_from(position).unwrap_or(i64::MAX),
            number: small(of >> 16),
            line: small(of),
        }
    }
}

/// The journal up to a moment in the order of its dates, line by line; the lines of an entry stand
/// together.
pub fn journal(pool: &PgPool, as_of: Timestamp) -> BoxStream<'_, Result<EntryLine, sqlx::Error>> {
    sqlx::query_as!(
        EntryLine,
        "SELECT e.position, e.number, e.kind, e.receipt, e.effective_at, e.booked_at, e.recorded_at,
                p.account, p.part, p.amount_cents
         FROM entries e JOIN postings p USING (position, number)
         WHERE e.booked_at <= $1
         ORDER BY e.booked_at, e.position, e.number, p.line",
        as_of,
    )
    .fetch(pool)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_tells_its_line_again() {
        let row = Row { position: 9_007_199_254_740_993, number: 3, line: 258 };
        assert_eq!(Row::of(row.cursor(Timestamp::UNIX_EPOCH)), row);
    }
}
