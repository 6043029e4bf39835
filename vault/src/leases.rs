//! Work that falls due, shared between nodes.
//!
//! A lease is a row that says who does a piece of work until when. No lock is held meanwhile, so
//! the work may take its time and talk to others; if its holder crashes, the lease runs out and
//! another node takes it. What is done under a lease must bear being done twice: the lease makes
//! that rare, and the lane makes it harmless.

use domain::time::{Timestamp, seconds_later};
use uuid::Uuid;

use crate::Vault;
use crate::error::{VaultError, storage};

/// More than this is not taken at once; what is left stays due.
const KEYS_MAX: usize = 1_000;

/// A crashed holder's work waits for this long at most.
const TTL_SECONDS_MAX: i64 = 3600;

/// In characters; table `vault.leases` has the same limit.
const NOTE_LENGTH_MAX: usize = 500;

/// A kind of work that falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeaseKind {
    /// Asking Safaricom what became of a payment; the key is the payment's id.
    PaymentEnquiry,
    /// Ending a subscription whose time is over; the key is the subscription's id.
    SubscriptionExpiry,
    /// Asking Safaricom for a refund, or what became of it; the key is the refund's id.
    Refund,
    /// Asking Safaricom whether a report of money is true; the key is the hold's id.
    Hold,
    /// Pulling the payments of the last hours; there is one key.
    Pull,
    /// Having tax documents signed; there is one key.
    TaxSigning,
    /// Building read models again; there is one key, because one replay works at a time.
    Rebuild,
}

impl LeaseKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::PaymentEnquiry => "PAYMENT_ENQUIRY",
            Self::SubscriptionExpiry => "SUBSCRIPTION_EXPIRY",
            Self::Refund => "REFUND",
            Self::Hold => "HOLD",
            Self::Pull => "PULL",
            Self::TaxSigning => "TAX_SIGNING",
            Self::Rebuild => "REBUILD",
        }
    }
}

/// A piece of work that its holder may do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// What it is about.
    pub key: Uuid,
    /// As it was given at the last release; 0 if there was none.
    pub attempt: u32,
    /// As it was given at the last release; empty if there was none.
    pub note: String,
}

impl Vault {
    /// Takes those of the keys that are due and that nobody holds, for `ttl_seconds` (up to an
    /// hour). A key that was never seen is due at once.
    pub async fn take_leases(
        &self,
        kind: LeaseKind,
        keys: &[Uuid],
        holder: Uuid,
        now: Timestamp,
        ttl_seconds: i64,
    ) -> Result<Vec<Lease>, VaultError> {
        // Keys in order, so that two nodes that take the same ones cannot block each other.
        let taken = sqlx::query!(
            "INSERT INTO vault.leases AS lease
                 (kind, key, holder, held_until, next_at, attempt, note)
             SELECT DISTINCT $1, key, $3::uuid, $4::timestamptz, $5::timestamptz, 0, ''
             FROM unnest($2::uuid[]) AS wanted (key)
             ORDER BY key
             ON CONFLICT (kind, key) DO UPDATE
             SET holder = EXCLUDED.holder, held_until = EXCLUDED.held_until
             WHERE lease.next_at <= $5 AND (lease.held_until IS NULL OR lease.held_until <= $5)
             RETURNING key, attempt, note",
            kind.as_str(),
            &keys[..keys.len().min(KEYS_MAX)],
            holder,
            held_until(now, ttl_seconds),
            now,
        )
        .fetch_all(&self.inner.pool)
        .await
        .map_err(storage("take leases"))?;
        Ok(taken
            .into_iter()
            .map(|row| Lease {
                key: row.key,
                attempt: u32::try_from(row.attempt).expect("the column's constraint bounds it"),
                note: row.note,
            })
            .collect())
    }

