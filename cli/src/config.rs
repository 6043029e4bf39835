//! Configuration, from the environment alone. All faults are reported at once.

mod amounts;
mod daraja;
mod etims;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use anyhow::anyhow;
use app::statements::Accounts;
use domain::c2b::ShortCode;
use domain::{Money, Msisdn};
use ipnet::IpNet;
use url::Url;
use vault::MasterKey;

use crate::connection::Connection;
use crate::failure::Failure;

/// Safaricom's published source addresses (Daraja portal, *Getting Started*), and two that were
/// seen besides.
const SAFARICOM: [&str; 14] = [
    "196.201.214.200",
    "196.201.214.206",
    "196.201.214.207",
    "196.201.214.208",
    "196.201.213.114",
    "196.201.213.44",
    "196.201.212.127",
    "196.201.212.138",
    "196.201.212.129",
    "196.201.212.136",
    "196.201.212.74",
    "196.201.212.69",
    "196.201.212.128",
    "196.201.212.132",
];

/// What a command that works on the database alone says if it is told of none.
const DATABASE_OF_A_COMMAND: &str = "the address of the Postgres database, such as \
    postgres://user:password@host/daftari; a running `daftari up` is found without it, by --data-dir";

/// Everything that the parts of the service are told.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) database_url: String,
    /// The owner's login, with which workers rebuild read models.
    pub(crate) owner_database_url: Option<String>,
    pub(crate) redis_url: Option<String>,
    pub(crate) master_key: MasterKey,
    pub(crate) daraja: daraja_adapter::Config,
    pub(crate) etims: Option<etims_adapter::Config>,
    pub(crate) provider: Option<String>,
    pub(crate) callback_base: String,
    pub(crate) callback_networks: Vec<IpNet>,
    pub(crate) trusted_proxies: Vec<IpNet>,
    pub(crate) web_origins: Vec<String>,
    pub(crate) ask_after: Vec<Duration>,
    pub(crate) janitor_every: Duration,
    pub(crate) second_person_above: Money,
    pub(crate) verify_above: Option<Money>,
    pub(crate) pull_number: Option<Msisdn>,
    pub(crate) heads_dir: Option<PathBuf>,
    pub(crate) heads_url: Option<Url>,
}

/// The environment, with what `up` fills in where it says nothing.
#[derive(Debug, Default)]
pub(crate) struct Values {
    defaults: BTreeMap<&'static str, String>,
    faults: Vec<String>,
}

impl Values {
    /// The environment, with the database of a `daftari up` that runs on that directory where it
    /// names none.
    pub(crate) fn near(data_dir: &Path) -> Result<Self, Failure> {
        let values = Self::default();
        let Some(connection) = Connection::find(data_dir)? else { return Ok(values) };
        let named = values.get("DATABASE_URL");
        if named.is_some_and(|url| url != connection.database_url) {
            return Ok(values);
        }
        let key = connection.master_key()?;
        let values = connection
            .short_codes
            .into_iter()
            .fold(values, |values, (name, code)| values.or(name.variable(), code));
        let values = values.or("DATABASE_URL", connection.database_url);
        Ok(match key {
            Some(key) => values.or("DAFTARI_MASTER_KEY", key),
            None => values,
        })
    }

    /// Fills in a value where the environment says nothing.
    #[must_use]
    pub(crate) fn or(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.defaults.insert(name, value.into());
        self
    }

    /// The value of a variable. An empty one counts as not set.
    pub(crate) fn get(&self, name: &'static str) -> Option<String> {
        std::env::var(name)
            .ok()
            .filter(|value| !value.trim().is_empty())
            .or_else(|| self.defaults.get(name).cloned())
    }

    fn required(&mut self, name: &'static str, what: &str) -> String {
        self.get(name).unwrap_or_else(|| {
            self.faults.push(format!("{name} is not set: {what}"));
            String::new()
        })
    }

    fn parsed<T: FromStr>(&mut self, name: &'static str, what: &str) -> Option<T> {
        let text = self.get(name)?;
        let parsed = text.trim().parse().ok();
        if parsed.is_none() {
            // The value is not repeated: it may be a secret.
            self.faults.push(format!("{name} is not {what}"));
        }
        parsed
    }

    fn list<T: FromStr>(&mut self, name: &'static str, what: &str) -> Option<Vec<T>> {
        let text = self.get(name)?;
        let mut parsed = Vec::new();
        for item in text.split(',').map(str::trim).filter(|item| !item.is_empty()) {
            match item.parse() {
                Ok(value) => parsed.push(value),
                Err(_) => self.faults.push(format!("{name}: `{item}` is not {what}")),
            }
        }
        Some(parsed)
    }

    /// The database alone, for commands that need nothing else.
    pub(crate) fn database_url(mut self) -> Result<String, Failure> {
        let url = self.required("DATABASE_URL", DATABASE_OF_A_COMMAND);
        self.done()?;
        Ok(url)
    }

