use std::collections::HashMap;

use domain::Timestamp;
use domain::payment::Status;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{ChosenPackage, Failure, Payment};
use crate::page::{BEGIN_LIST, Cursor, Page, named, one_more};
use crate::subscriptions::{Subscription, of_ids};

/// Which payments. What is none does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaymentFilter {
    /// What it has come to.
    pub status: Option<Status>,
    /// One of its receipts, upper case.
    pub receipt: Option<String>,
    /// The payer's number, normalised.
    pub phone: Option<String>,
    /// Asked for at or after that moment.
    pub from: Option<Timestamp>,
    /// Asked for before that moment.
    pub to: Option<Timestamp>,
    /// What it brought or, until then, was asked for.
    pub amount_cents: Option<i64>,
    /// Whether a person should look at it.
    pub needs_a_look: Option<bool>,
    /// Whose payment.
    pub customer_id: Option<Uuid>,
}

/// In which order payments are listed. Sums are what a payment brought or, until then, asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentOrder {
    /// By when they were asked for, the last first.
    Newest,
    /// The first first.
    Oldest,
    /// By sum, the largest first, and of equal ones the last.
    Largest,
    /// The smallest first, and of equal ones the first.
    Smallest,
}

/// Payments, with their customers' names; then which of them.
macro_rules! payments {
    ($($which:literal);+, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"SELECT p.payment_id, p.road, p.customer_id, u.name AS "customer_name?", p.line_id,
                      p.package_id, p.package_name, p.price_cents, p.amount_cents,
                      p.amount_paid_cents, p.phone, p.payer_handle, p.payer_name,
                      p.account_reference, p.short_code, p.status, p.stage, p.look_reasons,
                      p.unallocated_reason, p.merged_into, p.receipt,
                      p.failure_class, p.failure_code, p.failure_message, p.initiated_at,
                      p.dispatched_at, p.paid_at, p.completed_at, p.kept_in_wallet,
                      p.subscription_id, p.bought_position, p.reversed_cents, p.position
               FROM payments p LEFT JOIN users u ON u.user_id = p.customer_id "# $(+ $which)+,
            $($argument),+
        )
    };
}

/// Those that fit a filter; then from where on, in which order.
macro_rules! fitting {
    ($filter:expr, $key:expr, $id:expr, $limit:expr, $order:literal) => {
        payments!(
            "WHERE ($1::text IS NULL OR p.status = $1)
               AND ($2::text IS NULL
                    OR p.payment_id = (SELECT r.payment_id FROM receipts r WHERE r.receipt = $2))
               AND ($3::text IS NULL OR p.phone = $3)
               AND ($4::timestamptz IS NULL OR p.initiated_at >= $4)
               AND ($5::timestamptz IS NULL OR p.initiated_at < $5)
               AND ($6::bigint IS NULL OR COALESCE(p.amount_paid_cents, p.amount_cents) = $6)
               AND ($7::boolean IS NULL OR (p.look_reasons <> '{}') = $7)
               AND ($8::uuid IS NULL OR p.customer_id = $8) "; $order,
            $filter.status.map(Status::as_str),
            $filter.receipt.as_deref(),
            $filter.phone.as_deref(),
            $filter.from,
            $filter.to,
            $filter.amount_cents,
            $filter.needs_a_look,
            $filter.customer_id,
            $key,
            $id,
            $limit,
        )
    };
}

/// One payment.
pub async fn get(pool: &PgPool, id: Uuid) -> Result<Option<Payment>, sqlx::Error> {
    let row = payments!("WHERE p.payment_id = $1", id).fetch_optional(pool).await?;
    Ok(with_subscriptions(pool, row.into_iter().collect()).await?.pop())
}

