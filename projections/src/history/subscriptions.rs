mod facts;

use sqlx::PgPool;

pub(super) use facts::save;

use super::AsOf;
use crate::page::{BEGIN_LIST, Cursor, Page, one_more};
use crate::subscriptions::{Subscription, SubscriptionFilter};

/// Subscriptions as they were, the newest first. A status is that of the moment asked about,
/// whatever moment the filter names. Customers and lines are called what they are called now:
/// what is personal is not kept here.
pub async fn list(
    pool: &PgPool,
    as_of: AsOf,
    filter: SubscriptionFilter,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Page<Subscription>, sqlx::Error> {
    let mut transaction = pool.begin_with(BEGIN_LIST).await?;
    let items = sqlx::query_as!(
        Subscription,
        r#"SELECT s.subscription_id AS "id!", s.customer_id AS "customer_id!",
                  u.name AS "customer_name?", s.line_id AS "line_id!", l.name AS "line_name?",
                  s.package_id AS "package_id!", s.package_name AS "package_name!",
                  s.activated_at AS "activated_at!", s.starts_at AS "start_date!",
                  s.ends_at AS "end_date!", s.ended_at, s.caused_by AS "caused_by!",
                  s.position AS "position!"
           FROM (
               SELECT last.* FROM subscription_facts first
               CROSS JOIN LATERAL (
                   SELECT * FROM subscription_facts f
                   WHERE f.subscription_id = first.subscription_id
                     AND f.effective_at <= $1 AND f.recorded_at <= $2
                   ORDER BY f.position DESC LIMIT 1
               ) last
               WHERE first.begins AND first.effective_at <= $1 AND first.recorded_at <= $2
                 AND ($3::uuid IS NULL OR first.customer_id = $3)
                 AND CASE $4::text
                         WHEN 'ACTIVE' THEN last.serves_until > $1
                         WHEN 'EXPIRED' THEN last.ended_at IS NOT NULL
                         ELSE true
                     END
                 AND ($5::timestamptz IS NULL
                      OR (first.activated_at, first.subscription_id) < ($5, $6::uuid))
               ORDER BY first.activated_at DESC, first.subscription_id DESC LIMIT $7
           ) s
           LEFT JOIN users u ON u.user_id = s.customer_id
           LEFT JOIN lines l ON l.line_id = s.line_id
           ORDER BY s.activated_at DESC, s.subscription_id DESC"#,
        as_of.effective,
        as_of.known,
        filter.customer_id,
        filter.status.map(|(status, _)| status.as_str()),
        after.map(Cursor::moment),
        after.map(Cursor::id),
        one_more(limit),
    )
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Page::of(items, limit, |item| Cursor::at(item.activated_at, item.id)))
}
