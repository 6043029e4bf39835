//! A statement beside the ledger.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::statement::{Reconciliation, Suggestion, reconcile, suggest};
use event_store::feed;
use projections::ledger::{MpesaWanted, mpesa_side};
use projections::{Freshness, Progress, Projection};
use sqlx::PgPool;

use super::given::Given;

/// How long is waited for the read models.
const CATCH_UP_WITHIN: Duration = Duration::from_secs(30);

/// What a comparison found, and with which ledger.
#[derive(Debug, Clone)]
pub struct Compared {
    /// What it found.
    pub found: Reconciliation,
    /// What some of its breaks may be, by their places.
    pub suggested: BTreeMap<usize, Suggestion>,
    /// The last event that is in the ledger.
    pub position: i64,
    /// The chain's hash at that event, hex; empty before the first one.
    pub chain_hash: String,
}

/// A comparison was not made.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// The ledger trails behind.
    #[error(
        "the ledger does not show everything that was recorded yet; try again in a minute, or look at `daftari projections`"
    )]
    Behind,
    /// It has stopped.
    #[error("the read model {0} has stopped at an event; look at `daftari projections`")]
    Stopped(&'static str),
    /// Nothing is in the file.
    #[error("the statement has nothing that could be compared")]
    Nothing,
    /// The database.
    #[error("the ledger could not be read: {0}")]
    Database(#[from] sqlx::Error),
}

/// Compares a statement with all that is recorded now.
pub async fn compare(pool: &PgPool, given: &Given) -> Result<Compared, CompareError> {
    caught_up(pool).await?;
    let span = given.file.span().ok_or(CompareError::Nothing)?;
    let wanted = MpesaWanted {
        short_code: given.account.short_code.as_str(),
        collects: given.account.collects,
        pays_out: given.account.pays_out,
        span,
        receipts: given.file.lines.iter().map(|line| line.receipt.as_str()).collect(),
    };
    let side = mpesa_side(pool, &wanted).await?;
    let found = reconcile(&given.file, &side.account).ok_or(CompareError::Nothing)?;
    let suggested = suggest(&given.file, &found, &side.waiting);
    let chain_hash = side.chain_hash.map(hex::encode).unwrap_or_default();
    Ok(Compared { found, suggested, position: side.position, chain_hash })
}

/// Waits until the ledger, and what says whose money is nobody's yet, show all that is recorded now.
pub(crate) async fn caught_up(pool: &PgPool) -> Result<(), CompareError> {
    let head = feed::head_of(pool).await?;
    let progress = Progress::looked_up(pool.clone()).await;
    let both = [Projection::Ledger, Projection::Payments];
    match progress.freshness(&both, head, CATCH_UP_WITHIN).await {
        Freshness::Shown => Ok(()),
        Freshness::NotYet => Err(CompareError::Behind),
        Freshness::Stopped(projection) => Err(CompareError::Stopped(projection.name())),
    }
}
