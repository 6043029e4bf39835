//! What all deliveries have in common: a size, and values that are read or say why not.

use domain::ports::Unreadable;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json::{self, Scalar};

/// Some ten times the longest delivery seen.
pub(crate) const BODY_BYTES_MAX: usize = 64 * 1024;

pub(crate) fn unreadable(reason: impl Into<String>) -> Unreadable {
    Unreadable { reason: reason.into() }
}

/// The text of a delivery.
pub(crate) fn text(body: &[u8]) -> Result<&str, Unreadable> {
    if body.len() > BODY_BYTES_MAX {
        return Err(unreadable(format!("it has {} bytes, more than {BODY_BYTES_MAX}", body.len())));
    }
    std::str::from_utf8(body).map_err(|_| unreadable("it is not UTF-8"))
}

/// The object that a delivery is.
pub(crate) fn object<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Unreadable> {
    json::object(text(body)?)
        .ok_or_else(|| unreadable("it is not a JSON object, or a key is there twice"))
}

/// The value of a key without which a delivery says nothing.
pub(crate) fn needed<T>(
    name: &str,
    raw: Option<&RawValue>,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T, Unreadable> {
    let scalar = Scalar::read(raw);
    if scalar == Scalar::Nothing {
        return Err(unreadable(format!("{name} is missing")));
    }
    scalar.text().and_then(parse).ok_or_else(|| unreadable(format!("{name} cannot be read")))
}

/// That something is there: neither missing nor null nor an empty text.
pub(crate) fn present(raw: Option<&RawValue>) -> Option<&RawValue> {
    raw.filter(|raw| Scalar::read(Some(raw)) != Scalar::Nothing)
}

/// A list, which is an object alone where a gateway has turned XML into JSON. Nulls in it are left
/// out. None if it is neither.
pub(crate) fn list<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<Vec<T>> {
    let items: Vec<&RawValue> =
        if raw.get().starts_with('[') { serde_json::from_str(raw.get()).ok()? } else { vec![raw] };
    items
        .into_iter()
        .filter_map(|item| present(Some(item)))
        .map(|item| json::object(item.get()))
        .collect()
}

/// A named value in such a list.
pub(crate) struct Named<'a> {
    pub(crate) name: Option<&'a RawValue>,
    pub(crate) value: Option<&'a RawValue>,
}

/// The value of the items of those names. Items without a value do not count, and the same value
/// again is the same value.
pub(crate) fn one<'a, T: PartialEq>(
    items: impl IntoIterator<Item = Named<'a>>,
    names: &[&str],
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Unreadable> {
    let mut found = None;
    for item in items {
        let Some(name) = json::text(item.name).filter(|name| names.contains(&name.as_str())) else {
            continue;
        };
        let scalar = Scalar::read(item.value);
        if scalar == Scalar::Nothing {
            continue;
        }
        let value = scalar
            .text()
            .and_then(&parse)
            .ok_or_else(|| unreadable(format!("{name} cannot be read")))?;
        if found.as_ref().is_some_and(|other| *other != value) {
            return Err(unreadable(format!("{name} is there twice and differs")));
        }
        found = Some(value);
    }
    Ok(found)
}
