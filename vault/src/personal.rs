//! Personal fields of events: sealing, looking up, opening.
//!
//! What is encrypted is `kind ‖ 0x00 ‖ text`, so that a sealed value cannot pass for one of
//! another kind. Its person's id is bound to it as associated data, so that it cannot pass for
//! somebody else's.

use std::error::Error;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::id::CustomerId;
use domain::personal::{Personal, PersonalValue, Unseal, UnsealError};

use crate::customer_keys::{KeyState, SubjectKey};
use crate::error::VaultError;
use crate::{Vault, cipher};

/// Stands between the kind and the text, in what is encrypted and in what is hashed.
const AFTER_KIND: u8 = 0;

impl Vault {
    /// Seals a value for the person whose key this is.
    pub fn seal<T: PersonalValue>(&self, key: &SubjectKey, value: &T) -> Personal<T> {
        let plain = [T::KIND.as_bytes(), &[AFTER_KIND], value.to_text().as_bytes()].concat();
        let sealed = STANDARD.encode(key.seal(&plain));
        Personal::from_parts(key.subject(), sealed, self.look_up_hash(value))
    }

    /// The hash by which that value is looked up and claimed, in 64 hexadecimal digits. Equal
    /// values of one kind have equal hashes, whoever's they are.
    pub fn look_up_hash<T: PersonalValue>(&self, value: &T) -> String {
        let text = value.look_up_text();
        let parts = [T::KIND.as_bytes(), &[AFTER_KIND], text.as_bytes()];
        hex::encode(cipher::keyed_hash(&self.inner.look_up, &parts))
    }

    /// The value, or none if its person's key was destroyed.
    pub async fn open_personal<T: PersonalValue>(
        &self,
        sealed: &Personal<T>,
    ) -> Result<Option<T>, VaultError> {
        let subject = sealed.subject();
        let states = self.key_states([subject]).await?;
        let Some(opened) = open(states.get(&subject), subject, sealed.sealed())? else {
            return Ok(None);
        };
        let value = (opened.kind == T::KIND).then(|| T::from_text(&opened.text)).flatten();
        value.map(Some).ok_or(VaultError::NotThatKind { subject, kind: T::KIND })
    }

    async fn open_texts(
        &self,
        sealed: &[(CustomerId, &str)],
    ) -> Result<Vec<Option<String>>, VaultError> {
        let states = self.key_states(sealed.iter().map(|(subject, _)| *subject)).await?;
        sealed
            .iter()
            .map(|(subject, text)| open(states.get(subject), *subject, text))
            .map(|opened| Ok(opened?.map(|opened| opened.text)))
            .collect()
    }
}

#[async_trait]
impl Unseal for Vault {
    async fn unseal(
        &self,
        sealed: &[(CustomerId, &str)],
    ) -> Result<Vec<Option<String>>, UnsealError> {
        self.open_texts(sealed).await.map_err(|error| UnsealError { what: with_causes(&error) })
    }
}

struct Opened {
    kind: String,
    text: String,
}

/// What is in a sealed value; none if its person's key was destroyed.
fn open(
    state: Option<&KeyState>,
    subject: CustomerId,
    sealed: &str,
) -> Result<Option<Opened>, VaultError> {
    let key = match state {
        Some(KeyState::Held(key)) => key,
        Some(KeyState::Destroyed) => return Ok(None),
        None => return Err(VaultError::KeyMissing { subject }),
    };
    let read = || {
        let plain = String::from_utf8(key.open(&STANDARD.decode(sealed).ok()?)?).ok()?;
        let (kind, text) = plain.split_once(char::from(AFTER_KIND))?;
        Some(Opened { kind: kind.to_owned(), text: text.to_owned() })
    };
    read().map(Some).ok_or(VaultError::NotOpened { subject })
}

/// The error with what caused it, for a type that has no room for a source.
fn with_causes(error: &VaultError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
