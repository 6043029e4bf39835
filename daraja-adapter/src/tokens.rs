//! Keeps the token, and has one fetched at a time.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex as StdMutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use domain::time::{Clock, Timestamp, seconds_between};
use tokio::sync::Mutex;

use crate::config::Config;
use crate::http::Http;
use crate::oauth::{self, NoToken};
use crate::secret::Secret;

/// A token is not used in its last minute: a request that takes its time must not outlive it.
const MARGIN_SECONDS: i64 = 60;

/// How often the store is asked for the token that another node is fetching.
const ANOTHER_NODE_POLL: Duration = Duration::from_millis(50);

/// Safaricom's leave to call its products for an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    bearer: Secret,
    expires_at: Timestamp,
}

impl Token {
    /// A token and when it ends.
    pub fn new(bearer: Secret, expires_at: Timestamp) -> Self {
        Self { bearer, expires_at }
    }

    /// What is sent.
    pub fn bearer(&self) -> &Secret {
        &self.bearer
    }

    /// When it ends.
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }
}

/// Where tokens are kept. `account` keeps those of different apps apart and is not secret.
///
/// A store that fails forgets: whoever asks it then fetches a token, which costs one request.
#[async_trait]
pub trait TokenStore: Send + Sync {
    /// The token of that account, fresh or not.
    async fn get(&self, account: &str) -> Option<Token>;
    /// Keeps a token for that long.
    async fn put(&self, account: &str, token: &Token, keep_for: Duration);
    /// Forgets that token; another that was put since stays.
    async fn forget(&self, account: &str, token: &Token);
    /// Whether the caller is the one to fetch a token. If not, another node does it now, and the
    /// caller asks again. It holds until [`TokenStore::step_back`], or for a short time.
    async fn take_lead(&self, account: &str) -> bool;
    /// The caller has fetched, or failed to.
    async fn step_back(&self, account: &str);
}

/// Keeps tokens in this process.
#[derive(Debug, Default)]
pub struct MemoryTokens {
    by_account: StdMutex<HashMap<String, Token>>,
}

impl MemoryTokens {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn by_account(&self) -> MutexGuard<'_, HashMap<String, Token>> {
        // The map is whole whoever panicked: each change is one call.
        self.by_account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl TokenStore for MemoryTokens {
    async fn get(&self, account: &str) -> Option<Token> {
        self.by_account().get(account).cloned()
    }

    async fn put(&self, account: &str, token: &Token, _keep_for: Duration) {
        self.by_account().insert(account.to_owned(), token.clone());
    }

    async fn forget(&self, account: &str, token: &Token) {
        let mut by_account = self.by_account();
        if by_account.get(account) == Some(token) {
            by_account.remove(account);
        }
    }

    /// In one process `Tokens` itself has one fetched at a time.
    async fn take_lead(&self, _account: &str) -> bool {
        true
    }

    async fn step_back(&self, _account: &str) {}
}

/// Hands out the token.
pub(crate) struct Tokens {
    store: Arc<dyn TokenStore>,
    clock: Arc<dyn Clock>,
    account: String,
    /// Held while one is fetched; inside is why the last fetch failed, if it did.
    fetching: Mutex<Option<NoToken>>,
    /// How many fetches have ended.
    fetches: AtomicU64,
}

impl Tokens {
    pub(crate) fn new(store: Arc<dyn TokenStore>, clock: Arc<dyn Clock>, account: String) -> Self {
        Self { store, clock, account, fetching: Mutex::new(None), fetches: AtomicU64::new(0) }
    }

    /// The token at hand, or a new one.
    pub(crate) async fn current(&self, http: &Http, config: &Config) -> Result<Token, NoToken> {
        match self.usable(None).await {
            Some(token) => Ok(token),
            None => self.fetched(http, config, None).await,
        }
    }

    /// A token other than the one that Safaricom refused.
    pub(crate) async fn instead_of(
        &self,
        http: &Http,
        config: &Config,
        refused: &Token,
    ) -> Result<Token, NoToken> {
        self.fetched(http, config, Some(refused)).await
    }

    async fn fetched(
        &self,
        http: &Http,
        config: &Config,
        refused: Option<&Token>,
    ) -> Result<Token, NoToken> {
        let fetches_before = self.fetches.load(Ordering::Acquire);
        let mut last_failure = self.fetching.lock().await;
        // Someone fetched while we waited. Its failure is ours too: were each of us to try in turn,
        // the last would wait for the sum of all the timeouts.
        if self.fetches.load(Ordering::Acquire) != fetches_before
            && let Some(failure) = last_failure.as_ref()
        {
            return Err(failure.clone());
        }
        loop {
            if let Some(token) = self.usable(refused).await {
                return Ok(token);
            }
            if self.store.take_lead(&self.account).await {
                break;
            }
            tokio::time::sleep(ANOTHER_NODE_POLL).await;
        }
        if let Some(refused) = refused {
            self.store.forget(&self.account, refused).await;
        }
        let now = self.clock.now();
        let fetched = oauth::generate(http, config, now).await;
        if let Ok(token) = &fetched {
            let usable_seconds =
                seconds_between(now, token.expires_at).saturating_sub(MARGIN_SECONDS);
            if let Ok(seconds @ 1..) = u64::try_from(usable_seconds) {
                let keep_for = Duration::from_secs(seconds);
                self.store.put(&self.account, token, keep_for).await;
            }
        }
        self.store.step_back(&self.account).await;
        *last_failure = fetched.as_ref().err().cloned();
        self.fetches.fetch_add(1, Ordering::Release);
        fetched
    }

    async fn usable(&self, refused: Option<&Token>) -> Option<Token> {
        let token = self.store.get(&self.account).await?;
        let left_seconds = seconds_between(self.clock.now(), token.expires_at);
        (left_seconds > MARGIN_SECONDS && refused != Some(&token)).then_some(token)
    }
}
