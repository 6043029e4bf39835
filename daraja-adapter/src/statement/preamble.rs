//! What stands above the columns, and in the file's name.

use chrono::NaiveDate;
use domain::c2b::ShortCode;
use domain::money::Money;
use domain::statement::Span;
use domain::time::{Timestamp, end_of_nairobi_day, seconds_later};

use super::columns::plain_name;
use crate::{moment, redact};

/// Labels and values, in whatever rows they stand.
#[derive(Debug, Default)]
pub(super) struct Preamble {
    short_code: Option<ShortCode>,
    account: Option<String>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    opening: Option<Money>,
    closing: Option<Money>,
    named: Named,
}

/// What the file's name says.
#[derive(Debug, Default)]
struct Named {
    short_code: Option<ShortCode>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

impl Preamble {
    /// Nothing yet but what the file's name says: `Statements for 174379 from 2026-06-01 to
    /// 2026-06-30 (1).csv`, or `Mpesa_174379_20260630235959.csv`.
    pub(super) fn named(file_name: Option<&str>) -> Self {
        let Some(name) = file_name else { return Self::default() };
        let numbers = name.split(|c: char| !c.is_ascii_digit());
        let mut days = name.split([' ', '_', '.']).filter_map(|word| word.parse().ok());
        let from: Option<NaiveDate> = days.next();
        let to: Option<NaiveDate> = days.next();
        let named = Named {
            short_code: numbers.into_iter().find_map(|number| number.parse().ok()),
            from: from.and_then(moment::beginning),
            to: to.and_then(last_second),
        };
        Self { named, ..Self::default() }
    }

    /// Reads the labels of a row, each of which stands before its value.
    pub(super) fn read(&mut self, cells: &[&str]) {
        for pair in cells.windows(2) {
            let (label, value) = (plain_name(pair[0]), pair[1].trim());
            if value.is_empty() {
                continue;
            }
            let money = || Money::parse_decimal(value).ok();
            match label.as_str() {
                "shortcode" | "paybill" | "till" | "tillnumber" | "paybillnumber" => {
                    self.short_code = value.parse().ok();
                }
                "account" => self.account = Some(redact::scrub(value, &[])),
                "from" => self.from = moment::of_a_statement(value),
                "to" => self.to = moment::of_a_statement(value),
                "openingbalance" => self.opening = money(),
                "closingbalance" => self.closing = money(),
                _ => {}
            }
        }
    }

    pub(super) fn short_code(&self) -> Option<ShortCode> {
        self.short_code.clone().or_else(|| self.named.short_code.clone())
    }

    pub(super) fn account(&self) -> Option<String> {
        self.account.clone()
    }

    pub(super) fn period(&self) -> Option<Span> {
        let span = |from, to| Some(Span { from: from?, to: to? }).filter(|s| s.from <= s.to);
        span(self.from, self.to).or_else(|| span(self.named.from, self.named.to))
    }

    pub(super) fn opening(&self) -> Option<Money> {
        self.opening
    }

    pub(super) fn closing(&self) -> Option<Money> {
        self.closing
    }
}

fn last_second(day: NaiveDate) -> Option<Timestamp> {
    seconds_later(end_of_nairobi_day(day)?, -1)
}
