//! How far a replay has come.

use std::sync::atomic::{AtomicI64, Ordering};

/// Counts events as they are applied. An event that is applied to three read models counts three
/// times, in the total too.
#[derive(Debug, Default)]
pub struct Meter {
    total: AtomicI64,
    done: AtomicI64,
}

impl Meter {
    /// How many are to be applied, as far as is known.
    pub fn total(&self) -> i64 {
        self.total.load(Ordering::Relaxed)
    }

    /// How many were applied.
    pub fn done(&self) -> i64 {
        self.done.load(Ordering::Relaxed)
    }

    pub(super) fn expect(&self, events: i64) {
        self.total.fetch_add(events, Ordering::Relaxed);
    }

    pub(super) fn add(&self, events: usize) {
        let events = i64::try_from(events).unwrap_or(i64::MAX);
        self.done.fetch_add(events, Ordering::Relaxed);
    }
}
