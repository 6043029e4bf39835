//! Reads JSON of uncertain shape without losing the digits of a number.

use serde::Deserialize;
use serde_json::value::RawValue;

/// A value that should be a text or a number, as it stands on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scalar {
    /// Not there, null, or an empty text.
    Nothing,
    /// A text, trimmed.
    Text(String),
    /// The digits of a number as they came.
    Number(String),
    /// A truth value, a list, an object, or a text that is not Unicode.
    Other,
}

impl Scalar {
    pub(crate) fn read(raw: Option<&RawValue>) -> Self {
        let Some(token) = raw.map(RawValue::get) else {
            return Self::Nothing;
        };
        match token.as_bytes().first() {
            Some(b'"') => match serde_json::from_str::<String>(token) {
                Ok(text) if text.trim().is_empty() => Self::Nothing,
                Ok(text) => Self::Text(text.trim().to_owned()),
                Err(_) => Self::Other,
            },
            Some(b'-' | b'0'..=b'9') => Self::Number(token.to_owned()),
            Some(b'n') => Self::Nothing,
            _ => Self::Other,
        }
    }

    /// The text, or the number's digits.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text),
            Self::Nothing | Self::Other => None,
        }
    }
}

/// The text or digits of a value, if it is one.
pub(crate) fn text(raw: Option<&RawValue>) -> Option<String> {
    Scalar::read(raw).text().map(str::to_owned)
}

/// Reads an object. A list is refused, which would else be read by position; so is an object that
/// has one of the wanted keys twice.
pub(crate) fn object<'a, T: Deserialize<'a>>(json: &'a str) -> Option<T> {
    json.trim_start_matches([' ', '\t', '\r', '\n'])
        .starts_with('{')
        .then(|| serde_json::from_str(json).ok())
        .flatten()
}

/// The same, of bytes.
pub(crate) fn object_of_bytes<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    object(std::str::from_utf8(bytes).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct One<'a> {
        #[serde(borrow, default)]
        value: Option<&'a RawValue>,
    }

    fn scalar(value: &str) -> Scalar {
        let json = format!(r#"{{"value":{value}}}"#);
        Scalar::read(object::<One<'_>>(&json).unwrap().value)
    }

    #[test]
    fn a_number_keeps_its_digits_and_a_text_is_unescaped() {
        assert_eq!(scalar("1.00"), Scalar::Number("1.00".to_owned()));
        assert_eq!(
            scalar("20260601193604123456789"),
            Scalar::Number("20260601193604123456789".to_owned())
        );
        assert_eq!(scalar(r#"" a\u0062 ""#), Scalar::Text("ab".to_owned()));
        for nothing in ["null", r#""""#, r#""  ""#] {
            assert_eq!(scalar(nothing), Scalar::Nothing, "{nothing}");
        }
        for other in ["true", "[]", "{}", r#""\ud800""#] {
            assert_eq!(scalar(other), Scalar::Other, "{other}");
        }
        assert_eq!(Scalar::read(object::<One<'_>>("{}").unwrap().value), Scalar::Nothing);
    }

    #[test]
    fn only_an_unambiguous_object_is_read() {
        for json in [
            "",
            "[1]",
            " [1]",
            "null",
            r#""{}""#,
            r#"{"value":1"#,
            r#"{"value":1}x"#,
            r#"{"value":1,"value":2}"#,
        ] {
            assert!(object::<One<'_>>(json).is_none(), "{json}");
        }
        assert!(object_of_bytes::<One<'_>>(b"{\"value\":\"\xff\"}").is_none());
    }
}
