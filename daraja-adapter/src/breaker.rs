//! Leaves a product alone that does not answer, so that nobody waits for what will not come.
//!
//! Each time it could not be reached or broke down counts, and any real answer, yes or no, forgets
//! what was counted. After some in a row it is not asked for a while: whoever would ask is told so
//! at once, before anything was sent. Then one call tries it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::ports::CircuitState;
use tokio::time::Instant;

/// So many failures in a row are no accident, and few enough that a worker of pushes stops before
/// it has filled a minute with waiting.
const FAILURES_MAX: u32 = 5;

/// How long it is left alone.
const LEFT_ALONE: Duration = Duration::from_secs(30);

/// What those are told who come while it is tried; a trial takes about that long.
const TRIAL: Duration = Duration::from_secs(1);

/// One product's.
#[derive(Debug, Default)]
pub(crate) struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// In a row.
    failures: u32,
    /// Since when it is left alone, this time.
    opened_at: Option<Instant>,
    /// Since when it has not answered well: trials that failed change nothing of it.
    troubled_since: Option<Instant>,
    /// Whether one call tries it.
    on_trial: bool,
}

/// Leave for one call. If the caller goes away, it tells nothing.
pub(crate) struct Permit<'a> {
    breaker: &'a Breaker,
    is_trial: bool,
}

/// What a call brought about, for whoever watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    Opened,
    Closed,
    Same,
}

impl Breaker {
    /// Leave to call, or for how long there is none.
    pub(crate) fn admit(&self) -> Result<Permit<'_>, Duration> {
        let mut state = self.state();
        let is_trial = match state.standing() {
            CircuitState::Closed => false,
            CircuitState::Open { retry_after } => return Err(retry_after),
            CircuitState::HalfOpen if state.on_trial => return Err(TRIAL),
            CircuitState::HalfOpen => true,
        };
        state.on_trial = is_trial;
        Ok(Permit { breaker: self, is_trial })
    }

    /// How it stands, and how many failures in a row there were.
    pub(crate) fn standing(&self) -> (CircuitState, u32) {
        let state = self.state();
        (state.standing(), state.failures)
    }

    /// For how long it has been left alone or tried without an answer.
    pub(crate) fn troubled_for(&self) -> Option<Duration> {
        self.state().troubled_since.map(|since| since.elapsed())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole whoever panicked: nothing in between can.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn standing(&self) -> CircuitState {
        let Some(opened_at) = self.opened_at else {
            return CircuitState::Closed;
        };
        match LEFT_ALONE.saturating_sub(opened_at.elapsed()) {
            Duration::ZERO => CircuitState::HalfOpen,
            retry_after => CircuitState::Open { retry_after },
        }
    }
}

impl Permit<'_> {
    /// It answered.
    pub(crate) fn answered(self) -> Turn {
        let mut state = self.breaker.state();
        state.failures = 0;
        state.troubled_since = None;
        match state.opened_at.take() {
            Some(_) => Turn::Closed,
            None => Turn::Same,
        }
    }

    /// It could not be reached, or broke down.
    pub(crate) fn failed(self) -> Turn {
        let mut state = self.breaker.state();
        state.failures = state.failures.saturating_add(1);
        // A call that began before it was left alone adds nothing to what is known.
        let opens = self.is_trial || state.opened_at.is_none() && state.failures >= FAILURES_MAX;
        if !opens {
            return Turn::Same;
        }
        let now = Instant::now();
        state.opened_at = Some(now);
        state.troubled_since.get_or_insert(now);
        Turn::Opened
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if self.is_trial {
            self.breaker.state().on_trial = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail(breaker: &Breaker, times: u32) {
        for _ in 0..times {
            breaker.admit().ok().unwrap().failed();
        }
    }

    fn refused_for(breaker: &Breaker) -> Option<Duration> {
        breaker.admit().err()
    }

    #[tokio::test(start_paused = true)]
    async fn failures_in_a_row_open_it_and_an_answer_between_them_does_not() {
        let breaker = Breaker::default();
        fail(&breaker, FAILURES_MAX - 1);
        assert_eq!(breaker.admit().ok().unwrap().answered(), Turn::Same);
        fail(&breaker, FAILURES_MAX - 1);
        assert_eq!(breaker.standing(), (CircuitState::Closed, FAILURES_MAX - 1));
        assert_eq!(breaker.admit().ok().unwrap().failed(), Turn::Opened);
        assert_eq!(refused_for(&breaker), Some(LEFT_ALONE));
        tokio::time::advance(Duration::from_secs(10)).await;
        let retry_after = Duration::from_secs(20);
        assert_eq!(breaker.standing(), (CircuitState::Open { retry_after }, FAILURES_MAX));
    }

    #[tokio::test(start_paused = true)]
    async fn one_call_tries_it_and_decides() {
        let breaker = Breaker::default();
        fail(&breaker, FAILURES_MAX);
        tokio::time::advance(LEFT_ALONE).await;
        assert_eq!(breaker.standing().0, CircuitState::HalfOpen);
        let trial = breaker.admit().ok().unwrap();
        assert_eq!(refused_for(&breaker), Some(TRIAL));
        assert_eq!(trial.failed(), Turn::Opened);
        assert_eq!(refused_for(&breaker), Some(LEFT_ALONE));
        tokio::time::advance(LEFT_ALONE).await;
        assert_eq!(breaker.troubled_for(), Some(LEFT_ALONE * 2), "the trial was no good answer");
        assert_eq!(breaker.admit().ok().unwrap().answered(), Turn::Closed);
        assert_eq!(breaker.standing(), (CircuitState::Closed, 0));
        assert_eq!(breaker.troubled_for(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_trial_that_is_given_up_lets_another_try() {
        let breaker = Breaker::default();
        fail(&breaker, FAILURES_MAX);
        tokio::time::advance(LEFT_ALONE).await;
        drop(breaker.admit().ok().unwrap());
        assert_eq!(breaker.standing().0, CircuitState::HalfOpen);
        assert_eq!(breaker.admit().ok().unwrap().answered(), Turn::Closed);
    }

    #[tokio::test(start_paused = true)]
    async fn calls_of_before_neither_prolong_nor_try() {
        let breaker = Breaker::default();
        let slow = [breaker.admit().ok().unwrap(), breaker.admit().ok().unwrap()];
        fail(&breaker, FAILURES_MAX);
        tokio::time::advance(Duration::from_secs(29)).await;
        let [failing, answering] = slow;
        assert_eq!(failing.failed(), Turn::Same);
        assert_eq!(refused_for(&breaker), Some(Duration::from_secs(1)));
        // That it answers after all is the best proof.
        assert_eq!(answering.answered(), Turn::Closed);
        assert_eq!(breaker.standing().0, CircuitState::Closed);
    }
}
