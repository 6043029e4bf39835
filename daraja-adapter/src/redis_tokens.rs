//! Shares the token between nodes through Redis.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use domain::time::Timestamp;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{AsyncCommands, Client, RedisError, RedisResult, Script};
use serde::{Deserialize, Serialize};

use crate::config::ConfigError;
use crate::http::ASK_TIMEOUT;
use crate::secret::Secret;
use crate::tokens::{MemoryTokens, Token, TokenStore};

/// Redis answers in well under a millisecond; a push must not wait for one that hangs.
const REDIS_TIMEOUT: Duration = Duration::from_millis(500);

/// How long one node may be fetching before another does: longer than fetching can take.
const LEAD_FOR: Duration = ASK_TIMEOUT.saturating_add(Duration::from_secs(5));

/// Deletes a key if it still has that value.
const DELETE_IF_SAME: &str = r"
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0";

/// Keeps tokens in Redis, so that nodes share one: Safaricom says that a new token ends the one
/// before it. While Redis cannot be used, each node keeps its own.
pub struct RedisTokens {
    redis: ConnectionManager,
    delete_if_same: Script,
    memory: MemoryTokens,
    /// Whether Redis failed last time, so that its going and coming are each logged once.
    failing: AtomicBool,
}

/// A token as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    bearer: String,
    expires_at: Timestamp,
}

impl RedisTokens {
    /// Connects when it is first asked, within a Tokio runtime. A Redis that is down is no error
    /// here; an address that is none is.
    pub fn connect(url: &str) -> Result<Self, ConfigError> {
        let client = Client::open(url).map_err(ConfigError::Redis)?;
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(REDIS_TIMEOUT))
            .set_response_timeout(Some(REDIS_TIMEOUT));
        let redis =
            ConnectionManager::new_lazy_with_config(client, config).map_err(ConfigError::Redis)?;
        Ok(Self {
            redis,
            delete_if_same: Script::new(DELETE_IF_SAME),
            memory: MemoryTokens::new(),
            failing: AtomicBool::new(false),
        })
    }

    fn noted<T>(&self, answer: RedisResult<T>) -> Result<T, RedisError> {
        let failed_before = self.failing.swap(answer.is_err(), Ordering::Relaxed);
        match &answer {
            Err(error) if !failed_before => {
                // The kind only: the text may repeat what was sent.
                tracing::warn!(kind = ?error.kind(), "Redis fails; this node keeps Daraja's token to itself");
            }
            Ok(_) if failed_before => {
                tracing::info!("Redis is back; Daraja's token is shared again");
            }
            Err(_) | Ok(_) => {}
        }
        answer
    }
}

impl fmt::Debug for RedisTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedisTokens")
    }
}

fn token_key(account: &str) -> String {
    format!("daftari:daraja:token:{account}")
}

fn lead_key(account: &str) -> String {
    format!("daftari:daraja:fetching:{account}")
}

fn encode(token: &Token) -> String {
    let kept = Kept { bearer: token.bearer().expose().to_owned(), expires_at: token.expires_at() };
    serde_json::to_string(&kept).expect("a text and a moment are always JSON")
}

fn decode(text: &str) -> Option<Token> {
    let kept: Kept = serde_json::from_str(text).ok()?;
    Some(Token::new(Secret::from(kept.bearer), kept.expires_at))
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[async_trait]
impl TokenStore for RedisTokens {
    async fn get(&self, account: &str) -> Option<Token> {
        let answer: RedisResult<Option<String>> = self.redis.clone().get(token_key(account)).await;
        match self.noted(answer) {
            Ok(text) => decode(&text?),
            Err(_) => self.memory.get(account).await,
        }
    }

    async fn put(&self, account: &str, token: &Token, keep_for: Duration) {
        self.memory.put(account, token, keep_for).await;
        let answer: RedisResult<()> = self
            .redis
            .clone()
            .pset_ex(token_key(account), encode(token), milliseconds(keep_for))
            .await;
        // The token is kept in memory too, so nothing is lost.
        let _ = self.noted(answer);
    }

    async fn forget(&self, account: &str, token: &Token) {
        self.memory.forget(account, token).await;
        let answer: RedisResult<u64> = self
            .delete_if_same
            .key(token_key(account))
            .arg(encode(token))
            .invoke_async(&mut self.redis.clone())
            .await;
        // A token that is still there is refused again, and forgotten then.
        let _ = self.noted(answer);
    }

    async fn take_lead(&self, account: &str) -> bool {
        let answer: RedisResult<Option<String>> = redis::cmd("SET")
            .arg(lead_key(account))
            .arg(1)
            .arg("NX")
            .arg("PX")
            .arg(milliseconds(LEAD_FOR))
            .query_async(&mut self.redis.clone())
            .await;
        match self.noted(answer) {
            Ok(taken) => taken.is_some(),
            Err(_) => true,
        }
    }

    async fn step_back(&self, account: &str) {
        let answer: RedisResult<u64> = self.redis.clone().del(lead_key(account)).await;
        // Else it ends by itself.
        let _ = self.noted(answer);
    }
}
