//! Reasons that people give for what they decide.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How long a reason may be: enough for a few sentences and the number of a ticket.
pub const REASON_CHARACTERS_MAX: usize = 500;

/// Why something was done, in the words of whoever decided it. It stands in an event for ever, so
/// it names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reason(String);

/// A text that is no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a reason is one line of 1 to {REASON_CHARACTERS_MAX} characters; say why, and name nobody"
)]
pub struct NotReason;

impl FromStr for Reason {
    type Err = NotReason;
    fn from_str(text: &str) -> Result<Self, NotReason> {
        let reason = text.trim();
        let length = reason.chars().count();
        let fits = (1..=REASON_CHARACTERS_MAX).contains(&length);
        if fits && !reason.chars().any(char::is_control) {
            Ok(Self(reason.to_owned()))
        } else {
            Err(NotReason)
        }
    }
}

impl TryFrom<String> for Reason {
    type Error = NotReason;
    fn try_from(text: String) -> Result<Self, NotReason> {
        text.parse()
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> Self {
        reason.0
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
