//! Measured numbers, and the table of them.

/// One line of the table.
#[derive(Debug, Clone)]
pub(crate) struct Measure {
    pub(crate) what: String,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    pub(crate) against: Against,
}

/// What a number is held against.
#[derive(Debug, Clone)]
pub(crate) enum Against {
    /// Another number of the same run: it must be at least so many times as high.
    Baseline { what: &'static str, value: f64, at_least: f64 },
    /// A limit that it must stay under, which is reported.
    Limit(f64),
    /// What it must reach.
    AtLeast(f64),
    /// Nothing: it is told to explain others.
    Nothing,
}

impl Measure {
    /// Whether it is as it must be; none if nothing is asked of it.
    pub(crate) fn is_reached(&self) -> Option<bool> {
        match self.against {
            Against::Baseline { value, at_least, .. } => Some(self.value / value >= at_least),
            Against::Limit(limit) => Some(self.value <= limit),
            Against::AtLeast(least) => Some(self.value >= least),
            Against::Nothing => None,
        }
    }

    fn cells(&self) -> [String; 6] {
        let value = format!("{} {}", number(self.value), self.unit);
        let reached = match self.is_reached() {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "",
        };
        let [baseline, ratio, required] = match &self.against {
            Against::Baseline { what, value: baseline, at_least } => [
                format!("{} ({what})", number(*baseline)),
                format!("{:.2}", self.value / baseline),
                format!("≥ {at_least:.1}"),
            ],
            Against::Limit(limit) => {
                [String::new(), String::new(), format!("≤ {} {}", number(*limit), self.unit)]
            }
            Against::AtLeast(least) => {
                [String::new(), String::new(), format!("≥ {} {}", number(*least), self.unit)]
            }
            Against::Nothing => <[String; 3]>::default(),
        };
        [self.what.clone(), value, baseline, ratio, required, reached.to_owned()]
    }
}

/// With thousands apart, and a decimal where it says something.
fn number(value: f64) -> String {
    if value.is_nan() {
        return "failed".to_owned();
    }
    if value < 100.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut spaced = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            spaced.push(',');
        }
        spaced.push(digit);
    }
    spaced
}

/// The lines as a table in Markdown, which is read as well on a terminal.
pub(crate) fn table(measures: &[Measure]) -> String {
    let head = ["measure", "value", "baseline", "ratio", "required", "reached"].map(str::to_owned);
    let rows: Vec<[String; 6]> =
        std::iter::once(head).chain(measures.iter().map(Measure::cells)).collect();
    let widths: [usize; 6] = std::array::from_fn(|column| {
        rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)
    });
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let padded = |row: &[String; 6]| {
        row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect()
    };
    let mut lines: Vec<String> = rows.iter().map(|row| line(padded(row))).collect();
    lines.insert(1, line(widths.map(|width| "-".repeat(width)).to_vec()));
    lines.concat()
}

/// The one in the middle; the mean of the two there where their number is even.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    match (values.get(middle), values.len() % 2) {
        (Some(value), 1) => *value,
        (Some(value), _) => f64::midpoint(*value, values[middle - 1]),
        (None, _) => f64::NAN,
    }
}

/// The smallest value that so many of a thousand do not exceed, of values in order.
pub(crate) fn quantile(sorted: &[u64], of_thousand: usize) -> u64 {
    let rank = (sorted.len() * of_thousand).div_ceil(1_000);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0)
}

/// The fewest of these moments that lie in one whole second, of those seconds that begin with one of
/// them and are over by the end. Moments and end are microseconds, in order.
pub(crate) fn fewest_in_a_second(moments: &[u64], end: u64) -> Option<usize> {
    const SECOND: u64 = 1_000_000;
    let in_the_second_after =
        |begin: u64| moments.iter().filter(|at| (begin + 1..=begin + SECOND).contains(at)).count();
    let begins = moments.iter().copied().take_while(|begin| begin + SECOND <= end);
    begins.map(in_the_second_after).min()
}

/// Numbers here are far below the 53 bits at which a float begins to round.
#[expect(clippy::cast_precision_loss, reason = "counts and times are far below 2^53")]
pub(crate) fn float(value: u64) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_reached_from_the_required_on() {
        let measure = |value| Measure {
            what: String::new(),
            value,
            unit: "",
            against: Against::Baseline { what: "", value: 100.0, at_least: 0.8 },
        };
        assert_eq!(measure(80.0).is_reached(), Some(true));
        assert_eq!(measure(79.9).is_reached(), Some(false));
    }

    #[test]
    fn what_failed_is_not_reached() {
        let against = Against::Baseline { what: "", value: 1.0, at_least: 0.5 };
        let measure = Measure { what: String::new(), value: f64::NAN, unit: "", against };
        assert_eq!(measure.is_reached(), Some(false));
        assert!(table(&[measure]).contains("failed"));
    }

    #[test]
    fn a_limit_is_kept_up_to_itself() {
        let measure =
            |value| Measure { what: String::new(), value, unit: "", against: Against::Limit(50.0) };
        assert_eq!(measure(50.0).is_reached(), Some(true));
        assert_eq!(measure(50.1).is_reached(), Some(false));
    }

    #[test]
    fn the_median_and_quantiles_are_of_the_values() {
        assert!((median(vec![3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!((median(vec![4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < f64::EPSILON);
        let hundred: Vec<u64> = (1..=100).collect();
        assert_eq!([500, 900, 990, 1_000].map(|q| quantile(&hundred, q)), [50, 90, 99, 100]);
    }

    #[test]
    fn what_must_be_reached_is_so_from_itself_on() {
        let measure = |value| Measure {
            what: String::new(),
            value,
            unit: "",
            against: Against::AtLeast(95.0),
        };
        assert_eq!(measure(95.0).is_reached(), Some(true));
        assert_eq!(measure(94.9).is_reached(), Some(false));
    }

    #[test]
    fn the_worst_second_is_found_wherever_it_begins() {
        // Sixty a second for four seconds, but for a standstill of half a second in the middle.
        let frames = (0..240).map(|number| number * 16_667);
        let smooth: Vec<u64> = frames.clone().collect();
        let halting: Vec<u64> = frames.filter(|at| !(1_700_000..2_200_000).contains(at)).collect();
        assert_eq!(fewest_in_a_second(&smooth, 4_000_000), Some(59));
        assert_eq!(fewest_in_a_second(&halting, 4_000_000), Some(29));
    }

    #[test]
    fn a_standstill_at_the_end_counts_and_less_than_a_second_says_nothing() {
        assert_eq!(fewest_in_a_second(&[0, 10, 20], 1_000_020), Some(0));
        assert_eq!(fewest_in_a_second(&[0, 10, 20], 999_999), None);
        assert_eq!(fewest_in_a_second(&[], 5_000_000), None);
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(
            ["12.3", "123", "1,234", "1,234,567"],
            [12.34, 123.0, 1_234.4, 1_234_567.0].map(number)
        );
    }
}
