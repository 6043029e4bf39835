//! The `Idempotency-Key` of a write.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::context::Actor;
use event_store::IdempotencyKey;
use sha2::{Digest, Sha256};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{Object, Required, Type};

use crate::State;
use crate::problem::Problem;

/// The key that a client sent, if it sent one.
#[derive(Debug, Clone)]
pub(crate) struct ClientKey(Option<String>);

impl IntoParams for ClientKey {
    fn into_params(_parameter_in: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let key = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some("Asked again under the same key, the first answer is given again"))
            .schema(Some(Object::with_type(Type::String)));
        vec![key.build()]
    }
}

impl FromRequestParts<State> for ClientKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &State) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get("idempotency-key") else { return Ok(Self(None)) };
        let key = value
            .to_str()
            .ok()
            .map(str::trim)
            .filter(|key| (1..=255).contains(&key.len()))
            .ok_or_else(|| {
            Problem::unprocessable(
                "invalid_idempotency_key",
                "an Idempotency-Key has 1 to 255 printable characters; a UUID is best",
            )
        })?;
        Ok(Self(Some(key.to_owned())))
    }
}

impl ClientKey {
    pub(crate) fn as_str(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// The key of that caller for that route, bound to what was asked. `asked` must hold no
    /// secret, because its hash is kept for good.
    pub(crate) fn of(&self, actor: Actor, route: &str, asked: &[u8]) -> Option<IdempotencyKey> {
        self.0.as_ref().map(|key| IdempotencyKey {
            actor: actor.to_string(),
            route: route.to_owned(),
            key: key.clone(),
            request_hash: Sha256::digest(asked).into(),
        })
    }
}
