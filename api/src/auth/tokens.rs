//! Access tokens: short for users, for one payment or one device for guests.

use std::sync::Arc;

use domain::user::Role;
use domain::{CustomerId, PaymentId, Timestamp, UserId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

/// How long a user's access token is good: so long may a changed role or a disabled user still
/// be believed.
pub(crate) const USER_SECONDS: i64 = 15 * 60;
/// How long a guest may look at one payment: as long as it may be pending, and a day more.
const PAYMENT_SECONDS: i64 = 48 * 3600;
/// How long a device is recognised.
const DEVICE_SECONDS: i64 = 365 * 24 * 3600;

/// Makes and reads access tokens.
#[derive(Clone)]
pub(crate) struct Tokens {
    keys: Arc<(EncodingKey, DecodingKey)>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens(…)")
    }
}

/// Whom a token stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bearer {
    /// A user who has signed in.
    User { id: UserId, role: Role },
    /// A guest's device.
    Device { id: CustomerId },
    /// Whoever may look at one payment.
    Payment { id: PaymentId, customer_id: CustomerId },
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    sub: CustomerId,
    exp: i64,
    iat: i64,
    kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<PaymentId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    User,
    Device,
    Payment,
}

/// A token that is not ours, or no longer good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this access token is not valid or has ended; refresh it or sign in again")]
pub(crate) struct BadToken;

impl Tokens {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self { keys: Arc::new((EncodingKey::from_secret(key), DecodingKey::from_secret(key))) }
    }

    /// A token for whoever it stands for, from now on.
    pub(crate) fn issue(
        &self,
        bearer: Bearer,
        now: Timestamp,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let iat = now.timestamp();
        let (sub, kind, role, payment, seconds) = match bearer {
            Bearer::User { id, role } => (id, Kind::User, Some(role), None, USER_SECONDS),
            Bearer::Device { id } => (id, Kind::Device, None, None, DEVICE_SECONDS),
            Bearer::Payment { id, customer_id } => {
                (customer_id, Kind::Payment, None, Some(id), PAYMENT_SECONDS)
            }
        };
        let claims = Claims { sub, exp: iat + seconds, iat, kind, role, payment };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.keys.0)
    }

    /// Whom a token stands for now.
    pub(crate) fn read(&self, token: &str, now: Timestamp) -> Result<Bearer, BadToken> {
        let mut validation = Validation::new(Algorithm::HS256);
        // The time is the service's own, and is compared below.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.keys.1, &validation)
            .map_err(|_| BadToken)?
            .claims;
        if claims.exp <= now.timestamp() {
            return Err(BadToken);
        }
        match (claims.kind, claims.role, claims.payment) {
            (Kind::User, Some(role), None) => Ok(Bearer::User { id: claims.sub, role }),
            (Kind::Device, None, None) => Ok(Bearer::Device { id: claims.sub }),
            (Kind::Payment, None, Some(id)) => Ok(Bearer::Payment { id, customer_id: claims.sub }),
            _ => Err(BadToken),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_token_stands_for_its_bearer_until_it_ends() {
        let tokens = Tokens::new(&[7; 32]);
        let id: UserId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
        let bearer = Bearer::User { id, role: Role::Admin };
        let token = tokens.issue(bearer, at("2026-01-01T00:00:00Z")).unwrap();
        assert_eq!(tokens.read(&token, at("2026-01-01T00:14:59Z")), Ok(bearer));
        assert_eq!(tokens.read(&token, at("2026-01-01T00:15:00Z")), Err(BadToken));
    }

    #[test]
    fn a_token_of_another_key_or_without_a_signature_is_refused() {
        let id: UserId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
        let now = at("2026-01-01T00:00:00Z");
        let token = Tokens::new(&[7; 32]).issue(Bearer::Device { id }, now).unwrap();
        assert_eq!(Tokens::new(&[8; 32]).read(&token, now), Err(BadToken));
        let payload = token.split('.').nth(1).unwrap();
        let unsigned = format!("eyJhbGciOiJub25lIn0.{payload}.");
        assert_eq!(Tokens::new(&[7; 32]).read(&unsigned, now), Err(BadToken));
    }
}
