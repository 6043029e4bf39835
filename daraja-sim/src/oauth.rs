//! `GET /oauth/v1/generate?grant_type=client_credentials`

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use axum::{
    Json,
    extract::{RawQuery, State},
    http::HeaderMap,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::{
    clock,
    config::{Config, ExpiresIn, TokenPolicy},
    credentials::authorization,
    errors::Fault,
    ids,
    shared::Shared,
};

/// How long a token lives, in seconds.
const LIFETIME_SECONDS: u16 = 3_599;

/// How many tokens are remembered; the oldest is forgotten first. Clients that fetch one for every
/// call exist, so there must be room for all calls of a busy moment.
const TOKENS_MAX: usize = 10_000;

#[derive(Serialize)]
pub(crate) struct Granted {
    access_token: String,
    expires_in: Lifetime,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Lifetime {
    Text(String),
    Number(u16),
}

pub(crate) async fn generate(
    State(shared): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Json<Granted>, Fault> {
    check_basic(&shared.config, &headers)?;
    let is_asked_for =
        query.unwrap_or_default().split('&').any(|pair| pair == "grant_type=client_credentials");
    if !is_asked_for {
        return Err(Fault::InvalidGrantType);
    }
    let token = ids::access_token(&mut clock::generator());
    shared.tokens().issue(token.clone(), clock::now());
    Ok(Json(Granted {
        access_token: token,
        expires_in: match shared.config.expires_in {
            ExpiresIn::Text => Lifetime::Text(LIFETIME_SECONDS.to_string()),
            ExpiresIn::Number => Lifetime::Number(LIFETIME_SECONDS),
        },
    }))
}

fn check_basic(config: &Config, headers: &HeaderMap) -> Result<(), Fault> {
    let encoded = authorization(headers, "Basic").ok_or(Fault::InvalidAuthentication)?;
    let decoded = STANDARD
        .decode(encoded)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or(Fault::InvalidAuthentication)?;
    let (key, secret) = decoded.split_once(':').ok_or(Fault::InvalidAuthentication)?;
    if key == config.consumer_key && secret == config.consumer_secret {
        Ok(())
    } else {
        Err(Fault::WrongConsumer)
    }
}

/// The tokens that were given out.
#[derive(Debug)]
pub(crate) struct Tokens {
    policy: TokenPolicy,
    expires_at: HashMap<String, DateTime<Utc>>,
    order: VecDeque<String>,
}

impl Tokens {
    pub(crate) fn new(policy: TokenPolicy) -> Self {
        Self { policy, expires_at: HashMap::new(), order: VecDeque::new() }
    }

    pub(crate) fn is_live(&self, token: &str, now: DateTime<Utc>) -> bool {
        self.expires_at.get(token).is_some_and(|expires_at| now < *expires_at)
    }

    /// Forgets every token there is.
    pub(crate) fn invalidate(&mut self) {
        self.expires_at.clear();
        self.order.clear();
    }

    fn issue(&mut self, token: String, now: DateTime<Utc>) {
        let kept_max = match self.policy {
            TokenPolicy::Independent => TOKENS_MAX,
            TokenPolicy::NewestOnly => 1,
        };
        let expires_at = now + TimeDelta::seconds(i64::from(LIFETIME_SECONDS));
        self.expires_at.insert(token.clone(), expires_at);
        self.order.push_back(token);
        while self.order.len() > kept_max {
            if let Some(oldest) = self.order.pop_front() {
                self.expires_at.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn noon() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 6, 1, 9, 0, 0).unwrap()
    }

    #[test]
    fn a_token_lives_as_long_as_it_was_said_to() {
        let mut tokens = Tokens::new(TokenPolicy::Independent);
        tokens.issue("a".to_owned(), noon());
        assert!(tokens.is_live("a", noon() + TimeDelta::seconds(3_598)));
        assert!(!tokens.is_live("a", noon() + TimeDelta::seconds(3_599)));
        assert!(!tokens.is_live("b", noon()));
    }

    #[test]
    fn a_new_token_ends_the_one_before_only_under_that_policy() {
        for (policy, first_lives) in
            [(TokenPolicy::Independent, true), (TokenPolicy::NewestOnly, false)]
        {
            let mut tokens = Tokens::new(policy);
            tokens.issue("first".to_owned(), noon());
            tokens.issue("second".to_owned(), noon());
            assert_eq!(tokens.is_live("first", noon()), first_lives, "{policy:?}");
            assert!(tokens.is_live("second", noon()), "{policy:?}");
        }
    }

    #[test]
    fn only_the_newest_tokens_are_remembered() {
        let mut tokens = Tokens::new(TokenPolicy::Independent);
        for number in 0..=TOKENS_MAX {
            tokens.issue(number.to_string(), noon());
        }
        assert_eq!(tokens.expires_at.len(), TOKENS_MAX);
        assert!(!tokens.is_live("0", noon()));
        assert!(tokens.is_live(&TOKENS_MAX.to_string(), noon()));
    }
}
