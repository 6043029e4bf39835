//! The one place that reads the clock.

use domain::Timestamp;
use domain::time::Clock;

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
        chrono::DateTime::from(std::time::SystemTime::now())
    }
}
