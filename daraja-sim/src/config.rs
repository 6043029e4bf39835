//! What the simulator accepts and how strict it is.

use std::{fmt, time::Duration};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    tariff::{Bearer, Tariffs},
    troubles::Chaos,
};

/// How the simulator behaves. `Config::default()` takes consumer key `demo`, secret `demo`, short
/// code 174379 and passkey `demo`, and keeps real time.
#[derive(Clone)]
pub struct Config {
    pub consumer_key: String,
    pub consumer_secret: String,
    /// The one merchant there is, 5 to 7 digits.
    pub short_code: String,
    pub passkey: String,
    /// The short code that pays customers, if it is another.
    pub b2c_short_code: Option<String>,
    /// What the merchant is called on prompts and statements.
    pub organisation: String,
    /// Who may use the calls that are answered later: a name, and the password whose encryption is
    /// the security credential.
    pub initiator_name: String,
    pub initiator_password: String,
    /// What every short code has at the start.
    pub opening_cents: i64,
    pub tariffs: Tariffs,
    pub bearer: Bearer,
    /// Which versions of C2B the application was given.
    pub c2b_versions: C2bVersions,
    pub c2b_registration: C2bRegistration,
    /// How long a validation may take before the registered `ResponseType` decides: some 8 seconds
    /// at Safaricom's. Not divided by `speed`, for no receiver gets faster with it.
    pub validation_timeout: Duration,
    pub phones: Phones,
    pub push_confirmations: PushConfirmations,
    /// What goes wrong at random.
    pub chaos: Option<Chaos>,
    /// What every wait is divided by, the two minutes of `repeat_rule` included. At least 1.
    /// The life of a token is not divided: clients are told it in real seconds.
    pub speed: u32,
    /// Whether a second payment of the same amount by the same payer within two minutes of the
    /// first is refused with result code 17.
    pub repeat_rule: bool,
    pub expires_in: ExpiresIn,
    pub token_policy: TokenPolicy,
    pub field_lengths: FieldLengths,
    pub callback_addresses: CallbackAddresses,
    /// How far `Timestamp`, read as Nairobi time, may be from the simulator's clock. `None`, the
    /// default, accepts any: old fixed timestamps are widely reported to work.
    pub timestamp_skew_seconds_max: Option<u32>,
    /// What happened before the start, from the oldest to the newest: it stands on statements as if
    /// it had happened here.
    pub past: Vec<Past>,
}

/// A movement of money on the merchant's short code before the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    pub receipt: String,
    pub at: DateTime<Utc>,
    /// More than nothing, whichever way it went.
    pub amount_cents: i64,
    pub moved: Moved,
}

/// What it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moved {
    /// A customer paid.
    Payment {
        /// `254712345678`; what is no number is left out.
        payer: String,
        account_reference: String,
        /// Whether a prompt asked for it.
        was_prompted: bool,
    },
    /// A payment was given back.
    Reversal {
        /// The payment's receipt.
        of: String,
    },
    /// A customer was paid.
    Payout {
        /// `254712345678`; what is no number is left out.
        receiver: String,
    },
    /// Money went to the organisation's settlement account, and from there to its bank.
    Sweep,
}

/// How `expires_in` is spelt. Both are seen: older samples have a string, newer pages a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExpiresIn {
    #[default]
    Text,
    Number,
}

/// What a new token does to the ones before it. Daraja's questions and answers say that it
/// invalidates them; nobody reports having seen that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenPolicy {
    #[default]
    Independent,
    NewestOnly,
}

/// Whether the documented lengths of `AccountReference` (12) and `TransactionDesc` (13) hold.
/// Longer ones are accepted by the real service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldLengths {
    #[default]
    Lenient,
    Strict,
}

/// Which versions of C2B are answered; another is no product of the application's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum C2bVersions {
    #[default]
    Both,
    V1,
    V2,
}

/// Whether registered addresses may be replaced, as in the sandbox, or stay, as in production.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum C2bRegistration {
    #[default]
    Replaceable,
    Once,
}

/// How C2B shows the payer's number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phones {
    /// Hashed to what registered by v1, masked to what registered by v2.
    #[default]
    ByVersion,
    /// In full, as until 2021.
    Clear,
    /// `2547 ***** 126`
    Masked,
    /// `2547*****126`
    MaskedTight,
    /// `25470****126`
    MaskedLong,
    /// SHA-256 in hexadecimal.
    Hashed,
    /// That, with its middle masked.
    MaskedHash,
}

/// Whether a payment by STK push is also confirmed to the addresses that registered for C2B.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PushConfirmations {
    #[default]
    Sent,
    NotSent,
}

/// Which `CallBackURL` is accepted. Daraja wants https; a simulator is used on one machine, so plain
/// http to loopback is accepted too unless told otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CallbackAddresses {
    #[default]
    HttpsOrLoopback,
    HttpsOnly,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            consumer_key: "demo".to_owned(),
            consumer_secret: "demo".to_owned(),
            short_code: "174379".to_owned(),
            passkey: "demo".to_owned(),
            b2c_short_code: None,
            organisation: "DEMO WIFI".to_owned(),
            initiator_name: "demo".to_owned(),
            initiator_password: "demo".to_owned(),
            opening_cents: 0,
            tariffs: Tariffs::default(),
            bearer: Bearer::default(),
            c2b_versions: C2bVersions::default(),
            c2b_registration: C2bRegistration::default(),
            validation_timeout: Duration::from_secs(8),
            phones: Phones::default(),
            push_confirmations: PushConfirmations::default(),
            chaos: None,
            speed: 1,
            repeat_rule: true,
            expires_in: ExpiresIn::default(),
            token_policy: TokenPolicy::default(),
            field_lengths: FieldLengths::default(),
            callback_addresses: CallbackAddresses::default(),
            timestamp_skew_seconds_max: None,
            past: Vec::new(),
        }
    }
}

/// Leaves the secrets out.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("short_code", &self.short_code)
            .field("b2c_short_code", &self.b2c_short_code)
            .field("initiator_name", &self.initiator_name)
            .field("speed", &self.speed)
            .field("repeat_rule", &self.repeat_rule)
            .field("expires_in", &self.expires_in)
            .field("token_policy", &self.token_policy)
            .field("field_lengths", &self.field_lengths)
            .field("callback_addresses", &self.callback_addresses)
            .field("timestamp_skew_seconds_max", &self.timestamp_skew_seconds_max)
            .finish_non_exhaustive()
    }
}

impl Config {
    /// The short codes that have accounts.
    pub(crate) fn short_codes(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.short_code.as_str()).chain(self.b2c_short_code.as_deref())
    }

    /// How long something takes here that takes `real` at Safaricom's.
    pub(crate) fn paced(&self, real: Duration) -> Duration {
        real / self.speed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wait_is_divided_by_the_speed() {
        let config = Config { speed: 26, ..Config::default() };
        assert_eq!(config.paced(Duration::from_secs(26)), Duration::from_secs(1));
        assert_eq!(Config::default().paced(Duration::from_secs(26)), Duration::from_secs(26));
    }

    #[test]
    fn secrets_are_not_printed() {
        let config = Config {
            consumer_key: "the-key".to_owned(),
            consumer_secret: "the-secret".to_owned(),
            passkey: "the-passkey".to_owned(),
            initiator_password: "the-password".to_owned(),
            ..Config::default()
        };
        let printed = format!("{config:?}");
        for secret in ["the-key", "the-secret", "the-passkey", "the-password"] {
            assert!(!printed.contains(secret), "{printed}");
        }
        assert!(printed.contains("174379"), "{printed}");
    }
}
