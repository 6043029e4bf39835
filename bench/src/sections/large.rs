//! Whether a store grows slower as it grows larger.

use std::net::Ipv4Addr;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use app::clock::SystemClock;
use domain::time::Clock as _;
use event_store::{checkpoint, feed};
use projections::Projection;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::process::Command;

use super::{Bench, Rounds, full, loaded, rate};
use crate::history;
use crate::measure::{Against, Measure};
use crate::output;
use crate::program::{MASTER_KEY, daftari};
use crate::server::Database;

const SMALL_EVENTS: u64 = 10_000;
/// As many events as wallets of the small store have, so that only the size differs.
const EVENTS_OF_A_WALLET: u64 = 10;
const IN_FLIGHT: u64 = 32;
/// How long a start may take before it is given up.
const READY_WITHIN: Duration = Duration::from_mins(2);
const LOOK_EVERY: Duration = Duration::from_millis(5);

pub(super) async fn run(bench: &Bench) -> Result<Vec<Measure>> {
    let small = bench.server.store("bench_small").await?;
    let wallets = SMALL_EVENTS / EVENTS_OF_A_WALLET;
    history::fill(&small.pool, SMALL_EVENTS, wallets, SystemClock.now()).await?;
    output::progress(&format!("large: {} events are loaded", bench.events));
    let large = bench.server.store("bench_large").await?;
    let all_wallets = bench.events / EVENTS_OF_A_WALLET;
    history::fill(&large.pool, bench.events, all_wallets, SystemClock.now()).await?;
    output::progress("large: the service starts");
    read_models_show_everything(&large).await?;
    let ready = ready_after(&large).await?;
    let (mut few, mut many, mut anyone) = <(Rounds, Rounds, Rounds)>::default();
    for round in 1..=bench.rounds {
        output::progress(&format!("large: round {round} of {}", bench.rounds));
        few.push(rate(&loaded(&[full(bench, &small, IN_FLIGHT, wallets)]).await?));
        many.push(rate(&loaded(&[full(bench, &large, IN_FLIGHT, wallets)]).await?));
        anyone.push(rate(&loaded(&[full(bench, &large, IN_FLIGHT, all_wallets)]).await?));
    }
    bench.server.drop(small).await?;
    bench.server.drop(large).await?;
    let millions = format!("{:.1} million events", crate::measure::float(bench.events) / 1e6);
    Ok(vec![
        Measure {
            what: format!("lane, full, 32 in flight, {millions} in the store"),
            value: many.median(),
            unit: "commands/s",
            against: Against::Baseline {
                what: "with ten thousand; the same 1,000 wallets buy",
                value: few.median(),
                at_least: 0.9,
            },
        },
        Measure {
            what: "the same, and any of all wallets buys".to_owned(),
            value: anyone.median(),
            unit: "commands/s",
            against: Against::Nothing,
        },
        Measure {
            what: format!("ready after start, {millions} in the store"),
            value: ready.as_secs_f64(),
            unit: "s",
            against: Against::Limit(2.0),
        },
    ])
}

/// A service that was stopped had its read models built; the load has skipped that.
async fn read_models_show_everything(store: &Database) -> Result<()> {
    let head = feed::head_of(&store.pool).await?;
    let last = feed::read_after(&store.pool, head - 1, 1).await?.pop().context("no last event")?;
    let mut connection = store.pool.acquire().await?;
    for projection in Projection::ALL {
        checkpoint::ensure(&store.pool, projection.reader()).await?;
        let reader = projection.reader();
        checkpoint::advance(&mut connection, reader, last.position, &last.chain_hash).await?;
    }
    Ok(())
}

/// From the start of the process until it says that it is ready.
async fn ready_after(store: &Database) -> Result<Duration> {
    let port = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    let begin = Instant::now();
    let mut service = Command::new(daftari()?)
        .args(["serve", "--address", "127.0.0.1", "--port", &port.to_string()])
        .env_clear()
        .env("DATABASE_URL", &store.url)
        .env("DAFTARI_MASTER_KEY", MASTER_KEY)
        .env("MPESA_CALLBACK_URL", "https://pay.example.co.ke")
        .env("DARAJA_BASE_URL", "http://127.0.0.1:9")
        .env("DARAJA_CONSUMER_KEY", "none")
        .env("DARAJA_CONSUMER_SECRET", "none")
        .env("DARAJA_SHORT_CODE", "174379")
        .env("DARAJA_PASSKEY", "none")
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    while !is_ready(port).await.unwrap_or(false) {
        if let Some(status) = service.try_wait()? {
            return Err(anyhow!("`daftari serve` ended before it was ready: {status}"));
        }
        if begin.elapsed() > READY_WITHIN {
            return Err(anyhow!("`daftari serve` was not ready within {READY_WITHIN:?}"));
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    let ready = begin.elapsed();
    service.kill().await?;
    Ok(ready)
}

async fn is_ready(port: u16) -> Result<bool> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    let request = "GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer.starts_with("HTTP/1.1 200 "))
}
