//! Money as whole Kenyan cents.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount of Kenyan cents. Arithmetic is checked: an amount that does not fit is no amount.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money(i64);

/// Why a text is not an amount of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an amount in shillings with at most two decimals")]
pub struct NotMoney {
    text: String,
}

const CENTS_PER_SHILLING: i64 = 100;

impl Money {
    /// The currency of every amount, ISO 4217.
    pub const CURRENCY: &'static str = "KES";
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// That many cents.
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// That many whole shillings, or none if it does not fit.
    pub fn from_shillings(shillings: i64) -> Option<Self> {
        shillings.checked_mul(CENTS_PER_SHILLING).map(Self)
    }

    /// The amount in cents.
    pub const fn cents(self) -> i64 {
        self.0
    }

    /// The amount in whole shillings, or none if there are cents over.
    pub fn whole_shillings(self) -> Option<i64> {
        (self.0.checked_rem(CENTS_PER_SHILLING) == Some(0))
            .then(|| self.0.checked_div(CENTS_PER_SHILLING))
            .flatten()
    }

    /// The same amount, rounded up to whole shillings, because M-Pesa takes no cents.
    pub fn rounded_up_to_shilling(self) -> Option<Self> {
        match self.0.checked_rem_euclid(CENTS_PER_SHILLING)? {
            0 => Some(self),
            over => self.0.checked_add(CENTS_PER_SHILLING.checked_sub(over)?).map(Self),
        }
    }

    /// The sum, if it fits.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, if it fits. It may be negative.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The same amount in the other direction, if it fits.
    pub fn negated(self) -> Option<Self> {
        self.0.checked_neg().map(Self)
    }

    /// `self × part ÷ whole`, rounded down. None if `whole` is not positive or the result does
    /// not fit.
    pub fn share(self, part: i64, whole: i64) -> Option<Self> {
        if whole <= 0 {
            return None;
        }
        let product = i128::from(self.0).checked_mul(i128::from(part))?;
        let floored = product.checked_div_euclid(i128::from(whole))?;
        i64::try_from(floored).ok().map(Self)
    }

    /// Whether it is more than nothing.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Reads an exact decimal such as `1`, `1.0`, `1,250.50` or `-60.00`. More than two decimals
    /// are accepted only if they are zeros: nothing is ever rounded away.
    pub fn parse_decimal(text: &str) -> Result<Self, NotMoney> {
        let not_money = || NotMoney { text: text.chars().take(40).collect() };
        let trimmed = text.trim();
        let (negative, digits) = match trimmed.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, trimmed),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let whole: String = whole.chars().filter(|c| *c != ',').collect();
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(&whole) || !all_digits(fraction) {
            return Err(not_money());
        }
        let significant = fraction.trim_end_matches('0');
        if significant.len() > 2 {
            return Err(not_money());
        }
        let cents_text = format!("{whole}{significant:0<2}");
        let cents: i64 = cents_text.parse().map_err(|_| not_money())?;
        let signed = if negative { cents.checked_neg() } else { Some(cents) };
        signed.map(Self).ok_or_else(not_money)
    }
}

impl fmt::Display for Money {
    /// `KSh 1,250.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.0.unsigned_abs();
        let shillings = cents.checked_div(100).unwrap_or_default().to_string();
        let over = cents.checked_rem(100).unwrap_or_default();
        let mut grouped = String::new();
        for (index, digit) in shillings.chars().enumerate() {
            let left = shillings.len().saturating_sub(index);
            if index > 0 && left.checked_rem(3) == Some(0) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}KSh {grouped}.{over:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decimals_as_daraja_writes_them() {
        for (text, cents) in [
            ("1", 100),
            ("1.0", 100),
            ("1.00", 100),
            ("450", 45_000),
            ("1,131,340.00", 113_134_000),
            ("-60.00", -6_000),
            ("0.5", 50),
            ("10.500", 1_050),
        ] {
            assert_eq!(Money::parse_decimal(text), Ok(Money::from_cents(cents)), "{text}");
        }
        for text in ["", "abc", "1.005", "1e3", "--1", "1.-2", ".5", "99999999999999999999"] {
            assert!(Money::parse_decimal(text).is_err(), "{text}");
        }
    }

    #[test]
    fn prints_grouped_with_its_currency() {
        assert_eq!(Money::from_cents(125_000).to_string(), "KSh 1,250.00");
        assert_eq!(Money::from_cents(-5).to_string(), "-KSh 0.05");
        assert_eq!(Money::from_cents(100_000_000).to_string(), "KSh 1,000,000.00");
    }

    proptest! {
        #[test]
        fn rounding_up_never_loses_and_adds_less_than_a_shilling(cents in 0..i64::MAX / 2) {
            let up = Money::from_cents(cents).rounded_up_to_shilling().unwrap();
            prop_assert!(up.cents() >= cents && up.cents().abs_diff(cents) < 100);
            prop_assert!(up.whole_shillings().is_some());
        }

        #[test]
        fn shares_of_a_whole_never_exceed_it(cents in 0..i64::MAX, part in 0..1_000_000_i64) {
            let share = Money::from_cents(cents).share(part, 1_000_000).unwrap();
            prop_assert!(share.cents() >= 0 && share.cents() <= cents);
        }
    }
}
