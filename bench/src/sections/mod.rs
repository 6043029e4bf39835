//! What is measured, in parts that can be run apart.

mod books;
mod callbacks;
mod lane;
mod large;
mod ledger;
mod service;
mod statement;
mod web;

use std::process::Stdio;

use anyhow::{Context as _, Result, anyhow};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::load::{Load, Outcome};
use crate::measure::{Measure, float, median};
use crate::server::{Database, Server};

/// A part of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Section {
    /// Commands a second against one-row commits.
    Lane,
    /// Two processes against one.
    Processes,
    /// The stock crates.
    Stock,
    /// From the commit to the read models, and memory.
    Service,
    /// Callbacks over HTTP, accepted and carried through.
    Callbacks,
    /// `verify` and `replay` against `COPY` on a store of every kind of event.
    Books,
    /// Ten million events.
    Large,
    /// A trial balance over ten million postings.
    Ledger,
    /// A statement of a hundred thousand lines against a million payments.
    Statement,
    /// What browsers get of the web, and a page of payments over a million.
    Web,
}

impl Section {
    pub(crate) const ALL: [Self; 10] = [
        Self::Lane,
        Self::Processes,
        Self::Stock,
        Self::Service,
        Self::Callbacks,
        Self::Books,
        Self::Large,
        Self::Ledger,
        Self::Statement,
        Self::Web,
    ];
}

/// How much is measured, and where.
pub(crate) struct Bench {
    pub(crate) server: Server,
    /// How long each load lasts.
    pub(crate) seconds: u64,
    /// How often each is repeated; the median counts.
    pub(crate) rounds: usize,
    /// How many events a large store has.
    pub(crate) events: u64,
}

impl Bench {
    pub(crate) async fn run(&self, section: Section) -> Result<Vec<Measure>> {
        match section {
            Section::Lane => lane::against_one_row_commits(self).await,
            Section::Processes => lane::two_processes(self).await,
            Section::Stock => lane::against_the_stock_crates(self).await,
            Section::Service => service::run(self).await,
            Section::Callbacks => callbacks::run(self).await,
            Section::Books => books::run(self).await,
            Section::Large => large::run(self).await,
            Section::Ledger => ledger::run(self).await,
            Section::Statement => statement::run(self).await,
            Section::Web => web::run(self).await,
        }
        .with_context(|| format!("measuring {section:?}"))
    }
}

/// A load on a database: the parts that are the same everywhere.
fn load(bench: &Bench, database: &Database, in_flight: u64) -> Load {
    Load {
        database_url: database.url.clone(),
        in_flight,
        commands_a_second: None,
        seconds: bench.seconds,
        wallets: None,
        keyed: false,
        projections: false,
    }
}

/// With everything: a saved answer, and streams that have a past.
fn full(bench: &Bench, database: &Database, in_flight: u64, wallets: u64) -> Load {
    Load { wallets: Some(wallets), keyed: true, ..load(bench, database, in_flight) }
}

/// A process under load.
struct Process {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Process {
    async fn start(load: &Load) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["load", "--database-url", &load.database_url]);
        command.args(["--in-flight", &load.in_flight.to_string()]);
        command.args(["--seconds", &load.seconds.to_string()]);
        if let Some(rate) = load.commands_a_second {
            command.args(["--commands-a-second", &rate.to_string()]);
        }
        if let Some(wallets) = load.wallets {
            command.args(["--wallets", &wallets.to_string()]);
        }
        command.args(load.keyed.then_some("--keyed"));
        command.args(load.projections.then_some("--projections"));
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
        let output = child.stdout.take().context("the process has no output")?;
        let mut process = Self { child, lines: BufReader::new(output).lines() };
        match process.lines.next_line().await?.as_deref() {
            Some("ready") => Ok(process),
            other => Err(anyhow!("a loaded process did not start: it said {other:?}")),
        }
    }

    async fn go(mut self) -> Result<Outcome> {
        let mut input = self.child.stdin.take().context("the process has no input")?;
        input.write_all(b"go\n").await?;
        let line = self.lines.next_line().await?.context("a loaded process ended early")?;
        self.child.wait().await?;
        Ok(serde_json::from_str(&line)?)
    }
}

/// Starts a process for each of these loads, lets them go together, and gives what came of each.
async fn loaded(loads: &[Load]) -> Result<Vec<Outcome>> {
    let mut processes = Vec::new();
    for load in loads {
        processes.push(Process::start(load).await?);
    }
    let mut under_way = tokio::task::JoinSet::new();
    for process in processes {
        under_way.spawn(process.go());
    }
    let mut outcomes = Vec::new();
    while let Some(outcome) = under_way.join_next().await {
        outcomes.push(outcome??);
    }
    Ok(outcomes)
}

/// The commands a second of several processes together.
fn rate(outcomes: &[Outcome]) -> f64 {
    outcomes.iter().map(|o| float(o.commands) * 1e6 / float(o.elapsed_micros)).sum()
}

/// Repeated measurements of one thing.
#[derive(Debug, Default)]
struct Rounds(Vec<f64>);

impl Rounds {
    fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    fn median(&self) -> f64 {
        median(self.0.clone())
    }
}
