//! Refresh tokens, in families: one for each sign-in, of which only the newest token is good.
//!
//! A token is used once. If a used one is shown again, two parties have it, and nobody can tell
//! which is the thief: the family ends, and the user signs in again.
//!
//! An answer can be lost, though, and then the holder has a used token only. So a rotation may bear
//! a key of the holder's, of which the next token is made: asked again under the same key, the same
//! token is given again, as long as it was not used (ADR 25).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::UserId;
use domain::time::{Timestamp, seconds_later};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use crate::cipher::keyed_hash;
use crate::error::{VaultError, storage};
use crate::{Vault, random};

/// A device that was away for longer signs in again.
const IDLE_SECONDS_MAX: i64 = 30 * 24 * 3600;

/// However often its token was rotated, a sign-in does not last longer than this.
const FAMILY_SECONDS_MAX: i64 = 90 * 24 * 3600;

/// How many families of anybody that have expired a sign-in clears away.
const CLEARED_AT_ONCE: i64 = 20;

/// A new refresh token, to be given to its holder. The vault keeps only a hash.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken(String);

impl RefreshToken {
    fn generate() -> Self {
        Self::of(random::bytes())
    }

    fn of(bytes: [u8; 32]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The token as its holder shows it: 43 characters that are safe in an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshToken(…)")
    }
}

/// A token that was good, and the one that takes its place.
#[derive(Debug, Clone)]
pub struct Rotated {
    /// Whose it is.
    pub user: UserId,
    /// The new token.
    pub token: RefreshToken,
}

/// Why a refresh token was not taken.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// Never given out, or its family has ended.
    #[error("this session is not known or has ended; sign in again")]
    Unknown,
    /// Not used for too long, or signed in too long ago.
    #[error("this session has expired; sign in again")]
    Expired,
    /// Used before; its family has been ended.
    #[error("this session was used from two places and has been ended; sign in again")]
    Reused,
    /// The vault failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

fn hash_of(token: &str) -> Vec<u8> {
    // Nobody can guess the token, so that a plain hash of it cannot be guessed back.
    Sha256::digest(token.as_bytes()).to_vec()
}

/// When a token made now expires, in a family begun then.
fn expiry(begun_at: Timestamp, now: Timestamp) -> Timestamp {
    let ends = "a date some weeks from now is within the calendar";
    let idle = seconds_later(now, IDLE_SECONDS_MAX).expect(ends);
    let latest = seconds_later(begun_at, FAMILY_SECONDS_MAX).expect(ends);
    idle.min(latest)
}

