use domain::Timestamp;
use sqlx::PgPool;
use uuid::Uuid;

use crate::page::{BEGIN_LIST, Cursor, Page, one_more};

/// A subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub customer_id: Uuid,
    /// What the customer is called, if that is known.
    pub customer_name: Option<String>,
    /// The line that it serves.
    pub line_id: Uuid,
    /// What the line is called.
    pub line_name: Option<String>,
    /// What was bought.
    pub package_id: Uuid,
    /// What that was called.
    pub package_name: String,
    /// When it began.
    pub activated_at: Timestamp,
    /// When the package that is served now began.
    pub start_date: Timestamp,
    /// When it ends or ended.
    pub end_date: Timestamp,
    /// When it ended, once that was recorded.
    pub ended_at: Option<Timestamp>,
    /// What caused the last purchase: `payment:<id>` or `user:<id>`.
    pub caused_by: String,
    /// The position of its last event.
    pub position: i64,
}

/// What a subscription is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscriptionStatus {
    /// The line is entitled to service.
    Active,
    /// Its time is over.
    Expired,
}

impl SubscriptionStatus {
    /// The shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Expired => "EXPIRED",
        }
    }

    /// The status with that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Active, Self::Expired].into_iter().find(|status| status.as_str() == name)
    }
}

impl Subscription {
    /// Whether the line is entitled to service at that moment, whether or not the end was
    /// recorded yet.
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && self.end_date > now
    }

    /// What it is at that moment.
    pub fn status(&self, now: Timestamp) -> SubscriptionStatus {
        if self.is_active(now) { SubscriptionStatus::Active } else { SubscriptionStatus::Expired }
    }
}

/// Which subscriptions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SubscriptionFilter {
    /// Active at that moment, or with a recorded end.
    pub status: Option<(SubscriptionStatus, Timestamp)>,
    /// Of that customer.
    pub customer_id: Option<Uuid>,
}

/// One subscription.
pub async fn get(pool: &PgPool, id: Uuid) -> Result<Option<Subscription>, sqlx::Error> {
    Ok(of_ids(pool, &[id]).await?.pop())
}

/// The subscriptions with those ids, in no particular order.
pub async fn of_ids(pool: &PgPool, ids: &[Uuid]) -> Result<Vec<Subscription>, sqlx::Error> {
    sqlx::query_as!(
        Subscription,
        r#"SELECT s.subscription_id AS id, s.customer_id, u.name AS "customer_name?", s.line_id,
                  l.name AS "line_name?", s.package_id, s.package_name, s.activated_at,
                  s.starts_at AS start_date, s.ends_at AS end_date, s.ended_at, s.caused_by,
                  s.position
           FROM subscriptions s
           LEFT JOIN users u ON u.user_id = s.customer_id
           LEFT JOIN lines l ON l.line_id = s.line_id
           WHERE s.subscription_id = ANY($1)"#,
        ids,
    )
    .fetch_all(pool)
    .await
}

/// Subscriptions, the newest first.
pub async fn list(
    pool: &PgPool,
    filter: SubscriptionFilter,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Page<Subscription>, sqlx::Error> {
    let mut transaction = pool.begin_with(BEGIN_LIST).await?;
    let items = sqlx::query_as!(
        Subscription,
        r#"SELECT s.subscription_id AS id, s.customer_id, u.name AS "customer_name?", s.line_id,
                  l.name AS "line_name?", s.package_id, s.package_name, s.activated_at,
                  s.starts_at AS start_date, s.ends_at AS end_date, s.ended_at, s.caused_by,
                  s.position
           FROM (
               SELECT * FROM subscriptions own
               WHERE ($1::uuid IS NULL OR own.customer_id = $1)
                 AND CASE $2::text
                         WHEN 'ACTIVE' THEN own.ended_at IS NULL AND own.ends_at > $3
                         WHEN 'EXPIRED' THEN own.ended_at IS NOT NULL
                         ELSE true
                     END
                 AND ($4::timestamptz IS NULL
                      OR (own.activated_at, own.subscription_id) < ($4, $5::uuid))
               ORDER BY own.activated_at DESC, own.subscription_id DESC LIMIT $6
           ) s
           LEFT JOIN users u ON u.user_id = s.customer_id
           LEFT JOIN lines l ON l.line_id = s.line_id
           ORDER BY s.activated_at DESC, s.subscription_id DESC"#,
        filter.customer_id,
        filter.status.map(|(status, _)| status.as_str()),
        filter.status.map(|(_, now)| now),
        after.map(Cursor::moment),
        after.map(Cursor::id),
        one_more(limit),
    )
    .fetch_all(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Page::of(items, limit, |item| Cursor::at(item.activated_at, item.id)))
}

/// The last subscription of a line.
pub async fn of_line(pool: &PgPool, line_id: Uuid) -> Result<Option<Subscription>, sqlx::Error> {
    Ok(of_lines(pool, &[line_id]).await?.pop())
}

/// The last subscription of each of the lines; none for a line that never had one.
pub async fn of_lines(pool: &PgPool, line_ids: &[Uuid]) -> Result<Vec<Subscription>, sqlx::Error> {
    sqlx::query_as!(
        Subscription,
        r#"SELECT s.subscription_id AS "id!", s.customer_id AS "customer_id!",
                  u.name AS "customer_name?", s.line_id AS "line_id!", l.name AS "line_name?",
                  s.package_id AS "package_id!", s.package_name AS "package_name!",
                  s.activated_at AS "activated_at!", s.starts_at AS "start_date!",
                  s.ends_at AS "end_date!", s.ended_at, s.caused_by AS "caused_by!",
                  s.position AS "position!"
           FROM unnest($1::uuid[]) AS wanted(line_id)
           CROSS JOIN LATERAL (
               SELECT * FROM subscriptions last WHERE last.line_id = wanted.line_id
               ORDER BY last.activated_at DESC, last.subscription_id DESC LIMIT 1
           ) s
           LEFT JOIN users u ON u.user_id = s.customer_id
           LEFT JOIN lines l ON l.line_id = s.line_id"#,
        line_ids,
    )
    .fetch_all(pool)
    .await
}

/// A subscription whose end date has come and was not recorded yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Its id.
    pub id: Uuid,
    /// The line that it serves.
    pub line_id: Uuid,
    /// The end date.
    pub end_date: Timestamp,
}

/// The subscriptions that are due at that moment, the earliest first.
pub async fn due(pool: &PgPool, now: Timestamp, limit: i64) -> Result<Vec<Due>, sqlx::Error> {
    sqlx::query_as!(
        Due,
        "SELECT subscription_id AS id, line_id, ends_at AS end_date FROM subscriptions
         WHERE ended_at IS NULL AND ends_at <= $1 ORDER BY ends_at, subscription_id LIMIT $2",
        now,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// The next end date whose end was not recorded yet; it may have come already.
pub async fn next_end(pool: &PgPool) -> Result<Option<Timestamp>, sqlx::Error> {
    sqlx::query_scalar!("SELECT min(ends_at) FROM subscriptions WHERE ended_at IS NULL")
        .fetch_one(pool)
        .await
}
