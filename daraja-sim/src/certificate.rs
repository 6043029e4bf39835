//! The key pair under which initiators' passwords travel: a security credential is the password,
//! encrypted for the simulator's certificate and written in base64.
//!
//! The pair is the same in every simulator, so that a client can be given the certificate once. Its
//! private key is public, and protects nothing.

use std::sync::LazyLock;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rsa::{Pkcs1v15Encrypt, RsaPrivateKey, pkcs8::DecodePrivateKey, traits::PublicKeyParts};

/// What clients encrypt initiators' passwords for, as Safaricom hands it out: X.509 in PEM.
pub const CERTIFICATE: &str = include_str!("../data/certificate.pem");

static PRIVATE_KEY: LazyLock<RsaPrivateKey> = LazyLock::new(|| {
    RsaPrivateKey::from_pkcs8_pem(include_str!("../data/private-key.pem"))
        .expect("a test reads the key")
});

/// What became of a security credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Credential {
    Password(String),
    /// It has the right shape, but was encrypted for another certificate or in another way.
    Unreadable,
    /// It is not base64 of one block of this key.
    Malformed,
}

pub(crate) fn decrypt(credential: &str) -> Credential {
    let Ok(block) = STANDARD.decode(credential) else {
        return Credential::Malformed;
    };
    if block.len() != PRIVATE_KEY.size() {
        return Credential::Malformed;
    }
    PRIVATE_KEY
        .decrypt(Pkcs1v15Encrypt, &block)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .map_or(Credential::Unreadable, Credential::Password)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `printf demo-password | openssl pkeyutl -encrypt -certin -inkey data/certificate.pem
    /// -pkeyopt rsa_padding_mode:pkcs1 | base64 -w 0`
    const BY_OPENSSL: &str = "chkvuYfFl6VEjJgvpZ+JE1y4LSNk1wPneOdHx4If1tWy0VDYVnAYAQnU2obX+I0+whN0V8/ecuBAlllf097x6md0Eki9feLJ8Bmg/Brm3xrvfaMKqUexsl/yZQxB5EhNekk0Av5ccfpnirdONNZvncB4W556rHvhYi7rxB8Dlafcy692XHgFyaX+Kr3HofdJaOWIIfgGOXdK0epByWuomKwXiqealuXiY93xCSfo/cr2j4cynJ3HVTD5pZ5ESYYhkx8QfecEB7tdm8t7X67NAKjq7leHDM8R5B1/d23Jdb+hHbu21NcuUosEROq02irgTJIaqpSXpYfUeWHq7o1mKg==";

    #[test]
    fn what_openssl_encrypts_for_the_certificate_is_read() {
        assert_eq!(decrypt(BY_OPENSSL), Credential::Password("demo-password".to_owned()));
    }

    #[test]
    fn what_is_no_block_of_this_key_is_told_from_what_cannot_be_read() {
        for malformed in ["", "demo-password", "ZGVtbw=="] {
            assert_eq!(decrypt(malformed), Credential::Malformed, "{malformed}");
        }
        let mut block = STANDARD.decode(BY_OPENSSL).unwrap();
        block[100] ^= 1;
        assert_eq!(decrypt(&STANDARD.encode(block)), Credential::Unreadable);
    }
}
