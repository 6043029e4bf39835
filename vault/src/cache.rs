//! Customers' keys in memory, few and not for long.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use domain::id::CustomerId;

use crate::customer_keys::KeyState;

/// Enough for the people of a busy minute; a key with its entry takes about a hundred bytes.
const KEYS_MAX: usize = 10_000;

/// How long a key that another node has destroyed may still be used on this one.
const AGE_MAX: Duration = Duration::from_secs(30);

/// Keys by person, each with the moment it was read from the database.
#[derive(Default)]
pub(crate) struct KeyCache {
    keys: Mutex<HashMap<CustomerId, (KeyState, Instant)>>,
}

impl KeyCache {
    /// The key, unless it is unknown or too old.
    pub(crate) fn get(&self, subject: CustomerId, at: Instant) -> Option<KeyState> {
        let keys = self.lock();
        let (state, read_at) = keys.get(&subject)?;
        is_fresh(*read_at, at).then(|| state.clone())
    }

    /// Remembers a key that was read from the database.
    pub(crate) fn put(&self, subject: CustomerId, state: KeyState, at: Instant) {
        let mut keys = self.lock();
        if keys.len() >= KEYS_MAX {
            keys.retain(|_, (_, read_at)| is_fresh(*read_at, at));
        }
        if keys.len() >= KEYS_MAX {
            keys.clear();
        }
        keys.insert(subject, (state, at));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<CustomerId, (KeyState, Instant)>> {
        self.keys.lock().expect("nothing panics while it holds this lock")
    }
}

fn is_fresh(read_at: Instant, at: Instant) -> bool {
    at.saturating_duration_since(read_at) < AGE_MAX
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn subject(number: usize) -> CustomerId {
        CustomerId::new(Uuid::from_u128(number as u128))
    }

    #[test]
    fn a_key_is_forgotten_when_it_is_too_old() {
        let cache = KeyCache::default();
        let start = Instant::now();
        cache.put(subject(1), KeyState::Destroyed, start);
        assert!(cache.get(subject(1), start + AGE_MAX / 2).is_some());
        assert!(cache.get(subject(1), start + AGE_MAX).is_none());
        assert!(cache.get(subject(2), start).is_none());
    }

    #[test]
    fn it_never_holds_more_than_its_limit() {
        let cache = KeyCache::default();
        let start = Instant::now();
        for number in 0..KEYS_MAX + 5 {
            cache.put(subject(number), KeyState::Destroyed, start);
            assert!(cache.lock().len() <= KEYS_MAX);
        }
        assert!(cache.get(subject(KEYS_MAX + 4), start).is_some());
    }

    #[test]
    fn a_full_cache_keeps_what_is_fresh() {
        let cache = KeyCache::default();
        let start = Instant::now();
        for number in 0..KEYS_MAX - 1 {
            cache.put(subject(number), KeyState::Destroyed, start);
        }
        cache.put(subject(KEYS_MAX), KeyState::Destroyed, start + AGE_MAX / 2);
        cache.put(subject(KEYS_MAX + 1), KeyState::Destroyed, start + AGE_MAX);
        assert!(cache.get(subject(KEYS_MAX), start + AGE_MAX).is_some());
        assert_eq!(cache.lock().len(), 2);
    }
}
