//! The part about Safaricom.

use std::io::Read;
use std::path::Path;

use daraja_adapter::{Certificate, Initiator, ShortCodeType};
use url::Url;

use super::Values;

/// A certificate has some two kilobytes, and a file may hold a chain of them.
const CERTIFICATE_BYTES_MAX: u64 = 64 * 1024;

impl Values {
    /// Who we are to Safaricom.
    pub(super) fn daraja(&mut self) -> Option<daraja_adapter::Config> {
        let base_url: Option<Url> = {
            self.required(
                "DARAJA_BASE_URL",
                "https://api.safaricom.co.ke, or the sandbox's or a simulator's address",
            );
            self.parsed("DARAJA_BASE_URL", "an address such as https://api.safaricom.co.ke")
        };
        let consumer_key =
            self.required("DARAJA_CONSUMER_KEY", "from your app on the Daraja portal");
        let consumer_secret =
            self.required("DARAJA_CONSUMER_SECRET", "from your app on the Daraja portal");
        let short_code =
            self.required("DARAJA_SHORT_CODE", "the short code that prompts are sent for");
        let passkey =
            self.required("DARAJA_PASSKEY", "Safaricom mails it when M-Pesa Express goes live");
        let till_number = self.get("DARAJA_TILL_NUMBER");
        let short_code_type = match self.get("DARAJA_SHORT_CODE_TYPE").as_deref() {
            None | Some("paybill") => ShortCodeType::Paybill,
            Some("till") => ShortCodeType::Till,
            Some(_) => {
                self.faults
                    .push("DARAJA_SHORT_CODE_TYPE is neither `paybill` nor `till`".to_owned());
                ShortCodeType::Paybill
            }
        };
        let c2b_version = self.parsed("DARAJA_C2B_VERSION", "`v1` or `v2`").unwrap_or_default();
        let initiator = self.initiator();
        let missing = [&consumer_key, &consumer_secret, &short_code, &passkey];
        let whole = missing.into_iter().all(|text| !text.is_empty());
        let config = daraja_adapter::Config {
            base_url: base_url?,
            consumer_key: consumer_key.into(),
            consumer_secret: consumer_secret.into(),
            short_code,
            short_code_type,
            till_number,
            passkey: passkey.into(),
            c2b_version,
            initiator,
            b2c_short_code: self.get("DARAJA_B2C_SHORT_CODE"),
        };
        // What is missing was said already.
        if whole {
            self.faults.extend(config.faults().iter().map(ToString::to_string));
        }
        Some(config)
    }

    /// Who asks Safaricom for status, balance, reversals and refunds: all three variables, or none.
    fn initiator(&mut self) -> Option<Initiator> {
        let names = ["DARAJA_INITIATOR_NAME", "DARAJA_INITIATOR_PASSWORD", "DARAJA_CERTIFICATE"];
        let [name, password, certificate] = names.map(|name| self.get(name));
        if name.is_none() && password.is_none() && certificate.is_none() {
            return None;
        }
        let missing: Vec<&str> = names
            .into_iter()
            .zip([&name, &password, &certificate])
            .filter(|(_, value)| value.is_none())
            .map(|(name, _)| name)
            .collect();
        if !missing.is_empty() {
            self.faults.push(format!(
                "{} must be set too, or {} left out: an initiator has all three",
                missing.join(" and "),
                names
                    .into_iter()
                    .filter(|n| !missing.contains(n))
                    .collect::<Vec<_>>()
                    .join(" and "),
            ));
        }
        let certificate = certificate.and_then(|text| self.certificate(&text));
        Some(Initiator {
            name: name?.trim().to_owned(),
            password: password?.into(),
            certificate: certificate?,
        })
    }

    /// The certificate of that file, or the one whose PEM text the variable itself is.
    fn certificate(&mut self, text: &str) -> Option<Certificate> {
        let bytes = if text.contains("-----BEGIN") {
            text.as_bytes().to_vec()
        } else {
            match read_at_most(Path::new(text.trim()), CERTIFICATE_BYTES_MAX) {
                Ok(bytes) => bytes,
                Err(error) => {
                    self.faults.push(format!(
                        "DARAJA_CERTIFICATE: the file can't be read ({error}); it is the path of Safaricom's certificate, or its PEM text"
                    ));
                    return None;
                }
            }
        };
        let certificate = Certificate::parse(&bytes);
        if let Err(error) = &certificate {
            self.faults.push(format!("DARAJA_CERTIFICATE: {error}"));
        }
        certificate.ok()
    }
}

/// The beginning of a file, up to that size.
fn read_at_most(path: &Path, bytes_max: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(bytes_max).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_initiator_is_whole_or_none() {
        let certificate =
            include_str!("../../../daraja-adapter/tests/certificate/certificate.pem").to_owned();
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../daraja-adapter/tests/certificate/certificate.der"
        );
        let with = |certificate: &str| {
            let mut values = Values::default()
                .or("DARAJA_INITIATOR_NAME", "daftari")
                .or("DARAJA_INITIATOR_PASSWORD", "hush-hush")
                .or("DARAJA_CERTIFICATE", certificate);
            let initiator = values.initiator();
            (initiator, values.faults.join("\n"))
        };
        for given in [certificate.as_str(), file] {
            let (initiator, faults) = with(given);
            assert_eq!((initiator.unwrap().name.as_str(), faults.as_str()), ("daftari", ""));
        }
        for (given, fault) in [
            ("/nowhere/certificate.cer", "can't be read"),
            ("-----BEGIN CERTIFICATE-----\nnonsense", "not an X.509 certificate"),
        ] {
            let (initiator, faults) = with(given);
            assert!(initiator.is_none() && faults.contains(fault), "{faults}");
            assert!(!faults.contains("hush-hush"), "{faults}");
        }
        let mut values = Values::default().or("DARAJA_INITIATOR_PASSWORD", "hush-hush");
        assert!(values.initiator().is_none());
        let faults = values.faults.join("\n");
        for name in ["DARAJA_INITIATOR_NAME", "DARAJA_CERTIFICATE", "DARAJA_INITIATOR_PASSWORD"] {
            assert!(faults.contains(name), "{faults}");
        }
        assert!(!faults.contains("hush-hush"), "{faults}");
        assert!(Values::default().initiator().is_none());
    }

    #[test]
    fn what_daraja_would_refuse_is_told_with_everything_else() {
        let mut values = Values::default()
            .or("DARAJA_BASE_URL", "https://sandbox.safaricom.co.ke/?query")
            .or("DARAJA_CONSUMER_KEY", "key:hush-hush")
            .or("DARAJA_CONSUMER_SECRET", "secret")
            .or("DARAJA_SHORT_CODE", "12")
            .or("DARAJA_SHORT_CODE_TYPE", "till")
            .or("DARAJA_B2C_SHORT_CODE", "none")
            .or("DARAJA_PASSKEY", "pass key hush-hush");
        values.daraja();
        let faults = values.faults.join("\n");
        let said = ["base URL", "consumer key", "5 to 7 digits", "till number", "B2C", "passkey"];
        for fault in said {
            assert!(faults.contains(fault), "{fault} is missing in {faults}");
        }
        assert!(!faults.contains("hush-hush"), "{faults}");
    }
}
