//! Waiting on a condition, never for a fixed time.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Short against what tests wait for, long against a look at a database.
const POLL: Duration = Duration::from_millis(10);

/// Looks again and again until `look` finds something, and returns it.
///
/// # Panics
/// If it finds nothing within `timeout`: the message says `what` was waited for.
pub async fn wait_until<T>(
    what: &str,
    timeout: Duration,
    mut look: impl AsyncFnMut() -> Option<T>,
) -> T {
    let deadline = Instant::now() + timeout;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "waited {timeout:?} in vain for {what}");
        sleep(POLL).await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::wait_until;

    #[tokio::test]
    async fn it_looks_until_there_is_something() {
        let mut looks = 0;
        let found = wait_until("the third look", Duration::from_mins(1), async || {
            looks += 1;
            (looks == 3).then_some("here")
        });
        assert_eq!(found.await, "here");
        assert_eq!(looks, 3);
    }

    #[tokio::test]
    #[should_panic(expected = "in vain for a miracle")]
    async fn it_says_what_did_not_happen() {
        wait_until("a miracle", Duration::ZERO, async || None::<()>).await;
    }
}
