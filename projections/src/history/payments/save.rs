//! The rows of a batch, each table's in one statement.

use domain::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::spans::Span;
use super::{Income, Row, Suspense};

pub(super) async fn spans<'a>(
    connection: &mut PgConnection,
    spans: impl ExactSizeIterator<Item = &'a Span> + Clone,
) -> Result<(), sqlx::Error> {
    if spans.len() == 0 {
        return Ok(());
    }
    let every = |of: fn(&Span) -> Option<Timestamp>| spans.clone().map(of).collect::<Vec<_>>();
    let payments: Vec<Uuid> = spans.clone().map(|span| span.payment_id).collect();
    let packages: Vec<Uuid> = spans.clone().map(|span| span.package_id).collect();
    let sent: Vec<bool> = spans.clone().map(|span| span.was_sent).collect();
    sqlx::query!(
        "INSERT INTO payment_spans
             (payment_id, package_id, was_sent, asked_effective_at, asked_recorded_at,
              outcome_recorded_at, paid_effective_at, paid_recorded_at, settled_recorded_at)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::boolean[], $4::timestamptz[],
                              $5::timestamptz[], $6::timestamptz[], $7::timestamptz[],
                              $8::timestamptz[], $9::timestamptz[])
         ON CONFLICT (payment_id) DO UPDATE
         SET was_sent = EXCLUDED.was_sent, outcome_recorded_at = EXCLUDED.outcome_recorded_at,
             paid_effective_at = EXCLUDED.paid_effective_at,
             paid_recorded_at = EXCLUDED.paid_recorded_at,
             settled_recorded_at = EXCLUDED.settled_recorded_at",
        &payments,
        &packages,
        &sent,
        &every(|span| Some(span.asked_effective_at)) as &[Option<Timestamp>],
        &every(|span| Some(span.asked_recorded_at)) as &[Option<Timestamp>],
        &every(|span| span.outcome_recorded_at) as &[Option<Timestamp>],
        &every(|span| span.paid_effective_at) as &[Option<Timestamp>],
        &every(|span| span.paid_recorded_at) as &[Option<Timestamp>],
        &every(Span::settled_at) as &[Option<Timestamp>],
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn steps(connection: &mut PgConnection, steps: &[Row]) -> Result<(), sqlx::Error> {
    if steps.is_empty() {
        return Ok(());
    }
    let payments: Vec<Uuid> = steps.iter().map(|row| row.payment_id).collect();
    let positions: Vec<i64> = steps.iter().map(|row| row.position).collect();
    let names: Vec<String> = steps.iter().map(|row| row.step.as_str().to_owned()).collect();
    let effective_at: Vec<Timestamp> = steps.iter().map(|row| row.effective_at).collect();
    let recorded_at: Vec<Timestamp> = steps.iter().map(|row| row.recorded_at).collect();
    sqlx::query!(
        "INSERT INTO payment_steps (payment_id, position, step, effective_at, recorded_at)
         SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::timestamptz[],
                              $5::timestamptz[])",
        &payments,
        &positions,
        &names,
        &effective_at,
        &recorded_at,
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn suspense(
    connection: &mut PgConnection,
    suspense: &[Suspense],
) -> Result<(), sqlx::Error> {
    if suspense.is_empty() {
        return Ok(());
    }
    let payments: Vec<Uuid> = suspense.iter().map(|row| row.payment_id).collect();
    let positions: Vec<i64> = suspense.iter().map(|row| row.position).collect();
    let is_in: Vec<bool> = suspense.iter().map(|row| row.is_in).collect();
    let effective_at: Vec<Timestamp> = suspense.iter().map(|row| row.effective_at).collect();
    let recorded_at: Vec<Timestamp> = suspense.iter().map(|row| row.recorded_at).collect();
    sqlx::query!(
        "INSERT INTO suspense (payment_id, position, is_in, effective_at, recorded_at)
         SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::boolean[], $4::timestamptz[],
                              $5::timestamptz[])",
        &payments,
        &positions,
        &is_in,
        &effective_at,
        &recorded_at,
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn income(
    connection: &mut PgConnection,
    income: &[Income],
) -> Result<(), sqlx::Error> {
    if income.is_empty() {
        return Ok(());
    }
    let positions: Vec<i64> = income.iter().map(|came| came.position).collect();
    let payments: Vec<Uuid> = income.iter().map(|came| came.payment_id).collect();
    let packages: Vec<Uuid> = income.iter().map(|came| came.package_id).collect();
    let receipts: Vec<Option<String>> = income.iter().map(|came| came.receipt.clone()).collect();
    let amounts: Vec<i64> = income.iter().map(|came| came.amount.cents()).collect();
    let first: Vec<bool> = income.iter().map(|came| came.is_first).collect();
    let paid_at: Vec<Timestamp> = income.iter().map(|came| came.paid_at).collect();
    let days: Vec<chrono::NaiveDate> = income.iter().map(Income::day).collect();
    let effective_at: Vec<Timestamp> = income.iter().map(|came| came.effective_at).collect();
    let recorded_at: Vec<Timestamp> = income.iter().map(|came| came.recorded_at).collect();
    sqlx::query!(
        "INSERT INTO income (position, payment_id, package_id, receipt, amount_cents, is_first,
                             paid_at, day, effective_at, recorded_at)
         SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[],
                              $6::boolean[], $7::timestamptz[], $8::date[], $9::timestamptz[],
                              $10::timestamptz[])",
        &positions,
        &payments,
        &packages,
        &receipts as &[Option<String>],
        &amounts,
        &first,
        &paid_at,
        &days,
        &effective_at,
        &recorded_at,
    )
    .execute(connection)
    .await?;
    Ok(())
}
