//! What `daftari doctor` looks at, and what it finds.

mod checks;
mod clock;
mod database;

use serde::Serialize;

pub(crate) use checks::examine;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// What.
    pub(crate) of: &'static str,
    /// How it is.
    pub(crate) state: State,
    /// What was found, for people.
    pub(crate) says: String,
    /// What to do about it.
    pub(crate) remedy: Option<String>,
}

/// How a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum State {
    /// As it should be.
    Well,
    /// Something has to be done.
    Fault,
    /// It could not be looked at, or is not used.
    Skipped,
}

impl Finding {
    pub(crate) fn well(of: &'static str, says: impl Into<String>) -> Self {
        Self { of, state: State::Well, says: says.into(), remedy: None }
    }

    pub(crate) fn skipped(of: &'static str, says: impl Into<String>) -> Self {
        Self { of, state: State::Skipped, says: says.into(), remedy: None }
    }

    pub(crate) fn fault(
        of: &'static str,
        says: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { of, state: State::Fault, says: says.into(), remedy: Some(remedy.into()) }
    }
}
