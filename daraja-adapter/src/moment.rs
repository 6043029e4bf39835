//! Moments as Daraja writes them: on a clock in Nairobi, without saying so.

use chrono::NaiveDateTime;
use domain::time::{Timestamp, nairobi};

/// `20260601193604`.
pub(crate) fn compact(text: &str) -> Option<Timestamp> {
    let digits = text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| on_nairobis_clock(text, "%Y%m%d%H%M%S")).flatten()
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
        for text in ["", "2026-06-01T19:36:04", "20261301000000", "06.01.2026", "2026060119360"] {
            assert_eq!(compact(text), None, "{text}");
        }
    }
}
