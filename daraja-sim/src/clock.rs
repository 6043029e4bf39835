//! The simulator's clock and its source of randomness. Nothing else in this crate reads either:
//! everything else takes the time and the generator as arguments, so that it can be tested exactly.

use std::time::SystemTime;

use chrono::{DateTime, FixedOffset, Utc};
use rand::Rng;

/// Now. Read through `SystemTime`, since `chrono` is built without a clock of its own.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place where the simulator reads the clock"
)]
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::<Utc>::from(SystemTime::now())
}

/// Randomness for ids and tokens. They are secrets only inside a test.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place where the simulator takes randomness"
)]
pub(crate) fn generator() -> impl Rng {
    rand::rng()
}

/// The same instant on a clock in Nairobi, which is the clock that Daraja writes everywhere.
/// Kenya has kept UTC+3 without summer time since 1960, so a fixed offset is exact.
pub(crate) fn in_nairobi(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    const EAST_SECONDS: i32 = 3 * 60 * 60;
    let nairobi =
        FixedOffset::east_opt(EAST_SECONDS).expect("three hours are less than a day, as required");
    at.with_timezone(&nairobi)
}
