//! Pages of lists. A page begins after a cursor, never at an offset, so that a list which grows
//! while it is read neither repeats nor skips a row, and the last page costs as much as the first.

use std::fmt;
use std::str::FromStr;

use chrono::DateTime;
use domain::Timestamp;
use serde::de::value::{Error, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};
use uuid::Uuid;

/// The longest page.
pub const PAGE_MAX: i64 = 200;

/// Begins the statement of a filtered list. Its filters are parameters that may be null; planned
/// with their values, the absent ones vanish and the right index is found, which a plan made once
/// for all values cannot do.
pub(crate) const BEGIN_LIST: &str =
    "BEGIN READ ONLY; SET LOCAL plan_cache_mode = force_custom_plan";

/// The row after which a page begins: what the list is ordered by, and the row's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Microseconds since 1970 for lists in the order of time, cents for those by price.
    key: i64,
    id: Uuid,
}

/// A text that is no cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a cursor of this list; begin again without one")]
pub struct NotCursor;

impl Cursor {
    /// Where a list in the order of that number goes on.
    pub fn new(key: i64, id: Uuid) -> Self {
        Self { key, id }
    }

    /// Where a list in the order of time goes on.
    pub fn at(at: Timestamp, id: Uuid) -> Self {
        Self { key: at.timestamp_micros(), id }
    }

    /// What stands before the id, as a number.
    pub(crate) fn key(self) -> i64 {
        self.key
    }

    /// What stands before the id, as a moment.
    pub fn moment(self) -> Timestamp {
        // A cursor that was tampered with gives an empty page, not an error.
        DateTime::from_timestamp_micros(self.key).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// The row's id.
    pub fn id(self) -> Uuid {
        self.id
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.key, self.id.simple())
    }
}

impl FromStr for Cursor {
    type Err = NotCursor;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (key, id) = text.split_once('_').ok_or(NotCursor)?;
        let key = key.parse().map_err(|_| NotCursor)?;
        let id = Uuid::parse_str(id).map_err(|_| NotCursor)?;
        DateTime::from_timestamp_micros(key).ok_or(NotCursor)?;
        Ok(Self { key, id })
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// Its rows.
    pub items: Vec<T>,
    /// Where the next page begins; none if this is the last.
    pub next: Option<Cursor>,
}

/// How many rows a page has, within what is sensible.
pub(crate) fn page_size(limit: i64) -> i64 {
    limit.clamp(1, PAGE_MAX)
}

/// How many rows to ask for: one more than the page has, so that the end of the list is seen.
pub(crate) fn one_more(limit: i64) -> i64 {
    page_size(limit) + 1
}

impl<T> Page<T> {
    /// The page made of the rows found when [`one_more`] than `limit` were asked for.
    pub fn of(mut items: Vec<T>, limit: i64, cursor: impl Fn(&T) -> Cursor) -> Self {
        let size = usize::try_from(page_size(limit)).unwrap_or(usize::MAX);
        let more = items.len() > size;
        items.truncate(size);
        let next = items.last().filter(|_| more).map(cursor);
        Self { items, next }
    }
}

/// Reads the stored name of one of our enums.
pub(crate) fn named<T: DeserializeOwned>(column: &str, name: &str) -> Result<T, sqlx::Error> {
    let deserializer: StrDeserializer<'_, Error> = name.into_deserializer();
    T::deserialize(deserializer).map_err(|error| damaged(column, error))
}

/// A column holds what it cannot hold.
pub(crate) fn damaged(
    column: &str,
    error: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: error.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let at: Timestamp = "2026-11-23T08:15:30.123456Z".parse().unwrap();
        let cursor = Cursor::at(at, Uuid::from_u128(7));
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        assert_eq!(cursor.moment(), at);
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        for text in [
            "",
            "1",
            "1_",
            "_1",
            "x_00000000000000000000000000000007",
            "9223372036854775807_00000000000000000000000000000007",
        ] {
            assert_eq!(text.parse::<Cursor>(), Err(NotCursor), "{text}");
        }
    }

    #[test]
    fn only_a_page_with_more_after_it_has_a_next() {
        let cursor = |n: &i64| Cursor::new(*n, Uuid::nil());
        assert_eq!(
            Page::of(vec![1, 2, 3], 2, cursor),
            Page { items: vec![1, 2], next: Some(Cursor::new(2, Uuid::nil())) }
        );
        assert_eq!(Page::of(vec![1, 2], 2, cursor), Page { items: vec![1, 2], next: None });
    }
}
