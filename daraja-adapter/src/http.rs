//! The one HTTP client: its limits, and whether a request that failed may have arrived.

use std::time::Duration;

use domain::ports::Circuit;
use reqwest::{Client, RequestBuilder, Url, redirect, retry};

use crate::breaker::{Breaker, Turn};
use crate::config::ConfigError;
use crate::endpoint::Endpoint;
use crate::envelope;

/// Long enough for a lost SYN to be sent again twice; then Safaricom is not reachable.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// For anything that may be asked again: waiting longer helps nobody.
pub(crate) const ASK_TIMEOUT: Duration = Duration::from_secs(15);

/// For a push, whose answer is lost for good when we stop waiting for it.
pub(crate) const PUSH_TIMEOUT: Duration = Duration::from_secs(30);

/// A connection that the far end is about to close would lose a push's answer. Gateways keep idle
/// connections for a minute or more, so ours are given up well before.
const IDLE_TIMEOUT: Duration = Duration::from_secs(10);

/// An answer, whatever it says. It may echo a token, so it is not printed.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// There is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The request never left: nothing was done.
    NotSent(String),
    /// The request may have arrived, and what became of it is not known.
    Lost(String),
    /// The product is left alone for that long, or takes no more: nothing was sent.
    Held(Duration),
}

/// The client and where it speaks to.
pub(crate) struct Http {
    client: Client,
    base: Url,
    breakers: [Breaker; Endpoint::ALL.len()],
}

impl Http {
    pub(crate) fn new(base: &Url) -> Result<Self, ConfigError> {
        // An error means that another part of the program was first, with the same provider.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .user_agent(concat!("daftari/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(PUSH_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            // Either would send a push a second time.
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            // Only the command line reads the environment.
            .no_proxy();
        if base.scheme() == "http" {
            // Without TLS no certificate authorities are needed, and a machine that has none can
            // still speak to a simulator.
            builder = builder.tls_certs_only([]);
        }
        let client = builder.build().map_err(ConfigError::Client)?;
        Ok(Self { client, base: base.clone(), breakers: Default::default() })
    }

    pub(crate) fn get(&self, endpoint: Endpoint, query: &str) -> RequestBuilder {
        let mut address = self.address(endpoint.path());
        address.set_query(Some(query));
        self.client.get(address)
    }

    pub(crate) fn post(&self, endpoint: Endpoint) -> RequestBuilder {
        self.client.post(self.address(endpoint.path()))
    }

    fn address(&self, path: &str) -> Url {
        let mut address = self.base.clone();
        let prefix = self.base.path().trim_end_matches('/');
        address.set_path(&format!("{prefix}{path}"));
        address
    }

    /// Sends a request once and reads the whole answer.
    pub(crate) async fn send(
        &self,
        endpoint: Endpoint,
        request: RequestBuilder,
    ) -> Result<Answer, Failure> {
        let name = endpoint.name();
        let permit = self.breakers[endpoint.index()].admit().map_err(|retry_after| {
            tracing::debug!(endpoint = name, ?retry_after, "it is left alone; nothing is sent");
            Failure::Held(retry_after)
        })?;
        let begun = tokio::time::Instant::now();
        let sent = exchange(request, endpoint.answer_bytes_max()).await;
        let elapsed_ms = begun.elapsed().as_millis();
        match &sent {
            Ok(answer) => tracing::debug!(
                endpoint = name,
                status = answer.status,
                body_bytes = answer.body.len(),
                elapsed_ms,
                "Safaricom answered"
            ),
            Err(failure) => {
                tracing::debug!(endpoint = name, ?failure, elapsed_ms, "Safaricom did not answer");
            }
        }
        let turn = match &sent {
            Ok(answer) if !envelope::is_outage(answer) => permit.answered(),
            Ok(_) | Err(_) => permit.failed(),
        };
        match turn {
            Turn::Opened => tracing::warn!(
                endpoint = name,
                "Safaricom could not be reached or broke down too often in a row; this product is left alone for a while"
            ),
            Turn::Closed => tracing::info!(endpoint = name, "Safaricom answers again"),
            Turn::Same => {}
        }
        sent
    }

    /// How each product has answered of late.
    pub(crate) fn circuits(&self) -> Vec<Circuit> {
        let circuit = |endpoint: Endpoint| {
            let breaker = &self.breakers[endpoint.index()];
            let (state, failures) = breaker.standing();
            let troubled_for = breaker.troubled_for();
            Circuit { product: endpoint.name(), state, failures, troubled_for }
        };
        Endpoint::ALL.into_iter().map(circuit).collect()
    }
}

async fn exchange(request: RequestBuilder, bytes_max: usize) -> Result<Answer, Failure> {
    let mut response = request.send().await.map_err(|error| failure(&error))?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(None) => return Ok(Answer { status, body }),
            Ok(Some(chunk)) if body.len().saturating_add(chunk.len()) <= bytes_max => {
                body.extend_from_slice(&chunk);
            }
            Ok(Some(_)) => {
                return Err(Failure::Lost(format!(
                    "the answer (HTTP {status}) is longer than {bytes_max} bytes"
                )));
            }
            // The request arrived, whatever kind of error this is.
            Err(error) => return Err(Failure::Lost(describe(&error))),
        }
    }
}

/// `is_connect` covers the look-up of the name, the connection and TLS, each before the first byte
/// of the request is written; `is_builder` means that there was no request to write.
fn failure(error: &reqwest::Error) -> Failure {
    let why = describe(error);
    if error.is_connect() || error.is_builder() {
        Failure::NotSent(why)
    } else {
        Failure::Lost(why)
    }
}

/// The innermost cause, which is the one that tells something. It has neither headers nor body.
fn describe(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        let limit = if error.is_connect() { "no connection" } else { "no answer" };
        return format!("{limit} within the time allowed");
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_added_to_the_base() {
        for (base, address) in [
            ("https://a.example", "https://a.example/oauth/v1/generate"),
            ("https://a.example/", "https://a.example/oauth/v1/generate"),
            ("http://a.example:1/x/", "http://a.example:1/x/oauth/v1/generate"),
        ] {
            let http = Http::new(&base.parse().unwrap()).unwrap();
            assert_eq!(http.address("/oauth/v1/generate").as_str(), address);
        }
    }
}