    /// The database, and the master key if one is told.
    pub(crate) fn store_with_any_key(mut self) -> Result<(String, Option<MasterKey>), Failure> {
        let url = self.required("DATABASE_URL", DATABASE_OF_A_COMMAND);
        let key = if self.get("DAFTARI_MASTER_KEY").is_some() { self.master_key() } else { None };
        self.done()?;
        Ok((url, key))
    }

    /// The database and the master key.
    pub(crate) fn store(mut self) -> Result<(String, MasterKey), Failure> {
        let url = self.required("DATABASE_URL", DATABASE_OF_A_COMMAND);
        let key = self.master_key();
        self.done()?;
        key.map(|key| (url, key))
            .ok_or_else(|| Failure::usage(anyhow!("DAFTARI_MASTER_KEY is not set")))
    }

    /// The database, the master key if something is to be recorded, and the provider's accounts.
    pub(crate) fn store_and_accounts(
        mut self,
        with_key: bool,
    ) -> Result<((String, Option<MasterKey>), Accounts), Failure> {
        let url = self.required("DATABASE_URL", DATABASE_OF_A_COMMAND);
        let key = if with_key { self.master_key() } else { None };
        self.required("DARAJA_SHORT_CODE", "the short code that customers pay to");
        let not_one = "a short code of 5 to 7 digits";
        let collecting = ["DARAJA_SHORT_CODE", "DARAJA_TILL_NUMBER"];
        let collecting = collecting.into_iter().filter_map(|name| self.parsed(name, not_one));
        let collecting: Vec<ShortCode> = collecting.collect();
        let payout = self.parsed("DARAJA_B2C_SHORT_CODE", not_one);
        self.done()?;
        Ok(((url, key), Accounts { collecting, payout }))
    }

    /// The database, and the master key if it is given.
    pub(crate) fn database(mut self) -> Result<(String, Option<MasterKey>), Failure> {
        let url = self.required("DATABASE_URL", DATABASE_OF_A_COMMAND);
        let key = self.parsed("DAFTARI_MASTER_KEY", "64 hexadecimal digits");
        self.done()?;
        Ok((url, key))
    }

    fn master_key(&mut self) -> Option<MasterKey> {
        self.required("DAFTARI_MASTER_KEY", "64 hexadecimal digits that wrap every customer's key; make one with `openssl rand -hex 32` and keep it safe");
        self.parsed("DAFTARI_MASTER_KEY", "64 hexadecimal digits")
    }

    fn done(&self) -> Result<(), Failure> {
        if self.faults.is_empty() {
            return Ok(());
        }
        Err(Failure::usage(anyhow!(
            "the configuration cannot be used:\n  {}",
            self.faults.join("\n  ")
        )))
    }

    /// Everything, or all faults at once.
    pub(crate) fn config(mut self) -> Result<Config, Failure> {
        let config = self.whole();
        self.done()?;
        config.ok_or_else(|| Failure::usage(anyhow!("the configuration is incomplete")))
    }

    /// Everything if there is no fault, and all faults.
    pub(crate) fn config_and_faults(mut self) -> (Option<Config>, Vec<String>) {
        let config = self.whole();
        (config.filter(|_| self.faults.is_empty()), self.faults)
    }

    fn whole(&mut self) -> Option<Config> {
        let database_url = self.required("DATABASE_URL", "the address of the Postgres database");
        let master_key = self.master_key();
        let daraja = self.daraja();
        let etims = self.etims();
        let callback_base = self.callback_base();
        let callback_networks = self
            .list("DAFTARI_CALLBACK_ALLOW", "a network such as 196.201.212.0/24")
            .map_or_else(safaricom, networks);
        let trusted_proxies =
            self.list("DAFTARI_TRUSTED_PROXIES", "a network such as 10.0.0.0/8").map(networks);
        let ask_after = self
            .list("DAFTARI_ASK_AFTER_SECONDS", "a number of seconds")
            .map_or_else(app::Settings::ask_after_by_default, durations);
        let janitor_every = self
            .parsed::<Seconds>("DAFTARI_JANITOR_EVERY_SECONDS", "a number of seconds")
            .map_or(Duration::from_secs(5), |Seconds(every)| every);
        let second_person_above = self.second_person_above();
        let verify_above = self.verify_above();
        let pull_number = self.parsed("DARAJA_PULL_NUMBER", "a phone number such as 254712345678");
        let heads_url = self.parsed::<Url>(
            "DAFTARI_HEADS_URL",
            "an address such as https://heads.example.co.ke/daftari/",
        );
        let (master_key, daraja, callback_base) = (master_key?, daraja?, callback_base?);
        Some(Config {
            database_url,
            owner_database_url: self.get("DAFTARI_OWNER_DATABASE_URL"),
            redis_url: self.get("REDIS_URL"),
            master_key,
            daraja,
            etims,
            provider: self.get("DAFTARI_PROVIDER_NAME"),
            callback_base,
            callback_networks,
            trusted_proxies: trusted_proxies.unwrap_or_default(),
            web_origins: self.list("DAFTARI_WEB_ORIGINS", "an origin").unwrap_or_default(),
            ask_after,
            janitor_every,
            second_person_above,
            verify_above,
            pull_number,
            heads_dir: self.get("DAFTARI_HEADS_DIR").map(PathBuf::from),
            heads_url,
        })
    }

