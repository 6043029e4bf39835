//! Safaricom's Daraja API: the only room, with the simulator, that knows how it spells things.
//!
//! [`Daraja`] is what the application sees, through the ports of `domain`. Below it, one file an
//! endpoint speaks to Safaricom through `products` (a token; another try only where the first was
//! turned away), which speaks through one HTTP client. Answers are judged by the shape of
//! their body first and by their status second; what has no known shape means that the outcome is
//! not known, never that it failed.
//!
//! Neither logs nor errors hold a token, a passkey, a phone number or a checkout request id.

mod account_balance;
mod addresses;
mod asynchronous;
mod breaker;
mod c2b;
mod c2b_urls;
mod callback;
mod config;
mod credential;
mod declined;
mod delivery;
mod endpoint;
mod envelope;
mod http;
mod json;
mod limits;
mod moment;
mod oauth;
mod pace;
mod password;
mod ports;
mod products;
mod pull;
mod qr_code;
mod random;
mod redact;
mod redis_tokens;
mod refund;
mod result_class;
mod result_code;
mod results;
mod reversal;
mod secret;
mod statement;
mod stk_push;
mod stk_query;
mod texts;
mod tokens;
mod transaction_status;

use std::fmt;
use std::sync::Arc;

use domain::time::Clock;

pub use crate::config::{
    C2bVersion, Config, ConfigError, Initiator, NotC2bVersion, NotShortCodeType, ShortCodeType,
};
pub use crate::credential::{Certificate, NotCertificate};
pub use crate::oauth::NoToken;
pub use crate::redis_tokens::RedisTokens;
pub use crate::secret::Secret;
pub use crate::statement::StatementFiles;
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

    /// Asks for a token, which shows that Safaricom takes the consumer key and secret. The error says
    /// what to do.
    pub async fn check_credentials(&self) -> Result<(), NoToken> {
        self.products.token().await.map(drop)
    }
}

impl fmt::Debug for Daraja {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Daraja").field("config", &self.products.config).finish_non_exhaustive()
    }
}
