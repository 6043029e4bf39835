//! The credential that proves an initiator: their password, encrypted for Safaricom.
//!
//! Safaricom documents RSA with the padding of PKCS#1 v1.5 (RFC 8017, section 7.2) under the public
//! key of a certificate that it gives out, one for the sandbox and one for production. The padding
//! is random, so no two credentials are the same.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs8::DecodePublicKey;
use rsa::{Pkcs1v15Encrypt, RsaPublicKey};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::ParsedCertificate;

use crate::random;
use crate::secret::Secret;

/// Safaricom's certificate; of it, the public key.
#[derive(Clone)]
pub struct Certificate(RsaPublicKey);

/// Bytes that are no certificate of that kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "it is not an X.509 certificate with an RSA key, in PEM or DER; download it from Safaricom's portal, for the environment of the base URL"
)]
pub struct NotCertificate;

/// The password cannot be encrypted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the initiator's password could not be encrypted: it is too long for Safaricom's key")]
pub(crate) struct TooLong;

impl Certificate {
    /// Reads a certificate, PEM or DER.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotCertificate> {
        let der = CertificateDer::from_pem_slice(bytes)
            .unwrap_or_else(|_| CertificateDer::from(bytes.to_vec()));
        let parsed = ParsedCertificate::try_from(&der).map_err(|_| NotCertificate)?;
        RsaPublicKey::from_public_key_der(&parsed.subject_public_key_info())
            .map(Self)
            .map_err(|_| NotCertificate)
    }

    /// The credential for one request.
    pub(crate) fn credential(&self, password: &Secret) -> Result<Secret, TooLong> {
        let password = password.expose().as_bytes();
        let sealed = self
            .0
            .encrypt(&mut random::source(), Pkcs1v15Encrypt, password)
            .map_err(|_| TooLong)?;
        Ok(Secret::from(STANDARD.encode(sealed)))
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificate(…)")
    }
}
