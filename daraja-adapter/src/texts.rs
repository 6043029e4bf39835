//! Texts that people typed or are called by, made fit for our own types.
//!
//! Payers type anything, and names come from anywhere: what they hold beyond a name or an account
//! must neither lose the payment nor reach a log or a page as commands.

use std::str::FromStr;

use domain::personal::{AccountText, PayerHandle, PersonName};
use serde_json::value::RawValue;

use crate::json::Scalar;

/// As long as our own types take. The delivery itself is kept whole in the inbox.
const ACCOUNT_CHARS_MAX: usize = 100;

/// What the payer typed as the account; none if nothing.
pub(crate) fn account(raw: Option<&RawValue>) -> Option<AccountText> {
    cut(raw, ACCOUNT_CHARS_MAX)
}

/// The phone as it is told; none if it is not.
pub(crate) fn payer(raw: Option<&RawValue>) -> Option<PayerHandle> {
    one_line(raw)?.parse().ok()
}

/// The name that those parts make up; none if they are empty.
pub(crate) fn name(parts: &[Option<&RawValue>]) -> Option<PersonName> {
    let parts: Vec<String> = parts.iter().filter_map(|part| one_line(*part)).collect();
    parts.join(" ").parse().ok()
}

fn cut<T: FromStr>(raw: Option<&RawValue>, chars_max: usize) -> Option<T> {
    let text = one_line(raw)?;
    let kept: String = text.chars().take(chars_max).collect();
    kept.parse().ok()
}

/// The text with spaces for control characters; none if it is empty.
fn one_line(raw: Option<&RawValue>) -> Option<String> {
    plain(Scalar::read(raw).text()?)
}

/// The same, of a text.
pub(crate) fn plain(text: &str) -> Option<String> {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}
