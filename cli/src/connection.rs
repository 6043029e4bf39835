//! How commands find the database of a running `daftari up`: it leaves word in the data directory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::files::write_secret;

/// The file's name. It holds the database's password, so only its owner may read it.
const FILE: &str = "connection";

/// What stands in the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Connection {
    /// The database, password included.
    pub(crate) database_url: String,
    /// The file of the master key; none if the environment held the key.
    pub(crate) master_key_file: Option<PathBuf>,
    /// The provider's short codes.
    #[serde(default)]
    pub(crate) short_codes: BTreeMap<CodeName, String>,
}

/// What a short code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CodeName {
    /// Customers pay to it.
    Collecting,
    /// Its till.
    Till,
    /// Customers are paid out of it.
    Payout,
}

impl CodeName {
    pub(crate) const ALL: [Self; 3] = [Self::Collecting, Self::Till, Self::Payout];

    /// The variable that names it.
    pub(crate) const fn variable(self) -> &'static str {
        match self {
            Self::Collecting => "DARAJA_SHORT_CODE",
            Self::Till => "DARAJA_TILL_NUMBER",
            Self::Payout => "DARAJA_B2C_SHORT_CODE",
        }
    }
}

impl Connection {
    /// Leaves word of it.
    pub(crate) fn leave(&self, data_dir: &Path) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(self)
            .context("the connection could not be written")
            .map_err(Failure::usage)?;
        write_secret(&data_dir.join(FILE), &text)
    }

    /// What a running `daftari up` has left. After a crash it stays, and so does the private
    /// Postgres that it leads to.
    pub(crate) fn find(data_dir: &Path) -> Result<Option<Self>, Failure> {
        let path = data_dir.join(FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text)
                .map(Some)
                .with_context(|| format!("{} is damaged; start `daftari up` again", path.display()))
                .map_err(Failure::usage),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error)
                .with_context(|| format!("{} cannot be read", path.display()))
                .map_err(Failure::usage),
        }
    }

    /// Takes the word back.
    pub(crate) fn forget(data_dir: &Path) {
        // What stays leads nowhere, and the next start replaces it.
        let _ = std::fs::remove_file(data_dir.join(FILE));
    }

    /// The master key's text.
    pub(crate) fn master_key(&self) -> Result<Option<String>, Failure> {
        let Some(path) = &self.master_key_file else { return Ok(None) };
        std::fs::read_to_string(path)
            .map(Some)
            .with_context(|| format!("{} cannot be read", path.display()))
            .map_err(Failure::usage)
    }
}
