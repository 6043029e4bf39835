//! Everything that has to be in place, one thing after the other.

use std::sync::Arc;
use std::time::Duration;

use app::clock::SystemClock;
use daraja_adapter::{Daraja, MemoryTokens};
use domain::time::Clock;
use url::Url;

use super::clock::{Other, compare, date_of};
use super::{Finding, database};
use crate::config::{Config, Values};

const CONFIGURATION: &str = "configuration";
const REDIS: &str = "Redis";
const SAFARICOM: &str = "Safaricom";
const INITIATOR: &str = "initiator";
const CALLBACKS: &str = "callbacks";
/// How long somebody else may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Looks at everything. What hangs on a faulty configuration is said to be skipped.
pub(crate) async fn examine(values: Values) -> Vec<Finding> {
    let database_url = values.get("DATABASE_URL");
    let redis_url = values.get("REDIS_URL");
    let (config, faults) = values.config_and_faults();
    let mut found: Vec<Finding> = faults
        .into_iter()
        .map(|fault| {
            Finding::fault(CONFIGURATION, fault, "correct it in the environment or the file .env")
        })
        .collect();
    if found.is_empty() {
        found.push(Finding::well(CONFIGURATION, "complete"));
    }
    let mut clocks = Vec::new();
    if let Some(url) = database_url {
        let key = config.as_ref().map(|config| &config.master_key);
        let (of_database, clock) = database::look(&url, key).await;
        found.extend(of_database);
        clocks.extend(clock);
    }
    found.push(redis(redis_url.as_deref()).await);
    match config {
        Some(config) => found.extend(outside(config, &mut clocks).await),
        None => found.extend(
            [SAFARICOM, INITIATOR, CALLBACKS]
                .map(|of| Finding::skipped(of, "the configuration has to be corrected first")),
        ),
    }
    found.push(compare(SystemClock.now(), &clocks));
    found
}

async fn redis(url: Option<&str>) -> Finding {
    let Some(url) = url else {
        return Finding::skipped(REDIS, "not used: several nodes would need it, one does without");
    };
    let remedy = "check REDIS_URL and that Redis runs, or leave REDIS_URL out for one node";
    let Ok(client) = redis::Client::open(url) else {
        return Finding::fault(
            REDIS,
            "REDIS_URL is not an address such as redis://host:6379",
            remedy,
        );
    };
    let asked = tokio::time::timeout(PATIENCE, async {
        let mut connection = client.get_multiplexed_async_connection().await?;
        redis::cmd("PING").query_async::<String>(&mut connection).await
    });
    match asked.await {
        Ok(Ok(_pong)) => Finding::well(REDIS, "answers"),
        Ok(Err(error)) => Finding::fault(REDIS, format!("does not answer: {error}"), remedy),
        Err(_elapsed) => Finding::fault(REDIS, "does not answer", remedy),
    }
}

/// What can be seen only by going out.
async fn outside(config: Config, clocks: &mut Vec<Other>) -> Vec<Finding> {
    let initiator = match &config.daraja.initiator {
        Some(_) => Finding::well(
            INITIATOR,
            "its certificate can be read; whether Safaricom takes its password shows with its first result",
        ),
        None => Finding::skipped(
            INITIATOR,
            "not set, so that nothing can be reversed or paid out, and no status asked",
        ),
    };
    let base = config.daraja.base_url.clone();
    let callback_base = config.callback_base.clone();
    let safaricom = safaricom(config).await;
    let client = match reqwest::Client::builder().timeout(PATIENCE).build() {
        Ok(client) => client,
        Err(error) => {
            let fault = Finding::fault(
                CALLBACKS,
                format!("nothing can be asked over HTTP: {error}"),
                "check the certificates of this machine",
            );
            return vec![safaricom, initiator, fault];
        }
    };
    // Whatever it answers there, it says what time it is.
    if let Ok(answer) = client.get(base).send().await {
        clocks.extend(date_of(&answer).map(|says| Other { whose: SAFARICOM, says }));
    }
    vec![safaricom, initiator, callbacks(&client, &callback_base).await]
}

async fn safaricom(config: Config) -> Finding {
    let base_url = config.daraja.base_url.to_string();
    let tokens = Arc::new(MemoryTokens::new());
    let daraja = match Daraja::new(config.daraja, Arc::new(SystemClock), tokens) {
        Ok(daraja) => daraja,
        Err(error) => {
            return Finding::fault(SAFARICOM, error.to_string(), "correct the DARAJA_ variables");
        }
    };
    match daraja.check_credentials().await {
        Ok(()) => Finding::well(SAFARICOM, format!("gives tokens at {base_url}")),
        Err(error) => {
            let text = error.to_string();
            let (says, remedy) = text.split_once("; ").unwrap_or((&text, "try again in a minute"));
            Finding::fault(SAFARICOM, says, remedy)
        }
    }
}

/// Whether this service answers at the public address to which Safaricom delivers.
async fn callbacks(client: &reqwest::Client, base: &str) -> Finding {
    let address = format!("{base}/health/live");
    let is_https = Url::parse(base).is_ok_and(|url| url.scheme() == "https" || is_near(&url));
    if !is_https {
        return Finding::fault(
            CALLBACKS,
            format!("{base} is not https, and Safaricom delivers to nothing else in production"),
            "put a reverse proxy with a certificate before the service, and set MPESA_CALLBACK_URL to it",
        );
    }
    let remedy = "start `daftari serve`, and see that MPESA_CALLBACK_URL leads to it from the Internet (DNS, firewall, reverse proxy, certificate)";
    match client.get(&address).send().await {
        Ok(answer) if answer.status().is_success() => match answer.text().await {
            Ok(text) if text.contains("\"live\"") => Finding::well(
                CALLBACKS,
                format!("the service answers at {base}, as far as this machine can see"),
            ),
            Ok(_) | Err(_) => {
                Finding::fault(CALLBACKS, format!("something else answers at {base}"), remedy)
            }
        },
        Ok(answer) => Finding::fault(
            CALLBACKS,
            format!("{address} is answered with status {}", answer.status().as_u16()),
            remedy,
        ),
        Err(error) => {
            let why = if error.is_timeout() { "in time" } else { "there" };
            Finding::fault(CALLBACKS, format!("nothing answers {why} at {base}"), remedy)
        }
    }
}

/// On this machine, where a simulator delivers.
fn is_near(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}
