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
    #[arg(long, value_name = "KEY", requires = "head")]
    key: Option<Verifier>,
}

pub(crate) async fn run(arguments: Arguments, data_dir: &Path, json: bool) -> Result<(), Failure> {
    let (database_url, key) = told(&arguments, data_dir)?;
    let pool = service::connect(&database_url).await?;
    let witnesses = match (&arguments.head, key.verifier(&pool).await?) {
        (Some(path), Some(key)) => heads::published(path, &key)?,
        (Some(_) | None, _) => Vec::new(),
    };
    let request = Request { from: arguments.from, to: arguments.to, witnesses };
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
        Err(error @ VerifyError::Range { .. }) => Err(Failure::usage(error.into())),
        Err(error @ (VerifyError::Database(_) | VerifyError::Hashing(_))) => {
            Err(error).context("nothing was verified").map_err(Failure::dependency)
        }
    }
}

/// Whose heads are compared with.
enum Key {
    Unused,
    Given(Verifier),
    Of(MasterKey),
}

impl Key {
    async fn verifier(self, pool: &PgPool) -> Result<Option<Verifier>, Failure> {
        match self {
            Self::Unused => Ok(None),
            Self::Given(key) => Ok(Some(key)),
            Self::Of(master) => heads::own_key(pool, &master).await.map(Some),
        }
    }
}

/// The database, and whose heads are compared with.
fn told(arguments: &Arguments, data_dir: &Path) -> Result<(String, Key), Failure> {
    let values = Values::near(data_dir)?;
    match (&arguments.head, &arguments.key) {
        (Some(_), None) => values.store().map(|(url, master)| (url, Key::Of(master))),
        (Some(_), Some(key)) => Ok((values.database_url()?, Key::Given(key.clone()))),
        (None, _) => Ok((values.database_url()?, Key::Unused)),
    }
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
    output::line(&format!("  Compared with {} notes of them elsewhere", report.witnesses));
    output::line(&format!("  Chain hash    {chain_hash}"));
    if let Some(root) = root {
        output::line(&format!("  Tree root     {root}"));
    }
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
