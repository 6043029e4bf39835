//! What browsers get of the web, and whether a page of payments stays quick where there are a million.

use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use chrono::TimeDelta;
use domain::Timestamp;
use domain::payment::Status;
use projections::Cursor;
use serde_json::json;
use sqlx::PgPool;
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

use super::{Bench, Rounds};
use crate::browser::{self, FirstView, Scores, Scroll};
use crate::http::{Caller, Login};
use crate::measure::{Against, Measure, fewest_in_a_second, float, quantile};
use crate::output;
use crate::payments;
use crate::program::{Service, program};
use crate::server::Database;

const LOGIN: Login = Login { username: "bench", password: "a password for the bench" };
/// How often a page is asked for in a round, each time for something else.
const ASKED: usize = 200;
/// As many as the web asks for.
const PAGE_ROWS: usize = 25;

/// What has to be reached.
const PORTAL_SCRIPT_KB: f64 = 120.0;
const PORTAL_KB: f64 = 200.0;
const ADMIN_SCRIPT_KB: f64 = 250.0;
const SCORE: f64 = 95.0;
const PAGE_MS: f64 = 30.0;
const FRAMES_A_SECOND: f64 = 50.0;

pub(super) async fn run(bench: &Bench) -> Result<Vec<Measure>> {
    let store = bench.server.store("bench_web").await?;
    add_admin(&store).await?;
    let service = Service::start(&store, &["--workers"]).await?;
    let mut caller = Caller::sign_in(service.address, LOGIN).await?;
    sell(&mut caller).await?;
    output::progress("web: a million payments are loaded");
    payments::fill(&store.pool).await?;
    let mut measures = first_views(&service).await?;
    measures.extend(scores(bench, &service).await?);
    measures.extend(pages(bench, &mut caller, &store.pool).await?);
    measures.push(frames(bench, &service).await?);
    service.kill().await?;
    bench.server.drop(store).await?;
    Ok(measures)
}

async fn add_admin(store: &Database) -> Result<()> {
    let mut command = program(store)?;
    command.args(["user", "add", LOGIN.username, "--role", "admin"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::null()).kill_on_drop(true).spawn()?;
    let mut input = child.stdin.take().context("the program has no input")?;
    input.write_all(format!("{}\n", LOGIN.password).as_bytes()).await?;
    drop(input);
    ensure!(child.wait().await?.success(), "no login was added; it said why above");
    Ok(())
}

/// Puts packages on sale, and returns once they are.
async fn sell(caller: &mut Caller) -> Result<()> {
    let terms = [
        ("1 hour", 1_000, "HOURS", 1, Some(500)),
        ("3 hours", 2_000, "HOURS", 3, None),
        ("1 day", 5_000, "DAYS", 1, None),
        ("3 days", 12_000, "DAYS", 3, None),
        ("1 week", 25_000, "WEEKS", 1, None),
        ("1 month", 80_000, "MONTHS", 1, None),
    ];
    let mut position = json!(0);
    for (name, price_cents, unit, count, data_cap_mb) in terms {
        let package = json!({
            "name": name, "price_cents": price_cents, "duration": { "unit": unit, "count": count },
            "data_cap_mb": data_cap_mb, "download_kbps": 5_000, "upload_kbps": 2_000,
            "devices_max": 1, "sold_at": "HOTSPOT", "renews": false,
        });
        position = caller.post("/api/packages/", &package).await?["position"].take();
    }
    let shown = caller.get(&format!("/api/packages/?min_position={position}")).await?;
    ensure!(shown["items"].as_array().is_some_and(|items| items.len() == terms.len()), "{shown}");
    Ok(())
}

async fn first_views(service: &Service) -> Result<Vec<Measure>> {
    output::progress("web: first views");
    let portal = browser::portal(service.address).await?;
    let admin = browser::admin(service.address, LOGIN).await?;
    let weight = |what: &str, bytes, limit_kb| Measure {
        what: what.to_owned(),
        value: float(bytes) / 1e3,
        unit: "kB",
        against: Against::Limit(limit_kb),
    };
    let FirstView { script_bytes, bytes } = portal;
    Ok(vec![
        weight("portal's first view, compressed script", script_bytes, PORTAL_SCRIPT_KB),
        weight("portal's first view, all that comes over the network", bytes, PORTAL_KB),
        weight("admin's first view, compressed script", admin.script_bytes, ADMIN_SCRIPT_KB),
    ])
}

async fn scores(bench: &Bench, service: &Service) -> Result<Vec<Measure>> {
    let mut rounds = <[Rounds; 3]>::default();
    for round in 1..=bench.rounds {
        output::progress(&format!("web: Lighthouse, round {round} of {}", bench.rounds));
        let Scores { performance, accessibility, best_practices } =
            browser::lighthouse(service.address).await?;
        for (scores, score) in rounds.iter_mut().zip([performance, accessibility, best_practices]) {
            scores.push(score);
        }
    }
    let names = ["performance", "accessibility", "best practices"];
    let measure = |(name, scores): (&str, Rounds)| Measure {
        what: format!("Lighthouse on the portal's first page, {name}"),
        value: scores.median(),
        unit: "of 100",
        against: Against::AtLeast(SCORE),
    };
    Ok(names.into_iter().zip(rounds).map(measure).collect())
}

/// A payment to ask for.
#[derive(sqlx::FromRow)]
struct Wanted {
    payment_id: Uuid,
    status: String,
    phone: Option<String>,
    receipt: Option<String>,
    amount_cents: i64,
    initiated_at: Timestamp,
}

/// Of payments chosen by chance, those that are paid by a prompt have all that is asked by.
const WANTED: &str = "
    SELECT payment_id, status, phone, receipt, amount_cents, initiated_at
    FROM payments TABLESAMPLE BERNOULLI (0.1) REPEATABLE (7)
    WHERE receipt IS NOT NULL AND phone IS NOT NULL ORDER BY md5(payment_id::text) LIMIT $1";

/// What the page of payments asks by: the number of the request, and the payment that it is about.
type Filter = fn(usize, &Wanted) -> String;

/// The ways in which the page of payments asks for them.
const WAYS: [(&str, Filter); 13] = [
    ("first page", |_, _| String::new()),
    ("of a status", |number, _| format!("&status={}", nth_status(number))),
    ("of a phone", |_, wanted| format!("&phone={}", wanted.phone.as_deref().unwrap_or_default())),
    ("by receipt", |_, wanted| {
        format!("&receipt={}", wanted.receipt.as_deref().unwrap_or_default())
    }),
    ("of a day", |_, wanted| day(wanted)),
    ("to be looked at", |_, _| "&needs_a_look=true".to_owned()),
    ("after a cursor anywhere", |_, wanted| after(wanted)),
    ("of a status and an amount, after a cursor anywhere", |_, wanted| {
        let Wanted { status, amount_cents, .. } = wanted;
        format!("&status={status}&amount_cents={amount_cents}{}", after(wanted))
    }),
    ("the largest first, after a cursor anywhere", |_, wanted| {
        format!("&sort=LARGEST&cursor={}", Cursor::new(wanted.amount_cents, wanted.payment_id))
    }),
    ("of a status, the smallest first", |number, _| {
        format!("&status={}&sort=SMALLEST", nth_status(number))
    }),
    ("of a phone, the largest first", |_, wanted| {
        format!("&phone={}&sort=LARGEST", wanted.phone.as_deref().unwrap_or_default())
    }),
    ("of a day, the largest first", |_, wanted| format!("{}&sort=LARGEST", day(wanted))),
    ("to be looked at, the smallest first", |_, _| "&needs_a_look=true&sort=SMALLEST".to_owned()),
];

fn nth_status(number: usize) -> &'static str {
    Status::ALL[number % Status::ALL.len()].as_str()
}

