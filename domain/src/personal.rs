//! Personal fields of events: encrypted under a key of the person they are about.
//!
//! An event is for ever, so what it holds in clear can never be erased. What is personal stands
//! in it as ciphertext; when the person's key is destroyed the field is gone, while the event, its
//! hash and the chain stay as they were. The domain never opens one: it compares the keyed hash.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::id::CustomerId;
use crate::msisdn::Msisdn;

/// A kind of personal value: how it becomes text before sealing, and what its hash is made of.
pub trait PersonalValue: Sized {
    /// Keeps hashes of different kinds apart, so that equal texts of two kinds do not match.
    const KIND: &'static str;
    /// The text that is sealed.
    fn to_text(&self) -> String;
    /// The value of an opened text, or none if it is not one.
    fn from_text(text: &str) -> Option<Self>;
    /// What the hash for look-up is made of.
    fn look_up_text(&self) -> String {
        self.to_text()
    }
}

/// A value of kind `T`, sealed under the key of `subject`.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Personal<T> {
    /// Whose key opens it.
    subject: CustomerId,
    /// Base64 of nonce and ciphertext.
    sealed: String,
    /// Keyed hash of the value, hex, for look-up and claims.
    hash: String,
    #[serde(skip)]
    kind: PhantomData<fn() -> T>,
}

impl<T> Personal<T> {
    /// A sealed value from its parts; the vault makes these.
    pub fn from_parts(subject: CustomerId, sealed: String, hash: String) -> Self {
        Self { subject, sealed, hash, kind: PhantomData }
    }

    /// Whose key opens it.
    pub fn subject(&self) -> CustomerId {
        self.subject
    }

    /// Base64 of nonce and ciphertext.
    pub fn sealed(&self) -> &str {
        &self.sealed
    }

    /// Keyed hash of the value, hex.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

impl<T> Clone for Personal<T> {
    fn clone(&self) -> Self {
        Self::from_parts(self.subject, self.sealed.clone(), self.hash.clone())
    }
}

impl<T> PartialEq for Personal<T> {
    /// Equal means the same value of the same person, whatever nonce it was sealed with.
    fn eq(&self, other: &Self) -> bool {
        self.subject == other.subject && self.hash == other.hash
    }
}

impl<T> Eq for Personal<T> {}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Personal({})", self.hash.get(..8).unwrap_or(&self.hash))
    }
}

/// Opens sealed texts. The vault implements it; the domain only names it, so that readers of
/// events need not know the vault.
#[async_trait]
pub trait Unseal: Send + Sync {
    /// The texts of the sealed values, in order; none where the key was destroyed.
    async fn unseal(
        &self,
        sealed: &[(CustomerId, &str)],
    ) -> Result<Vec<Option<String>>, UnsealError>;
}

/// Sealed values could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("personal fields could not be opened: {what}; check DAFTARI_MASTER_KEY and the database")]
pub struct UnsealError {
    /// What went wrong, without the value.
    pub what: String,
}

impl PersonalValue for Msisdn {
    const KIND: &'static str = "msisdn";
    fn to_text(&self) -> String {
        self.as_str().to_owned()
    }
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// A text that cannot be taken as that kind of personal value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotThat(pub(crate) &'static str);

fn checked(text: &str, longest: usize, error: &'static str) -> Result<String, NotThat> {
    let trimmed = text.trim();
    let fits = !trimmed.is_empty() && trimmed.chars().count() <= longest;
    if fits && !trimmed.chars().any(char::is_control) {
        Ok(trimmed.to_owned())
    } else {
        Err(NotThat(error))
    }
}

/// The name under which a user signs in. Case does not matter when it is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username(String);

impl Username {
    /// The name as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Username {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = "a user name has 3 to 40 letters, digits, dots, dashes, underscores or @, and is not a phone number";
        let name = checked(text, 40, error)?;
        let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@'));
        // A phone number serves as a user name, so a user name must not look like one.
        if plain && name.chars().count() >= 3 && name.parse::<Msisdn>().is_err() {
            Ok(Self(name))
        } else {
            Err(NotThat(error))
        }
    }
}

impl PersonalValue for Username {
    const KIND: &'static str = "username";
    fn to_text(&self) -> String {
        self.0.clone()
    }
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
    fn look_up_text(&self) -> String {
        self.0.to_lowercase()
    }
}

/// What a person is called. Its `Debug` does not tell.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName(String);

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(…)")
    }
}

impl PersonName {
    /// The name as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PersonName {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        checked(text, 120, "a name has 1 to 120 characters").map(Self)
    }
}

impl PersonalValue for PersonName {
    const KIND: &'static str = "name";
    fn to_text(&self) -> String {
        self.0.clone()
    }
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// What a customer calls a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineName(String);

impl LineName {
    /// The name as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LineName {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        checked(text, 60, "a line's name has 1 to 60 characters").map(Self)
    }
}

impl PersonalValue for LineName {
    const KIND: &'static str = "line";
    fn to_text(&self) -> String {
        self.0.clone()
    }
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// Safaricom's id of a prompt. It ends in the payer's number, so it is personal and guessable.
#[derive(Clone, PartialEq, Eq)]
pub struct CheckoutRequestId(String);

impl CheckoutRequestId {
    /// The id in full.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CheckoutRequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CheckoutRequestId(…)")
    }
}

impl FromStr for CheckoutRequestId {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        checked(text, 120, "a checkout request id has 1 to 120 characters").map(Self)
    }
}

impl PersonalValue for CheckoutRequestId {
    const KIND: &'static str = "checkout";
    fn to_text(&self) -> String {
        self.0.clone()
    }
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// What a payer typed as the account, as it came. People type names and phone numbers there.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountText(String);

impl AccountText {
    /// The text as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AccountText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountText(…)")
    }
}

impl FromStr for AccountText {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Safaricom takes about twenty characters; the room is for what banks and others send.
        checked(text, 100, "an account as it is typed has 1 to 100 characters").map(Self)
    }
}

impl PersonalValue for AccountText {
    const KIND: &'static str = "account_typed";
    fn to_text(&self) -> String {
        self.0.clone()
    }
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// Who paid without being prompted, as far as Safaricom says: a number in clear, a masked one such
/// as `2547 ***** 126`, or a hash of one. Hashes of so few numbers are found out by trying, so all
/// of them are personal.
#[derive(Clone, PartialEq, Eq)]
pub struct PayerHandle(String);

impl PayerHandle {
    /// The handle as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PayerHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PayerHandle(…)")
    }
}

impl FromStr for PayerHandle {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A SHA-256 in hexadecimal has 64, and masked ones were seen with a mark in the middle.
        checked(text, 100, "a payer's handle has 1 to 100 characters").map(Self)
    }
}

impl PersonalValue for PayerHandle {
    const KIND: &'static str = "payer";
    fn to_text(&self) -> String {
        self.0.clone()
    }
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}
