//! Phone numbers as Daraja takes them.

use std::fmt;

use serde::{Serialize, Serializer};

/// A Kenyan mobile number in the form `2547XXXXXXXX` or `2541XXXXXXXX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Msisdn(u64);

impl Msisdn {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let subscriber = text.strip_prefix("254")?;
        let well_formed = subscriber.len() == 9
            && subscriber.starts_with(['1', '7'])
            && subscriber.bytes().all(|byte| byte.is_ascii_digit());
        if well_formed { text.parse().ok().map(Self) } else { None }
    }

    /// Stands where a movement has no customer.
    pub(crate) const fn nobody() -> Self {
        Self(0)
    }

    pub(crate) fn number(self) -> u64 {
        self.0
    }

    /// The number without its country code, which ends a `CheckoutRequestID`.
    pub(crate) fn last_nine_digits(self) -> u64 {
        self.0 % 1_000_000_000
    }
}

impl fmt::Display for Msisdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// As text: a phone number is not a quantity.
impl Serialize for Msisdn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_kenyan_mobile_numbers_in_international_form() {
        for good in ["254700000001", "254110000001", "254799999999"] {
            assert_eq!(Msisdn::parse(good).unwrap().to_string(), good);
        }
        for bad in [
            "",
            "0700000001",
            "700000001",
            "+254700000001",
            "254200000001",
            "25470000000",
            "2547000000011",
            "25470000000a",
            "254 70000001",
        ] {
            assert_eq!(Msisdn::parse(bad), None, "{bad:?}");
        }
    }
}
