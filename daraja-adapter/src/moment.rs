//! Moments as Daraja writes them: on a clock in Nairobi, without saying so.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use domain::time::{Timestamp, in_nairobi, nairobi};

/// `20260601193604`.
pub(crate) fn compact(text: &str) -> Option<Timestamp> {
    let digits = text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| on_nairobis_clock(text, "%Y%m%d%H%M%S")).flatten()
}

/// `20260601193604`, or `01.06.2026 19:36:04` as the results of refunds have it.
pub(crate) fn of_a_result(text: &str) -> Option<Timestamp> {
    compact(text).or_else(|| on_nairobis_clock(text, "%d.%m.%Y %H:%M:%S"))
}

/// `2026-06-01 19:36:04`, as periods are asked for.
pub(crate) fn for_a_period(at: Timestamp) -> String {
    in_nairobi(at).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// `01-06-2026 19:36:04`, `2026-06-01 19:36:04` or `01/06/2026 19:36:04`, as statements have it, or
/// `20260601193604`.
pub(crate) fn of_a_statement(text: &str) -> Option<Timestamp> {
    ["%d-%m-%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S"]
        .into_iter()
        .find_map(|format| on_nairobis_clock(text, format))
        .or_else(|| compact(text))
}

/// Midnight with which that day begins.
pub(crate) fn beginning(day: NaiveDate) -> Option<Timestamp> {
    day.and_time(NaiveTime::MIN).and_local_timezone(nairobi()).single().map(|at| at.to_utc())
}

fn on_nairobis_clock(text: &str, format: &str) -> Option<Timestamp> {
    let local = NaiveDateTime::parse_from_str(text, format).ok()?;
    local.and_local_timezone(nairobi()).single().map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_nairobis() {
        let at: Timestamp = "2026-06-01T16:36:04Z".parse().unwrap();
        assert_eq!(compact("20260601193604"), Some(at));
        assert_eq!(of_a_result("20260601193604"), Some(at));
        assert_eq!(of_a_result("01.06.2026 19:36:04"), Some(at));
        assert_eq!(for_a_period(at), "2026-06-01 19:36:04");
        for text in ["", "2026-06-01T19:36:04", "20261301000000", "06.01.2026", "2026060119360"] {
            assert_eq!(of_a_result(text), None, "{text}");
        }
        assert_eq!(compact("01.06.2026 19:36:04"), None);
    }
}
