//! What events must not hold: keys, credentials, refresh tokens, and who does which work now.
//!
//! Plain tables in the schema `vault`, never rebuilt from events, and the cryptography of personal
//! fields. Everything secret here comes from one master key, kept in the configuration and never
//! in the database: a copy of the database alone opens nothing.

mod cache;
mod callback;
mod cipher;
mod credentials;
mod customer_keys;
mod delivery;
mod error;
mod leases;
mod master;
mod password;
mod personal;
mod random;
mod rebuilds;
mod refresh;
mod results;
mod statements;

use std::fmt;
use std::sync::Arc;

use domain::time::Timestamp;
use sqlx::PgPool;
use subtle::ConstantTimeEq;

pub use credentials::Logins;
pub use customer_keys::SubjectKey;
pub use error::VaultError;
pub use leases::{Lease, LeaseKind};
pub use master::{MasterKey, NotMasterKey};
pub use password::{NotPassword, Password};
pub use rebuilds::{AskedRebuild, RebuildEnd};
pub use refresh::{RefreshError, RefreshToken, Rotated};
pub use statements::StatementFile;

use cache::KeyCache;
use callback::{C2bSecrets, CallbackKeys};
use error::storage;
use password::PasswordWork;
use results::ResultKeys;

/// The vault of one database. A clone shares its pool, keys and cache.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

struct Inner {
    pool: PgPool,
    /// Wraps the customers' keys.
    wrapping: [u8; 32],
    /// Makes the hashes by which personal values are looked up and claimed.
    look_up: [u8; 32],
    deliveries: [u8; 32],
    statements: [u8; 32],
    token_signing: [u8; 32],
    /// Makes the refresh token that follows from another one.
    refreshing: [u8; 32],
    tree_heads: [u8; 32],
    callback: CallbackKeys,
    c2b: C2bSecrets,
    results: ResultKeys,
    customer_keys: KeyCache,
    passwords: PasswordWork,
}

impl Vault {
    /// Opens the vault of that database. The first master key that it is opened with is the only
    /// one that opens it afterwards.
    pub async fn open(
        pool: PgPool,
        master: &MasterKey,
        now: Timestamp,
    ) -> Result<Self, VaultError> {
        check_master_key(&pool, master, now).await?;
        let inner = Inner {
            wrapping: master.subkey("customer keys"),
            look_up: master.subkey("look-up"),
            deliveries: master.subkey("deliveries"),
            statements: master.subkey("statement files"),
            tree_heads: master.subkey("tree heads"),
            token_signing: master.subkey("access tokens"),
            refreshing: master.subkey("refresh tokens"),
            callback: CallbackKeys::derive(master),
            c2b: C2bSecrets::derive(master),
            results: ResultKeys::derive(master),
            customer_keys: KeyCache::default(),
            passwords: PasswordWork::new(),
            pool,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The secret ed25519 key that signs heads of the tree over the events.
    pub fn tree_head_seed(&self) -> [u8; 32] {
        self.inner.tree_heads
    }

    /// The key that signs access tokens.
    pub fn token_signing_key(&self) -> [u8; 32] {
        self.inner.token_signing
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(…)")
    }
}

/// Remembers which master key is in use, or refuses another. Without this a wrong key would show
/// only later, as values that cannot be opened and customers who cannot be found.
async fn check_master_key(
    pool: &PgPool,
    master: &MasterKey,
    now: Timestamp,
) -> Result<(), VaultError> {
    let ours = master.subkey("check");
    sqlx::query!(
        "INSERT INTO vault.master_check (check_value, made_at) VALUES ($1, $2)
         ON CONFLICT DO NOTHING",
        &ours[..],
        now,
    )
    .execute(pool)
    .await
    .map_err(storage("remember its master key"))?;
    let stored = sqlx::query_scalar!("SELECT check_value FROM vault.master_check")
        .fetch_one(pool)
        .await
        .map_err(storage("check its master key"))?;
    if bool::from(stored.ct_eq(&ours)) { Ok(()) } else { Err(VaultError::OtherMasterKey) }
}
