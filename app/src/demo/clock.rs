//! The clock of the demonstration.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::DateTime;
use domain::Timestamp;
use domain::time::Clock;

/// Tells the time that the demonstration has come to. It goes forward only, because the lane's
/// time does.
#[derive(Debug)]
pub struct DemoClock {
    micros: AtomicI64,
}

impl DemoClock {
    /// A clock that shows that moment.
    pub fn at(moment: Timestamp) -> Self {
        Self { micros: AtomicI64::new(moment.timestamp_micros()) }
    }

    /// Moves on to that moment, unless it has gone further.
    pub(super) fn move_to(&self, moment: Timestamp) {
        self.micros.fetch_max(moment.timestamp_micros(), Ordering::AcqRel);
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        DateTime::from_timestamp_micros(self.micros.load(Ordering::Acquire))
            .expect("it was made of a moment")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_goes_back() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let clock = DemoClock::at(at("2026-03-01T08:00:00Z"));
        clock.move_to(at("2026-03-01T09:00:00Z"));
        clock.move_to(at("2026-03-01T08:30:00Z"));
        assert_eq!(clock.now(), at("2026-03-01T09:00:00Z"));
    }
}