/// Payments in an order. A cursor leads on in the order in which it was given.
pub async fn list(
    pool: &PgPool,
    filter: &PaymentFilter,
    order: PaymentOrder,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Page<Payment>, sqlx::Error> {
    let mut transaction = pool.begin_with(BEGIN_LIST).await?;
    let rows = rows(&mut transaction, filter, order, after, one_more(limit)).await?;
    transaction.commit().await?;
    let payments = with_subscriptions(pool, rows).await?;
    Ok(Page::of(payments, limit, |payment| match order {
        PaymentOrder::Newest | PaymentOrder::Oldest => Cursor::at(payment.initiated_at, payment.id),
        PaymentOrder::Largest | PaymentOrder::Smallest => {
            Cursor::new(payment.amount_paid_cents.unwrap_or(payment.amount_cents), payment.id)
        }
    }))
}

/// A cursor by sum names its payment, which knows when it was asked for.
async fn rows(
    connection: &mut PgConnection,
    filter: &PaymentFilter,
    order: PaymentOrder,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Row>, sqlx::Error> {
    let id = after.map(Cursor::id);
    let (moment, cents) = (after.map(Cursor::moment), after.map(Cursor::key));
    match order {
        PaymentOrder::Newest => {
            fitting!(filter, moment, id, limit,
                "AND ($9::timestamptz IS NULL OR (p.initiated_at, p.payment_id) < ($9, $10::uuid))
                 ORDER BY p.initiated_at DESC, p.payment_id DESC LIMIT $11")
            .fetch_all(connection)
            .await
        }
        PaymentOrder::Oldest => {
            fitting!(filter, moment, id, limit,
                "AND ($9::timestamptz IS NULL OR (p.initiated_at, p.payment_id) > ($9, $10::uuid))
                 ORDER BY p.initiated_at, p.payment_id LIMIT $11")
            .fetch_all(connection)
            .await
        }
        PaymentOrder::Largest => {
            fitting!(filter, cents, id, limit,
                "AND ($9::bigint IS NULL
                      OR (COALESCE(p.amount_paid_cents, p.amount_cents), p.initiated_at, p.payment_id)
                         < ($9, (SELECT c.initiated_at FROM payments c WHERE c.payment_id = $10), $10::uuid))
                 ORDER BY COALESCE(p.amount_paid_cents, p.amount_cents) DESC, p.initiated_at DESC,
                          p.payment_id DESC LIMIT $11")
            .fetch_all(connection)
            .await
        }
        PaymentOrder::Smallest => {
            fitting!(filter, cents, id, limit,
                "AND ($9::bigint IS NULL
                      OR (COALESCE(p.amount_paid_cents, p.amount_cents), p.initiated_at, p.payment_id)
                         > ($9, (SELECT c.initiated_at FROM payments c WHERE c.payment_id = $10), $10::uuid))
                 ORDER BY COALESCE(p.amount_paid_cents, p.amount_cents), p.initiated_at,
                          p.payment_id LIMIT $11")
            .fetch_all(connection)
            .await
        }
    }
}

struct Row {
    payment_id: Uuid,
    road: String,
    customer_id: Option<Uuid>,
    customer_name: Option<String>,
    line_id: Option<Uuid>,
    package_id: Option<Uuid>,
    package_name: Option<String>,
    price_cents: Option<i64>,
    amount_cents: i64,
    amount_paid_cents: Option<i64>,
    phone: Option<String>,
    payer_handle: Option<String>,
    payer_name: Option<String>,
    account_reference: Option<String>,
    short_code: Option<String>,
    status: String,
    stage: String,
    look_reasons: Vec<String>,
    unallocated_reason: Option<String>,
    merged_into: Option<Uuid>,
    receipt: Option<String>,
    failure_class: Option<String>,
    failure_code: Option<String>,
    failure_message: Option<String>,
    initiated_at: Timestamp,
    dispatched_at: Option<Timestamp>,
    paid_at: Option<Timestamp>,
    completed_at: Option<Timestamp>,
    kept_in_wallet: Option<String>,
    subscription_id: Option<Uuid>,
    bought_position: Option<i64>,
    reversed_cents: i64,
    position: i64,
}

async fn with_subscriptions(pool: &PgPool, rows: Vec<Row>) -> Result<Vec<Payment>, sqlx::Error> {
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.subscription_id).collect();
    let found = if ids.is_empty() { Vec::new() } else { of_ids(pool, &ids).await? };
    let subscriptions: HashMap<Uuid, Subscription> =
        found.into_iter().map(|subscription| (subscription.id, subscription)).collect();
    rows.into_iter()
        .map(|row| {
            // Two payments may have bought time for the same subscription. Its own read model may be
            // behind: an end without what this payment bought is not shown as what it bought.
            let subscription = row.subscription_id.and_then(|id| subscriptions.get(&id));
            let bought = subscription.filter(|found| Some(found.position) >= row.bought_position);
            row.payment(bought.cloned())
        })
        .collect()
}

impl Row {
    fn payment(self, subscription: Option<Subscription>) -> Result<Payment, sqlx::Error> {
        let failure = match (self.failure_class, self.failure_code, self.failure_message) {
            (Some(class), Some(result_code), Some(message)) => {
                Some(Failure { class: named("failure_class", &class)?, result_code, message })
            }
            _ => None,
        };
        let look_reasons = self
            .look_reasons
            .iter()
            .map(|name| named("look_reasons", name))
            .collect::<Result<_, _>>()?;
        let kept = self.kept_in_wallet.as_deref();
        let unallocated = self.unallocated_reason.as_deref();
        let package = match (self.package_id, self.package_name, self.price_cents) {
            (Some(id), Some(name), Some(price_cents)) => {
                Some(ChosenPackage { id, name, price_cents })
            }
            _ => None,
        };
        Ok(Payment {
            id: self.payment_id,
            customer_id: self.customer_id,
            customer_name: self.customer_name,
            line_id: self.line_id,
            road: named("road", &self.road)?,
            package,
            payer_handle: self.payer_handle,
            payer_name: self.payer_name,
            short_code: self.short_code,
            unallocated_reason: unallocated
                .map(|name| named("unallocated_reason", name))
                .transpose()?,
            merged_into: self.merged_into,
            status: named("status", &self.status)?,
            stage: named("stage", &self.stage)?,
            look_reasons,
            amount_cents: self.amount_cents,
            amount_paid_cents: self.amount_paid_cents,
            reversed_cents: self.reversed_cents,
            phone: self.phone,
            account_reference: self.account_reference,
            receipt: self.receipt,
            failure,
            initiated_at: self.initiated_at,
            dispatched_at: self.dispatched_at,
            paid_at: self.paid_at,
            completed_at: self.completed_at,
            kept_in_wallet: kept.map(|name| named("kept_in_wallet", name)).transpose()?,
            position: subscription.as_ref().map_or(0, |found| found.position).max(self.position),
            subscription,
        })
    }
}
