//! A statement is given, and what is safe of it taken in.

use domain::context::Context;
use domain::{StatementId, UserId};
use uuid::Uuid;
use vault::StatementFile;

use super::apply::{Applied, ApplyError, apply};
use super::breaks::settle_breaks;
use super::compare::{CompareError, Compared, compare};
use super::given::{Accounts, Given};
use super::import::{ImportError, Imported, import};
use crate::Ledger;

/// A statement was not given to its end. What was done stays, and giving it again goes on.
#[derive(Debug, thiserror::Error)]
pub enum GiveError {
    /// Its file.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// Comparing it.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// Its breaks.
    #[error(transparent)]
    Breaks(#[from] ApplyError),
}

/// Keeps a statement, compares it with the ledger, and raises what somebody has to look at. What is
/// safe to take in is left to [`take_in`].
pub async fn give(
    ledger: &Ledger,
    given: &Given,
    file: &StatementFile,
    by: Option<UserId>,
    context: impl Fn(Uuid) -> Context,
) -> Result<(Imported, Compared), GiveError> {
    let imported = import(ledger, given, file, by, |id| context(id.uuid())).await?;
    let found = compare(&ledger.pool, given).await?;
    settle_breaks(ledger, (imported.statement_id, given), &found, true, context).await?;
    Ok((imported, found))
}

/// Takes in what is safe of a statement, and raises what is left. Doing it again changes nothing.
pub async fn take_in(
    ledger: &Ledger,
    accounts: &Accounts,
    of: (StatementId, &Given),
    context: impl Fn(Uuid) -> Context + Copy + Sync,
) -> Result<(Applied, Compared), ApplyError> {
    let before = compare(&ledger.pool, of.1).await?;
    let applied = apply(ledger, accounts, of, &before, context).await?;
    let after = compare(&ledger.pool, of.1).await?;
    settle_breaks(ledger, of, &after, false, context).await?;
    Ok((applied, after))
}
