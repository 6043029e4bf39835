//! Cents as Daraja writes amounts.

/// Two decimals, as in `-1234.50`.
pub(crate) fn two_decimals(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// A JSON number with as few decimals as the amount has, but at least one: `10.0`, `8959269.6`.
pub(crate) fn decimal(cents: i64) -> String {
    let text = two_decimals(cents);
    text.strip_suffix('0').unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_without_rounding() {
        for (cents, two, few) in [
            (0, "0.00", "0.0"),
            (5, "0.05", "0.05"),
            (-5, "-0.05", "-0.05"),
            (895_926_960, "8959269.60", "8959269.6"),
            (-198_000, "-1980.00", "-1980.0"),
        ] {
            assert_eq!(two_decimals(cents), two);
            assert_eq!(decimal(cents), few);
        }
    }
}
