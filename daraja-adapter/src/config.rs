//! Who we are to Safaricom.

use std::fmt;
use std::str::FromStr;

use url::Url;

use crate::credential::Certificate;
use crate::secret::Secret;

/// Where real money moves.
const PRODUCTION_HOST: &str = "api.safaricom.co.ke";

/// The merchant's account with Daraja.
#[derive(Clone)]
pub struct Config {
    /// `https://api.safaricom.co.ke`, `https://sandbox.safaricom.co.ke`, or a simulator's.
    pub base_url: Url,
    /// Of the app on Safaricom's portal.
    pub consumer_key: Secret,
    /// Of the app on Safaricom's portal.
    pub consumer_secret: Secret,
    /// Five to seven digits: the paybill, or for a till the store or head-office number that was
    /// used at go-live.
    pub short_code: String,
    /// What the short code is.
    pub short_code_type: ShortCodeType,
    /// The till that customers know; for a till only, and there it is needed.
    pub till_number: Option<String>,
    /// The secret behind each prompt's password.
    pub passkey: Secret,
    /// Which version of C2B the app on Safaricom's portal has.
    pub c2b_version: C2bVersion,
    /// Who asks for status, balance, reversals and refunds; without one, none can be asked for.
    pub initiator: Option<Initiator>,
    /// The short code that refunds are paid from, if it is another one.
    pub b2c_short_code: Option<String>,
}

/// An operator of the organisation's portal who may use the API.
#[derive(Clone)]
pub struct Initiator {
    /// The name.
    pub name: String,
    /// The password, which Safaricom takes for 90 days.
    pub password: Secret,
    /// Safaricom's certificate for the environment.
    pub certificate: Certificate,
}

/// Which version of C2B an app has. The second is what Safaricom documents today; it hides the
/// payer's number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum C2bVersion {
    /// The first.
    V1,
    /// The second.
    #[default]
    V2,
}

/// A text that is no version of C2B.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("C2B has the versions `v1` and `v2`")]
pub struct NotC2bVersion;

impl FromStr for C2bVersion {
    type Err = NotC2bVersion;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "v1" => Ok(Self::V1),
            "v2" => Ok(Self::V2),
            _ => Err(NotC2bVersion),
        }
    }
}

/// What kind of account receives the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShortCodeType {
    /// A paybill, with account numbers.
    Paybill,
    /// A till, for buying goods.
    Till,
}

/// A text that is not a kind of short code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a short code is of type `paybill` or `till`")]
pub struct NotShortCodeType;

impl FromStr for ShortCodeType {
    type Err = NotShortCodeType;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "paybill" => Ok(Self::Paybill),
            "till" => Ok(Self::Till),
            _ => Err(NotShortCodeType),
        }
    }
}

impl fmt::Display for ShortCodeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Paybill => "paybill",
            Self::Till => "till",
        })
    }
}

/// The configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The base address is not one.
    #[error(
        "Daraja's base URL must be http or https with a host, without a user, a query or a fragment; give https://api.safaricom.co.ke, https://sandbox.safaricom.co.ke or a simulator's"
    )]
    BaseUrl,
    /// Something that must be there is empty, or has characters that cannot be sent.
    #[error("Daraja's {0} is missing or has spaces in it; copy it from Safaricom's portal")]
    Credential(&'static str),
    /// The short code is not one.
    #[error("Daraja's short code must be 5 to 7 digits, such as 174379")]
    ShortCode,
    /// The short code for refunds is not one.
    #[error("Daraja's short code for B2C must be 5 to 7 digits, or left out if it is the same")]
    B2cShortCode,
    /// The initiator's name or password cannot be one.
    #[error(
        "Daraja's initiator needs a name and a password without spaces, the password short enough for Safaricom's key; take both from the organisation's M-Pesa portal"
    )]
    Initiator,
    /// The till is missing or is not one.
    #[error(
        "for a short code of type till, the till number must be given too: 5 to 9 digits; the short code is then the store or head-office number"
    )]
    TillNumber,
    /// The HTTP client could not be made.
    #[error(
        "the HTTP client for Daraja could not be made; for https, the machine needs its CA certificates (package ca-certificates)"
    )]
    Client(#[source] reqwest::Error),
    /// Redis's address is not one.
    #[error(
        "the address of Redis for Daraja's token is not one; write it like redis://127.0.0.1:6379/0"
    )]
    Redis(#[source] redis::RedisError),
}

impl Config {
    /// Which number receives the money.
    pub(crate) fn receiver(&self) -> &str {
        match (self.short_code_type, &self.till_number) {
            (ShortCodeType::Till, Some(till)) => till,
            (ShortCodeType::Till, None) | (ShortCodeType::Paybill, _) => &self.short_code,
        }
    }

    /// Which short code refunds are paid from.
    pub(crate) fn payer(&self) -> &str {
        self.b2c_short_code.as_deref().unwrap_or(&self.short_code)
    }

    /// Whether real money moves.
    pub(crate) fn is_production(&self) -> bool {
        self.base_url.host_str() == Some(PRODUCTION_HOST)
    }

