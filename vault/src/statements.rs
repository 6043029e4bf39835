//! Statement files as they were given.

use domain::Timestamp;

use crate::error::{VaultError, storage};
use crate::{Vault, cipher};

/// In characters; table `vault.statement_files` has the same limit.
const NAME_LENGTH_MAX: usize = 200;

/// A file as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementFile {
    /// What it was called, if it had a name.
    pub name: Option<String>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Vault {
    /// Keeps a statement's file under its hash. The same file again changes nothing.
    pub async fn keep_statement(
        &self,
        file_sha256: &str,
        file: &StatementFile,
        now: Timestamp,
    ) -> Result<(), VaultError> {
        let sealed = cipher::seal(&self.inner.statements, file_sha256.as_bytes(), &file.bytes);
        let name: Option<String> =
            file.name.as_ref().map(|name| name.chars().take(NAME_LENGTH_MAX).collect());
        sqlx::query!(
            "INSERT INTO vault.statement_files (file_sha256, file_name, sealed, kept_at)
             VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            file_sha256,
            name,
            sealed,
            now,
        )
        .execute(&self.inner.pool)
        .await
        .map_err(storage("keep a statement's file"))?;
        Ok(())
    }

    /// The file with that hash, if it was kept.
    pub async fn statement_file(
        &self,
        file_sha256: &str,
    ) -> Result<Option<StatementFile>, VaultError> {
        let row = sqlx::query!(
            "SELECT file_name, sealed FROM vault.statement_files WHERE file_sha256 = $1",
            file_sha256,
        )
        .fetch_optional(&self.inner.pool)
        .await
        .map_err(storage("read a statement's file"))?;
        let Some(row) = row else { return Ok(None) };
        let bytes = cipher::open(&self.inner.statements, file_sha256.as_bytes(), &row.sealed)
            .ok_or(VaultError::StatementNotOpened)?;
        Ok(Some(StatementFile { name: row.file_name, bytes }))
    }
}
