//! When people come: by the hour, by the day of the week, and more of them every week.

use chrono::{Datelike, TimeDelta};
use domain::Timestamp;
use domain::time::in_nairobi;

use super::chance::Chance;

/// How a thousand visits of a day fall on its hours in Nairobi: few at night, most in the evening.
const BY_HOUR: [u32; 24] =
    [12, 7, 4, 3, 4, 9, 22, 36, 42, 42, 43, 45, 52, 50, 45, 46, 52, 64, 82, 96, 98, 78, 46, 22];
/// How busy each day of the week is, Monday first, in hundredths.
const BY_WEEKDAY: [u32; 7] = [95, 94, 96, 98, 108, 112, 97];
/// By how much a week is busier than the one before, in hundredths.
const GROWTH: u64 = 104;
/// So many hours are looked at together.
const WINDOW_HOURS: usize = 3;
/// How many come at one moment at most. They travel in one batch, so that three months take half
/// a minute and not minutes.
const TOGETHER_MAX: usize = 5;

/// The moments of all visits from `begin`, where a day begins in Nairobi, up to `end`. Who come
/// together have the same moment.
pub(super) fn visits(
    a_day_at_first: u32,
    begin: Timestamp,
    end: Timestamp,
    chance: &mut Chance,
) -> Vec<Timestamp> {
    let mut visits = Vec::new();
    let mut a_day_thousandths = u64::from(a_day_at_first) * 1_000;
    let mut day = begin;
    for count in 0_u32.. {
        if day >= end {
            break;
        }
        if count > 0 && count.is_multiple_of(7) {
            a_day_thousandths = a_day_thousandths * GROWTH / 100;
        }
        // Rain, a power cut, a football match.
        let luck = u64::from(chance.between(78, 122));
        let weekday = u64::from(by_weekday(day));
        let wanted = a_day_thousandths * weekday / 100 * luck / 100;
        for (index, weights) in BY_HOUR.chunks(WINDOW_HOURS).enumerate() {
            let opens = day + TimeDelta::hours(hours(index * WINDOW_HOURS));
            visits.extend(moments(opens, weights, wanted, chance));
        }
        day += TimeDelta::days(1);
    }
    visits.retain(|visit| *visit < end);
    visits
}

fn by_weekday(day: Timestamp) -> u32 {
    let index = usize::try_from(in_nairobi(day).weekday().num_days_from_monday());
    index.ok().and_then(|index| BY_WEEKDAY.get(index)).copied().unwrap_or(100)
}

fn hours(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(0)
}

/// The moments of the visits of some hours that have these weights.
fn moments(
    opens: Timestamp,
    weights: &[u32],
    a_day_thousandths: u64,
    chance: &mut Chance,
) -> Vec<Timestamp> {
    let share: u64 = weights.iter().copied().map(u64::from).sum();
    let wanted = u32::try_from(a_day_thousandths * share / 1_000).unwrap_or(u32::MAX);
    let count = wanted / 1_000 + u32::from(chance.in_thousand(wanted % 1_000));
    let count = usize::try_from(count).unwrap_or(0);
    let groups = count.div_ceil(TOGETHER_MAX);
    let mut moments = Vec::with_capacity(count);
    for group in 0..groups {
        let hour = hours(chance.weighted(weights));
        let within = TimeDelta::milliseconds(i64::from(chance.below(3_600_000)));
        let moment = opens + TimeDelta::hours(hour) + within;
        // Those who are left over are shared out evenly.
        let together = count / groups + usize::from(group < count % groups);
        moments.extend(std::iter::repeat_n(moment, together));
    }
    moments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn evenings_are_busier_than_nights_and_later_weeks_than_earlier_ones() {
        let (begin, end) = (at("2026-01-04T21:00:00Z"), at("2026-04-05T21:00:00Z"));
        let visits = visits(20, begin, end, &mut Chance::new(3));
        let hours = |wanted: std::ops::Range<u32>| {
            let within =
                |at: &&Timestamp| wanted.contains(&chrono::Timelike::hour(&in_nairobi(**at)));
            visits.iter().filter(within).count()
        };
        assert!(hours(18..21) > 10 * hours(1..4), "{} {}", hours(18..21), hours(1..4));
        let middle = begin + (end - begin) / 2;
        let early = visits.iter().filter(|at| **at < middle).count();
        assert!(early * 5 < (visits.len() - early) * 4, "{early} of {}", visits.len());
    }

    #[test]
    fn nobody_comes_before_the_beginning_or_after_the_end() {
        let (begin, end) = (at("2026-01-04T21:00:00Z"), at("2026-01-06T18:20:00Z"));
        let visits = visits(50, begin, end, &mut Chance::new(3));
        assert!(!visits.is_empty());
        assert!(visits.iter().all(|at| (begin..end).contains(at)));
    }
}