fn day(wanted: &Wanted) -> String {
    let rfc3339 = |at: Timestamp| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let (from, to) = (wanted.initiated_at, wanted.initiated_at + TimeDelta::days(1));
    format!("&from={}&to={}", rfc3339(from), rfc3339(to))
}

fn after(wanted: &Wanted) -> String {
    format!("&cursor={}", Cursor::at(wanted.initiated_at, wanted.payment_id))
}

async fn pages(bench: &Bench, caller: &mut Caller, pool: &PgPool) -> Result<Vec<Measure>> {
    let wanted: Vec<Wanted> =
        sqlx::query_as(WANTED).bind(i64::try_from(ASKED)?).fetch_all(pool).await?;
    ensure!(wanted.len() == ASKED, "only {} payments were chosen", wanted.len());
    let mut rounds = <[Rounds; WAYS.len()]>::default();
    for round in 1..=bench.rounds {
        output::progress(&format!("web: pages of payments, round {round} of {}", bench.rounds));
        for ((_, way), answered) in WAYS.iter().zip(&mut rounds) {
            let mut micros = Vec::with_capacity(ASKED);
            for (number, wanted) in wanted.iter().enumerate() {
                let path = format!("/api/payments/?limit={PAGE_ROWS}{}", way(number, wanted));
                let asked = Instant::now();
                let page = caller.get(&path).await?;
                micros.push(u64::try_from(asked.elapsed().as_micros())?);
                // An empty page would be no measure of one.
                let is_empty = page["items"].as_array().is_none_or(Vec::is_empty);
                ensure!(!is_empty, "{path} found nothing");
            }
            micros.sort_unstable();
            answered.push(float(quantile(&micros, 950)) / 1e3);
        }
    }
    let measure = |((way, _), answered): ((&str, _), Rounds)| Measure {
        what: format!("a page of a million payments, {way}, p95"),
        value: answered.median(),
        unit: "ms",
        against: Against::Limit(PAGE_MS),
    };
    Ok(WAYS.into_iter().zip(rounds).map(measure).collect())
}

/// The frames of the worst second of scrolling.
async fn frames(bench: &Bench, service: &Service) -> Result<Measure> {
    let mut worst = Rounds::default();
    for round in 1..=bench.rounds {
        output::progress(&format!("web: scrolling, round {round} of {}", bench.rounds));
        let scrolls = browser::scrolls(service.address, LOGIN).await?;
        let fewest = |Scroll { end_micros, presented_micros }: &Scroll| {
            fewest_in_a_second(presented_micros, *end_micros)
                .context("a stretch of scrolling was over within a second")
        };
        let fewest = scrolls.iter().map(fewest).collect::<Result<Vec<_>>>()?;
        let fewest = fewest.into_iter().min().context("nothing was scrolled")?;
        worst.push(float(u64::try_from(fewest)?));
    }
    Ok(Measure {
        what: "frames in the worst second of scrolling through payments".to_owned(),
        value: worst.median(),
        unit: "/s",
        against: Against::AtLeast(FRAMES_A_SECOND),
    })
}
