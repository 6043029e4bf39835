//! The clock and the randomness of the control unit. Nothing else in this crate reads either.

use std::time::SystemTime;

use chrono::{DateTime, FixedOffset, Utc};
use rand::{RngExt, distr::Alphanumeric};

/// Now, as a clock in Nairobi shows it: Kenya has kept UTC+3 without summer time since 1960.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place where the simulator reads the clock"
)]
pub(crate) fn now() -> DateTime<FixedOffset> {
    const EAST_SECONDS: i32 = 3 * 60 * 60;
    let nairobi = FixedOffset::east_opt(EAST_SECONDS).expect("three hours are less than a day");
    DateTime::<Utc>::from(SystemTime::now()).with_timezone(&nairobi)
}

/// The fourteen digits in which eTIMS writes every moment.
pub(crate) fn digits(at: DateTime<FixedOffset>) -> String {
    at.format("%Y%m%d%H%M%S").to_string()
}

/// So many capital letters and digits, as signatures and internal data have them.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place where the simulator takes randomness"
)]
pub(crate) fn code(length: usize) -> String {
    let letters = rand::rng().sample_iter(Alphanumeric).take(length);
    letters.map(char::from).collect::<String>().to_ascii_uppercase()
}
