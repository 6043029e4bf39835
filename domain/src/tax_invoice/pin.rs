use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::personal::{NotThat, PersonalValue};

/// A personal identification number of the Kenya Revenue Authority, such as `A012345678Z`.
///
/// Its `Debug` does not tell it: of a person, it is personal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KraPin(String);

impl KraPin {
    /// The number, upper case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for KraPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KraPin(…)")
    }
}

impl FromStr for KraPin {
    type Err = NotThat;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = text.trim().to_ascii_uppercase();
        let fits = match code.as_bytes() {
            [b'A' | b'P', digits @ .., last] => {
                digits.len() == 9
                    && digits.iter().all(u8::is_ascii_digit)
                    && last.is_ascii_uppercase()
            }
            _ => false,
        };
        if fits {
            Ok(Self(code))
        } else {
            Err(NotThat("a KRA PIN is A or P, nine digits and a letter, such as A012345678Z"))
        }
    }
}

impl TryFrom<String> for KraPin {
    type Error = NotThat;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<KraPin> for String {
    fn from(pin: KraPin) -> Self {
        pin.0
    }
}

impl PersonalValue for KraPin {
    const KIND: &'static str = "kra_pin";
    fn to_text(&self) -> String {
        self.0.clone()
    }
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}
