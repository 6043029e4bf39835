//! Taking a statement's file in.

use domain::claim::{ClaimKey, ClaimKind};
use domain::context::Context;
use domain::statement::{Import, Statement, StatementCommand, StatementError};
use domain::{Decide, StatementId, UserId};
use event_store::{Command, Priority, Reads, Stop, SubmitError, World};
use serde::{Deserialize, Serialize};
use vault::{StatementFile, VaultError};

use super::given::Given;
use crate::{Ledger, ids};

/// What was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// The statement.
    pub statement_id: StatementId,
    /// Whether it was there before.
    pub is_known: bool,
}

/// A file was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The lane's answer.
    #[error(transparent)]
    Submit(#[from] SubmitError<StatementError>),
    /// The file could not be kept.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// Takes a statement in and keeps its file. The same file again is the same statement.
pub async fn import(
    ledger: &Ledger,
    given: &Given,
    file: &StatementFile,
    by: Option<UserId>,
    context: impl FnOnce(StatementId) -> Context,
) -> Result<Imported, ImportError> {
    // Kept first: an event never speaks of a file that is not there.
    ledger.vault.keep_statement(&given.sha256, file, ledger.clock.now()).await?;
    let statement_id: StatementId = ids::new();
    let command = ImportStatement { statement_id, given: given.clone(), by };
    let context = context(statement_id);
    Ok(ledger.lane.submit(command, context, None, Priority::Interactive).await?.reply)
}

/// The file of a statement that was taken in.
pub async fn kept(ledger: &Ledger, file_sha256: &str) -> Result<Option<StatementFile>, VaultError> {
    ledger.vault.statement_file(file_sha256).await
}

struct ImportStatement {
    statement_id: StatementId,
    given: Given,
    by: Option<UserId>,
}

impl ImportStatement {
    fn claim(&self) -> ClaimKey {
        ClaimKey::new(ClaimKind::StatementFile, self.given.sha256.as_str())
    }
}

impl Command for ImportStatement {
    type Reply = Imported;
    type Rejection = StatementError;

    fn reads(&self) -> Reads {
        Reads::default().stream::<Statement>(self.statement_id.uuid()).claim(self.claim())
    }

    fn decide(&self, world: &mut World<'_>) -> Result<Imported, Stop<StatementError>> {
        if let Some(held) = world.holder(&self.claim())? {
            let statement_id = StatementId::new(held.owner);
            return Ok(Imported { statement_id, is_known: true });
        }
        let file = &self.given.file;
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        // Whoever has read the file has seen that it is of some time.
        let period = file.span().ok_or(Stop::Rejected(StatementError::NotFound))?;
        let command = StatementCommand::Import(Box::new(Import {
            statement_id: self.statement_id,
            file_sha256: self.given.sha256.clone(),
            short_code: self.given.account.short_code.clone(),
            account: file.account.clone(),
            layout: file.layout,
            period,
            opening: file.opening(),
            closing: file.closing(),
            lines: count(file.lines.len()),
            unreadable: count(file.unreadable.len()),
            by: self.by,
            now: world.now(),
        }));
        let id = self.statement_id.uuid();
        let events = world.state::<Statement>(id)?.decide(command).map_err(Stop::Rejected)?;
        world.append::<Statement>(id, events)?;
        Ok(Imported { statement_id: self.statement_id, is_known: false })
    }
}
