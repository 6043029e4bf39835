//! `GET /oauth/v1/generate`: a token for an hour.

use std::time::Duration;

use domain::time::{Timestamp, seconds_later};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::config::Config;
use crate::endpoint::Endpoint;
use crate::envelope::{Fault, Meaning};
use crate::http::{ASK_TIMEOUT, Answer, Failure, Http};
use crate::json;
use crate::secret::Secret;
use crate::tokens::Token;

const QUERY: &str = "grant_type=client_credentials";

/// What Safaricom documents, for an answer that does not say. A token that ends earlier is
/// answered as a bad one, and replaced then.
const LIFETIME_SECONDS: i64 = 3_599;

/// No token is believed to live longer than a day.
const LIFETIME_SECONDS_MAX: i64 = 24 * 3_600;

/// Tokens seen have 28 characters.
const TOKEN_CHARS_MAX: usize = 4_096;

/// There is no token, so nothing can be asked of Safaricom.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoToken {
    /// Safaricom does not know the app.
    #[error(
        "Safaricom refused the consumer key and secret ({0}); check both, and that they belong to the environment of the base URL, sandbox or production"
    )]
    WrongCredentials(String),
    /// Its answer was no token.
    #[error("Safaricom gave no token ({0}); try again in a minute")]
    NotGiven(String),
    /// It could not be asked.
    #[error(
        "Safaricom could not be asked for a token ({0}); check the base URL and the way to the Internet"
    )]
    Unreachable(String),
    /// It is left alone for a while, because it gave none.
    #[error(
        "Safaricom has given no token of late; it is asked again in {} seconds",
        retry_after.as_secs().saturating_add(1)
    )]
    Held {
        /// When it is asked again.
        retry_after: Duration,
    },
}

impl NoToken {
    /// When to ask again at the earliest, if that is known.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Held { retry_after } => Some(*retry_after),
            Self::WrongCredentials(_) | Self::NotGiven(_) | Self::Unreachable(_) => None,
        }
    }
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow, default)]
    access_token: Option<&'a RawValue>,
    #[serde(borrow, default)]
    expires_in: Option<&'a RawValue>,
}

/// Asks for a new token. `now` is read before the request, so that it never seems to live longer
/// than it does.
pub(crate) async fn generate(
    http: &Http,
    config: &Config,
    now: Timestamp,
) -> Result<Token, NoToken> {
    let request = http
        .get(Endpoint::Oauth, QUERY)
        .basic_auth(config.consumer_key.expose(), Some(config.consumer_secret.expose()))
        .timeout(ASK_TIMEOUT);
    let answer = http.send(Endpoint::Oauth, request).await.map_err(|failure| match failure {
        Failure::NotSent(why) | Failure::Lost(why) => NoToken::Unreachable(why),
        Failure::Held(retry_after) => NoToken::Held { retry_after },
    })?;
    match token(&answer.body, now) {
        Some(token) => Ok(token),
        None => Err(refusal(&answer, config)),
    }
}

fn token(body: &[u8], now: Timestamp) -> Option<Token> {
    let body: Body<'_> = json::object_of_bytes(body)?;
    let bearer = json::text(body.access_token)?;
    // What cannot stand in a header is no token.
    if bearer.len() > TOKEN_CHARS_MAX || !bearer.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    // A text in older samples, a number in newer ones.
    let seconds = json::text(body.expires_in)
        .and_then(|text| text.parse::<i64>().ok())
        .unwrap_or(LIFETIME_SECONDS)
        .clamp(0, LIFETIME_SECONDS_MAX);
    Some(Token::new(Secret::from(bearer), seconds_later(now, seconds)?))
}

fn refusal(answer: &Answer, config: &Config) -> NoToken {
    let secrets = [config.consumer_key.expose(), config.consumer_secret.expose()];
    let fault = Fault::read(answer, &secrets);
    // A wrong key is answered with an empty body as often as with its code.
    let empty = answer.body.trim_ascii().is_empty() && matches!(answer.status, 400 | 401);
    let refused = fault.code == "400.008.01" || fault.meaning == Meaning::BadToken;
    if empty || refused {
        NoToken::WrongCredentials(fault.text())
    } else {
        NoToken::NotGiven(fault.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::sandbox;
    use crate::tokens::Token;

    fn now() -> Timestamp {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    fn expires_at(expires_in: &str) -> Timestamp {
        let body = format!(r#"{{"access_token":"abc","expires_in":{expires_in}}}"#);
        let token: Token = token(body.as_bytes(), now()).unwrap();
        assert_eq!(token.bearer().expose(), "abc");
        token.expires_at()
    }

    #[test]
    fn its_lifetime_is_a_text_or_a_number() {
        let an_hour: Timestamp = "2026-11-23T09:59:59Z".parse().unwrap();
        for expires_in in ["3599", r#""3599""#, r#"" 3599 ""#, "null", r#""soon""#, "{}"] {
            assert_eq!(expires_at(expires_in), an_hour, "{expires_in}");
        }
        assert_eq!(expires_at("-5"), now());
        assert_eq!(
            expires_at("9223372036854775807"),
            "2026-11-24T09:00:00Z".parse::<Timestamp>().unwrap()
        );
    }

    #[test]
    fn what_cannot_be_a_token_is_none() {
        for body in [
            "",
            "<html>",
            "{}",
            r#"{"access_token":""}"#,
            r#"{"access_token":null}"#,
            r#"{"access_token":"a\nb"}"#,
            r#"{"access_token":["a"]}"#,
            r#"[{"access_token":"a"}]"#,
        ] {
            assert!(token(body.as_bytes(), now()).is_none(), "{body}");
        }
    }

    #[test]
    fn a_refusal_says_what_to_check() {
        let refusal = |status, body: &str| {
            let body = body.as_bytes().to_vec();
            refusal(&Answer { status, body }, &sandbox())
        };
        let wrong = r#"{"errorCode":"400.008.01","errorMessage":"Invalid Authentication passed"}"#;
        for (status, body) in [(400, wrong), (400, ""), (401, ""), (401, "<html>")] {
            assert!(
                matches!(refusal(status, body), NoToken::WrongCredentials(_)),
                "{status} {body}"
            );
        }
        let grant = r#"{"errorCode":"400.008.02","errorMessage":"Invalid grant type passed"}"#;
        for (status, body) in [(400, grant), (503, ""), (403, "<html>"), (200, "{}")] {
            assert!(matches!(refusal(status, body), NoToken::NotGiven(_)), "{status} {body}");
        }
    }
}
