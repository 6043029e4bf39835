use std::fmt;
use std::str::FromStr;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::time::{Timestamp, end_of_nairobi_day};

/// A calendar month in Nairobi, `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    /// Its first day.
    first: NaiveDate,
}

/// A text that is no month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a month is written as 2026-11")]
pub struct NotMonth;

impl Month {
    /// The month that a day is in.
    pub fn of(day: NaiveDate) -> Self {
        Self { first: day.with_day(1).unwrap_or(day) }
    }

    /// Its first day.
    pub const fn first_day(self) -> NaiveDate {
        self.first
    }

    /// The first day of the next month. None at the end of the calendar.
    fn next_first(self) -> Option<NaiveDate> {
        self.first.checked_add_months(chrono::Months::new(1))
    }

    /// The month after it.
    pub fn next(self) -> Option<Self> {
        self.next_first().map(|first| Self { first })
    }

    /// Its last day.
    pub fn last_day(self) -> Option<NaiveDate> {
        self.next_first()?.pred_opt()
    }

    /// The midnight with which it ends.
    pub fn ends_at(self) -> Option<Timestamp> {
        end_of_nairobi_day(self.last_day()?)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl FromStr for Month {
    type Err = NotMonth;
    fn from_str(text: &str) -> Result<Self, NotMonth> {
        let is_written_so = text.len() == 7 && text.is_ascii();
        let first = is_written_so.then(|| format!("{text}-01").parse().ok()).flatten();
        first.map(|first| Self { first }).ok_or(NotMonth)
    }
}

impl TryFrom<String> for Month {
    type Error = NotMonth;
    fn try_from(text: String) -> Result<Self, NotMonth> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}
