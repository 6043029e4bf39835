//! The key of each person: made once, wrapped by the master key, destroyed when they are erased.

use std::collections::HashMap;
use std::fmt;
use std::time::Instant;

use domain::id::CustomerId;
use domain::time::Timestamp;
use uuid::Uuid;

use crate::error::{VaultError, storage};
use crate::{Vault, cipher, random};

/// Seals and opens the personal fields of one person.
#[derive(Clone)]
pub struct SubjectKey {
    subject: CustomerId,
    key: [u8; 32],
}

impl SubjectKey {
    /// Whose key it is.
    pub fn subject(&self) -> CustomerId {
        self.subject
    }

    pub(crate) fn seal(&self, plain: &[u8]) -> Vec<u8> {
        cipher::seal(&self.key, self.subject.uuid().as_bytes(), plain)
    }

    pub(crate) fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        cipher::open(&self.key, self.subject.uuid().as_bytes(), sealed)
    }
}

impl fmt::Debug for SubjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SubjectKey({}, …)", self.subject)
    }
}

/// What the vault knows of a person's key.
#[derive(Clone)]
pub(crate) enum KeyState {
    Held(SubjectKey),
    Destroyed,
}

impl Vault {
    /// The person's key, made now if they have none. Whoever asks at the same time, on whatever
    /// node, gets the same one.
    pub async fn subject_key(
        &self,
        subject: CustomerId,
        now: Timestamp,
    ) -> Result<SubjectKey, VaultError> {
        let known = match self.key_state(subject).await? {
            Some(known) => known,
            None => self.make_key(subject, now).await?,
        };
        match known {
            KeyState::Held(key) => Ok(key),
            KeyState::Destroyed => Err(VaultError::KeyDestroyed { subject }),
        }
    }

    /// Destroys the person's key: what is sealed under it can never be opened again, nor can
    /// anything more be sealed for them. Doing it twice is the same as once.
    ///
    /// This node forgets the key at once, others within seconds. The database keeps the wrapped
    /// key in dead rows until it is vacuumed, and in backups for as long as these are kept.
    pub async fn destroy_key(&self, subject: CustomerId, now: Timestamp) -> Result<(), VaultError> {
        sqlx::query!(
            "INSERT INTO vault.customer_keys AS known (subject, wrapped, made_at, destroyed_at)
             VALUES ($1, NULL, $2, $2)
             ON CONFLICT (subject) DO UPDATE
             SET wrapped = NULL, destroyed_at = coalesce(known.destroyed_at, $2)",
            subject.uuid(),
            now,
        )
        .execute(&self.inner.pool)
        .await
        .map_err(storage("destroy a customer's key"))?;
        self.inner.customer_keys.put(subject, KeyState::Destroyed, Instant::now());
        Ok(())
    }

    /// What is known of these people's keys, in at most one statement; nothing of those who have
    /// none.
    pub(crate) async fn key_states(
        &self,
        subjects: impl IntoIterator<Item = CustomerId>,
    ) -> Result<HashMap<CustomerId, KeyState>, VaultError> {
        let mut states = HashMap::new();
        let mut unknown: Vec<Uuid> = Vec::new();
        let read_at = Instant::now();
        for subject in subjects {
            match self.inner.customer_keys.get(subject, read_at) {
                Some(state) => drop(states.insert(subject, state)),
                None => unknown.push(subject.uuid()),
            }
        }
        if unknown.is_empty() {
            return Ok(states);
        }
        unknown.sort_unstable();
        unknown.dedup();
        let rows = sqlx::query!(
            "SELECT subject, wrapped FROM vault.customer_keys WHERE subject = ANY ($1)",
            &unknown,
        )
        .fetch_all(&self.inner.pool)
        .await
        .map_err(storage("read customers' keys"))?;
        for row in rows {
            let subject = CustomerId::new(row.subject);
            let state = self.unwrap_key(subject, row.wrapped.as_deref())?;
            self.inner.customer_keys.put(subject, state.clone(), read_at);
            states.insert(subject, state);
        }
        Ok(states)
    }

    async fn key_state(&self, subject: CustomerId) -> Result<Option<KeyState>, VaultError> {
        Ok(self.key_states([subject]).await?.remove(&subject))
    }

    /// Offers a new key, and takes the one that stands in the table afterwards: another node may
    /// have been faster.
    async fn make_key(&self, subject: CustomerId, now: Timestamp) -> Result<KeyState, VaultError> {
        let key: [u8; 32] = random::bytes();
        let wrapped = cipher::seal(&self.inner.wrapping, subject.uuid().as_bytes(), &key);
        sqlx::query!(
            "INSERT INTO vault.customer_keys (subject, wrapped, made_at) VALUES ($1, $2, $3)
             ON CONFLICT (subject) DO NOTHING",
            subject.uuid(),
            wrapped,
            now,
        )
        .execute(&self.inner.pool)
        .await
        .map_err(storage("make a customer's key"))?;
        self.key_state(subject).await?.ok_or(VaultError::KeyMissing { subject })
    }

    fn unwrap_key(
        &self,
        subject: CustomerId,
        wrapped: Option<&[u8]>,
    ) -> Result<KeyState, VaultError> {
        let Some(wrapped) = wrapped else { return Ok(KeyState::Destroyed) };
        cipher::open(&self.inner.wrapping, subject.uuid().as_bytes(), wrapped)
            .and_then(|key| key.try_into().ok())
            .map(|key| KeyState::Held(SubjectKey { subject, key }))
            .ok_or(VaultError::KeyAltered { subject })
    }
}
