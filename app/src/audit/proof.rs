use domain::claim::{ClaimKey, ClaimKind};
use domain::codes::Receipt;
use event_store::note::{TreeHead, Verifier};
use event_store::proof::{self, Proof, ProofError, ProveError};
use sqlx::PgPool;

/// Why nothing is given out as the proof of a receipt.
#[derive(Debug, thiserror::Error)]
pub enum NotProven {
    /// None can be made.
    #[error(transparent)]
    Prove(#[from] ProveError),
    /// It was made, and does not hold.
    #[error("the proof does not hold; run `daftari verify`")]
    DoesNotHold(#[from] ProofError),
}

/// The bundle that proves that a receipt was recorded, by the last head that the key has signed. It has
/// been checked as whoever gets it will check it.
pub async fn proof(
    pool: &PgPool,
    receipt: &Receipt,
    key: &Verifier,
) -> Result<(Proof, TreeHead), NotProven> {
    let claim = ClaimKey::new(ClaimKind::Receipt, receipt.as_str());
    let proof = proof::prove(pool, claim, &key.to_string()).await?;
    let head = proof.check(Some(key))?;
    Ok((proof, head))
}