    fn callback_base(&mut self) -> Option<String> {
        let text = self.required(
            "MPESA_CALLBACK_URL",
            "the public https address under which Safaricom reaches this service",
        );
        let base = callback_base(&text);
        if base.is_none() && !text.is_empty() {
            self.faults.push(
                "MPESA_CALLBACK_URL is not an address such as https://pay.example.co.ke".to_owned(),
            );
        }
        base
    }
}

/// Seconds, which may have a fraction, and are neither negative nor without end.
#[derive(Debug, Clone, Copy)]
struct Seconds(Duration);

impl FromStr for Seconds {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let seconds: f64 = text.parse().map_err(|_| ())?;
        Duration::try_from_secs_f64(seconds).map(Self).map_err(|_| ())
    }
}

fn durations(seconds: Vec<Seconds>) -> Vec<Duration> {
    seconds.into_iter().map(|Seconds(duration)| duration).collect()
}

/// A network, or a single address.
#[derive(Debug, Clone, Copy)]
struct Network(IpNet);

impl FromStr for Network {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let net =
            text.parse::<IpNet>().or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from));
        net.map(Self).map_err(|_| ())
    }
}

fn networks(networks: Vec<Network>) -> Vec<IpNet> {
    networks.into_iter().map(|Network(net)| net).collect()
}

fn safaricom() -> Vec<IpNet> {
    SAFARICOM
        .iter()
        .filter_map(|text| text.parse::<Network>().ok())
        .map(|Network(net)| net)
        .collect()
}

/// The public base of callbacks. The full callback address of older configurations serves too:
/// everything from `/api/` on is left off.
fn callback_base(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok().filter(Url::has_host)?;
    let base = url.as_str();
    let base = base.split("/api/").next().unwrap_or(base);
    Some(base.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_full_callback_address_of_older_configurations_serves_as_a_base() {
        for text in [
            "https://pay.example.co.ke",
            "https://pay.example.co.ke/",
            "https://pay.example.co.ke/api/payments/callback/",
        ] {
            assert_eq!(callback_base(text).as_deref(), Some("https://pay.example.co.ke"), "{text}");
        }
        assert_eq!(callback_base("not an address"), None);
    }

    #[test]
    fn every_fault_is_reported_at_once() {
        let failure = Values::default()
            .or("DAFTARI_MASTER_KEY", "too short")
            .or("DATABASE_URL", "postgres://localhost/x")
            .or("DARAJA_BASE_URL", "nonsense")
            .or("DARAJA_SHORT_CODE_TYPE", "bank")
            .or("DARAJA_C2B_VERSION", "v9")
            .or("DARAJA_INITIATOR_NAME", "daftari")
            .or("DARAJA_PULL_NUMBER", "12")
            .or("ETIMS_BASE_URL", "https://etims.example")
            .or("ETIMS_CONSUMER_KEY", "key")
            .or("ETIMS_ITEM_CLASS", "1")
            .or("DAFTARI_VERIFY_ABOVE_KES", "much")
            .or("DAFTARI_ASK_AFTER_SECONDS", "30,-1")
            .or("DAFTARI_JANITOR_EVERY_SECONDS", "1e300")
            .config()
            .unwrap_err();
        let text = format!("{failure:?}");
        for name in [
            "DAFTARI_MASTER_KEY",
            "DARAJA_BASE_URL",
            "DARAJA_PASSKEY",
            "DARAJA_SHORT_CODE_TYPE",
            "DARAJA_C2B_VERSION",
            "DARAJA_INITIATOR_PASSWORD and DARAJA_CERTIFICATE must be set too",
            "DARAJA_PULL_NUMBER",
            "MPESA_CALLBACK_URL",
            "ETIMS_TOKEN_URL, ETIMS_CONSUMER_KEY, ETIMS_CONSUMER_SECRET are set all three, or none",
            "ETIMS_COMMUNICATION_KEY",
            "ETIMS_CONTROL_UNIT",
            "ETIMS_ITEM_CLASS",
            "DAFTARI_VERIFY_ABOVE_KES",
            "DAFTARI_ASK_AFTER_SECONDS",
            "DAFTARI_JANITOR_EVERY_SECONDS",
        ] {
            assert!(text.contains(name), "{name} is missing in {text}");
        }
        assert!(!text.contains("too short"), "a secret must not be repeated");
    }
}
