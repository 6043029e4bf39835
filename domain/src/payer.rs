//! Phones as Safaricom shows them, whole or masked, compared with phones that are known.

use crate::msisdn::Msisdn;
use crate::personal::PayerHandle;

/// Fewer digits at the end say too little: Safaricom shows three of a masked number.
const TAIL_DIGITS: usize = 3;
/// A number in full has twelve.
const DIGITS: usize = 12;
/// What stands for hidden digits. How many of them stand there says nothing: four for five were seen.
const MASKS: [char; 4] = ['*', '•', 'x', 'X'];

/// How much of a phone two sides agree in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhoneSeen {
    /// All of it.
    Whole,
    /// The digits that Safaricom does not hide.
    VisibleDigits,
}

/// A payer's phone, as far as Safaricom shows it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Shown {
    Whole(Msisdn),
    Masked { lead: String, tail: String },
}

impl Shown {
    /// None of a hash, a name, or what shows too little to be compared.
    pub(crate) fn read(handle: &PayerHandle) -> Option<Self> {
        if let Ok(phone) = handle.as_str().parse() {
            return Some(Self::Whole(phone));
        }
        let text: String =
            handle.as_str().chars().filter(|c| !matches!(c, ' ' | '-' | '+' | '\u{a0}')).collect();
        let (lead, rest) = text.split_once(MASKS)?;
        let tail = rest.trim_start_matches(MASKS);
        let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(lead) || !is_number(tail) || tail.len() < TAIL_DIGITS {
            return None;
        }
        let lead = match lead.strip_prefix('0') {
            Some(national) => format!("254{national}"),
            None if lead.starts_with(['7', '1']) => format!("254{lead}"),
            None => lead.to_owned(),
        };
        let hides = lead.len().saturating_add(tail.len()) < DIGITS;
        hides.then(|| Self::Masked { lead, tail: tail.to_owned() })
    }

    /// Whether it may be that phone, and how much says so.
    pub(crate) fn agrees(&self, phone: &Msisdn) -> Option<PhoneSeen> {
        match self {
            Self::Whole(own) => (own == phone).then_some(PhoneSeen::Whole),
            Self::Masked { lead, tail } => {
                let digits = phone.as_str();
                (digits.starts_with(lead.as_str()) && digits.ends_with(tail.as_str()))
                    .then_some(PhoneSeen::VisibleDigits)
            }
        }
    }

    /// The last digits, which every phone that it may be shares.
    pub(crate) fn tail(&self) -> &str {
        match self {
            Self::Whole(phone) => last_digits(phone.as_str()),
            Self::Masked { tail, .. } => last_digits(tail),
        }
    }
}

/// The digits at the end by which phones are looked up.
pub(crate) fn last_digits(digits: &str) -> &str {
    let from = digits.len().saturating_sub(TAIL_DIGITS);
    digits.get(from..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<Shown> {
        Shown::read(&text.parse().unwrap())
    }

    #[test]
    fn a_masked_phone_is_compared_by_the_digits_that_it_shows() {
        let phone: Msisdn = "0712345678".parse().unwrap();
        for (text, seen) in [
            ("254712345678", Some(PhoneSeen::Whole)),
            ("0712 345 678", Some(PhoneSeen::Whole)),
            ("2547****678", Some(PhoneSeen::VisibleDigits)),
            ("2547 ***** 678", Some(PhoneSeen::VisibleDigits)),
            ("25471****678", Some(PhoneSeen::VisibleDigits)),
            ("071****678", Some(PhoneSeen::VisibleDigits)),
            ("2547•••••678", Some(PhoneSeen::VisibleDigits)),
            ("2547****679", None),
            ("2541****678", None),
            ("254712345679", None),
        ] {
            assert_eq!(shown(text).unwrap().agrees(&phone), seen, "{text}");
        }
    }

    #[test]
    fn what_shows_too_little_is_not_compared() {
        let hash = "0f".repeat(32);
        for text in ["2547*****78", "****", "JANE DOE", "SP", "2547**34**678", hash.as_str()] {
            assert!(shown(text).is_none(), "{text}");
        }
    }

    #[test]
    fn phones_are_looked_up_by_digits_that_each_way_of_showing_them_shares() {
        let phone: Msisdn = "0712345678".parse().unwrap();
        for text in ["254712345678", "2547****678", "2547***5678"] {
            assert_eq!(shown(text).unwrap().tail(), last_digits(phone.as_str()));
        }
    }
}
