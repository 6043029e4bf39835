//! What the result codes of a prompt mean.
//!
//! The meaning is taken from the code alone: descriptions vary for the same code between the
//! callback, the query and the years.

use domain::outcome::FailureClass;
use serde_json::value::RawValue;

use crate::json::Scalar;

/// Longer than any code seen (`SFC_IC0003` has ten characters).
const CODE_CHARS_MAX: usize = 40;

/// What a result code says about the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Paid,
    /// No verdict yet.
    Processing,
    NotPaid(FailureClass),
    /// A code that nobody has explained.
    Unknown,
}

/// The code as text: `0`, `1032`, `SFC_IC0003`. Callbacks mostly have numbers, queries texts. None
/// if there is none or if it is not such a code.
pub(crate) fn read(raw: Option<&RawValue>) -> Option<String> {
    match Scalar::read(raw) {
        Scalar::Text(text) => {
            let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
            (plain && text.len() <= CODE_CHARS_MAX).then_some(text)
        }
        Scalar::Number(digits) => {
            let whole = match digits.split_once('.') {
                Some((whole, zeros)) if zeros.bytes().all(|byte| byte == b'0') => whole,
                Some(_) => return None,
                None => &digits,
            };
            whole.parse::<i64>().ok().map(|code| code.to_string())
        }
        Scalar::Nothing | Scalar::Other => None,
    }
}

/// What the code means.
pub(crate) fn verdict(code: &str) -> Verdict {
    let class = match code {
        "0" => return Verdict::Paid,
        // Only queries say it.
        "4999" => return Verdict::Processing,
        "1" => FailureClass::InsufficientFunds,
        // Below the least, above the most, over the day's limit, over the highest balance.
        "2" | "3" | "4" | "8" => FailureClass::Limit,
        // 17 is "Rule limited" (the same amount again within two minutes) to some and "System
        // internal error" to others: for either, what helps is to wait and try again. 26 is busy,
        // 1001 another prompt on that phone, 9999 an internal error.
        "17" | "26" | "1001" | "9999" => FailureClass::Busy,
        // Expired; no acknowledgement of the message; unreachable; session expired.
        "1019" | "1036" | "1037" | "2026" => FailureClass::NoResponse,
        "1031" | "1032" => FailureClass::Cancelled,
        // On a prompt the initiator is the customer, so 2001 is a wrong PIN (on B2C it is the
        // merchant's credential), and 8006 a PIN locked after too many.
        "2001" | "8006" => FailureClass::WrongPin,
        // The prompt could not be made (1025, 1101, 1102), or the short code, its type and the
        // receiver do not fit together (2028, 2029, SFC_IC0003). E3008 is the sandbox's answer for
        // a number that is not its test number.
        "1025" | "1101" | "1102" | "2028" | "2029" | "SFC_IC0003" | "E3008" => {
            FailureClass::Rejected
        }
        _ => return Verdict::Unknown,
    };
    Verdict::NotPaid(class)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(value: &str) -> Option<String> {
        let raw: Box<RawValue> = serde_json::from_str(value).unwrap();
        read(Some(&raw))
    }

    #[test]
    fn numbers_and_texts_are_the_same_code() {
        for (value, text) in [
            ("0", "0"),
            (r#""0""#, "0"),
            ("0.0", "0"),
            ("1032", "1032"),
            (r#"" 1032 ""#, "1032"),
            (r#""SFC_IC0003""#, "SFC_IC0003"),
            ("-1", "-1"),
        ] {
            assert_eq!(code(value).as_deref(), Some(text), "{value}");
        }
        for value in [
            "null",
            "true",
            "{}",
            "[0]",
            r#""""#,
            "0.5",
            "0e0",
            "1e400",
            r#""a b""#,
            r#""\u0000""#,
            "99999999999999999999",
        ] {
            assert_eq!(code(value), None, "{value}");
        }
        assert_eq!(code(&format!("\"{}\"", "9".repeat(41))), None);
        assert_eq!(read(None), None);
    }

    #[test]
    fn only_zero_is_paid_and_an_unexplained_code_stays_so() {
        for text in ["00", "", "0.0", "-0", "3002", "sfc_ic0003", "500"] {
            assert_eq!(verdict(text), Verdict::Unknown, "{text}");
        }
        assert_eq!(verdict("0"), Verdict::Paid);
        assert_eq!(verdict("4999"), Verdict::Processing);
    }
}
