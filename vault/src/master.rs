//! The master key and the keys derived from it.

use std::fmt;
use std::str::FromStr;

use hkdf::Hkdf;
use sha2::Sha256;

use crate::random;

/// The key that everything secret in the vault hangs on. It stands in the configuration, and it
/// cannot be replaced once it is lost.
#[derive(Clone)]
pub struct MasterKey([u8; 32]);

/// A text that is not a master key. It does not repeat the text, which may be nearly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("DAFTARI_MASTER_KEY is not 64 hexadecimal digits; `openssl rand -hex 32` makes one")]
pub struct NotMasterKey;

impl MasterKey {
    /// A new master key.
    pub fn generate() -> Self {
        Self(random::bytes())
    }

    /// The key as 64 hexadecimal digits, for the configuration.
    pub fn to_hex(&self) -> String {
        hex::encode(self.0)
    }

    /// The key for one purpose. Keys of two purposes say nothing about each other or about the
    /// master key (RFC 5869). The label is part of what is stored: it must never change.
    pub(crate) fn subkey(&self, purpose: &str) -> [u8; 32] {
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(None, &self.0)
            .expand_multi_info(&[b"daftari vault 1: ", purpose.as_bytes()], &mut key)
            .expect("32 bytes are less than the 8160 that HKDF-SHA256 gives");
        key
    }
}

impl FromStr for MasterKey {
    type Err = NotMasterKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut key = [0; 32];
        hex::decode_to_slice(text.trim(), &mut key).map_err(|_| NotMasterKey)?;
        Ok(Self(key))
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_its_text_form() {
        let key = MasterKey::generate();
        let text = key.to_hex();
        assert_eq!(text.len(), 64);
        let again: MasterKey = format!(" {}\n", text.to_uppercase()).parse().unwrap();
        assert_eq!(again.to_hex(), text);
    }

    #[test]
    fn only_64_hexadecimal_digits_are_a_key() {
        for text in ["", "abc", &"g".repeat(64), &"a".repeat(63), &"a".repeat(66)] {
            assert_eq!(text.parse::<MasterKey>().unwrap_err(), NotMasterKey, "{text}");
        }
    }

    #[test]
    fn debug_shows_nothing_of_the_key() {
        let key = MasterKey::generate();
        assert_eq!(format!("{key:?}"), "MasterKey(…)");
    }

    #[test]
    fn subkeys_differ_by_purpose_and_by_master_key() {
        let key = MasterKey::generate();
        assert_eq!(key.subkey("look-up"), key.subkey("look-up"));
        assert_ne!(key.subkey("look-up"), key.subkey("deliveries"));
        assert_ne!(key.subkey("look-up"), MasterKey::generate().subkey("look-up"));
    }

    /// What is sealed and claimed today must open and match for ever.
    #[test]
    fn the_derivation_is_fixed() {
        let key: MasterKey = "00".repeat(32).parse().unwrap();
        assert_eq!(
            hex::encode(key.subkey("check")),
            "23c836588916a15206e4fbcfc7e27d6d64266db33c96b921662f203ea9b480df"
        );
    }
}
