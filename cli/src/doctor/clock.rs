//! Whether this machine's clock is right: receipts, tokens and ends of subscriptions hang on it.

use chrono::{DateTime, Utc};
use domain::Timestamp;
use domain::time::seconds_between;

use super::Finding;

const CLOCK: &str = "clock";
/// More than a request takes, and less than anybody would notice in a receipt.
const SECONDS_OFF_MAX: i64 = 30;

/// Somebody else's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Other {
    pub(super) whose: &'static str,
    pub(super) says: Timestamp,
}

/// What an HTTP answer's `Date` says.
pub(super) fn date_of(response: &reqwest::Response) -> Option<Timestamp> {
    let text = response.headers().get(reqwest::header::DATE)?.to_str().ok()?;
    DateTime::parse_from_rfc2822(text).ok().map(|date| date.with_timezone(&Utc))
}

/// Holds this machine's clock against others.
pub(super) fn compare(now: Timestamp, others: &[Other]) -> Finding {
    let Some(furthest) = others.iter().max_by_key(|other| seconds_between(other.says, now).abs())
    else {
        return Finding::skipped(CLOCK, "no other clock could be asked");
    };
    let off = seconds_between(furthest.says, now);
    if off.abs() <= SECONDS_OFF_MAX {
        let whose: Vec<&str> = others.iter().map(|other| other.whose).collect();
        return Finding::well(CLOCK, format!("agrees with that of {}", whose.join(" and ")));
    }
    let direction = if off > 0 { "ahead of" } else { "behind" };
    Finding::fault(
        CLOCK,
        format!(
            "this machine's clock is {} seconds {direction} that of {}",
            off.abs(),
            furthest.whose
        ),
        "let both machines keep their time by NTP (such as chrony or systemd-timesyncd)",
    )
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    fn other(whose: &'static str, says: &str) -> Other {
        Other { whose, says: says.parse().unwrap() }
    }

    #[test]
    fn a_clock_is_right_if_nobody_elses_is_far_off() {
        let now = "2026-11-27T06:00:00Z".parse().unwrap();
        assert_eq!(compare(now, &[]).state, State::Skipped);
        let near = other("the database", "2026-11-27T06:00:20Z");
        assert_eq!(compare(now, std::slice::from_ref(&near)).state, State::Well);
        let far = other("Safaricom", "2026-11-27T05:58:00Z");
        let found = compare(now, &[near, far]);
        assert_eq!(found.state, State::Fault);
        assert_eq!(found.says, "this machine's clock is 120 seconds ahead of that of Safaricom");
        let behind = compare(now, &[other("Safaricom", "2026-11-27T06:02:00Z")]);
        assert_eq!(behind.says, "this machine's clock is 120 seconds behind that of Safaricom");
    }
}
