//! Statements of the provider's M-Pesa accounts, as files.

use crate::statement::StatementFile;

/// The largest file that is read: ten times a statement of 100,000 lines packed as XLSX, and twice
/// one as CSV.
pub const STATEMENT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Reads the files that Safaricom's portal exports.
pub trait StatementReader: Send + Sync {
    /// Reads a file. Its name may say whose it is, where the file does not.
    fn read_statement(
        &self,
        bytes: &[u8],
        file_name: Option<&str>,
    ) -> Result<StatementFile, NotStatement>;
}

/// A file that is no statement, or not a whole one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct NotStatement {
    /// Why, for people, with what to do.
    pub why: String,
}

impl NotStatement {
    /// One that is not for this reason.
    pub fn because(why: impl Into<String>) -> Self {
        Self { why: why.into() }
    }
}
