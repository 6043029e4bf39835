//! `daftari verify`

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};
use event_store::note::Verifier;
use event_store::verify::{self, Finding, Progress, Report, Request, VerifyError};

use sqlx::PgPool;
use vault::MasterKey;

use crate::config::Values;
use crate::failure::Failure;
use crate::heads;
use crate::{output, service};

/// How often the progress is shown.
const SHOWN_EVERY: Duration = Duration::from_millis(200);

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The first position; the chain before it is taken as it is stored.
    #[arg(long, value_name = "POSITION", value_parser = clap::value_parser!(i64).range(1..))]
    from: Option<i64>,
    /// The last position.
    #[arg(long, value_name = "POSITION", value_parser = clap::value_parser!(i64).range(1..))]
    to: Option<i64>,
    /// A published head, or a directory of them, to compare with.
    #[arg(long, value_name = "PATH")]
    head: Option<PathBuf>,
    /// The public key of the heads; without it, the one that belongs to `DAFTARI_MASTER_KEY`.
    #[arg(long, value_name = "KEY")]
    key: Option<Verifier>,
}

pub(crate) async fn run(arguments: Arguments, data_dir: &Path, json: bool) -> Result<(), Failure> {
    let (database_url, key) = told(&arguments, data_dir)?;
    let pool = service::connect(&database_url).await?;
    let key = key.verifier(&pool).await?;
    let witnesses = match (&arguments.head, &key) {
        (Some(path), Some(key)) => heads::published(path, key)?,
        (Some(_) | None, _) => Vec::new(),
    };
    let Arguments { from, to, .. } = arguments;
    let request = Request { from, to, witnesses, key, kinds: app::audit::kinds() };
    let began = Instant::now();
    let mut shown = Shown { began, last: None };
    let verified = verify::verify(&pool, request, |progress| shown.show(progress)).await;
    shown.end();
    pool.close().await;
    match verified {
        Ok(Ok(report)) => {
            say(&report, began.elapsed(), json);
            Ok(())
        }
        Ok(Err(finding)) => Err(does_not_hold(&finding, json)),
        Err(error @ (VerifyError::Range { .. } | VerifyError::Unreadable(_))) => {
            Err(Failure::usage(error.into()))
        }
        Err(error @ (VerifyError::Database(_) | VerifyError::Hashing(_))) => {
            Err(error).context("nothing was verified").map_err(Failure::dependency)
        }
    }
}

/// Who has signed the heads.
enum Key {
    Unknown,
    Given(Verifier),
    Of(MasterKey),
}

impl Key {
    async fn verifier(self, pool: &PgPool) -> Result<Option<Verifier>, Failure> {
        match self {
            Self::Unknown => Ok(None),
            Self::Given(key) => Ok(Some(key)),
            Self::Of(master) => heads::own_key(pool, &master).await.map(Some),
        }
    }
}

/// The database, and who has signed its heads. What is published is of no use without that.
fn told(arguments: &Arguments, data_dir: &Path) -> Result<(String, Key), Failure> {
    let values = Values::near(data_dir)?;
    if let Some(key) = &arguments.key {
        return Ok((values.database_url()?, Key::Given(key.clone())));
    }
    if arguments.head.is_some() {
        return values.store().map(|(url, master)| (url, Key::Of(master)));
    }
    let (url, master) = values.store_with_any_key()?;
    Ok((url, master.map_or(Key::Unknown, Key::Of)))
}

fn say(report: &Report, took: Duration, json: bool) {
    let events = report.to - report.from + 1;
    let rate = rate(events, took);
    let chain_hash = hex::encode(report.chain_hash);
    let root = report.root.map(hex::encode);
    if json {
        let document = serde_json::json!({
            "holds": true,
            "from": report.from,
            "to": report.to,
            "events": events,
            "events_per_second": rate,
            "noted_elsewhere": report.witnesses,
            "signatures": report.signatures,
            "tiles": report.tiles,
            "claims": report.claims,
            "snapshots": report.snapshots,
            "chain_hash": chain_hash,
            "root": root,
        });
        output::line(&document.to_string());
        return;
    }
    if events == 0 {
        output::line("There are no events yet, and nothing says that there should be.");
        return;
    }
    output::line(&format!(
        "All {events} events from position {} to {} are as they were recorded ({rate} a second).",
        report.from, report.to
    ));
    let compared = [
        ("Notes of them", report.witnesses.to_string()),
        (
            "Signed heads",
            or_why_not(report.signatures, "not verified: give the heads' key by --key"),
        ),
        ("Tree tiles", or_why_not(report.tiles, OF_A_PART)),
        ("Claims", or_why_not(report.claims, OF_A_PART)),
        ("Kept states", or_why_not(report.snapshots, OF_A_PART)),
        ("Chain hash", chain_hash),
        ("Tree root", or_why_not(root, OF_A_PART)),
    ];
    for (name, value) in compared {
        output::line(&format!("  {name:<15}{value}"));
    }
}

/// What is not known of a part of the events.
const OF_A_PART: &str = "not verified: they are what all events make them";

fn or_why_not<T: ToString>(count: Option<T>, why_not: &str) -> String {
    count.map_or_else(|| why_not.to_owned(), |count| count.to_string())
}

/// The first thing that does not hold, in one line, or as JSON on standard output besides.
fn does_not_hold(finding: &Finding, json: bool) -> Failure {
    let advice = finding.fault.advice();
    if json {
        let document = serde_json::json!({
            "holds": false,
            "position": finding.position,
            "fault": finding.fault.name(),
            "found": finding.to_string(),
            "advice": advice,
        });
        output::line(&document.to_string());
    }
    Failure::does_not_hold(anyhow!("{finding}. What to do: {advice}"))
}

/// Events a second.
fn rate(events: i64, took: Duration) -> u128 {
    let events = u128::try_from(events).unwrap_or(0);
    events * 1_000_000 / took.as_micros().max(1)
}

/// The progress on a terminal.
struct Shown {
    began: Instant,
    last: Option<Instant>,
}

impl Shown {
    fn show(&mut self, progress: Progress) {
        if self.last.is_some_and(|last| last.elapsed() < SHOWN_EVERY) {
            return;
        }
        self.last = Some(Instant::now());
        let done = progress.position - progress.from + 1;
        let all = progress.to - progress.from + 1;
        let rate = rate(done, self.began.elapsed());
        let seconds_left = u128::try_from(all - done).unwrap_or(0) / rate.max(1);
        output::progress(&format!(
            "{:>3} %  {done} of {all} events, {rate} a second, {seconds_left} s left",
            done * 100 / all.max(1)
        ));
    }

    fn end(&self) {
        if self.last.is_some() {
            output::progress("");
        }
    }
}
