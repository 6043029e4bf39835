//! Who has asked too often: counted in process, or in Redis for all nodes together.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::time::Clock;
use redis::aio::ConnectionManager;

/// Asked too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many attempts; try again in {retry_after_seconds} seconds")]
pub struct TooMany {
    /// When it is worth trying again.
    pub retry_after_seconds: u64,
}

/// How many keys are counted in process. Past it the oldest windows are dropped, so that an
/// attacker with many addresses costs memory only up to here.
const KEYS_MAX: usize = 100_000;

/// Counts attempts in fixed windows.
#[derive(Clone)]
pub struct Limits {
    clock: Arc<dyn Clock>,
    windows: Arc<Mutex<HashMap<String, Window>>>,
    redis: Option<ConnectionManager>,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    ends_at_ms: i64,
    count: u32,
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limits").field("redis", &self.redis.is_some()).finish_non_exhaustive()
    }
}

impl Limits {
    /// Counts in this process alone.
    pub fn in_process(clock: Arc<dyn Clock>) -> Self {
        Self { clock, windows: Arc::default(), redis: None }
    }

    /// Counts in Redis, and in process while Redis is out of reach.
    pub fn shared(clock: Arc<dyn Clock>, redis: ConnectionManager) -> Self {
        Self { clock, windows: Arc::default(), redis: Some(redis) }
    }

    /// Counts one attempt under `key`; at most `max` are let through in each window.
    pub async fn check(&self, key: &str, max: u32, window: Duration) -> Result<(), TooMany> {
        if let Some(redis) = &self.redis {
            match count_in_redis(redis.clone(), key, window).await {
                Ok((count, left_ms)) => return judge(count, max, left_ms),
                Err(error) => {
                    tracing::warn!(%error, "Redis is out of reach; attempts are counted in process");
                }
            }
        }
        let (count, left_ms) = self.count_in_process(key, window);
        judge(count, max, left_ms)
    }

    /// Begins to count anew under `key`. Where Redis is out of reach, its window runs on.
    pub async fn forget(&self, key: &str) {
        if let Some(redis) = &self.redis
            && let Err(error) = forget_in_redis(redis.clone(), key).await
        {
            tracing::warn!(%error, "Redis is out of reach; attempts stay counted there");
        }
        self.windows.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    fn count_in_process(&self, key: &str, window: Duration) -> (u32, i64) {
        let now_ms = self.clock.now().timestamp_millis();
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= KEYS_MAX {
            windows.retain(|_, window| window.ends_at_ms > now_ms);
            if windows.len() >= KEYS_MAX {
                windows.clear();
            }
        }
        let length_ms = i64::try_from(window.as_millis()).unwrap_or(i64::MAX);
        let fresh = Window { ends_at_ms: now_ms.saturating_add(length_ms), count: 0 };
        let counted = windows.entry(key.to_owned()).or_insert(fresh);
        if counted.ends_at_ms <= now_ms {
            *counted = fresh;
        }
        counted.count = counted.count.saturating_add(1);
        (counted.count, counted.ends_at_ms - now_ms)
    }
}

fn judge(count: u32, max: u32, left_ms: i64) -> Result<(), TooMany> {
    if count <= max {
        return Ok(());
    }
    let retry_after_seconds = u64::try_from(left_ms).unwrap_or(0).div_ceil(1_000).max(1);
    Err(TooMany { retry_after_seconds })
}

/// Counts and, for the first of a window, sets when it ends, in one step, so that no counter is
/// left without an end.
const COUNT: &str = "
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}";

async fn count_in_redis(
    mut redis: ConnectionManager,
    key: &str,
    window: Duration,
) -> Result<(u32, i64), redis::RedisError> {
    redis::Script::new(COUNT)
        .key(redis_key(key))
        .arg(u64::try_from(window.as_millis()).unwrap_or(u64::MAX))
        .invoke_async(&mut redis)
        .await
}

async fn forget_in_redis(mut redis: ConnectionManager, key: &str) -> Result<(), redis::RedisError> {
    redis::cmd("DEL").arg(redis_key(key)).query_async(&mut redis).await
}

fn redis_key(key: &str) -> String {
    format!("daftari:limit:{key}")
}