    /// Everything that keeps it from being used.
    pub fn faults(&self) -> Vec<ConfigError> {
        let mut faults = vec![];
        let mut unless = |holds: bool, fault: ConfigError| {
            if !holds {
                faults.push(fault);
            }
        };
        unless(is_base(&self.base_url), ConfigError::BaseUrl);
        // Basic authentication ends the key at the first colon (RFC 7617).
        let key = self.consumer_key.expose();
        unless(is_word(key) && !key.contains(':'), ConfigError::Credential("consumer key"));
        let secret = self.consumer_secret.expose();
        unless(is_word(secret), ConfigError::Credential("consumer secret"));
        unless(is_word(self.passkey.expose()), ConfigError::Credential("passkey"));
        unless(is_number(&self.short_code, 7), ConfigError::ShortCode);
        let till = self.till_number.as_deref().is_some_and(|till| is_number(till, 9));
        unless(till || self.short_code_type == ShortCodeType::Paybill, ConfigError::TillNumber);
        let b2c = self.b2c_short_code.as_deref();
        unless(b2c.is_none_or(|code| is_number(code, 7)), ConfigError::B2cShortCode);
        let initiator = self.initiator.as_ref();
        unless(initiator.is_none_or(Initiator::is_usable), ConfigError::Initiator);
        faults
    }
}

fn is_base(url: &Url) -> bool {
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    matches!(url.scheme(), "http" | "https") && url.has_host() && plain
}

/// Whether it can be a name or a secret: something, without spaces.
fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

impl Initiator {
    fn is_usable(&self) -> bool {
        is_word(&self.name)
            && is_word(self.password.expose())
            && self.certificate.credential(&self.password).is_ok()
    }
}

/// Leaves the password out.
impl fmt::Debug for Initiator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Initiator").field("name", &self.name).finish_non_exhaustive()
    }
}

fn is_number(text: &str, digits_max: usize) -> bool {
    (5..=digits_max).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Leaves the secrets out.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("base_url", &self.base_url.as_str())
            .field("short_code", &self.short_code)
            .field("short_code_type", &self.short_code_type)
            .field("till_number", &self.till_number)
            .field("c2b_version", &self.c2b_version)
            .field("initiator", &self.initiator)
            .field("b2c_short_code", &self.b2c_short_code)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn sandbox() -> Config {
        Config {
            base_url: "https://sandbox.safaricom.co.ke".parse().unwrap(),
            consumer_key: Secret::new("key-of-the-app"),
            consumer_secret: Secret::new("secret-of-the-app"),
            short_code: "174379".to_owned(),
            short_code_type: ShortCodeType::Paybill,
            till_number: None,
            passkey: Secret::new("passkey-of-the-code"),
            c2b_version: C2bVersion::V2,
            initiator: None,
            b2c_short_code: None,
        }
    }

    #[test]
    fn what_is_right_is_taken_and_never_printed_whole() {
        let config = sandbox();
        assert!(config.faults().is_empty());
        let printed = format!("{config:?}");
        for secret in ["key-of", "secret-of", "passkey-of"] {
            assert!(!printed.contains(secret), "{printed}");
        }
        assert_eq!(config.receiver(), "174379");
    }

    #[test]
    fn a_till_is_paid_at_its_own_number() {
        let till = Config { short_code_type: ShortCodeType::Till, ..sandbox() };
        assert!(matches!(*till.faults(), [ConfigError::TillNumber]));
        let till = Config { till_number: Some("5112233".to_owned()), ..till };
        assert!(till.faults().is_empty());
        assert_eq!(till.receiver(), "5112233");
    }

    #[test]
    fn each_fault_is_named() {
        let with = |change: fn(&mut Config)| {
            let mut config = sandbox();
            change(&mut config);
            config.faults()[0].to_string()
        };
        for address in ["ftp://a.example", "data:x", "https://u@a.example", "https://a.example/?q"]
        {
            let mut config = sandbox();
            config.base_url = address.parse().unwrap();
            assert!(matches!(*config.faults(), [ConfigError::BaseUrl]), "{address}");
        }
        assert!(with(|c| c.consumer_key = Secret::new("a:b")).contains("consumer key"));
        assert!(with(|c| c.consumer_secret = Secret::new("")).contains("consumer secret"));
        assert!(with(|c| c.passkey = Secret::new("two words")).contains("passkey"));
        assert!(with(|c| c.short_code = "1234".to_owned()).contains("5 to 7 digits"));
        assert!(with(|c| c.b2c_short_code = Some("12".to_owned())).contains("B2C"));
        assert!(with(|c| c.short_code = "17437a".to_owned()).contains("5 to 7 digits"));
        assert!(!with(|c| c.passkey = Secret::new("two words")).contains("two words"));
    }

    #[test]
    fn types_are_written_as_they_are_read() {
        for kind in [ShortCodeType::Paybill, ShortCodeType::Till] {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
        assert_eq!("Paybill".parse::<ShortCodeType>(), Err(NotShortCodeType));
    }
}
