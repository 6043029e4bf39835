//! The one HTTP client, and its limits.

use std::time::Duration;

use domain::ports::NotSigned;
use reqwest::{Client, RequestBuilder, Url, redirect, retry};
use serde::Serialize;

use crate::config::ConfigError;

/// Long enough for a lost SYN to be sent again twice.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// A control unit signs in a second or two; nobody waits for it but the queue.
const TIMEOUT: Duration = Duration::from_secs(30);
/// A signature has a few hundred bytes; a gateway's page of excuses may have more.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// An answer, whatever it says.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// Who speaks.
pub(crate) struct Headers<'a> {
    pub(crate) pin: &'a str,
    pub(crate) branch: &'a str,
    /// None before the device is registered.
    pub(crate) communication_key: Option<&'a str>,
    pub(crate) token: Option<&'a str>,
}

pub(crate) struct Http {
    client: Client,
    base: Url,
}

impl Http {
    pub(crate) fn new(base: &Url) -> Result<Self, ConfigError> {
        // An error means that another part of the program was first, with the same provider.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .user_agent(concat!("daftari/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            // The queue repeats, and knows what it repeats.
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            // Only the command line reads the environment.
            .no_proxy();
        if base.scheme() == "http" {
            // A simulator: without TLS no certificate authorities are needed.
            builder = builder.tls_certs_only([]);
        }
        let client = builder.build().map_err(ConfigError::Client)?;
        Ok(Self { client, base: base.clone() })
    }

    pub(crate) async fn post(
        &self,
        name: &'static str,
        headers: &Headers<'_>,
        body: &impl Serialize,
    ) -> Result<Answer, NotSigned> {
        let mut address = self.base.clone();
        address.set_path(&format!("{}/{name}", self.base.path().trim_end_matches('/')));
        let mut request = self
            .client
            .post(address)
            .header("tin", headers.pin)
            .header("bhfId", headers.branch)
            .json(body);
        if let Some(key) = headers.communication_key {
            request = request.header("cmcKey", key);
        }
        if let Some(token) = headers.token {
            request = request.bearer_auth(token);
        }
        exchange(request).await
    }

    /// Asks for a token.
    pub(crate) async fn token(
        &self,
        url: &Url,
        (key, secret): (&str, &str),
    ) -> Result<Answer, NotSigned> {
        let mut address = url.clone();
        address.set_query(Some("grant_type=client_credentials"));
        exchange(self.client.get(address).basic_auth(key, Some(secret))).await
    }
}

async fn exchange(request: RequestBuilder) -> Result<Answer, NotSigned> {
    let later = |why: String| NotSigned::Later { why };
    let mut response = request.send().await.map_err(|error| later(describe(&error)))?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(None) => return Ok(Answer { status, body }),
            Ok(Some(chunk)) if body.len().saturating_add(chunk.len()) <= ANSWER_BYTES_MAX => {
                body.extend_from_slice(&chunk);
            }
            Ok(Some(_)) => {
                return Err(later(format!(
                    "eTIMS answered (HTTP {status}) with more than {ANSWER_BYTES_MAX} bytes"
                )));
            }
            Err(error) => return Err(later(describe(&error))),
        }
    }
}

/// The innermost cause, which is the one that tells something. It has neither headers nor body.
fn describe(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "eTIMS did not answer within the time allowed".to_owned();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    format!("eTIMS could not be reached: {cause}")
}
