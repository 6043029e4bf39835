//! What every test stands on: a whole service in this process, with a database of its own and a
//! simulated Safaricom, reached over HTTP by callers of any role.

mod http;
mod node;
mod prompts;
mod stories;
mod streams;

pub(crate) use http::{Answer, Caller};
pub(crate) use node::{CallbacksGo, SHORT_CODE, Setup, TestApp, Work};
pub(crate) use prompts::Prompt;
pub(crate) use streams::Events;

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use app::clock::SystemClock;
use chrono::TimeDelta;
use domain::Timestamp;
use domain::time::Clock;

/// Long enough for a slow machine; a test that waits for what does come never waits this long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The machine's clock, which a test may put forward.
#[derive(Debug, Default)]
pub(crate) struct TestClock {
    ahead_seconds: AtomicI64,
}

impl TestClock {
    pub(crate) fn forward(&self, by: TimeDelta) {
        self.ahead_seconds.fetch_add(by.num_seconds(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        SystemClock.now() + TimeDelta::seconds(self.ahead_seconds.load(Ordering::SeqCst))
    }
}
