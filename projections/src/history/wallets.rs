use std::collections::HashMap;

use domain::Timestamp;
use domain::wallet::{CreditCause, WalletEvent};
use event_store::Recorded;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::AsOf;
use super::project::effective;
use crate::page::{BEGIN_LIST, Cursor, Page, one_more};
use crate::users::Balance;

/// Writes what a batch moved in and out of wallets. The money that came by its payments must be
/// written already, and is told too.
pub(super) async fn save(
    connection: &mut PgConnection,
    facts: &[(&Recorded, WalletEvent)],
    came: HashMap<Credit, Timestamp>,
) -> Result<(), sqlx::Error> {
    if facts.is_empty() {
        return Ok(());
    }
    let paid = paid_at(connection, facts, came).await?;
    let customers: Vec<Uuid> = facts.iter().map(|(recorded, _)| recorded.aggregate_id).collect();
    let positions: Vec<i64> = facts.iter().map(|(recorded, _)| recorded.position).collect();
    let amounts: Vec<i64> = facts.iter().map(|(_, event)| amount_in(event)).collect();
    let effective_at: Vec<Timestamp> = facts
        .iter()
        .map(|(recorded, event)| {
            // What moved for another reason than a payment moved when it was recorded.
            let own = credit_in(event).and_then(|key| paid.get(&key));
            own.map_or(recorded.recorded_at, |own| effective(*own, recorded))
        })
        .collect();
    let recorded_at: Vec<Timestamp> =
        facts.iter().map(|(recorded, _)| recorded.recorded_at).collect();
    sqlx::query!(
        "INSERT INTO wallet_entries (customer_id, position, amount_cents, effective_at, recorded_at)
         SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::timestamptz[],
                              $5::timestamptz[])",
        &customers,
        &positions,
        &amounts,
        &effective_at,
        &recorded_at,
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn amount_in(event: &WalletEvent) -> i64 {
    match event {
        WalletEvent::WalletCredited { amount_cents, .. } => amount_cents.cents(),
        WalletEvent::WalletDebited { amount_cents, .. } => -amount_cents.cents(),
        // It was not in the wallet.
        WalletEvent::WalletShort { .. } => 0,
    }
}

/// The money of which payment it is, and by which receipt it came.
pub(super) type Credit = (Uuid, Option<String>);

fn credit_in(event: &WalletEvent) -> Option<Credit> {
    match event {
        WalletEvent::WalletCredited {
            cause: CreditCause::Payment { payment_id, receipt, kept: _ },
            ..
        } => {
            let receipt = receipt.as_ref().map(|receipt| receipt.as_str().to_owned());
            Some((payment_id.uuid(), receipt))
        }
        WalletEvent::WalletCredited {
            cause: CreditCause::UnusedValue { .. } | CreditCause::RefundFailed { .. },
            ..
        }
        | WalletEvent::WalletDebited { .. }
        | WalletEvent::WalletShort { .. } => None,
    }
}

/// From when the money was there that was put into wallets. Most of it came in the same batch; the
/// rest is looked up.
async fn paid_at(
    connection: &mut PgConnection,
    facts: &[(&Recorded, WalletEvent)],
    mut came: HashMap<Credit, Timestamp>,
) -> Result<HashMap<Credit, Timestamp>, sqlx::Error> {
    let earlier: Vec<Uuid> = facts
        .iter()
        .filter_map(|(_, event)| credit_in(event))
        .filter(|credit| !came.contains_key(credit))
        .map(|(payment_id, _)| payment_id)
        .collect();
    if earlier.is_empty() {
        return Ok(came);
    }
    let rows = sqlx::query!(
        "SELECT payment_id, receipt, effective_at FROM income
         WHERE payment_id = ANY($1) AND amount_cents > 0",
        &earlier,
    )
    .fetch_all(connection)
    .await?;
    came.extend(rows.into_iter().map(|row| ((row.payment_id, row.receipt), row.effective_at)));
    Ok(came)
}

/// What was in each wallet that had ever been used, in the order of the customers' ids.
pub async fn balances(
    pool: &PgPool,
    as_of: AsOf,
    customer_id: Option<Uuid>,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Page<Balance>, sqlx::Error> {
    let mut transaction = pool.begin_with(BEGIN_LIST).await?;
    let items = sqlx::query_as!(
        Balance,
        r#"SELECT w.customer_id AS "customer_id!", u.name AS "customer_name?",
                  w.balance_cents AS "balance_cents!"
           FROM (
               SELECT customer_id, sum(amount_cents)::bigint AS balance_cents
               FROM wallet_entries
               WHERE effective_at <= $1 AND recorded_at <= $2
                 AND ($3::uuid IS NULL OR customer_id = $3)
                 AND ($4::uuid IS NULL OR customer_id > $4)
               GROUP BY customer_id ORDER BY customer_id LIMIT $5
           ) w
           LEFT JOIN users u ON u.user_id = w.customer_id
           ORDER BY w.customer_id"#,
        as_of.effective,
        as_of.known,
        customer_id,
        after.map(Cursor::id),
        one_more(limit),
    )
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Page::of(items, limit, Balance::cursor))
}

/// What was in all wallets together.
pub async fn total(pool: &PgPool, as_of: AsOf) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT COALESCE(sum(amount_cents), 0)::bigint AS "cents!" FROM wallet_entries
           WHERE effective_at <= $1 AND recorded_at <= $2"#,
        as_of.effective,
        as_of.known,
    )
    .fetch_one(pool)
    .await
}
