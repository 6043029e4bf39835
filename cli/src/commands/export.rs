//! `daftari export`

use std::io::{self, BufWriter, ErrorKind, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use app::books::{ExportError, ExportFormat, ReportName, export};
use domain::Timestamp;
use event_store::reading::exported;
use futures::TryStreamExt as _;
use sqlx::PgPool;
use vault::Vault;

use super::trial_balance::{no_ledger, past_or_now, say_if_ledger_trails};
use crate::config::Values;
use crate::failure::Failure;
use crate::{output, service};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A past moment, such as `2026-11-23T08:00:00+03:00`; now, if it is not given.
    #[arg(long, value_name = "TIME", global = true)]
    as_of: Option<Timestamp>,
    #[command(subcommand)]
    format: Format,
}

#[derive(Debug, Clone, clap::Subcommand)]
enum Format {
    /// A journal for hledger, with what each account holds at the end of every day.
    Hledger,
    /// A journal for beancount, with what each account holds as every day begins.
    Beancount,
    /// A report as CSV.
    Csv {
        /// Which report.
        report: Report,
    },
    /// A report as a workbook.
    Xlsx {
        /// Which report.
        report: Report,
    },
    /// Every event under a signed head, with a program that checks both: what an auditor takes
    /// along.
    Ndjson {
        /// The folder to make.
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Report {
    TrialBalance,
    Journal,
    RollForward,
    AgedSuspense,
    Breaks,
}

impl From<Report> for ReportName {
    fn from(report: Report) -> Self {
        match report {
            Report::TrialBalance => Self::TrialBalance,
            Report::Journal => Self::Journal,
            Report::RollForward => Self::RollForward,
            Report::AgedSuspense => Self::AgedSuspense,
            Report::Breaks => Self::Breaks,
        }
    }
}

pub(crate) async fn run(arguments: Arguments, data_dir: &Path) -> Result<(), Failure> {
    let as_of = past_or_now(arguments.as_of)?;
    let format = match arguments.format {
        Format::Ndjson { out } => return bundle(data_dir, &out, arguments.as_of).await,
        Format::Hledger => ExportFormat::Hledger,
        Format::Beancount => ExportFormat::Beancount,
        Format::Csv { report } => ExportFormat::Csv(report.into()),
        Format::Xlsx { report } => ExportFormat::Xlsx(report.into()),
    };
    if matches!(format, ExportFormat::Xlsx(_)) && io::stdout().is_terminal() {
        let fault = anyhow!("a workbook is no text: write it to a file with `> report.xlsx`");
        return Err(Failure::usage(fault));
    }
    let pool = service::connect(&Values::near(data_dir)?.database_url()?).await?;
    say_if_ledger_trails(&pool).await?;
    let written = write(&pool, format, as_of).await;
    pool.close().await;
    written
}

async fn write(pool: &PgPool, format: ExportFormat, as_of: Timestamp) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout());
    let mut parts = export(pool, format, as_of);
    while let Some(part) = parts.try_next().await.map_err(broke_off)? {
        if !ended(out.write_all(&part))? {
            return Ok(());
        }
    }
    ended(out.flush())?;
    Ok(())
}

fn broke_off(error: ExportError) -> Failure {
    match error {
        ExportError::Database(error) => no_ledger(error),
        ExportError::UnknownAccount(_) | ExportError::Sheet(_) => Failure::usage(error.into()),
    }
}

/// Whether somebody still reads it.
fn ended(written: io::Result<()>) -> Result<bool, Failure> {
    match written {
        Ok(()) => Ok(true),
        // Whoever reads it has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error)
            .context("the export could not be written to standard output")
            .map_err(Failure::dependency),
    }
}

/// The program that checks a bundle, which shares no code with this one.
const VERIFIER: &str = include_str!("../../../docs/verify.py");

/// How a bundle is checked.
const READ_ME: &str = "\
Every event of a Daftari store, and the signed head of the tree over them.

    python3 verify.py events events.ndjson --head head --key \"$(cat daftari.vkey)\"

Compare daftari.vkey with what the provider has published. verify.py needs nothing but Python 3; read it
before you believe it. The events hold personal fields sealed, not in clear.
";

async fn bundle(data_dir: &Path, out: &Path, as_of: Option<Timestamp>) -> Result<(), Failure> {
    if as_of.is_some() {
        let fault = anyhow!("a bundle ends with its signed head; leave out --as-of");
        return Err(Failure::usage(fault));
    }
    let (url, master_key) = Values::near(data_dir)?.store()?;
    let pool = service::connect(&url).await?;
    let vault = service::open_vault(&pool, &master_key).await?;
    let written = write_bundle(&pool, &vault, out).await;
    pool.close().await;
    let count = written.map_err(Failure::dependency)?;
    output::line(&format!("{count} events, their head and its key stand in {}.", out.display()));
    Ok(())
}

async fn write_bundle(pool: &PgPool, vault: &Vault, out: &Path) -> anyhow::Result<i64> {
    let signer = app::audit::signer(pool, vault).await?;
    let now = domain::time::Clock::now(&app::clock::SystemClock);
    let head =
        app::audit::sign_now(pool, &signer, now).await?.context("nothing is recorded yet")?;
    std::fs::create_dir(out).with_context(|| {
        format!("{} cannot be made; name a folder that is not there", out.display())
    })?;
    let file = |name: &str| std::fs::File::create(out.join(name));
    let mut events = BufWriter::new(file("events.ndjson")?);
    let mut lines = exported(pool, head.size);
    while let Some(line) = lines.try_next().await? {
        writeln!(events, "{line}")?;
    }
    events.flush()?;
    file("head")?.write_all(head.note.as_bytes())?;
    writeln!(file("daftari.vkey")?, "{}", signer.verifier())?;
    file("verify.py")?.write_all(VERIFIER.as_bytes())?;
    file("README.txt")?.write_all(READ_ME.as_bytes())?;
    Ok(head.size)
}
