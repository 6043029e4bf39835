use chrono::{Days, NaiveDate, TimeDelta};
use domain::Timestamp;
use domain::time::{nairobi_day, seconds_between};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::NO_PACKAGE;
use crate::projection::Projection;

/// How many days the dashboard looks back, today included.
pub const DAYS: u64 = 30;
/// How many weeks the normal of an hour is made of.
pub(crate) const WEEKS: i32 = 4;
/// How many hours it looks back, this one included.
pub const HOURS: i32 = 24;
/// The most packages that are listed.
pub(crate) const PACKAGES_MAX: i64 = 50;

/// What the dashboard shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// The moment that the figures are of.
    pub as_of: Timestamp,
    /// The position that every read model shows at least.
    pub position: i64,
    /// How far that is behind the last event.
    pub lag_positions: i64,
    /// Money of today in Nairobi.
    pub revenue_today_cents: i64,
    /// Payments of today.
    pub payments_today: i64,
    /// Money of the last [`DAYS`] days.
    pub revenue_30_days_cents: i64,
    /// Subscriptions that have not ended.
    pub active_subscriptions: i64,
    /// Those of them that end within 24 hours.
    pub expiring_within_24h: i64,
    /// Payments without an outcome.
    pub pending_payments: i64,
    /// The age of the oldest of them.
    pub oldest_pending_seconds: Option<i64>,
    /// Payments completed in the last 24 hours whose money neither bought a subscription nor was
    /// kept in the wallet.
    pub paid_but_offline: i64,
    /// Payments that a person should look at.
    pub needs_a_look: i64,
    /// Money that came unprompted and is nobody's.
    pub unallocated_cents: i64,
    /// The payments that brought it.
    pub unallocated_payments: i64,
    /// Differences between statements and the journal that nobody has resolved.
    pub open_breaks: i64,
    /// Since the last payment.
    pub seconds_since_last_payment: Option<i64>,
    /// What is normal between two payments at this hour of the week, from the weeks before.
    pub normal_seconds_between_payments: Option<i64>,
    /// Each of the last [`HOURS`] hours, the oldest first.
    pub by_hour: Vec<Hour>,
    /// Each of the last [`DAYS`] days, the oldest first.
    pub by_day: Vec<Day>,
    /// What those days brought by package, the most first.
    pub by_package: Vec<PackageSales>,
}

/// The payments of an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hour {
    /// When it began.
    pub hour: Timestamp,
    /// Its payments.
    pub payments: i64,
}

/// The money of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The calendar day in Nairobi.
    pub day: NaiveDate,
    /// Its money.
    pub revenue_cents: i64,
    /// Its payments.
    pub payments: i64,
}

/// The money of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageSales {
    /// Which package.
    pub package_id: Uuid,
    /// What it is called now.
    pub name: String,
    /// What it brought.
    pub revenue_cents: i64,
    /// By how many payments.
    pub payments: i64,
}

/// The figures at that moment, all of them of one state of the database.
pub async fn figures(pool: &PgPool, now: Timestamp) -> Result<Figures, sqlx::Error> {
    let mut snapshot = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let today = nairobi_day(now);
    let first_day = today.checked_sub_days(Days::new(DAYS - 1)).unwrap_or(NaiveDate::MIN);
    let by_day = by_day(&mut snapshot, first_day, today).await?;
    let by_package = by_package(&mut snapshot, first_day, today).await?;
    let (position, head) = positions(&mut snapshot).await?;
    let subscriptions = subscriptions(&mut snapshot, now).await?;
    let payments = payments(&mut snapshot, now).await?;
    let last_paid_at = sqlx::query_scalar!("SELECT paid_at FROM last_payment")
        .fetch_optional(&mut *snapshot)
        .await?;
    let normal = normal_seconds(&mut snapshot, now).await?;
    let by_hour = by_hour(&mut snapshot, now).await?;
    let books = books(&mut snapshot).await?;
    snapshot.commit().await?;
    Ok(Figures::of(Parts {
        now,
        position,
        head,
        by_day,
        by_package,
        subscriptions,
        payments,
        last_paid_at,
        normal_seconds: normal,
        by_hour,
        books,
    }))
}

