//! Authenticated encryption and keyed hashes, over bytes.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::random;

const NONCE_BYTES: usize = 24;

/// Nonce and ciphertext of `plain` under XChaCha20-Poly1305. Its nonce is long enough to be drawn
/// at random for any number of messages. `about` is bound to the ciphertext, but not part of it.
pub(crate) fn seal(key: &[u8; 32], about: &[u8], plain: &[u8]) -> Vec<u8> {
    let nonce: [u8; NONCE_BYTES] = random::bytes();
    let ciphertext = XChaCha20Poly1305::new(&Key::from(*key))
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: about })
        .expect("a message in memory is far shorter than the cipher's 256 GiB");
    [&nonce[..], &ciphertext].concat()
}

/// What was sealed, or none if anything of it was altered or the key is another.
pub(crate) fn open(key: &[u8; 32], about: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE_BYTES>()?;
    XChaCha20Poly1305::new(&Key::from(*key))
        .decrypt(&XNonce::from(*nonce), Payload { msg: ciphertext, aad: about })
        .ok()
}

/// HMAC-SHA256 of the parts, one after the other. The caller keeps them apart.
pub(crate) fn keyed_hash(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    #[test]
    fn what_was_sealed_opens() {
        for plain in [&b""[..], b"a", &[0; 5000]] {
            let sealed = seal(&KEY, b"about", plain);
            assert_eq!(sealed.len(), plain.len() + 40);
            assert_eq!(open(&KEY, b"about", &sealed).unwrap(), plain);
        }
    }

    #[test]
    fn the_same_text_is_never_sealed_alike() {
        assert_ne!(seal(&KEY, b"", b"same"), seal(&KEY, b"", b"same"));
    }

    #[test]
    fn any_altered_byte_is_noticed() {
        let sealed = seal(&KEY, b"about", b"text");
        for index in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[index] ^= 1;
            assert_eq!(open(&KEY, b"about", &altered), None, "byte {index}");
        }
        for length in 0..sealed.len() {
            assert_eq!(open(&KEY, b"about", &sealed[..length]), None, "length {length}");
        }
    }

    #[test]
    fn another_key_or_another_subject_does_not_open_it() {
        let sealed = seal(&KEY, b"about", b"text");
        assert_eq!(open(&[8; 32], b"about", &sealed), None);
        assert_eq!(open(&KEY, b"other", &sealed), None);
    }

    /// RFC 4231, test case 2. HMAC pads a short key with zeros, so its key is written out here.
    #[test]
    fn the_keyed_hash_is_hmac_sha256() {
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let hash = keyed_hash(&key, &[b"what do ya want ", b"for nothing?"]);
        let wanted = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex::encode(hash), wanted);
    }
}
