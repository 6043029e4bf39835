//! Signed notes (C2SP `signed-note`) with ed25519, and the tree heads that they carry (C2SP
//! `tlog-checkpoint`). `docs/events.md` specifies the bytes.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::chain::Hash;

/// The kind of a key and of its signatures that is an ed25519 one.
const ED25519: u8 = 1;
/// The longest note that is looked at. A head with one signature has some 250 bytes.
const NOTE_BYTES_MAX: usize = 64 * 1024;

/// Why a note says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It is no note, or its text is no tree head.
    #[error("this is not a signed tree head")]
    Malformed,
    /// The key has not signed it.
    #[error("this tree head is not signed by the key {key}")]
    NotSigned {
        /// Which key.
        key: KeyId,
    },
}

/// A text that is no verifier key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a public key such as `name+0a1b2c3d+AQ…`")]
pub struct NotKey;

/// The first four bytes of the hash of a key and its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyId([u8; 4]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// A name and its public key. Its text form is `name+key id+base64(1 ‖ key)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    key: VerifyingKey,
}

/// A name and its secret key.
#[derive(Clone)]
pub struct Signer {
    secret: SigningKey,
    verifier: Verifier,
}

/// A tree over the first events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeHead {
    /// Whose tree it is.
    pub origin: String,
    /// Over how many events: up to and with the position of that number.
    pub size: u64,
    /// The root.
    pub root: Hash,
}

impl TreeHead {
    fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// A text may say more after the root, which is left aside.
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let origin = lines.next().filter(|origin| !origin.is_empty())?.to_owned();
        let digits = lines.next()?;
        let size = digits.parse().ok().filter(|size: &u64| size.to_string() == digits)?;
        let root = STANDARD.decode(lines.next()?).ok()?.try_into().ok()?;
        Some(Self { origin, size, root })
    }
}

impl Signer {
    /// A signer of that name with the secret key of those 32 bytes.
    pub fn new(name: &str, seed: &[u8; 32]) -> Self {
        let secret = SigningKey::from_bytes(seed);
        let verifier = Verifier { name: name.to_owned(), key: secret.verifying_key() };
        Self { secret, verifier }
    }

    /// The public key.
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The signed note of the tree head of that size and root, in this signer's name.
    pub fn sign(&self, size: u64, root: Hash) -> String {
        let head = TreeHead { origin: self.verifier.name.clone(), size, root };
        let text = head.text();
        let line = self.line(&text);
        format!("{text}\n{line}")
    }

    fn line(&self, text: &str) -> String {
        let signature = self.secret.sign(text.as_bytes());
        let bytes = [&self.verifier.id().0[..], &signature.to_bytes()].concat();
        format!("— {} {}\n", self.verifier.name, STANDARD.encode(bytes))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Signer").field(&self.verifier).finish()
    }
}

impl Verifier {
    /// The name, which is the origin of its tree heads too.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Tells this key from others.
    pub fn id(&self) -> KeyId {
        let mut hasher = Sha256::new();
        hasher.update(self.name.as_bytes());
        hasher.update([b'\n', ED25519]);
        hasher.update(self.key.as_bytes());
        let hash: Hash = hasher.finalize().into();
        KeyId([hash[0], hash[1], hash[2], hash[3]])
    }

    /// The tree head of a note, if this key has signed it in its own name. Signatures of others
    /// are left aside.
    pub fn open(&self, note: &str) -> Result<TreeHead, NoteError> {
        let text = self.signed_text(note)?;
        TreeHead::parse(text).filter(|head| head.origin == self.name).ok_or(NoteError::Malformed)
    }

