//! Reading and writing the rows of payments that a batch touches.

use domain::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::fold::Row;
use crate::rows::{Rows, every};

pub(super) async fn load(
    connection: &mut PgConnection,
    ids: &[Uuid],
) -> Result<Rows<Row>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT payment_id, road, customer_id, line_id, package_id, package_name, price_cents,
                amount_cents, amount_paid_cents, phone, payer_handle, payer_name,
                account_reference, short_code, status, stage, look_reasons, unallocated_reason,
                merged_into, receipt, checkout_request_id, failure_class, failure_code,
                failure_message, initiated_at, dispatched_at, paid_at, completed_at,
                kept_in_wallet, subscription_id, bought_position, reversed_cents, position
         FROM payments WHERE payment_id = ANY($1)",
        ids,
    )
    .fetch_all(connection)
    .await?;
    Ok(Rows::stored(rows, |row| row.payment_id))
}

pub(super) async fn save(
    connection: &mut PgConnection,
    rows: &Rows<Row>,
) -> Result<(), sqlx::Error> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!("DELETE FROM payments WHERE payment_id = ANY($1)", rows.stored_ids())
        .execute(&mut *connection)
        .await?;
    insert(connection, rows).await
}

async fn insert(connection: &mut PgConnection, rows: &Rows<Row>) -> Result<(), sqlx::Error> {
    // A reason is one word, and an array of arrays is no column of arrays.
    sqlx::query!(
        "INSERT INTO payments (
             payment_id, road, customer_id, line_id, package_id, package_name, price_cents,
             amount_cents, amount_paid_cents, phone, payer_handle, payer_name, account_reference,
             short_code, status, stage, look_reasons, unallocated_reason, merged_into, receipt,
             checkout_request_id, failure_class, failure_code, failure_message, initiated_at,
             dispatched_at, paid_at, completed_at, kept_in_wallet, subscription_id,
             bought_position, reversed_cents, position)
         SELECT
             payment_id, road, customer_id, line_id, package_id, package_name, price_cents,
             amount_cents, amount_paid_cents, phone, payer_handle, payer_name, account_reference,
             short_code, status, stage, string_to_array(look_reasons, ','), unallocated_reason,
             merged_into, receipt, checkout_request_id, failure_class, failure_code,
             failure_message, initiated_at, dispatched_at, paid_at, completed_at, kept_in_wallet,
             subscription_id, bought_position, reversed_cents, position
         FROM unnest(
             $1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::bigint[],
             $8::bigint[], $9::bigint[], $10::text[], $11::text[], $12::text[], $13::text[],
             $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::uuid[],
             $20::text[], $21::text[], $22::text[], $23::text[], $24::text[], $25::timestamptz[],
             $26::timestamptz[], $27::timestamptz[], $28::timestamptz[], $29::text[], $30::uuid[],
             $31::bigint[], $32::bigint[], $33::bigint[])
             AS r (
             payment_id, road, customer_id, line_id, package_id, package_name, price_cents,
             amount_cents, amount_paid_cents, phone, payer_handle, payer_name, account_reference,
             short_code, status, stage, look_reasons, unallocated_reason, merged_into, receipt,
             checkout_request_id, failure_class, failure_code, failure_message, initiated_at,
             dispatched_at, paid_at, completed_at, kept_in_wallet, subscription_id,
             bought_position, reversed_cents, position)",
        &every(rows, |row| row.payment_id),
        &every(rows, |row| row.road.clone()),
        &every(rows, |row| row.customer_id) as &[Option<Uuid>],
        &every(rows, |row| row.line_id) as &[Option<Uuid>],
        &every(rows, |row| row.package_id) as &[Option<Uuid>],
        &every(rows, |row| row.package_name.clone()) as &[Option<String>],
        &every(rows, |row| row.price_cents) as &[Option<i64>],
        &every(rows, |row| row.amount_cents),
        &every(rows, |row| row.amount_paid_cents) as &[Option<i64>],
        &every(rows, |row| row.phone.clone()) as &[Option<String>],
        &every(rows, |row| row.payer_handle.clone()) as &[Option<String>],
        &every(rows, |row| row.payer_name.clone()) as &[Option<String>],
        &every(rows, |row| row.account_reference.clone()) as &[Option<String>],
        &every(rows, |row| row.short_code.clone()) as &[Option<String>],
        &every(rows, |row| row.status.clone()),
        &every(rows, |row| row.stage.clone()),
        &every(rows, |row| row.look_reasons.join(",")),
        &every(rows, |row| row.unallocated_reason.clone()) as &[Option<String>],
        &every(rows, |row| row.merged_into) as &[Option<Uuid>],
        &every(rows, |row| row.receipt.clone()) as &[Option<String>],
        &every(rows, |row| row.checkout_request_id.clone()) as &[Option<String>],
        &every(rows, |row| row.failure_class.clone()) as &[Option<String>],
        &every(rows, |row| row.failure_code.clone()) as &[Option<String>],
        &every(rows, |row| row.failure_message.clone()) as &[Option<String>],
        &every(rows, |row| row.initiated_at),
        &every(rows, |row| row.dispatched_at) as &[Option<Timestamp>],
        &every(rows, |row| row.paid_at) as &[Option<Timestamp>],
        &every(rows, |row| row.completed_at) as &[Option<Timestamp>],
        &every(rows, |row| row.kept_in_wallet.clone()) as &[Option<String>],
        &every(rows, |row| row.subscription_id) as &[Option<Uuid>],
        &every(rows, |row| row.bought_position) as &[Option<i64>],
        &every(rows, |row| row.reversed_cents),
        &every(rows, |row| row.position),
    )
    .execute(connection)
    .await?;
    Ok(())
}
