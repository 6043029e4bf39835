use chrono::{Days, NaiveDate, TimeDelta};
use domain::Timestamp;
use domain::time::nairobi_day;
use event_store::feed;
use sqlx::{PgConnection, PgPool};

use super::AsOf;
use crate::NO_PACKAGE;
use crate::dashboard::{
    BookFigures, DAYS, Day, Figures, HOURS, Hour, PACKAGES_MAX, PackageSales, Parts,
    PaymentFigures, SubscriptionFigures, WEEKS,
};
use crate::projection::Projection;

/// What the dashboard would have shown at that moment, all of it of one state of the database.
pub async fn figures(pool: &PgPool, as_of: AsOf) -> Result<Figures, sqlx::Error> {
    let mut snapshot = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let now = as_of.effective;
    let today = nairobi_day(now);
    let first_day = today.checked_sub_days(Days::new(DAYS - 1)).unwrap_or(NaiveDate::MIN);
    let head = feed::position_at(&mut *snapshot, as_of.known).await?;
    let parts = Parts {
        now,
        position: shown(&mut snapshot).await?.min(head),
        head,
        by_day: by_day(&mut snapshot, as_of, first_day, today).await?,
        by_package: by_package(&mut snapshot, as_of, first_day, today).await?,
        subscriptions: subscriptions(&mut snapshot, as_of).await?,
        payments: payments(&mut snapshot, as_of).await?,
        last_paid_at: last_paid_at(&mut snapshot, as_of).await?,
        normal_seconds: normal_seconds(&mut snapshot, as_of).await?,
        by_hour: by_hour(&mut snapshot, as_of).await?,
        books: books(&mut snapshot, as_of).await?,
    };
    snapshot.commit().await?;
    Ok(Figures::of(parts))
}

/// How far the history goes.
async fn shown(snapshot: &mut PgConnection) -> Result<i64, sqlx::Error> {
    let reader = Projection::History.reader();
    let position = sqlx::query_scalar!(
        "SELECT position FROM checkpoints WHERE projection = $1 AND version = $2",
        reader.name,
        reader.version,
    )
    .fetch_optional(snapshot)
    .await?;
    Ok(position.unwrap_or(0))
}