    fn signed_text<'a>(&self, note: &'a str) -> Result<&'a str, NoteError> {
        if note.len() > NOTE_BYTES_MAX {
            return Err(NoteError::Malformed);
        }
        let at = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
        let (text, signatures) = (&note[..=at], &note[at + 2..]);
        let signed = signatures.lines().any(|line| self.has_signed(text, line).is_some());
        if signed { Ok(text) } else { Err(NoteError::NotSigned { key: self.id() }) }
    }

    fn has_signed(&self, text: &str, line: &str) -> Option<()> {
        let (name, encoded) = line.strip_prefix("— ")?.split_once(' ')?;
        let bytes = STANDARD.decode(encoded).ok()?;
        let (id, signature) = bytes.split_first_chunk::<4>()?;
        if name != self.name || *id != self.id().0 {
            return None;
        }
        let signature = Signature::from_slice(signature).ok()?;
        self.key.verify_strict(text.as_bytes(), &signature).ok()
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = STANDARD.encode([&[ED25519][..], self.key.as_bytes()].concat());
        write!(f, "{}+{}+{key}", self.name, self.id())
    }
}

impl FromStr for Verifier {
    type Err = NotKey;

    fn from_str(text: &str) -> Result<Self, NotKey> {
        // The base64 of the key may itself hold a plus; the name and the id hold none.
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NotKey);
        };
        let bytes = STANDARD.decode(key).map_err(|_| NotKey)?;
        let (kind, key) = bytes.split_first().ok_or(NotKey)?;
        let key = key.try_into().map_err(|_| NotKey)?;
        let key = VerifyingKey::from_bytes(key).map_err(|_| NotKey)?;
        let verifier = Self { name: name.to_owned(), key };
        let fits = *kind == ED25519
            && !name.is_empty()
            && !name.contains(char::is_whitespace)
            && verifier.id().to_string() == id;
        if fits { Ok(verifier) } else { Err(NotKey) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the Go implementation that C2SP `signed-note` was drawn from.
    const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const SECRET: &str = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const TEXT: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const LINE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn the_published_example_is_signed_and_opened_alike() {
        let secret = STANDARD.decode(SECRET).unwrap();
        let signer = Signer::new("PeterNeumann", secret[1..].try_into().unwrap());
        assert_eq!(signer.verifier().to_string(), KEY);
        assert_eq!(signer.line(TEXT), LINE);
        let verifier: Verifier = KEY.parse().unwrap();
        assert_eq!(verifier.signed_text(&format!("{TEXT}\n{LINE}")), Ok(TEXT));
    }

    fn signer() -> Signer {
        Signer::new("daftari/test", &[7; 32])
    }

    #[test]
    fn a_head_comes_back_as_it_was_signed() {
        let note = signer().sign(1234, [5; 32]);
        let head = signer().verifier().open(&note).unwrap();
        let origin = "daftari/test".to_owned();
        assert_eq!(head, TreeHead { origin, size: 1234, root: [5; 32] });
        let others = format!("{note}— somebody AAAA\n");
        assert_eq!(signer().verifier().open(&others), Ok(head));
    }

    #[test]
    fn an_altered_head_is_refused() {
        let note = signer().sign(1234, [5; 32]);
        for (index, _) in note.char_indices() {
            let mut altered: String = note.chars().collect();
            let Some(letter) = note[index..].chars().next().filter(char::is_ascii_alphanumeric)
            else {
                continue;
            };
            // The last letter of a base64 text has bits to spare, and is refused as malformed.
            let other = if letter == 'A' { "B" } else { "A" };
            altered.replace_range(index..=index, other);
            assert!(signer().verifier().open(&altered).is_err(), "{altered}");
        }
    }

    #[test]
    fn another_key_or_another_name_does_not_open_it() {
        let note = signer().sign(1234, [5; 32]);
        for other in [Signer::new("daftari/test", &[8; 32]), Signer::new("daftari/other", &[7; 32])]
        {
            let refused = other.verifier().open(&note).unwrap_err();
            assert_eq!(refused, NoteError::NotSigned { key: other.verifier().id() });
        }
    }

    #[test]
    fn a_text_that_is_no_key_or_no_note_is_refused() {
        for text in
            ["", "a+b", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"]
        {
            assert_eq!(text.parse::<Verifier>(), Err(NotKey), "{text}");
        }
        for text in ["", "\n\n", "a\n", &"x\n\n".repeat(40_000)] {
            assert!(signer().verifier().open(text).is_err());
        }
    }
}