    /// Gives a lease back: what was done, and when it is due again. If another node has taken it
    /// since, because it ran out, nothing changes.
    pub async fn release_lease(
        &self,
        kind: LeaseKind,
        key: Uuid,
        holder: Uuid,
        attempt: u32,
        next_at: Timestamp,
        note: &str,
    ) -> Result<(), VaultError> {
        // Postgres cannot store U+0000.
        let note: String = note.chars().filter(|c| *c != '\0').take(NOTE_LENGTH_MAX).collect();
        let released = sqlx::query!(
            "UPDATE vault.leases
             SET holder = NULL, held_until = NULL, next_at = $4, attempt = $5, note = $6
             WHERE kind = $1 AND key = $2 AND holder = $3",
            kind.as_str(),
            key,
            holder,
            next_at,
            i64::from(attempt),
            note,
        )
        .execute(&self.inner.pool)
        .await
        .map_err(storage("release a lease"))?;
        if released.rows_affected() == 0 {
            tracing::info!(?kind, %key, "a lease had run out before it was released");
        }
        Ok(())
    }

    /// Keeps a lease for `ttl_seconds` (up to an hour) from now on. False if it had run out and another
    /// node has taken it.
    pub async fn renew_lease(
        &self,
        kind: LeaseKind,
        key: Uuid,
        holder: Uuid,
        now: Timestamp,
        ttl_seconds: i64,
    ) -> Result<bool, VaultError> {
        let renewed = sqlx::query!(
            "UPDATE vault.leases SET held_until = $4 WHERE kind = $1 AND key = $2 AND holder = $3",
            kind.as_str(),
            key,
            holder,
            held_until(now, ttl_seconds),
        )
        .execute(&self.inner.pool)
        .await
        .map_err(storage("renew a lease"))?;
        Ok(renewed.rows_affected() == 1)
    }

    /// Whether a node holds it now.
    pub async fn is_leased(
        &self,
        kind: LeaseKind,
        key: Uuid,
        now: Timestamp,
    ) -> Result<bool, VaultError> {
        sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT FROM vault.leases
                              WHERE kind = $1 AND key = $2 AND held_until > $3) AS "held!""#,
            kind.as_str(),
            key,
            now,
        )
        .fetch_one(&self.inner.pool)
        .await
        .map_err(storage("read a lease"))
    }

    /// What came of the last attempt, for people; none if it was never given back, or all went well.
    pub async fn lease_note(
        &self,
        kind: LeaseKind,
        key: Uuid,
    ) -> Result<Option<String>, VaultError> {
        let note = sqlx::query_scalar!(
            "SELECT note FROM vault.leases WHERE kind = $1 AND key = $2",
            kind.as_str(),
            key,
        )
        .fetch_optional(&self.inner.pool)
        .await
        .map_err(storage("read a lease"))?;
        Ok(note.filter(|note| !note.is_empty()))
    }

    /// Makes work due now that nobody does at the moment. Work that was never taken, or is over,
    /// stays as it is.
    pub async fn hasten_lease(
        &self,
        kind: LeaseKind,
        key: Uuid,
        now: Timestamp,
    ) -> Result<(), VaultError> {
        sqlx::query!(
            "UPDATE vault.leases SET next_at = $3
             WHERE kind = $1 AND key = $2 AND holder IS NULL AND next_at > $3",
            kind.as_str(),
            key,
            now,
        )
        .execute(&self.inner.pool)
        .await
        .map_err(storage("hasten a lease"))?;
        Ok(())
    }

    /// Forgets a piece of work: there is nothing left to do about that key.
    pub async fn drop_lease(&self, kind: LeaseKind, key: Uuid) -> Result<(), VaultError> {
        sqlx::query!("DELETE FROM vault.leases WHERE kind = $1 AND key = $2", kind.as_str(), key)
            .execute(&self.inner.pool)
            .await
            .map_err(storage("drop a lease"))?;
        Ok(())
    }
}

fn held_until(now: Timestamp, ttl_seconds: i64) -> Timestamp {
    seconds_later(now, ttl_seconds.clamp(1, TTL_SECONDS_MAX))
        .expect("an hour from now is within the calendar")
}
