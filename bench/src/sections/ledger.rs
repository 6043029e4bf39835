//! Whether a trial balance as of any moment stays quick where there are many postings.

use std::time::{Duration, Instant};

use anyhow::Result;
use chrono::TimeDelta;
use domain::Timestamp;
use projections::ledger;
use sqlx::PgPool;

use super::{Bench, Rounds};
use crate::measure::{Against, Measure, float};
use crate::output;

/// How many trial balances make a round, each as of another moment.
const ASKED: i32 = 20;
/// A year of payments that are received, credited and spent, by a hundred thousand customers.
const FILL: &str = "
    INSERT INTO postings (position, number, line, account, part, amount_cents, booked_at)
    SELECT position, 1, line,
           (ARRAY[1110, 2190, 2190, 2110, 2110, 2210])[position % 3 * 2 + line],
           CASE (ARRAY[0, 1, 1, 2, 2, 0])[position % 3 * 2 + line]
               WHEN 1 THEN lpad(to_hex(position / 3), 32, '0')::uuid
               WHEN 2 THEN lpad(to_hex(position % 100000), 32, '0')::uuid
           END,
           CASE line WHEN 1 THEN 5000 ELSE -5000 END,
           timestamptz '2026-01-01 00:00+03' + position * interval '365 days' / ($1 / 2)
    FROM generate_series(1, $1 / 2) position, generate_series(1, 2) line";
const SUM_DAYS: &str = "
    INSERT INTO account_days
    SELECT account, (booked_at AT TIME ZONE 'Africa/Nairobi')::date,
           sum(greatest(amount_cents, 0)), sum(greatest(-amount_cents, 0))
    FROM postings GROUP BY 1, 2";

pub(super) async fn run(bench: &Bench) -> Result<Vec<Measure>> {
    output::progress("ledger: a year of postings is loaded");
    let store = bench.server.store("bench_ledger").await?;
    sqlx::query(FILL).bind(i64::try_from(bench.events)?).execute(&store.pool).await?;
    sqlx::query(SUM_DAYS).execute(&store.pool).await?;
    sqlx::query("VACUUM (ANALYZE) postings").execute(&store.pool).await?;
    let (mut asked, mut summed) = <(Rounds, Rounds)>::default();
    for round in 1..=bench.rounds {
        output::progress(&format!("ledger: round {round} of {}", bench.rounds));
        summed.push(sum_takes(&store.pool).await?.as_secs_f64() * 1e3);
        asked.push(trial_balance_takes(&store.pool).await?.as_secs_f64() * 1e3);
    }
    bench.server.drop(store).await?;
    let millions = format!("{:.1} million postings", float(bench.events) / 1e6);
    Ok(vec![
        Measure {
            what: format!("trial balance as of any moment, {millions}"),
            value: asked.median(),
            unit: "ms",
            against: Against::Limit(200.0),
        },
        Measure {
            what: "the same, each second".to_owned(),
            value: 1e3 / asked.median(),
            unit: "/s",
            against: Against::Baseline {
                what: "SELECT sum(amount_cents) FROM postings, each second",
                value: 1e3 / summed.median(),
                at_least: 5.0,
            },
        },
    ])
}

async fn sum_takes(pool: &PgPool) -> Result<Duration> {
    let begin = Instant::now();
    sqlx::query("SELECT sum(amount_cents) FROM postings").execute(pool).await?;
    Ok(begin.elapsed())
}

/// How long one takes, of several whose moments are spread over the year and over the day.
async fn trial_balance_takes(pool: &PgPool) -> Result<Duration> {
    let first: Timestamp = "2026-01-10T00:00:00+03:00".parse()?;
    let begin = Instant::now();
    for number in 0..ASKED {
        ledger::trial_balance(pool, first + TimeDelta::hours(17 * 24 + 1) * number).await?;
    }
    Ok(begin.elapsed() / u32::try_from(ASKED)?)
}
