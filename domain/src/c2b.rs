//! Unprompted payments, in our own words: money that a customer sends to the paybill or till by
//! hand. Only the adapter knows how Daraja spells them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::codes::Receipt;
use crate::money::Money;
use crate::personal::{AccountText, PayerHandle, PersonName};
use crate::time::Timestamp;

/// The number under which a provider is paid: a paybill, a till or a till's store number. Five to
/// seven digits, as Daraja documents for `BusinessShortCode`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ShortCode(String);

/// A text that is no short code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a short code has 5 to 7 digits, such as 174379")]
pub struct NotShortCode;

impl ShortCode {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ShortCode {
    type Err = NotShortCode;
    fn from_str(text: &str) -> Result<Self, NotShortCode> {
        let digits = text.trim();
        let fits = (5..=7).contains(&digits.len());
        if fits && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(digits.to_owned()))
        } else {
            Err(NotShortCode)
        }
    }
}

impl TryFrom<String> for ShortCode {
    type Error = NotShortCode;
    fn try_from(text: String) -> Result<Self, NotShortCode> {
        text.parse()
    }
}

impl From<ShortCode> for String {
    fn from(code: ShortCode) -> Self {
        code.0
    }
}

impl fmt::Display for ShortCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What customers type to pay by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayTo {
    /// A paybill, with an account.
    Paybill(ShortCode),
    /// A till, without one.
    Till(ShortCode),
}

/// What Safaricom says of an unprompted payment: before it happens, when it asks whether to let it
/// through, and once the money is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct C2bNotice {
    /// The receipt, which is known before the money moves.
    pub receipt: Receipt,
    /// How much.
    pub amount: Money,
    /// When it was paid.
    pub paid_at: Timestamp,
    /// To which short code.
    pub short_code: ShortCode,
    /// What the payer typed as the account; none if nothing, as on a till.
    pub account_typed: Option<AccountText>,
    /// Who paid, as far as Safaricom says.
    pub payer: Option<PayerHandle>,
    /// What the payer is called, as far as Safaricom says.
    pub payer_name: Option<PersonName>,
}

/// Whether a payment that Safaricom asks about should go through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Let it through.
    Accept,
    /// No account of ours is meant: the customer is told so, and keeps the money.
    UnknownAccount,
    /// It was sent to a short code that is not ours.
    OtherShortCode,
}

/// The addresses to which Safaricom will send unprompted payments. Its `Debug` leaves them out,
/// because each holds a secret.
#[derive(Clone)]
pub struct C2bAddresses {
    /// Where it asks whether to let a payment through.
    pub validation_url: String,
    /// Where it tells that the money is here.
    pub confirmation_url: String,
    /// What it does with a payment when nobody answers its question in time.
    pub unanswered: Unanswered,
}

impl fmt::Debug for C2bAddresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("C2bAddresses").field("unanswered", &self.unanswered).finish_non_exhaustive()
    }
}

/// What becomes of a payment about which nobody answers Safaricom in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unanswered {
    /// It goes through.
    Completes,
    /// The customer keeps the money.
    IsCancelled,
}

/// What became of registering the addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registered {
    /// They are in use from now on.
    Now,
    /// Others, or the same, were registered before. Production takes them once only.
    Before,
    /// They are not.
    Refused {
        /// Why, for people, with nothing secret in it.
        why: String,
    },
}
