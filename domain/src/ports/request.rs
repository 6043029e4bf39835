//! Requests whose result Safaricom delivers later, and why a request was not done.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::personal::NotThat;

/// Why Safaricom did not do what was asked, or may not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotDone {
    /// It breaks a documented limit, or the configuration lacks what it needs. It was not sent, and
    /// sending the same again changes nothing.
    #[error("{why}")]
    Invalid {
        /// What to change, for people.
        why: String,
    },
    /// Nothing was sent: Safaricom is out of reach, gives no token, or takes no more for now. The
    /// same may be sent again.
    #[error("{why}")]
    Unavailable {
        /// Why, for people.
        why: String,
        /// When to try again at the earliest, if that is known.
        retry_after: Option<Duration>,
    },
    /// Safaricom said no: nothing was done.
    #[error("Safaricom refused it ({code}): {message}")]
    Refused {
        /// Its code.
        code: String,
        /// Its message, with nothing secret or personal in it.
        message: String,
    },
    /// It may have been done, or not. What is not idempotent must not be sent again.
    #[error("it is not known whether Safaricom did it: {why}")]
    Unknown {
        /// Why, for people.
        why: String,
    },
}

/// By what a request and its result know each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conversation {
    /// The id of whoever asked; ours where we gave one.
    pub originator_conversation_id: Option<String>,
    /// Safaricom's id.
    pub conversation_id: Option<String>,
}

/// Our own id of a request. Safaricom takes a second request with the same id for the first one
/// again, and pays once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OriginatorConversationId(String);

impl OriginatorConversationId {
    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OriginatorConversationId {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // No length is documented; a UUID has 36 characters, and Safaricom's own up to 40.
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if plain && (8..=64).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotThat("an originator conversation id has 8 to 64 letters, digits and dashes"))
        }
    }
}

/// Where the result of a request goes. Both addresses hold secrets, so neither is printed.
#[derive(Clone, PartialEq, Eq)]
pub struct ResultAddresses {
    /// Takes the result.
    pub result_url: String,
    /// Takes the news that the request waited too long; that is not a result.
    pub timeout_url: String,
}

impl fmt::Debug for ResultAddresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResultAddresses(…)")
    }
}

/// A result as it was delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered<T> {
    /// Which request it is about, as far as it says.
    pub conversation: Conversation,
    /// What became of that request.
    pub ended: Ended<T>,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended<T> {
    /// It was done.
    Done(T),
    /// It was not done.
    NotDone(ResultFailure),
    /// Nothing is final yet: another result is to come, or has to be asked for.
    Unsettled(ResultFailure),
}

/// Why a request was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultFailure {
    /// The result code as it came.
    pub result_code: String,
    /// The description as it came, without anything personal.
    pub description: String,
    /// What it means.
    pub class: ResultClass,
}

/// Why a request was not done, in classes that staff can act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResultClass {
    /// The organisation's own account has too little.
    InsufficientFunds,
    /// A limit of the organisation, of the payee or of M-Pesa.
    Limit,
    /// The initiator's name, password or role, or what the short code may do.
    NotPermitted,
    /// The payee can't take it: unknown, unregistered or barred.
    Payee,
    /// M-Pesa was busy or under repair.
    Busy,
    /// What was asked about is not there. It may only not be there yet.
    NotFound,
    /// It was reversed before.
    AlreadyReversed,
    /// Safaricom did not understand the request.
    BadRequest,
    /// A code that we do not know; kept as it came.
    Unclassified,
}
