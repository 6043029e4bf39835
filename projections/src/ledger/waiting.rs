//! Payments that were asked for and have no receipt, for what a statement has and nobody knows.

use chrono::TimeDelta;
use domain::statement::{CLOCKS_DIFFER_SECONDS, SAME_PAYMENT_SECONDS, Span, Waiting, WaitsFor};
use domain::{Money, PaymentId};
use sqlx::PgConnection;

use crate::page::damaged;

/// Those whose money may stand on a statement of that time, the first asked for first.
pub(super) async fn waiting(
    connection: &mut PgConnection,
    span: Span,
) -> Result<Vec<Waiting>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"SELECT payment_id, amount_cents, phone AS "phone!", initiated_at, status
           FROM payments
           WHERE road = 'STK' AND receipt IS NULL AND phone IS NOT NULL
             AND status IN ('COMPLETED', 'PENDING', 'EXPIRED', 'FAILED')
             AND initiated_at >= $1 AND initiated_at <= $2
           ORDER BY initiated_at, payment_id"#,
        span.from - TimeDelta::seconds(SAME_PAYMENT_SECONDS),
        span.to + TimeDelta::seconds(CLOCKS_DIFFER_SECONDS),
    )
    .fetch_all(connection)
    .await?;
    let of = |status: &str| match status {
        "COMPLETED" => Ok(WaitsFor::Receipt),
        "PENDING" => Ok(WaitsFor::Outcome),
        "EXPIRED" => Ok(WaitsFor::NothingExpired),
        "FAILED" => Ok(WaitsFor::NothingFailed),
        other => Err(damaged("status", format!("{other} waits for nothing"))),
    };
    rows.into_iter()
        .map(|row| {
            Ok(Waiting {
                payment_id: PaymentId::new(row.payment_id),
                amount: Money::from_cents(row.amount_cents),
                phone: row.phone.parse().map_err(|error| damaged("phone", error))?,
                asked_at: row.initiated_at,
                waits_for: of(&row.status)?,
            })
        })
        .collect()
}