/// What the figures are made of, wherever it was read.
pub(crate) struct Parts {
    /// The moment that they are of.
    pub(crate) now: Timestamp,
    /// The position that is shown.
    pub(crate) position: i64,
    /// The last position that there is to show.
    pub(crate) head: i64,
    pub(crate) by_day: Vec<Day>,
    pub(crate) by_package: Vec<PackageSales>,
    pub(crate) subscriptions: SubscriptionFigures,
    pub(crate) payments: PaymentFigures,
    pub(crate) last_paid_at: Option<Timestamp>,
    pub(crate) normal_seconds: Option<i64>,
    pub(crate) by_hour: Vec<Hour>,
    pub(crate) books: BookFigures,
}

impl Figures {
    pub(crate) fn of(parts: Parts) -> Self {
        let Parts { now, position, by_day, subscriptions, payments, books, .. } = parts;
        let since = |at: Timestamp| seconds_between(at, now).max(0);
        let this_day = by_day.last().copied();
        Self {
            as_of: now,
            position,
            lag_positions: (parts.head - position).max(0),
            revenue_today_cents: this_day.map_or(0, |day| day.revenue_cents),
            payments_today: this_day.map_or(0, |day| day.payments),
            revenue_30_days_cents: by_day.iter().map(|day| day.revenue_cents).sum(),
            active_subscriptions: subscriptions.active,
            expiring_within_24h: subscriptions.expiring,
            pending_payments: payments.pending,
            oldest_pending_seconds: payments.oldest_pending.map(since),
            paid_but_offline: payments.offline,
            needs_a_look: payments.to_look_at,
            unallocated_cents: books.unallocated_cents,
            unallocated_payments: books.unallocated_payments,
            open_breaks: books.open_breaks,
            seconds_since_last_payment: parts.last_paid_at.map(since),
            normal_seconds_between_payments: parts.normal_seconds,
            by_hour: parts.by_hour,
            by_day,
            by_package: parts.by_package,
        }
    }
}

