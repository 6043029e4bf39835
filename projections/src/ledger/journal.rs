use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::Timestamp;
use domain::ledger::Entry;
use domain::time::nairobi_day;
use event_store::Recorded;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::projection::ApplyError;

/// The entries of a batch, column by column.
#[derive(Debug, Default)]
pub(super) struct Journal {
    entries: Entries,
    postings: Postings,
    days: BTreeMap<(i16, NaiveDate), Day>,
}

#[derive(Debug, Default)]
struct Entries {
    positions: Vec<i64>,
    numbers: Vec<i16>,
    kinds: Vec<String>,
    receipts: Vec<Option<String>>,
    short_codes: Vec<Option<String>>,
    effective_at: Vec<Timestamp>,
    booked_at: Vec<Timestamp>,
    recorded_at: Vec<Timestamp>,
}

#[derive(Debug, Default)]
struct Postings {
    positions: Vec<i64>,
    numbers: Vec<i16>,
    lines: Vec<i16>,
    accounts: Vec<i16>,
    parts: Vec<Option<Uuid>>,
    amounts: Vec<i64>,
    booked_at: Vec<Timestamp>,
}

#[derive(Debug, Default)]
struct Day {
    debits: i64,
    credits: i64,
}

impl Journal {
    /// Adds an entry of an event, after those that it has made before.
    pub(super) fn add(&mut self, recorded: &Recorded, entry: &Entry) {
        let position = recorded.position;
        let number = match (self.entries.positions.last(), self.entries.numbers.last()) {
            (Some(last), Some(number)) if *last == position => number + 1,
            _ => 1,
        };
        let booked_at = entry.booked_at();
        self.entries.positions.push(position);
        self.entries.numbers.push(number);
        self.entries.kinds.push(entry.kind().as_str().to_owned());
        self.entries.receipts.push(entry.receipt().map(|receipt| receipt.as_str().to_owned()));
        self.entries.short_codes.push(entry.short_code().map(|code| code.as_str().to_owned()));
        self.entries.effective_at.push(entry.effective_at());
        self.entries.booked_at.push(booked_at);
        self.entries.recorded_at.push(recorded.recorded_at);
        let day = nairobi_day(booked_at);
        for (line, posting) in (1..).zip(entry.postings()) {
            let account = posting.account.code().number();
            let amount = posting.amount.cents();
            self.postings.positions.push(position);
            self.postings.numbers.push(number);
            self.postings.lines.push(line);
            self.postings.accounts.push(account);
            self.postings.parts.push(posting.account.part());
            self.postings.amounts.push(amount);
            self.postings.booked_at.push(booked_at);
            let sums = self.days.entry((account, day)).or_default();
            sums.debits += amount.max(0);
            sums.credits -= amount.min(0);
        }
    }

    pub(super) async fn save(self, connection: &mut PgConnection) -> Result<(), ApplyError> {
        if self.entries.positions.is_empty() {
            return Ok(());
        }
        save_entries(connection, &self.entries).await?;
        save_postings(connection, &self.postings).await?;
        save_days(connection, &self.days).await?;
        Ok(())
    }
}

async fn save_entries(connection: &mut PgConnection, rows: &Entries) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO entries (position, number, kind, receipt, short_code, effective_at, booked_at,
                              recorded_at)
         SELECT * FROM unnest($1::bigint[], $2::smallint[], $3::text[], $4::text[], $5::text[],
                              $6::timestamptz[], $7::timestamptz[], $8::timestamptz[])",
        &rows.positions,
        &rows.numbers,
        &rows.kinds,
        &rows.receipts as &[Option<String>],
        &rows.short_codes as &[Option<String>],
        &rows.effective_at,
        &rows.booked_at,
        &rows.recorded_at,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes the postings of entries that balance, and says so if there was another.
async fn save_postings(connection: &mut PgConnection, rows: &Postings) -> Result<(), ApplyError> {
    let written = sqlx::query!(
        "WITH given AS (
             SELECT * FROM unnest($1::bigint[], $2::smallint[], $3::smallint[], $4::smallint[],
                                  $5::uuid[], $6::bigint[], $7::timestamptz[])
                 AS row (position, number, line, account, part, amount_cents, booked_at)
         ), summed AS (
             SELECT *, sum(amount_cents) OVER (PARTITION BY position, number) AS off FROM given
         )
         INSERT INTO postings (position, number, line, account, part, amount_cents, booked_at)
         SELECT position, number, line, account, part, amount_cents, booked_at FROM summed
         WHERE off = 0",
        &rows.positions,
        &rows.numbers,
        &rows.lines,
        &rows.accounts,
        &rows.parts as &[Option<Uuid>],
        &rows.amounts,
        &rows.booked_at,
    )
    .execute(connection)
    .await?
    .rows_affected();
    if usize::try_from(written) == Ok(rows.positions.len()) {
        Ok(())
    } else {
        Err(ApplyError::Unbalanced)
    }
}

async fn save_days(
    connection: &mut PgConnection,
    days: &BTreeMap<(i16, NaiveDate), Day>,
) -> Result<(), sqlx::Error> {
    let accounts: Vec<i16> = days.keys().map(|(account, _)| *account).collect();
    let dates: Vec<NaiveDate> = days.keys().map(|(_, day)| *day).collect();
    let debits: Vec<i64> = days.values().map(|day| day.debits).collect();
    let credits: Vec<i64> = days.values().map(|day| day.credits).collect();
    sqlx::query!(
        "INSERT INTO account_days AS known (account, day, debits_cents, credits_cents)
         SELECT * FROM unnest($1::smallint[], $2::date[], $3::bigint[], $4::bigint[])
         ON CONFLICT (account, day) DO UPDATE
         SET debits_cents = known.debits_cents + excluded.debits_cents,
             credits_cents = known.credits_cents + excluded.credits_cents",
        &accounts,
        &dates,
        &debits,
        &credits,
    )
    .execute(connection)
    .await?;
    Ok(())
}
