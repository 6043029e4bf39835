//! How quickly a statement of a hundred thousand lines is compared with a ledger of a million
//! payments, by the program that finance uses.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use domain::Timestamp;
use domain::time::in_nairobi;
use futures::TryStreamExt as _;
use sqlx::{PgPool, Row as _};
use tokio::process::{Child, Command};

use super::{Bench, Rounds};
use crate::load::peak_kib;
use crate::measure::{Against, Measure, float};
use crate::output;
use crate::program::daftari;

const SHORT_CODE: &str = "600000";
const PAYMENTS: i64 = 1_000_000;
const LINES: i64 = 100_000;
/// Where the statement begins, in payments.
const FIRST: i64 = 600_000;
/// What has to be reached: lines a second, and MB.
const LINES_A_SECOND: f64 = 50_000.0;
const MEMORY_MB: f64 = 300.0;

/// A year of payments of KSh 50, each in suspense and at once out of it.
const FILL: [&str; 4] = [
    "INSERT INTO entries (position, number, kind, receipt, effective_at, booked_at, recorded_at)
     SELECT n, 1, 'RECEIVED', 'U' || lpad(upper(to_hex(n)), 9, '0'), moment, moment, moment
     FROM generate_series(1, $1) n, LATERAL (
         SELECT date_trunc('second', timestamptz '2026-01-01 00:00+03' + n * interval '365 days' / $1)
             AS moment
     ) m",
    "INSERT INTO postings (position, number, line, account, part, amount_cents, booked_at)
     SELECT position, 1, line, CASE line WHEN 1 THEN 1110 ELSE 2190 END,
            CASE line WHEN 2 THEN lpad(to_hex(position), 32, '0')::uuid END,
            CASE line WHEN 1 THEN 5000 ELSE -5000 END, booked_at
     FROM entries, generate_series(1, 2) line WHERE $1 > 0",
    "INSERT INTO account_days
     SELECT account, (booked_at AT TIME ZONE 'Africa/Nairobi')::date,
            sum(greatest(amount_cents, 0)), sum(greatest(-amount_cents, 0))
     FROM postings WHERE $1 > 0 GROUP BY 1, 2",
    "UPDATE checkpoints SET position = 0 WHERE $1 > 0",
];

pub(super) async fn run(bench: &Bench) -> Result<Vec<Measure>> {
    output::progress("statement: a million payments are loaded");
    let store = bench.server.store("bench_statement").await?;
    for statement in FILL {
        sqlx::query(statement).bind(PAYMENTS).execute(&store.pool).await?;
    }
    sqlx::query("VACUUM (ANALYZE) entries, postings").execute(&store.pool).await?;
    let folder = std::env::temp_dir().join(format!("daftari-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("statement.csv");
    std::fs::write(&file, statement(&store.pool).await?)?;
    let (mut taken, mut memory) = <(Rounds, Rounds)>::default();
    for round in 1..=bench.rounds {
        output::progress(&format!("statement: round {round} of {}", bench.rounds));
        let (elapsed, peak) = reconcile(&store.url, &file).await?;
        taken.push(elapsed.as_secs_f64());
        memory.push(float(peak) / 1024.0);
    }
    std::fs::remove_dir_all(&folder)?;
    bench.server.drop(store).await?;
    Ok(vec![
        Measure {
            what: "lines of a statement compared, 100,000 against a million payments".to_owned(),
            value: float(u64::try_from(LINES)?) / taken.median(),
            unit: "/s",
            against: Against::AtLeast(LINES_A_SECOND),
        },
        Measure {
            what: "memory of the comparison, at its peak".to_owned(),
            value: memory.median(),
            unit: "MB",
            against: Against::Limit(MEMORY_MB),
        },
    ])
}

/// What the portal exports of a hundred thousand of those payments, the newest first.
async fn statement(pool: &PgPool) -> Result<String> {
    let wanted = "SELECT receipt, effective_at FROM entries
                  WHERE position > $1 AND position <= $1 + $2 ORDER BY position DESC";
    let mut rows = sqlx::query(wanted).bind(FIRST).bind(LINES).fetch(pool);
    let (mut lines, mut ends) = (String::new(), None);
    let mut balance = (FIRST + LINES) * 50;
    let mut first = None;
    while let Some(row) = rows.try_next().await? {
        let (receipt, at): (String, Timestamp) = (row.try_get(0)?, row.try_get(1)?);
        let at = in_nairobi(at).format("%d-%m-%Y %H:%M:%S").to_string();
        writeln!(
            lines,
            "{receipt},{at},{at},Pay Bill from 2547****126 - JANE WANJIKU Acc. PKBPGHW5PR38,Completed,50.00,,{balance}.00,true,Pay Utility,2547****126 - JANE WANJIKU,,PKBPGHW5PR38"
        )?;
        balance -= 50;
        ends.get_or_insert_with(|| at.clone());
        first = Some(at);
    }
    let (first, last) = first.zip(ends).context("the ledger is empty")?;
    let head = format!(
        "Account Holder:,BENCH\nShort Code:,{SHORT_CODE}\nAccount:,Utility Account\n\
         Time Period:,From,{first},To,{last}\n\
         Opening Balance:,{balance}.00,Closing Balance:,{}.00\n\
         Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,\
         Balance,Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No.\n",
        (FIRST + LINES) * 50
    );
    Ok(head + &lines)
}

/// How long `daftari reconcile` takes, from its start to its end, and its peak of memory in KiB.
async fn reconcile(url: &str, file: &Path) -> Result<(Duration, u64)> {
    let mut command = Command::new(daftari()?);
    command
        .arg("reconcile")
        .arg(file)
        .env("DATABASE_URL", url)
        .env("DARAJA_SHORT_CODE", SHORT_CODE);
    let begin = Instant::now();
    let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
    let peak = watch(&mut child).await?;
    let elapsed = begin.elapsed();
    let ended = child.wait_with_output().await?;
    let said = String::from_utf8_lossy(&ended.stdout);
    ensure!(ended.status.success() && said.contains("agree in every line"), "it said: {said}");
    Ok((elapsed, peak))
}

/// Looks at a process until it ends.
async fn watch(child: &mut Child) -> Result<u64> {
    let mut peak = 0;
    while child.try_wait()?.is_none() {
        let path = child.id().map(|id| format!("/proc/{id}/status"));
        let status = path.and_then(|path| std::fs::read_to_string(path).ok());
        peak = peak.max(status.as_deref().and_then(peak_kib).unwrap_or(0));
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(peak)
}
