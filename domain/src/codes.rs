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

/// The account number of a line: seven to nine digits of which the last is a check digit (Luhn,
/// ISO/IEC 7812-1 annex B). Luhn finds every mistyped digit and every swap of two neighbours but
/// one, 09 for 90; numbers that are given out hold neither pair. So no single slip pays another's
/// bill.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountNumber(String);

const ACCOUNT_DIGITS: std::ops::RangeInclusive<usize> = 7..=9;

impl AccountNumber {
    /// The number whose digits before the check digit are those of `base` (100000 to 99999999).
    /// None for a base outside, and for one of the eighth or so that would hold 09 or 90.
    pub fn from_base(base: u32) -> Option<Self> {
        if !(100_000..=99_999_999).contains(&base) {
            return None;
        }
        let digits = base.to_string();
        (b'0'..=b'9')
            .map(|check| format!("{digits}{}", char::from(check)))
            .find(|number| luhn_holds(number))
            .filter(|number| !number.contains("09") && !number.contains("90"))
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

/// What people put before a number that they type.
const LABELS: [&str; 8] =
    ["ACCOUNTNUMBER", "ACCOUNTNO", "ACCOUNT", "ACCNO", "ACC", "ACNO", "AC", "NO"];

/// A code as it was meant: upper case, without what people put between and before its characters.
fn meant(text: &str) -> String {
    let plain: String =
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let rest = LABELS.into_iter().find_map(|label| plain.strip_prefix(label));
    rest.map(ToOwned::to_owned).unwrap_or(plain)
}

impl FromStr for AccountNumber {
    type Err = NotCode;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match AccountTyped::read(text) {
            AccountTyped::Line(number) => Ok(number),
            AccountTyped::WrongCheckDigit => Err(NotCode(
                "this account number has a wrong digit, or two digits swapped: check it digit by digit",
            )),
            AccountTyped::Push(_) | AccountTyped::NoneOfOurs => {
                Err(NotCode("not an account number of ours, which has 7 to 9 digits"))
            }
        }
    }
}

/// What a payer typed as the account, as far as it says whom it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountTyped {
    /// It has the form of an account number.
    Line(AccountNumber),
    /// It has the form of a push's own reference, which Safaricom repeats.
    Push(AccountReference),
    /// It has the digits of an account number, but its check digit says that one is wrong.
    WrongCheckDigit,
    /// It is nothing that we give out.
    NoneOfOurs,
}

impl AccountTyped {
    /// Reads it with forgiveness: spaces, dashes, case and labels do not matter, and `O`, `I` and
    /// `L` among digits are the digits that they look like.
    pub fn read(text: &str) -> Self {
        let code = meant(text);
        let body = code.strip_prefix('P').unwrap_or_default();
        if body.len() == 11 && body.bytes().all(|byte| BASE32.contains(&byte)) {
            return Self::Push(AccountReference(code));
        }
        let digits = code.replace('O', "0").replace(['I', 'L'], "1");
        // A code of letters alone is a name, however it looks.
        let numeric = code.bytes().any(|byte| byte.is_ascii_digit())
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        match numeric && ACCOUNT_DIGITS.contains(&digits.len()) {
            true if luhn_holds(&digits) => Self::Line(AccountNumber(digits)),
            true => Self::WrongCheckDigit,
            false => Self::NoneOfOurs,
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

    #[test]
    fn what_people_type_is_read_with_forgiveness() {
        let number = AccountNumber::from_base(1_002_003).unwrap();
        assert_eq!(number.as_str(), "10020030");
        for typed in [
            "10020030",
            " 1002 0030 ",
            "1002-0030",
            "1002.0030",
            "#10020030",
            "acc 10020030",
            "A/C No. 10020030",
            "Account: 1002 0030",
            "1oO2oo3o",
            "l0020030",
            "I002OO3O",
        ] {
            assert_eq!(AccountTyped::read(typed), AccountTyped::Line(number.clone()), "{typed}");
        }
        for typed in ["10020300", "10020039", "01020030", "1002003", "100200308"] {
            assert_eq!(AccountTyped::read(typed), AccountTyped::WrongCheckDigit, "{typed}");
            let refused = typed.parse::<AccountNumber>().unwrap_err().to_string();
            assert!(refused.contains("wrong digit"), "{refused}");
        }
        for typed in ["", "JANE", "100200", "0712345678", "1002003000", "wifi 7", "loiollo", "ОООО"]
        {
            assert_eq!(AccountTyped::read(typed), AccountTyped::NoneOfOurs, "{typed}");
        }
    }

    #[test]
    fn a_push_is_known_by_its_reference_however_it_comes_back() {
        let reference =
            AccountReference::of("01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap());
        let text = reference.as_str();
        for typed in [text.to_owned(), text.to_lowercase(), format!(" {text} ")] {
            assert_eq!(
                AccountTyped::read(&typed),
                AccountTyped::Push(reference.clone()),
                "{typed}"
            );
        }
    }
}
