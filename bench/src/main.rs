//! `make bench`: measures the event store against baselines of the same run, prints a table, and
//! writes it to `docs/benchmarks.md`.

mod browser;
mod history;
mod http;
mod load;
mod measure;
mod output;
mod page;
mod payments;
mod program;
mod prompts;
mod purse;
mod sections;
mod server;

use std::path::PathBuf;

use anyhow::Result;
use app::clock::SystemClock;
use clap::Parser as _;
use domain::time::Clock as _;

use load::Load;
use sections::{Bench, Section};
use server::Server;

#[derive(Debug, clap::Parser)]
#[command(about = "Measures the event store")]
struct Arguments {
    /// Measures these parts only; then nothing is written.
    #[arg(long, value_delimiter = ',')]
    only: Vec<Section>,
    /// How many events a large store has.
    #[arg(long, default_value_t = 10_000_000)]
    events: u64,
    /// How long each load lasts.
    #[arg(long, default_value_t = 4)]
    seconds: u64,
    /// How often each is repeated; the median counts.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Where the server keeps its data meanwhile.
    #[arg(long, default_value = "target/bench")]
    data_dir: PathBuf,
    /// Where the page is written.
    #[arg(long, default_value = "docs/benchmarks.md")]
    page: PathBuf,
    #[command(subcommand)]
    part: Option<Part>,
}

#[derive(Debug, clap::Subcommand)]
enum Part {
    /// One process under load; the benchmark starts these itself.
    #[command(hide = true)]
    Load(Load),
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if let Some(Part::Load(load)) = arguments.part {
        return load::run(load).await;
    }
    let server = Server::start(&arguments.data_dir).await?;
    let run = page::Run::now(&server, SystemClock.now()).await?;
    let bench = Bench {
        server,
        seconds: arguments.seconds,
        rounds: arguments.rounds,
        events: arguments.events,
    };
    let is_whole = arguments.only.is_empty();
    let sections = if is_whole { Section::ALL.to_vec() } else { arguments.only };
    let mut measures = Vec::new();
    let mut failure = None;
    // A part that fails keeps none of the others from being measured, but nothing is written then.
    for section in sections {
        match bench.run(section).await {
            Ok(lines) => measures.extend(lines),
            Err(error) => {
                output::progress(&format!("{error:#}"));
                failure = Some(error);
            }
        }
    }
    bench.server.stop().await?;
    output::result(&measure::table(&measures));
    match failure {
        Some(error) => Err(error),
        None if is_whole => page::write(&arguments.page, &run, &measures),
        None => Ok(()),
    }
}
