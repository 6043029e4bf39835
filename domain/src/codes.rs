//! Codes that people and Safaricom write: receipts, account references, account numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::PaymentId;

/// A text that is not such a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotCode(&'static str);

/// An M-Pesa receipt such as `UF10AAAAA1`: letters and digits, kept in upper case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Receipt(String);

impl Receipt {
    /// The receipt, upper case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Receipt {
    type Err = NotCode;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = text.trim().to_ascii_uppercase();
        // Ten characters since 2007 as far as seen; the range leaves room for what comes.
        let fits = (6..=20).contains(&code.len());
        if fits && code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            Ok(Self(code))
        } else {
            Err(NotCode("an M-Pesa receipt has 6 to 20 letters and digits, such as UF10AAAAA1"))
        }
    }
}

impl TryFrom<String> for Receipt {
    type Error = NotCode;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Receipt> for String {
    fn from(receipt: Receipt) -> Self {
        receipt.0
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Crockford's base 32, which leaves out letters that are read as digits.
const BASE32: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The account reference of one push: `P` and eleven characters made of the payment's id, so at
/// most the twelve that Daraja documents, and unlike any account number, which has digits only.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountReference(String);

impl AccountReference {
    /// The reference of that payment: the last 55 bits of its id, which are random in a UUIDv7.
    pub fn of(payment: PaymentId) -> Self {
        let bits = payment.uuid().as_u128();
        let mut text = String::from("P");
        for index in (0_u32..11).rev() {
            let shifted = bits.checked_shr(index.saturating_mul(5)).unwrap_or_default();
            let digit = usize::try_from(shifted & 31).unwrap_or_default();
            text.push(char::from(BASE32[digit]));
        }
        Self(text)
    }

    /// The reference, twelve characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The account number of a home line: seven to nine digits of which the last is a check digit
/// (Luhn, ISO/IEC 7812-1 annex B), so that one mistyped digit never pays another's bill.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountNumber(String);

impl AccountNumber {
    /// The number whose digits before the check digit are those of `base` (100000 to 99999999).
    pub fn from_base(base: u32) -> Option<Self> {
        if !(100_000..=99_999_999).contains(&base) {
            return None;
        }
        let digits = base.to_string();
        (b'0'..=b'9')
            .map(|check| format!("{digits}{}", char::from(check)))
            .find(|number| luhn_holds(number))
            .map(Self)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn luhn_holds(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(index, byte)| {
            let digit = u32::from(byte.saturating_sub(b'0'));
            let doubled = digit.saturating_mul(2);
            match index.checked_rem(2) {
                Some(1) if doubled > 9 => doubled.saturating_sub(9),
                Some(1) => doubled,
                _ => digit,
            }
        })
        .fold(0, u32::saturating_add);
    sum.checked_rem(10) == Some(0)
}

impl FromStr for AccountNumber {
    type Err = NotCode;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        if plain && (7..=9).contains(&digits.len()) && luhn_holds(&digits) {
            Ok(Self(digits))
        } else {
            Err(NotCode("not an account number of ours: check it digit by digit"))
        }
    }
}

impl TryFrom<String> for AccountNumber {
    type Error = NotCode;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AccountNumber> for String {
    fn from(number: AccountNumber) -> Self {
        number.0
    }
}

impl fmt::Display for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reference_fits_daraja_and_is_no_account_number() {
        let payment = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
        let reference = AccountReference::of(payment);
        assert_eq!(reference.as_str().len(), 12);
        assert!(reference.as_str().parse::<AccountNumber>().is_err());
    }

    #[test]
    fn receipts_are_upper_case_and_plain() {
        assert_eq!(" uf10aaaaa1 ".parse::<Receipt>().unwrap().as_str(), "UF10AAAAA1");
        for text in ["", "UF1", "UF10AAAA-1", "UF10 AAAA1", "УФ10AAAAA1"] {
            assert!(text.parse::<Receipt>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_found(base in 100_000_u32..=99_999_999, at in 0_usize..6, by in 1_u8..10) {
            let number = AccountNumber::from_base(base).unwrap();
            prop_assert_eq!(number.as_str().parse::<AccountNumber>().unwrap(), number.clone());
            let mut wrong = number.as_str().to_owned().into_bytes();
            let digit = wrong[at].saturating_sub(b'0').saturating_add(by) % 10;
            wrong[at] = digit.saturating_add(b'0');
            prop_assert!(String::from_utf8(wrong).unwrap().parse::<AccountNumber>().is_err());
        }
    }
}
