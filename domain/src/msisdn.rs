//! Kenyan mobile numbers.

use std::fmt;
use std::str::FromStr;

/// A Kenyan mobile number as Safaricom writes it: `2547XXXXXXXX` or `2541XXXXXXXX`.
///
/// Both `Display` and `Debug` mask it; [`Msisdn::as_str`] shows it whole.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Msisdn(String);

/// Why a text is not a Kenyan mobile number. It does not repeat the text, which is personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a Kenyan mobile number: write it like 0712 345 678, 0112 345 678 or +254 712 345 678")]
pub struct NotMsisdn;

impl Msisdn {
    /// The number in full, twelve digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number with its middle hidden: `2547•••••678`.
    pub fn masked(&self) -> String {
        format!("{}•••••{}", &self.0[..4], &self.0[9..])
    }

    /// Whether its prefix was given out by another operator than Safaricom. Numbers are ported,
    /// so this is a hint and never a reason to refuse. Prefixes: Communications Authority of
    /// Kenya's numbering plan.
    pub fn likely_not_safaricom(&self) -> bool {
        let Ok(prefix) = self.0[3..6].parse::<u16>() else {
            return false;
        };
        matches!(prefix, 100..=109 | 730..=739 | 750..=756 | 762..=767 | 770..=789)
    }
}

impl FromStr for Msisdn {
    type Err = NotMsisdn;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let compact: String =
            text.trim().chars().filter(|c| !matches!(c, ' ' | '-' | '\u{a0}')).collect();
        let digits = compact.strip_prefix('+').unwrap_or(&compact);
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotMsisdn);
        }
        let national = match digits.len() {
            12 => digits.strip_prefix("254").ok_or(NotMsisdn)?,
            10 if !compact.starts_with('+') => digits.strip_prefix('0').ok_or(NotMsisdn)?,
            9 if !compact.starts_with('+') => digits,
            _ => return Err(NotMsisdn),
        };
        if !national.starts_with(['7', '1']) {
            return Err(NotMsisdn);
        }
        Ok(Self(format!("254{national}")))
    }
}

impl fmt::Display for Msisdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for Msisdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Msisdn({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_one_number_is_the_same_number() {
        for text in [
            "0712345678",
            "712345678",
            "+254712345678",
            "254712345678",
            "0712 345 678",
            "0712-345-678",
            " +254 712 345678 ",
        ] {
            assert_eq!(text.parse::<Msisdn>().unwrap().as_str(), "254712345678", "{text}");
        }
        assert_eq!("0112345678".parse::<Msisdn>().unwrap().as_str(), "254112345678");
    }

    #[test]
    fn what_is_no_mobile_number_is_refused() {
        for text in [
            "",
            "0712",
            "0812345678",
            "+1712345678",
            "07123456789",
            "07１2345678",
            "255712345678",
            "+0712345678",
        ] {
            assert_eq!(text.parse::<Msisdn>(), Err(NotMsisdn), "{text}");
        }
    }

    #[test]
    fn it_prints_masked() {
        let phone: Msisdn = "0712345678".parse().unwrap();
        assert_eq!(format!("{phone} {phone:?}"), "2547•••••678 Msisdn(2547•••••678)");
    }
}