async fn by_day(
    snapshot: &mut PgConnection,
    as_of: AsOf,
    first_day: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<Day>, sqlx::Error> {
    sqlx::query_as!(
        Day,
        r#"SELECT day::date AS "day!", COALESCE(came.revenue_cents, 0) AS "revenue_cents!",
                  COALESCE(came.payments, 0) AS "payments!"
           FROM generate_series($1::date::timestamp, $2::date::timestamp, interval '1 day') AS every(moment)
           CROSS JOIN LATERAL (SELECT moment::date AS day) AS wanted
           LEFT JOIN (
               SELECT day, sum(amount_cents)::bigint AS revenue_cents,
                      count(*) FILTER (WHERE is_first) AS payments
               FROM income
               WHERE day BETWEEN $1 AND $2 AND effective_at <= $3 AND recorded_at <= $4
               GROUP BY day
           ) came USING (day)
           ORDER BY day"#,
        first_day,
        today,
        as_of.effective,
        as_of.known,
    )
    .fetch_all(snapshot)
    .await
}

async fn by_package(
    snapshot: &mut PgConnection,
    as_of: AsOf,
    first_day: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<PackageSales>, sqlx::Error> {
    sqlx::query_as!(
        PackageSales,
        r#"SELECT came.package_id AS "package_id!",
                  COALESCE((SELECT n.name FROM package_names n
                            WHERE n.package_id = came.package_id AND n.recorded_at <= $5
                            ORDER BY n.position DESC LIMIT 1), '') AS "name!",
                  came.revenue_cents AS "revenue_cents!", came.payments AS "payments!"
           FROM (
               SELECT package_id, sum(amount_cents)::bigint AS revenue_cents,
                      count(*) FILTER (WHERE is_first) AS payments
               FROM income
               WHERE day BETWEEN $1 AND $2 AND effective_at <= $3 AND recorded_at <= $4
                 AND package_id <> $7
               GROUP BY package_id ORDER BY 2 DESC, package_id LIMIT $6
           ) came
           ORDER BY came.revenue_cents DESC, came.package_id"#,
        first_day,
        today,
        as_of.effective,
        as_of.known,
        as_of.both(),
        PACKAGES_MAX,
        NO_PACKAGE,
    )
    .fetch_all(snapshot)
    .await
}

async fn subscriptions(
    snapshot: &mut PgConnection,
    as_of: AsOf,
) -> Result<SubscriptionFigures, sqlx::Error> {
    let now = as_of.effective;
    sqlx::query_as!(
        SubscriptionFigures,
        r#"SELECT count(*) AS "active!", count(*) FILTER (WHERE f.ends_at <= $3) AS "expiring!"
           FROM subscription_facts f
           WHERE tstzrange(f.effective_at, f.serves_until) @> $1::timestamptz
             AND f.recorded_at <= $2
             AND NOT EXISTS (
                 SELECT FROM subscription_facts later
                 WHERE later.subscription_id = f.subscription_id AND later.position > f.position
                   AND later.effective_at <= $1 AND later.recorded_at <= $2
             )"#,
        now,
        as_of.known,
        now.checked_add_signed(TimeDelta::hours(24)).unwrap_or(now),
    )
    .fetch_one(snapshot)
    .await
}

async fn payments(snapshot: &mut PgConnection, as_of: AsOf) -> Result<PaymentFigures, sqlx::Error> {
    let now = as_of.effective;
    sqlx::query_as!(
        PaymentFigures,
        r#"SELECT pending.count AS "pending!", pending.oldest AS oldest_pending,
                  offline.count AS "offline!", looks.count AS "to_look_at!"
           FROM (
               SELECT count(*) AS count, min(s.asked_effective_at) AS oldest
               FROM payment_spans s
               WHERE tstzrange(s.asked_effective_at, s.outcome_recorded_at) @> $3::timestamptz
                 AND s.asked_recorded_at <= $2
                 AND NOT EXISTS (
                     SELECT FROM payment_steps o
                     WHERE o.payment_id = s.payment_id AND o.step = 'OUTCOME'
                       AND o.effective_at <= $1 AND o.recorded_at <= $2
                 )
           ) pending,
           (
               SELECT count(*) AS count
               FROM payment_spans s
               WHERE tstzrange(s.paid_effective_at, s.settled_recorded_at) @> $3::timestamptz
                 AND s.paid_effective_at IS NOT NULL
                 AND s.paid_recorded_at BETWEEN $4 AND $2
                 AND NOT EXISTS (
                     SELECT FROM payment_steps o
                     WHERE o.payment_id = s.payment_id AND o.step = 'SETTLED'
                       AND o.effective_at <= $1 AND o.recorded_at <= $2
                 )
           ) offline,
           (
               SELECT count(DISTINCT l.payment_id) AS count
               FROM payment_steps l
               WHERE l.step = 'LOOK' AND l.effective_at <= $1 AND l.recorded_at <= $2
           ) looks"#,
        now,
        as_of.known,
        as_of.both(),
        now.checked_sub_signed(TimeDelta::hours(24)).unwrap_or(now),
    )
    .fetch_one(snapshot)
    .await
}

async fn last_paid_at(
    snapshot: &mut PgConnection,
    as_of: AsOf,
) -> Result<Option<Timestamp>, sqlx::Error> {
    sqlx::query_scalar!(
        "SELECT paid_at FROM income
         WHERE is_first AND effective_at <= $1 AND recorded_at <= $2
         ORDER BY paid_at DESC LIMIT 1",
        as_of.effective,
        as_of.known,
    )
    .fetch_optional(snapshot)
    .await
}

/// The mean time between payments in this hour of the week, in the weeks before this one. Weeks
/// from before the first payment say nothing about what is normal.
async fn normal_seconds(
    snapshot: &mut PgConnection,
    as_of: AsOf,
) -> Result<Option<i64>, sqlx::Error> {
    let row = sqlx::query!(
        r#"SELECT count(*) AS "weeks!", COALESCE(sum(came.payments), 0)::bigint AS "payments!"
           FROM generate_series(1, $3::integer) AS back(weeks)
           CROSS JOIN LATERAL (SELECT date_trunc('hour', $1::timestamptz, 'UTC')
                               - make_interval(hours => 168 * back.weeks) AS hour) AS past
           CROSS JOIN LATERAL (
               SELECT count(*) AS payments FROM income i
               WHERE i.is_first AND i.paid_at >= past.hour AND i.paid_at < past.hour + interval '1 hour'
                 AND i.effective_at <= $1 AND i.recorded_at <= $2
           ) AS came
           WHERE past.hour >= (
               SELECT date_trunc('hour', first.paid_at, 'UTC') FROM income first
               WHERE first.is_first AND first.effective_at <= $1 AND first.recorded_at <= $2
               ORDER BY first.paid_at LIMIT 1
           )"#,
        as_of.effective,
        as_of.known,
        WEEKS,
    )
    .fetch_one(snapshot)
    .await?;
    Ok((row.weeks * 3_600).checked_div(row.payments))
}

async fn by_hour(snapshot: &mut PgConnection, as_of: AsOf) -> Result<Vec<Hour>, sqlx::Error> {
    sqlx::query_as!(
        Hour,
        r#"SELECT hour AS "hour!", came.payments AS "payments!"
           FROM generate_series(date_trunc('hour', $1::timestamptz, 'UTC') - make_interval(hours => $3 - 1),
                                date_trunc('hour', $1, 'UTC'), interval '1 hour') AS every(hour)
           CROSS JOIN LATERAL (
               SELECT count(*) AS payments FROM income i
               WHERE i.is_first AND i.paid_at >= hour AND i.paid_at < hour + interval '1 hour'
                 AND i.effective_at <= $1 AND i.recorded_at <= $2
           ) AS came
           ORDER BY hour"#,
        as_of.effective,
        as_of.known,
        HOURS,
    )
    .fetch_all(snapshot)
    .await
}

/// Breaks are so from when they are recorded.
async fn books(snapshot: &mut PgConnection, as_of: AsOf) -> Result<BookFigures, sqlx::Error> {
    sqlx::query_as!(
        BookFigures,
        r#"SELECT unallocated.cents AS "unallocated_cents!", unallocated.payments AS "unallocated_payments!",
                  (SELECT count(*) FROM breaks
                   WHERE raised_at <= $3 AND (resolved_at IS NULL OR resolved_at > $3)) AS "open_breaks!"
           FROM (
               SELECT count(*) AS payments, COALESCE(sum(p.amount_cents), 0)::bigint AS cents
               FROM (
                   SELECT DISTINCT ON (payment_id) payment_id, is_in FROM suspense
                   WHERE effective_at <= $1 AND recorded_at <= $2
                   ORDER BY payment_id, position DESC
               ) last JOIN payments p USING (payment_id)
               WHERE last.is_in
           ) unallocated"#,
        as_of.effective,
        as_of.known,
        as_of.both(),
    )
    .fetch_one(snapshot)
    .await
}
