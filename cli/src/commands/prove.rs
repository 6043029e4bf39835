//! `daftari prove`

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use app::clock::SystemClock;
use domain::claim::{ClaimKey, ClaimKind};
use domain::time::Clock as _;
use event_store::heads::{self as tree, Step, TreeError, When};
use event_store::note::Signer;
use event_store::proof::{self, ProveError};
use sqlx::PgPool;

use crate::config::Values;
use crate::failure::Failure;
use crate::{heads, output, service};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The M-Pesa receipt.
    receipt: String,
    /// The file to write; standard output if there is none.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) async fn run(arguments: Arguments, data_dir: &Path) -> Result<(), Failure> {
    let (database_url, master_key) = Values::near(data_dir)?.store()?;
    let pool = service::connect(&database_url).await?;
    let signer = heads::signer(&pool, &master_key).await?;
    let key = signer.verifier().clone();
    let receipt = arguments.receipt.trim().to_uppercase();
    let claim = ClaimKey::new(ClaimKind::Receipt, receipt);
    let mut proven = proof::prove(&pool, claim.clone(), &key.to_string()).await;
    if matches!(proven, Err(ProveError::NotYet { .. })) {
        sign_now(&pool, &signer).await?;
        proven = proof::prove(&pool, claim, &key.to_string()).await;
    }
    pool.close().await;
    let proof = proven.map_err(|error| match error {
        ProveError::Database(_) => Failure::dependency(error.into()),
        ProveError::Tree(_) | ProveError::Unknown(_) | ProveError::NotYet { .. } => {
            Failure::does_not_hold(error.into())
        }
    })?;
    // What is given out has been checked as whoever gets it will check it.
    let head = proof
        .check(Some(&key))
        .context("the proof does not hold; run `daftari verify`")
        .map_err(Failure::does_not_hold)?;
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

/// Signs a head over everything that is recorded, which a running service publishes.
async fn sign_now(pool: &PgPool, signer: &Signer) -> Result<(), Failure> {
    loop {
        match tree::advance(pool, signer, SystemClock.now(), When::Now).await {
            Ok(Step::Grown) => {}
            Ok(Step::Idle | Step::Signed(_)) => return Ok(()),
            Err(error @ (TreeError::Database(_) | TreeError::Events(_))) => {
                return Err(Failure::dependency(error.into()));
            }
            Err(error @ (TreeError::DoesNotHold(_) | TreeError::Inconsistent { .. })) => {
                return Err(Failure::does_not_hold(error.into()));
            }
        }
    }
}
