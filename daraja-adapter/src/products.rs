//! Calls of Daraja's products: each a POST of JSON with a bearer token.

use std::sync::Arc;
use std::time::Duration;

use domain::ports::Circuit;
use domain::time::Clock;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::config::{Config, ConfigError};
use crate::declined::Declined;
use crate::endpoint::Endpoint;
use crate::envelope::{Fault, Meaning};
use crate::http::{Answer, Failure, Http};
use crate::oauth::NoToken;
use crate::pace::{ATTEMPTS_MAX, Pace};
use crate::tokens::{Token, TokenStore, Tokens};

/// How many bytes of a digest name an account: enough that two never meet.
const ACCOUNT_BYTES: usize = 16;

/// Calls products with a token, and with another one if Safaricom refuses the first.
pub(crate) struct Products {
    pub(crate) config: Config,
    http: Http,
    tokens: Tokens,
    paces: [Pace; Endpoint::ALL.len()],
}

/// One call.
pub(crate) struct Call<'a, B> {
    pub(crate) endpoint: Endpoint,
    pub(crate) body: &'a B,
    pub(crate) timeout: Duration,
}

/// An answer, and the token that it may echo.
pub(crate) struct Answered {
    pub(crate) answer: Answer,
    token: Token,
}

/// There is no answer.
pub(crate) enum Unanswered {
    /// Nothing was sent to the product.
    NoToken(NoToken),
    NotSent(String),
    /// Nor was it here: the product is left alone for that long, or takes no more.
    Held(Duration),
    /// The product may have done it.
    Lost(String),
}

impl From<Failure> for Unanswered {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotSent(why) => Self::NotSent(why),
            Failure::Held(retry_after) => Self::Held(retry_after),
            Failure::Lost(why) => Self::Lost(why),
        }
    }
}

impl Products {
    pub(crate) fn new(
        config: Config,
        clock: Arc<dyn Clock>,
        store: Arc<dyn TokenStore>,
    ) -> Result<Self, ConfigError> {
        if let Some(fault) = config.faults().into_iter().next() {
            return Err(fault);
        }
        Ok(Self {
            http: Http::new(&config.base_url)?,
            tokens: Tokens::new(store, clock, account(&config)),
            config,
            paces: Default::default(),
        })
    }

    /// Sends the call once. Only where the answer is known to mean that it was turned away, so that
    /// nothing was executed, it is sent again: once with a new token where the token was refused,
    /// and a few times, later and later, where calls came too fast.
    pub(crate) async fn post<B: Serialize + Sync>(
        &self,
        call: Call<'_, B>,
    ) -> Result<Answered, Unanswered> {
        let pace = &self.paces[call.endpoint.index()];
        let mut token = self.token().await.map_err(Unanswered::NoToken)?;
        let (mut with_another_token, mut attempts) = (false, 1);
        loop {
            pace.turn().await.map_err(Unanswered::Held)?;
            let answered = self.post_once(&call, token).await?;
            let fault = self.fault(&answered);
            if fault.meaning == Meaning::BadToken && !with_another_token {
                with_another_token = true;
                token = self.another_token(call.endpoint, &fault, &answered.token).await?;
            } else if fault.meaning == Meaning::TooFast {
                pace.too_fast();
                if attempts >= ATTEMPTS_MAX {
                    return Ok(answered);
                }
                attempts += 1;
                token = answered.token;
            } else {
                pace.let_through();
                return Ok(answered);
            }
        }
    }

    async fn another_token(
        &self,
        endpoint: Endpoint,
        fault: &Fault,
        refused: &Token,
    ) -> Result<Token, Unanswered> {
        tracing::info!(
            endpoint = endpoint.name(),
            code = fault.code,
            "Safaricom refused the token; another is fetched"
        );
        let another = self.tokens.instead_of(&self.http, &self.config, refused).await;
        another.map_err(Unanswered::NoToken)
    }

    /// The token at hand, or a new one.
    pub(crate) async fn token(&self) -> Result<Token, NoToken> {
        self.tokens.current(&self.http, &self.config).await
    }

    /// How each product has answered of late.
    pub(crate) fn circuits(&self) -> Vec<Circuit> {
        self.http.circuits()
    }

    /// Sends the call, and reads the answer. `read` gives none for what is not the wanted answer.
    pub(crate) async fn ask<B: Serialize + Sync, T>(
        &self,
        call: Call<'_, B>,
        read: impl FnOnce(&[u8]) -> Option<T>,
    ) -> Result<T, Declined> {
        let endpoint = call.endpoint;
        let answered = self.post(call).await.map_err(Declined::Unanswered)?;
        read(&answered.answer.body).ok_or_else(|| Declined::Fault(endpoint, self.fault(&answered)))
    }

    async fn post_once<B: Serialize + Sync>(
        &self,
        call: &Call<'_, B>,
        token: Token,
    ) -> Result<Answered, Unanswered> {
        let request = self
            .http
            .post(call.endpoint)
            .bearer_auth(token.bearer().expose())
            .json(call.body)
            .timeout(call.timeout);
        let answer = self.http.send(call.endpoint, request).await?;
        Ok(Answered { answer, token })
    }

    /// Reads an answer that is not the wanted one.
    pub(crate) fn fault(&self, answered: &Answered) -> Fault {
        let initiator = self.config.initiator.as_ref();
        let secrets = [
            answered.token.bearer().expose(),
            self.config.passkey.expose(),
            self.config.consumer_key.expose(),
            self.config.consumer_secret.expose(),
            initiator.map_or("", |initiator| initiator.password.expose()),
        ];
        Fault::read(&answered.answer, &secrets)
    }
}

/// Tells apart the tokens of different apps and environments in a shared store. Where they are
/// kept is not secret, so the key is hashed.
fn account(config: &Config) -> String {
    let digest = Sha256::new()
        .chain_update(config.base_url.as_str())
        .chain_update([0])
        .chain_update(config.consumer_key.expose())
        .finalize();
    hex::encode(&digest[..ACCOUNT_BYTES])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::sandbox;
    use crate::secret::Secret;

    #[test]
    fn apps_and_environments_have_accounts_of_their_own() {
        let first = account(&sandbox());
        assert_eq!(first.len(), 2 * ACCOUNT_BYTES);
        assert!(!first.contains("key-of-the-app"));
        let mut other_app = sandbox();
        other_app.consumer_key = Secret::new("another");
        let mut other_place = sandbox();
        other_place.base_url = "https://api.safaricom.co.ke".parse().unwrap();
        assert_ne!(account(&other_app), first);
        assert_ne!(account(&other_place), first);
        assert_eq!(account(&sandbox()), first);
    }
}