async fn by_day(
    snapshot: &mut PgConnection,
    first_day: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<Day>, sqlx::Error> {
    sqlx::query_as!(
        Day,
        r#"SELECT day::date AS "day!", COALESCE(sum(revenue_cents), 0)::bigint AS "revenue_cents!",
                  COALESCE(sum(payments), 0)::bigint AS "payments!"
           FROM generate_series($1::date::timestamp, $2::date::timestamp, interval '1 day') AS every(moment)
           CROSS JOIN LATERAL (SELECT moment::date AS day) AS wanted
           LEFT JOIN money_by_day USING (day)
           GROUP BY day ORDER BY day"#,
        first_day,
        today,
    )
    .fetch_all(snapshot)
    .await
}

async fn by_package(
    snapshot: &mut PgConnection,
    first_day: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<PackageSales>, sqlx::Error> {
    sqlx::query_as!(
        PackageSales,
        r#"SELECT m.package_id, COALESCE(max(p.name), '') AS "name!",
                  sum(m.revenue_cents)::bigint AS "revenue_cents!",
                  sum(m.payments)::bigint AS "payments!"
           FROM money_by_day m LEFT JOIN packages p ON p.package_id = m.package_id
           WHERE m.day BETWEEN $1 AND $2 AND m.package_id <> $4
           GROUP BY m.package_id ORDER BY 3 DESC, m.package_id LIMIT $3"#,
        first_day,
        today,
        PACKAGES_MAX,
        NO_PACKAGE,
    )
    .fetch_all(snapshot)
    .await
}

/// The position that every read model shows at least, and the last of all.
async fn positions(snapshot: &mut PgConnection) -> Result<(i64, i64), sqlx::Error> {
    let readers = Projection::ALL.map(Projection::reader);
    let names = readers.map(|reader| reader.name.to_owned());
    let versions = readers.map(|reader| reader.version);
    let row = sqlx::query!(
        r#"SELECT COALESCE(min(c.position), 0) AS "shown!",
                  COALESCE((SELECT e.position FROM events e ORDER BY e.position DESC LIMIT 1), 0) AS "head!"
           FROM unnest($1::text[], $2::integer[]) AS ours(projection, version)
           JOIN checkpoints c USING (projection, version)"#,
        &names[..],
        &versions[..],
    )
    .fetch_one(snapshot)
    .await?;
    Ok((row.shown, row.head))
}

pub(crate) struct SubscriptionFigures {
    pub(crate) active: i64,
    pub(crate) expiring: i64,
}

async fn subscriptions(
    snapshot: &mut PgConnection,
    now: Timestamp,
) -> Result<SubscriptionFigures, sqlx::Error> {
    sqlx::query_as!(
        SubscriptionFigures,
        r#"SELECT count(*) AS "active!", count(*) FILTER (WHERE ends_at <= $2) AS "expiring!"
           FROM subscriptions WHERE ended_at IS NULL AND ends_at > $1"#,
        now,
        now.checked_add_signed(TimeDelta::hours(24)).unwrap_or(now),
    )
    .fetch_one(snapshot)
    .await
}

pub(crate) struct PaymentFigures {
    pub(crate) pending: i64,
    pub(crate) oldest_pending: Option<Timestamp>,
    pub(crate) offline: i64,
    pub(crate) to_look_at: i64,
}

async fn payments(
    snapshot: &mut PgConnection,
    now: Timestamp,
) -> Result<PaymentFigures, sqlx::Error> {
    sqlx::query_as!(
        PaymentFigures,
        r#"SELECT (SELECT count(*) FROM payments WHERE status = 'PENDING') AS "pending!",
                  (SELECT min(initiated_at) FROM payments WHERE status = 'PENDING') AS oldest_pending,
                  (SELECT count(*) FROM payments WHERE status = 'COMPLETED'
                   AND subscription_id IS NULL AND kept_in_wallet IS NULL
                   AND completed_at >= $1) AS "offline!",
                  (SELECT count(*) FROM payments WHERE look_reasons <> '{}') AS "to_look_at!""#,
        now.checked_sub_signed(TimeDelta::hours(24)).unwrap_or(now),
    )
    .fetch_one(snapshot)
    .await
}

/// The mean time between payments in this hour of the week, in the weeks before this one. Weeks
/// from before the first payment say nothing about what is normal.
async fn normal_seconds(
    snapshot: &mut PgConnection,
    now: Timestamp,
) -> Result<Option<i64>, sqlx::Error> {
    let row = sqlx::query!(
        r#"SELECT count(*) AS "weeks!", COALESCE(sum(h.payments), 0)::bigint AS "payments!"
           FROM generate_series(1, $2::integer) AS back(weeks)
           CROSS JOIN LATERAL (SELECT date_trunc('hour', $1::timestamptz, 'UTC')
                               - make_interval(hours => 168 * back.weeks) AS hour) AS past
           LEFT JOIN payments_by_hour h ON h.hour = past.hour
           WHERE past.hour >= (SELECT min(first.hour) FROM payments_by_hour first)"#,
        now,
        WEEKS,
    )
    .fetch_one(snapshot)
    .await?;
    Ok((row.weeks * 3_600).checked_div(row.payments))
}

/// Hours of UTC, which are hours of Nairobi too.
async fn by_hour(snapshot: &mut PgConnection, now: Timestamp) -> Result<Vec<Hour>, sqlx::Error> {
    sqlx::query_as!(
        Hour,
        r#"SELECT hour AS "hour!", COALESCE(h.payments, 0) AS "payments!"
           FROM generate_series(date_trunc('hour', $1::timestamptz, 'UTC') - make_interval(hours => $2 - 1),
                                date_trunc('hour', $1, 'UTC'), interval '1 hour') AS every(hour)
           LEFT JOIN payments_by_hour h USING (hour)
           ORDER BY hour"#,
        now,
        HOURS,
    )
    .fetch_all(snapshot)
    .await
}

pub(crate) struct BookFigures {
    pub(crate) unallocated_cents: i64,
    pub(crate) unallocated_payments: i64,
    pub(crate) open_breaks: i64,
}

async fn books(snapshot: &mut PgConnection) -> Result<BookFigures, sqlx::Error> {
    sqlx::query_as!(
        BookFigures,
        r#"SELECT count(*) AS "unallocated_payments!",
                  COALESCE(sum(amount_cents), 0)::bigint AS "unallocated_cents!",
                  (SELECT count(*) FROM breaks WHERE resolved_at IS NULL) AS "open_breaks!"
           FROM payments WHERE status = 'UNALLOCATED'"#,
    )
    .fetch_one(snapshot)
    .await
}
