//! Slows down where Safaricom says that requests come too fast.
//!
//! It publishes no rate, and says so in two shapes (`500.003.02` with words about spike arrest, and
//! the gateway's own fault); in both the gateway has turned the request away, so that it may be
//! sent again, pushes too. Whoever is turned away holds back all that come after, each for a time
//! of its own, so that they do not make the next spike together.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::random;

/// How often a request is sent at most.
pub(crate) const ATTEMPTS_MAX: u32 = 3;

/// Rates that were seen in refusals are some a second, which the gateway spreads evenly.
const FIRST_HOLD: Duration = Duration::from_millis(200);

/// How often a hold is doubled at most: to some three seconds.
const DOUBLINGS_MAX: u32 = 4;

/// Nobody is held longer: a customer is looking at their phone.
const HELD_MAX: Duration = Duration::from_secs(5);

/// One product's.
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// How often in a row it was too fast.
    strikes: u32,
    /// Until when nobody is let through.
    until: Option<Instant>,
}

impl Pace {
    /// Waits for a turn. If that would take too long, says at once how long.
    pub(crate) async fn turn(&self) -> Result<(), Duration> {
        let Some((left, hold)) = self.held() else {
            return Ok(());
        };
        if left > HELD_MAX {
            return Err(left);
        }
        tokio::time::sleep(left.saturating_add(random::up_to(hold))).await;
        Ok(())
    }

    /// Safaricom said that it was too fast.
    pub(crate) fn too_fast(&self) {
        let mut state = self.state();
        let hold = hold(state.strikes);
        state.strikes = state.strikes.saturating_add(1);
        // Half of it at least, so that it is a pause whatever is drawn.
        let until = Instant::now() + hold / 2 + random::up_to(hold / 2);
        state.until = state.until.max(Some(until));
    }

    /// Safaricom let one through.
    pub(crate) fn let_through(&self) {
        *self.state() = State::default();
    }

    /// How long it still holds, and over what time those that wait are spread then.
    fn held(&self) -> Option<(Duration, Duration)> {
        let state = self.state();
        let left = state.until?.saturating_duration_since(Instant::now());
        (!left.is_zero()).then(|| (left, hold(state.strikes.saturating_sub(1))))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole whoever panicked: nothing in between can.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hold(strikes: u32) -> Duration {
    FIRST_HOLD.saturating_mul(1 << strikes.min(DOUBLINGS_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn waited(pace: &Pace) -> Duration {
        let begun = Instant::now();
        pace.turn().await.unwrap();
        begun.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn each_refusal_doubles_the_pause_up_to_a_limit() {
        let pace = Pace::default();
        assert_eq!(waited(&pace).await, Duration::ZERO);
        let mut hold = FIRST_HOLD;
        for strike in 0..10 {
            pace.too_fast();
            let waited = waited(&pace).await;
            assert!(
                waited >= hold / 2 && waited <= hold * 2 + Duration::from_millis(2),
                "{strike}"
            );
            if strike < DOUBLINGS_MAX {
                hold *= 2;
            }
        }
        pace.too_fast();
        pace.let_through();
        assert_eq!(waited(&pace).await, Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_wait_do_not_come_back_together() {
        let pace = Pace::default();
        for _ in 0..4 {
            pace.too_fast();
        }
        let mut waits = Vec::new();
        for wait in futures_of(&pace, 20).await {
            waits.push(wait);
        }
        waits.sort();
        waits.dedup();
        assert!(waits.len() > 5, "{waits:?}");
    }

    async fn futures_of(pace: &Pace, count: usize) -> Vec<Duration> {
        let mut waits = vec![];
        let begun = Instant::now();
        let mut waiting: Vec<_> = (0..count).map(|_| Box::pin(pace.turn())).collect();
        std::future::poll_fn(|context| {
            waiting.retain_mut(|turn| {
                let done = turn.as_mut().poll(context).is_ready();
                if done {
                    waits.push(begun.elapsed());
                }
                !done
            });
            if waiting.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
        waits
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_is_held_for_long() {
        let pace = Pace::default();
        pace.state().until = Some(Instant::now() + HELD_MAX + Duration::from_secs(1));
        assert_eq!(pace.turn().await, Err(HELD_MAX + Duration::from_secs(1)));
    }
}
