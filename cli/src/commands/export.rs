//! `daftari export`

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;

use anyhow::Context as _;
use app::books::Hledger;
use domain::Timestamp;
use futures::TryStreamExt as _;
use projections::ledger;
use sqlx::PgPool;

use super::trial_balance::{no_ledger, past_or_now, say_if_ledger_trails};
use crate::config::Values;
use crate::failure::Failure;
use crate::service;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A past moment, such as `2026-11-23T08:00:00+03:00`; now, if it is not given.
    #[arg(long, value_name = "TIME", global = true)]
    as_of: Option<Timestamp>,
    #[command(subcommand)]
    format: Format,
}

#[derive(Debug, Clone, Copy, clap::Subcommand)]
enum Format {
    /// A journal for hledger, with what each account holds at the end of every day.
    Hledger,
}

pub(crate) async fn run(arguments: Arguments, data_dir: &Path) -> Result<(), Failure> {
    let as_of = past_or_now(arguments.as_of)?;
    let pool = service::connect(&Values::near(data_dir)?.database_url()?).await?;
    say_if_ledger_trails(&pool).await?;
    let Format::Hledger = arguments.format;
    let written = hledger(&pool, as_of, BufWriter::new(io::stdout())).await;
    pool.close().await;
    written
}

async fn hledger(pool: &PgPool, as_of: Timestamp, mut out: impl Write) -> Result<(), Failure> {
    let mut journal = Hledger::default();
    if !put(&mut out, &Hledger::head())? {
        return Ok(());
    }
    let mut lines = ledger::journal(pool, as_of);
    while let Some(line) = lines.try_next().await.map_err(no_ledger)? {
        let text = journal.line(&line).map_err(|error| Failure::usage(error.into()))?;
        if !put(&mut out, &text)? {
            return Ok(());
        }
    }
    put(&mut out, &journal.end())?;
    ended(out.flush())?;
    Ok(())
}

/// Whether somebody still reads it.
fn put(out: &mut impl Write, text: &str) -> Result<bool, Failure> {
    ended(out.write_all(text.as_bytes()))
}

fn ended(written: io::Result<()>) -> Result<bool, Failure> {
    match written {
        Ok(()) => Ok(true),
        // Whoever reads it has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error)
            .context("the journal could not be written to standard output")
            .map_err(Failure::dependency),
    }
}
