//! Has tax documents signed, one after the other in the order of their numbers. One node does it at
//! a time; another takes it over if that one ends.

use std::time::Duration;

use domain::personal::Personal;
use domain::ports::{NotSigned, TaxAuthority, TaxDocument};
use domain::tax_invoice::{DocumentStage, KraPin, Seller, TAX_REGISTER};
use domain::time::{seconds_between, seconds_later};
use event_store::SubmitError;
use projections::taxes::{self, Waiting};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vault::{Lease, LeaseKind};

use super::pause;
use crate::tax_invoices::{Learnt, drawn, record};
use crate::{App, ids};

/// How many are looked at in one round.
const AT_ONCE: i64 = 50;
/// How long a round lasts: after it the queue is free for any node.
const ROUND_SECONDS: i64 = 30;
/// How long one node keeps the queue to itself: longer than a round whose last calls (for a token, an
/// item and the document) are all slow, because a second node would only ask for the same numbers.
const LEASE_SECONDS: i64 = 150;
/// After so many documents in a row that were not signed the authority is taken to be away. One alone may
/// be what the authority stumbles over, and must not hold up those behind it.
const IN_VAIN_MAX: u32 = 3;
/// How often it is looked whether something waits.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How soon the authority is asked again after it did not answer: at first, and at most.
const AGAIN_SECONDS: i64 = 5;
const AGAIN_SECONDS_MAX: i64 = 600;

#[derive(Debug, thiserror::Error)]
enum SigningError {
    #[error(transparent)]
    Read(#[from] sqlx::Error),
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
    #[error(transparent)]
    Stream(#[from] event_store::stock::StockError),
}

pub(super) async fn run(
    app: App,
    authority: std::sync::Arc<dyn TaxAuthority>,
    shutdown: CancellationToken,
) {
    let holder = ids::new_uuid();
    while !shutdown.is_cancelled() {
        if let Err(error) = look_around(&app, authority.as_ref(), holder, &shutdown).await {
            tracing::warn!(%error, "tax documents could not be looked at; it is tried again");
            pause(&shutdown).await;
        }
        let _ = tokio::time::timeout(LOOK_EVERY, shutdown.cancelled()).await;
    }
}

async fn look_around(
    app: &App,
    authority: &dyn TaxAuthority,
    holder: Uuid,
    shutdown: &CancellationToken,
) -> Result<(), SigningError> {
    let waiting = taxes::waiting(&app.ledger.pool, AT_ONCE).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let Some(seller) = taxes::seller(&app.ledger.pool).await? else { return Ok(()) };
    let seller = Seller { pin: seller.pin, branch: seller.branch };
    let now = app.ledger.clock.now();
    let (kind, keys) = (LeaseKind::TaxSigning, [TAX_REGISTER]);
    let leases = app.ledger.vault.take_leases(kind, &keys, holder, now, LEASE_SECONDS).await?;
    let Some(lease) = leases.into_iter().next() else { return Ok(()) };
    let signing = Signing { app, authority, seller };
    let mut ended = Ok(Goes::On);
    let mut in_vain = 0;
    for document in &waiting {
        let elapsed = seconds_between(now, app.ledger.clock.now());
        if shutdown.is_cancelled() || elapsed > ROUND_SECONDS {
            break;
        }
        ended = signing.sign(document).await;
        match ended {
            Ok(Goes::On) => in_vain = 0,
            Ok(Goes::Later { .. }) => in_vain += 1,
            Err(_) => break,
        }
        if in_vain == IN_VAIN_MAX {
            break;
        }
    }
    let (attempt, wait, note) = again(&ended, &lease);
    let next_at = seconds_later(app.ledger.clock.now(), wait).unwrap_or(now);
    app.ledger.vault.release_lease(kind, TAX_REGISTER, holder, attempt, next_at, &note).await?;
    ended.map(drop)
}

/// Whether the queue goes on.
enum Goes {
    On,
    /// Not now.
    Later {
        why: String,
    },
}

/// The attempt, in how many seconds it is due, and why it was not done now.
fn again(ended: &Result<Goes, SigningError>, lease: &Lease) -> (u32, i64, String) {
    let why = match ended {
        Ok(Goes::On) => return (0, 0, String::new()),
        Ok(Goes::Later { why }) => why.clone(),
        Err(error) => error.to_string(),
    };
    let doubled = AGAIN_SECONDS.checked_shl(lease.attempt).filter(|wait| *wait > 0);
    let wait = doubled.unwrap_or(AGAIN_SECONDS_MAX).min(AGAIN_SECONDS_MAX);
    (lease.attempt.saturating_add(1).min(16), wait, why)
}

struct Signing<'a> {
    app: &'a App,
    authority: &'a dyn TaxAuthority,
    seller: Seller,
}

impl Signing<'_> {
    async fn sign(&self, waiting: &Waiting) -> Result<Goes, SigningError> {
        // The read model may be behind: what the stream says decides whether it is sent.
        let Some(drawn) = drawn(&self.app.ledger, waiting).await? else { return Ok(Goes::On) };
        if drawn.stage != DocumentStage::Waiting {
            return Ok(Goes::On);
        }
        let document = TaxDocument {
            seller: self.seller.clone(),
            number: waiting.number,
            credit_of: drawn.credit_of,
            buyer: self.buyer(drawn.buyer.as_ref()).await?,
            item: drawn.item,
            at: drawn.at,
        };
        let learnt = match self.authority.sign(&document).await {
            Ok(unit) => Learnt::Issued(Box::new(unit)),
            Err(NotSigned::Refused { code, message }) => {
                tracing::warn!(number = waiting.number, %code, %message, "a tax document was refused; a person looks at it");
                Learnt::Refused { code, message }
            }
            Err(NotSigned::Later { why }) => {
                tracing::warn!(number = waiting.number, %why, "a tax document was not signed; it is tried again");
                return Ok(Goes::Later { why });
            }
        };
        match record(&self.app.ledger, waiting, learnt).await {
            Ok(_) | Err(SubmitError::Rejected(_)) => Ok(Goes::On),
            // It is sent again, and the authority says that it has it.
            Err(error) => Ok(Goes::Later { why: error.to_string() }),
        }
    }

    /// None where none was given, or its key was destroyed.
    async fn buyer(
        &self,
        sealed: Option<&Personal<KraPin>>,
    ) -> Result<Option<KraPin>, vault::VaultError> {
        match sealed {
            Some(sealed) => self.app.ledger.vault.open_personal(sealed).await,
            None => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authority_that_does_not_answer_is_asked_less_and_less_often() {
        let lease = |attempt| Lease { key: TAX_REGISTER, attempt, note: String::new() };
        let waits = (0..10)
            .map(|attempt| again(&Ok(Goes::Later { why: "away".to_owned() }), &lease(attempt)).1);
        assert_eq!(waits.collect::<Vec<_>>(), [5, 10, 20, 40, 80, 160, 320, 600, 600, 600]);
        assert_eq!(again(&Ok(Goes::On), &lease(4)), (0, 0, String::new()));
    }
}
