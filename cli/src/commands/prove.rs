//! `daftari prove`

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use app::audit::{self, NotProven};
use app::clock::SystemClock;
use domain::codes::Receipt;
use domain::time::Clock as _;
use event_store::heads::TreeError;
use event_store::proof::ProveError;

use crate::config::Values;
use crate::failure::Failure;
use crate::{heads, output, service};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The M-Pesa receipt.
    receipt: Receipt,
    /// The file to write; standard output if there is none.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) async fn run(arguments: Arguments, data_dir: &Path) -> Result<(), Failure> {
    let (database_url, master_key) = Values::near(data_dir)?.store()?;
    let pool = service::connect(&database_url).await?;
    let signer = heads::signer(&pool, &master_key).await?;
    let key = signer.verifier().clone();
    let mut proven = audit::proof(&pool, &arguments.receipt, &key).await;
    if matches!(proven, Err(NotProven::Prove(ProveError::NotYet { .. }))) {
        // Which a running service publishes.
        audit::sign_now(&pool, &signer, SystemClock.now()).await.map_err(unsigned)?;
        proven = audit::proof(&pool, &arguments.receipt, &key).await;
    }
    pool.close().await;
    let (proof, head) = proven.map_err(|error| match error {
        NotProven::Prove(ProveError::Database(_)) => Failure::dependency(error.into()),
        NotProven::Prove(
            ProveError::Tree(_) | ProveError::Unknown(_) | ProveError::NotYet { .. },
        )
        | NotProven::DoesNotHold(_) => Failure::does_not_hold(error.into()),
    })?;
    let text = serde_json::to_string_pretty(&proof)
        .context("the proof could not be written")
        .map_err(Failure::does_not_hold)?;
    let Some(path) = arguments.out else {
        output::line(&text);
        return Ok(());
    };
    std::fs::write(&path, text + "\n")
        .with_context(|| format!("{} cannot be written", path.display()))
        .map_err(Failure::usage)?;
    output::line(&format!(
        "{} proves the event at position {}, by the signed head over {} events.",
        path.display(),
        proof.event.position,
        head.size
    ));
    Ok(())
}

fn unsigned(error: TreeError) -> Failure {
    match error {
        TreeError::Database(_) | TreeError::Events(_) => Failure::dependency(error.into()),
        TreeError::DoesNotHold(_) | TreeError::Inconsistent { .. } => {
            Failure::does_not_hold(error.into())
        }
    }
}
