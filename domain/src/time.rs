//! Time is UTC inside, and Nairobi's where a person or Daraja sees it.

use chrono::{DateTime, FixedOffset, Months, NaiveDate, NaiveTime, TimeDelta, Utc};

/// A moment, UTC.
pub type Timestamp = DateTime<Utc>;

/// Tells the time. The application gives one to whatever needs it; the domain itself is given
/// moments.
pub trait Clock: Send + Sync {
    /// The moment now.
    fn now(&self) -> Timestamp;
}

/// East Africa Time. Kenya has kept UTC+3 without daylight saving since 1960 (IANA tz database,
/// Africa/Nairobi), so a fixed offset is exact.
const NAIROBI_OFFSET_SECONDS: i32 = 3 * 3600;

/// The offset of `Africa/Nairobi`.
pub fn nairobi() -> FixedOffset {
    FixedOffset::east_opt(NAIROBI_OFFSET_SECONDS).expect("three hours is a valid offset")
}

/// The moment as a clock on a wall in Nairobi shows it.
pub fn in_nairobi(at: Timestamp) -> DateTime<FixedOffset> {
    at.with_timezone(&nairobi())
}

/// The calendar day of that moment in Nairobi.
pub fn nairobi_day(at: Timestamp) -> NaiveDate {
    in_nairobi(at).date_naive()
}

/// The midnight in Nairobi with which that day ends. None beyond the calendar.
pub fn end_of_nairobi_day(day: NaiveDate) -> Option<Timestamp> {
    let midnight = day.succ_opt()?.and_time(NaiveTime::MIN);
    midnight.and_local_timezone(nairobi()).single().map(|at| at.to_utc())
}

/// The moment `months` calendar months later in Nairobi: the same day and time of day, or the
/// last day of a shorter month.
pub fn months_later(from: Timestamp, months: u32) -> Option<Timestamp> {
    in_nairobi(from).checked_add_months(Months::new(months)).map(|at| at.to_utc())
}

/// The moment `seconds` later.
pub fn seconds_later(from: Timestamp, seconds: i64) -> Option<Timestamp> {
    from.checked_add_signed(TimeDelta::try_seconds(seconds)?)
}

/// Whole seconds from `earlier` to `later`, negative if they are the other way round.
pub fn seconds_between(earlier: Timestamp, later: Timestamp) -> i64 {
    later.signed_duration_since(earlier).num_seconds()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_a_calendar_month_in_nairobi() {
        // 22:30 UTC on the 30th is already the 31st in Nairobi.
        assert_eq!(months_later(at("2026-01-30T22:30:00Z"), 1), Some(at("2026-02-27T22:30:00Z")));
        assert_eq!(months_later(at("2026-01-15T06:00:00Z"), 1), Some(at("2026-02-15T06:00:00Z")));
    }

    #[test]
    fn the_day_changes_at_nairobi_midnight() {
        assert_eq!(nairobi_day(at("2026-11-22T20:59:59Z")).to_string(), "2026-11-22");
        assert_eq!(nairobi_day(at("2026-11-22T21:00:00Z")).to_string(), "2026-11-23");
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        assert_eq!(end_of_nairobi_day(day), Some(at("2026-11-22T21:00:00Z")));
        assert_eq!(end_of_nairobi_day(NaiveDate::MAX), None);
    }
}