impl Vault {
    /// Begins a family for a user who has just signed in.
    pub async fn begin_family(
        &self,
        user: UserId,
        now: Timestamp,
    ) -> Result<RefreshToken, VaultError> {
        self.clear_expired_families(now).await?;
        let token = RefreshToken::generate();
        sqlx::query!(
            "WITH family AS (
                 INSERT INTO vault.refresh_families (user_id, begun_at, expires_at)
                 VALUES ($1, $2, $3) RETURNING id
             )
             INSERT INTO vault.refresh_tokens (token_hash, family_id, made_at)
             SELECT $4, id, $2 FROM family",
            user.uuid(),
            now,
            expiry(now, now),
            hash_of(token.as_str()),
        )
        .execute(&self.inner.pool)
        .await
        .map_err(storage("begin a session"))?;
        Ok(token)
    }

    /// Takes a token that was not used before, and gives the next of its family. Under the same
    /// `key` it gives the same again until that is used; without one it never does.
    pub async fn rotate(
        &self,
        presented: &str,
        key: Option<&str>,
        now: Timestamp,
    ) -> Result<Rotated, RefreshError> {
        let doing = "rotate a refresh token";
        let token = match key {
            Some(key) => self.token_after(presented, key),
            None => RefreshToken::generate(),
        };
        let next = hash_of(token.as_str());
        let presented = hash_of(presented);
        let mut tx = self.inner.pool.begin().await.map_err(storage(doing))?;
        // Whoever changes a family locks its row first, so that they take turns: a rotation that
        // locked its token first could block, and be blocked by, one who ends the family.
        let family = sqlx::query!(
            "SELECT id, user_id, begun_at, expires_at FROM vault.refresh_families
             WHERE id = (SELECT family_id FROM vault.refresh_tokens WHERE token_hash = $1)
             FOR UPDATE",
            presented,
        )
        .fetch_optional(&mut *tx)
        .await
        .map_err(storage(doing))?
        .ok_or(RefreshError::Unknown)?;
        if family.expires_at <= now {
            return Err(RefreshError::Expired);
        }
        let user = UserId::new(family.user_id);

        let used = sqlx::query!(
            "UPDATE vault.refresh_tokens SET used_at = $2
             WHERE token_hash = $1 AND used_at IS NULL",
            presented,
            now,
        )
        .execute(&mut *tx)
        .await
        .map_err(storage(doing))?;
        if used.rows_affected() == 0 {
            if is_unused(&mut tx, family.id, &next).await.map_err(storage(doing))? {
                return Ok(Rotated { user, token });
            }
            sqlx::query!("DELETE FROM vault.refresh_families WHERE id = $1", family.id)
                .execute(&mut *tx)
                .await
                .map_err(storage(doing))?;
            tx.commit().await.map_err(storage(doing))?;
            tracing::warn!(%user, "a used refresh token was shown again: its session is ended");
            return Err(RefreshError::Reused);
        }

        sqlx::query!(
            "WITH family AS (
                 UPDATE vault.refresh_families SET expires_at = $2 WHERE id = $1 RETURNING id
             )
             INSERT INTO vault.refresh_tokens (token_hash, family_id, made_at)
             SELECT $3, id, $4 FROM family",
            family.id,
            expiry(family.begun_at, now),
            next,
            now,
        )
        .execute(&mut *tx)
        .await
        .map_err(storage(doing))?;
        tx.commit().await.map_err(storage(doing))?;
        Ok(Rotated { user, token })
    }

    /// The token that follows under that key. Only who knows both, and this vault's key, can tell.
    fn token_after(&self, presented: &str, key: &str) -> RefreshToken {
        let presented = hash_of(presented);
        RefreshToken::of(keyed_hash(&self.inner.refreshing, &[&presented, key.as_bytes()]))
    }

    /// Ends the family of a token, used or not: its holder signs out. A token that nobody knows
    /// is signed out already.
    pub async fn end_family(&self, presented: &str) -> Result<(), VaultError> {
        sqlx::query!(
            "DELETE FROM vault.refresh_families
             WHERE id = (SELECT family_id FROM vault.refresh_tokens WHERE token_hash = $1)",
            hash_of(presented),
        )
        .execute(&self.inner.pool)
        .await
        .map_err(storage("end a session"))?;
        Ok(())
    }

    /// Ends every family of a user, as when they are disabled or their password is changed.
    pub async fn end_families_of(&self, user: UserId) -> Result<(), VaultError> {
        sqlx::query!("DELETE FROM vault.refresh_families WHERE user_id = $1", user.uuid())
            .execute(&self.inner.pool)
            .await
            .map_err(storage("end a user's sessions"))?;
        Ok(())
    }

    /// Keeps the tables from growing for ever: each sign-in adds one family, and clears several.
    async fn clear_expired_families(&self, now: Timestamp) -> Result<(), VaultError> {
        sqlx::query!(
            "DELETE FROM vault.refresh_families WHERE id IN (
                 SELECT id FROM vault.refresh_families WHERE expires_at <= $1
                 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
             )",
            now,
            CLEARED_AT_ONCE,
        )
        .execute(&self.inner.pool)
        .await
        .map_err(storage("clear expired sessions"))?;
        Ok(())
    }
}

/// Whether a token was given in that family, and not used yet.
async fn is_unused(
    connection: &mut PgConnection,
    family: i64,
    token_hash: &[u8],
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT FROM vault.refresh_tokens
               WHERE family_id = $1 AND token_hash = $2 AND used_at IS NULL
           ) AS "is_unused!""#,
        family,
        token_hash,
    )
    .fetch_one(connection)
    .await
}
