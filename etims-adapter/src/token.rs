//! Tokens of the newer gateway.

use domain::Timestamp;
use domain::ports::NotSigned;
use domain::time::seconds_later;
use serde::Deserialize;
use tokio::sync::Mutex;

use crate::config::Credentials;
use crate::http::Http;

/// A token is replaced before it ends, so that none ends on its way.
const EARLIER_SECONDS: i64 = 60;
/// For an answer that does not say.
const LIFETIME_SECONDS: i64 = 3_599;
const LIFETIME_SECONDS_MAX: i64 = 24 * 3_600;

pub(crate) struct Tokens {
    credentials: Option<Credentials>,
    /// Whoever asks holds it, so that one token is asked for at a time.
    last: Mutex<Option<(String, Timestamp)>>,
}

#[derive(Deserialize)]
struct Given {
    access_token: String,
    /// A number, or a text that is one.
    #[serde(default)]
    expires_in: serde_json::Value,
}

impl Tokens {
    pub(crate) fn new(credentials: Option<Credentials>) -> Self {
        Self { credentials, last: Mutex::default() }
    }

    /// A token that is good for now; none where none is wanted.
    pub(crate) async fn get(
        &self,
        http: &Http,
        now: Timestamp,
    ) -> Result<Option<String>, NotSigned> {
        let Some(credentials) = &self.credentials else { return Ok(None) };
        let mut last = self.last.lock().await;
        if let Some((token, until)) = last.as_ref()
            && now < *until
        {
            return Ok(Some(token.clone()));
        }
        let pair = (credentials.consumer_key.expose(), credentials.consumer_secret.expose());
        let answer = http.token(&credentials.token_url, pair).await?;
        let given: Option<Given> = serde_json::from_slice(&answer.body).ok();
        let Some(given) = given.filter(|given| !given.access_token.is_empty()) else {
            let status = answer.status;
            return Err(NotSigned::Later {
                why: format!(
                    "eTIMS gave no token (HTTP {status}); check ETIMS_CONSUMER_KEY and ETIMS_CONSUMER_SECRET"
                ),
            });
        };
        let lifetime = match &given.expires_in {
            serde_json::Value::Number(seconds) => seconds.as_i64(),
            serde_json::Value::String(seconds) => seconds.trim().parse().ok(),
            serde_json::Value::Null
            | serde_json::Value::Bool(_)
            | serde_json::Value::Array(_)
            | serde_json::Value::Object(_) => None,
        };
        let lifetime = lifetime.unwrap_or(LIFETIME_SECONDS).clamp(0, LIFETIME_SECONDS_MAX);
        let until = seconds_later(now, lifetime.saturating_sub(EARLIER_SECONDS)).unwrap_or(now);
        *last = Some((given.access_token.clone(), until));
        Ok(Some(given.access_token))
    }

    /// The next call asks for another one.
    pub(crate) async fn forget(&self) {
        *self.last.lock().await = None;
    }
}
