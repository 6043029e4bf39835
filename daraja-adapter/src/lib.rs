//! Safaricom's Daraja API: the only room, with the simulator, that knows how it spells things.
//!
//! [`Daraja`] is what the application sees, through the ports of `domain`. Below it, one file an
//! endpoint speaks to Safaricom through `products` (a token, one retry where the token was
//! refused, nothing else), which speaks through one HTTP client. Answers are judged by the shape of
//! their body first and by their status second; what has no known shape means that the outcome is
//! not known, never that it failed.
//!
//! Neither logs nor errors hold a token, a passkey, a phone number or a checkout request id.

mod addresses;
mod c2b;
mod c2b_urls;
mod callback;
mod config;
mod declined;
mod delivery;
mod endpoint;
mod envelope;
mod http;
mod json;
mod moment;
mod oauth;
mod password;
mod products;
mod redact;
mod redis_tokens;
mod result_code;
mod secret;
mod stk_push;
mod stk_query;
mod texts;
mod tokens;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use domain::c2b::{C2bAddresses, C2bNotice, Registered, Verdict};
use domain::outcome::QueryAnswer;
use domain::personal::CheckoutRequestId;
use domain::ports::{C2b, CallbackContent, Stk, StkRequest, StkSent, Unreadable};
use domain::time::Clock;

pub use crate::config::{
    C2bVersion, Config, ConfigError, NotC2bVersion, NotShortCodeType, ShortCodeType,
};
pub use crate::redis_tokens::RedisTokens;
pub use crate::secret::Secret;
pub use crate::stk_push::rejection;
pub use crate::tokens::{MemoryTokens, Token, TokenStore};

use crate::products::Products;

/// A merchant's way to Safaricom.
pub struct Daraja {
    products: Products,
    clock: Arc<dyn Clock>,
}

impl Daraja {
    /// Checks the configuration and makes the client. Nothing is sent yet.
    pub fn new(
        config: Config,
        clock: Arc<dyn Clock>,
        token_store: Arc<dyn TokenStore>,
    ) -> Result<Self, ConfigError> {
        let products = Products::new(config, Arc::clone(&clock), token_store)?;
        Ok(Self { products, clock })
    }
}

impl fmt::Debug for Daraja {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Daraja").field("config", &self.products.config).finish_non_exhaustive()
    }
}

#[async_trait]
impl Stk for Daraja {
    #[tracing::instrument(skip_all, fields(account_reference = %request.account_reference))]
    async fn push(&self, request: &StkRequest) -> StkSent {
        stk_push::push(&self.products, request, self.clock.now()).await
    }

    #[tracing::instrument(skip_all)]
    async fn query(&self, checkout_request_id: &CheckoutRequestId) -> QueryAnswer {
        stk_query::query(&self.products, checkout_request_id, self.clock.now()).await
    }

    fn decode_callback(&self, body: &[u8]) -> Result<CallbackContent, Unreadable> {
        callback::decode(body)
    }
}

#[async_trait]
impl C2b for Daraja {
    fn decode_c2b(&self, body: &[u8]) -> Result<C2bNotice, Unreadable> {
        c2b::decode(body)
    }

    fn validation_answer(&self, verdict: Verdict) -> String {
        c2b::answer(verdict)
    }

    #[tracing::instrument(skip_all)]
    async fn register_c2b(&self, addresses: &C2bAddresses) -> Registered {
        c2b_urls::register(&self.products, addresses).await
    }
}
