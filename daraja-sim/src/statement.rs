//! `GET /sim/statement`: what the organisation's portal would export of a short code's utility account.

mod classic;
mod recent;
mod sheet;

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use crate::{
    books::{Books, Entry, Kind, Road, Status},
    clock::{self, in_nairobi},
    config::Phones,
    control::refused,
    money::two_decimals,
    msisdn::Msisdn,
    names,
    shared::Shared,
};

/// Rows of text, the first ones of which may be a preamble of other widths.
type Table = Vec<Vec<String>>;

/// The two layouts that the portal is known to export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Layout {
    /// Thirteen columns below a preamble.
    Classic,
    /// Seven columns, payer and account in the details, since 2026.
    New,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Format {
    #[default]
    Csv,
    Xlsx,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    layout: Layout,
    #[serde(default)]
    format: Format,
    /// Days in Nairobi, both of them included; today if not said.
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    short_code: Option<String>,
}

/// A part of an account's history.
#[derive(Debug)]
struct Statement {
    organisation: String,
    short_code: String,
    from: NaiveDate,
    to: NaiveDate,
    reported_at: DateTime<Utc>,
    opening_cents: i64,
    closing_cents: i64,
    /// From the newest to the oldest.
    lines: Vec<Line>,
}

/// One row: a movement, or the charge of one, which has the same receipt.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    receipt: String,
    completed_at: DateTime<Utc>,
    initiated_at: DateTime<Utc>,
    details: String,
    status: &'static str,
    /// Above zero paid in, below zero withdrawn.
    amount_cents: i64,
    balance_cents: i64,
    reason: &'static str,
    other_party: String,
    linked_receipt: String,
    account: String,
}

pub(crate) async fn statement(
    State(shared): State<Arc<Shared>>,
    wanted: Result<Query<Wanted>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Response> {
    let Query(wanted) = wanted.map_err(|rejection| {
        let error = format!(
            "{}; ask for layout=classic or new, format=csv or xlsx, and from and to as 2026-11-26",
            rejection.body_text()
        );
        refused(StatusCode::UNPROCESSABLE_ENTITY, error).into_response()
    })?;
    let (layout, format) = (wanted.layout, wanted.format);
    let statement = read(&shared, wanted)?;
    let name = statement.file_name(layout, format);
    let table = match layout {
        Layout::Classic => classic::table(&statement),
        Layout::New => recent::table(&statement),
    };
    let written = match (format, layout) {
        (Format::Csv, Layout::Classic) => sheet::csv(&table, sheet::LineEnd::Lf),
        (Format::Csv, Layout::New) => sheet::csv(&table, sheet::LineEnd::CrLf),
        (Format::Xlsx, Layout::Classic) => sheet::xlsx(&table, "transaction"),
        (Format::Xlsx, Layout::New) => sheet::xlsx(&table, "Statement"),
    };
    let body = written.map_err(|error| {
        let error = format!("the statement cannot be written: {error}; ask for fewer days");
        refused(StatusCode::INTERNAL_SERVER_ERROR, error).into_response()
    })?;
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, body).into_response())
}

fn read(shared: &Shared, wanted: Wanted) -> Result<Statement, Response> {
    let now = clock::now();
    let today = in_nairobi(now).date_naive();
    let to = wanted.to.unwrap_or(today);
    let from = wanted.from.unwrap_or(to);
    if from > to {
        let error = format!("from ({from}) is after to ({to}); ask for days in their order");
        return Err(refused(StatusCode::UNPROCESSABLE_ENTITY, error).into_response());
    }
    let short_code = wanted.short_code.unwrap_or_else(|| shared.config.short_code.clone());
    let organisation = shared.config.organisation.clone();
    let store = shared.store();
    let period = Period { short_code: &short_code, from, to };
    let Some((opening_cents, closing_cents, lines)) = period.of(&store.books, shared.phones())
    else {
        let known: Vec<&str> = shared.config.short_codes().collect();
        let error = format!("short code {short_code:?} is none of these: {}", known.join(", "));
        return Err(refused(StatusCode::NOT_FOUND, error).into_response());
    };
    Ok(Statement {
        organisation,
        short_code: short_code.clone(),
        from,
        to,
        reported_at: now,
        opening_cents,
        closing_cents,
        lines,
    })
}

impl Format {
    fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

impl Statement {
    fn file_name(&self, layout: Layout, format: Format) -> String {
        let Self { short_code, from, to, .. } = self;
        let extension = format.extension();
        match layout {
            Layout::Classic => format!("ORG_{short_code}_Utility_Account_{from}_{to}.{extension}"),
            Layout::New => format!("Statements for {short_code} from {from} to {to}.{extension}"),
        }
    }

    /// What came in and what went out, of completed rows.
    fn totals_cents(&self) -> (i64, i64) {
        self.lines.iter().filter(|line| line.status == COMPLETED).fold(
            (0, 0),
            |(paid, out), line| {
                if line.amount_cents > 0 {
                    (paid + line.amount_cents, out)
                } else {
                    (paid, out + line.amount_cents)
                }
            },
        )
    }
}

const COMPLETED: &str = "Completed";

struct Period<'a> {
    short_code: &'a str,
    from: NaiveDate,
    to: NaiveDate,
}

impl Period<'_> {
    /// The balances before and after, and the lines from the newest to the oldest. `None` for a short
    /// code that has no account.
    fn of(&self, books: &Books, phones: Phones) -> Option<(i64, i64, Vec<Line>)> {
        let accounts = books.of(self.short_code)?;
        let mut entries =
            books.entries().filter(|entry| entry.short_code == self.short_code).peekable();
        let mut opening_cents = entries
            .peek()
            .map_or(accounts.utility_cents, |first| first.balance_cents - first.moved_cents());
        let mut closing_cents = opening_cents;
        let mut lines = Vec::new();
        for entry in entries {
            let day = in_nairobi(entry.completed_at).date_naive();
            if day < self.from {
                opening_cents = entry.balance_cents;
                closing_cents = entry.balance_cents;
            } else if day <= self.to {
                closing_cents = entry.balance_cents;
                lines.push(movement(entry, phones));
                lines.extend(charge(entry));
            }
        }
        lines.reverse();
        Some((opening_cents, closing_cents, lines))
    }
}

fn movement(entry: &Entry, phones: Phones) -> Line {
    let party = match entry.kind {
        Kind::Sweep => format!("{} - Organization Settlement Account", entry.short_code),
        Kind::PayBill | Kind::BuyGoods | Kind::BusinessPayment | Kind::Reversal => {
            format!("{} - {}", shown(entry.msisdn, phones), names::full(entry.msisdn))
        }
    };
    Line {
        receipt: entry.receipt.clone(),
        completed_at: entry.completed_at,
        initiated_at: entry.initiated_at,
        details: details(entry, &party),
        status: match entry.status {
            Status::Completed => COMPLETED,
            Status::Declined => "Declined",
        },
        amount_cents: entry.amount_cents,
        balance_cents: entry.balance_cents + entry.charge_cents,
        reason: entry.reason(),
        other_party: party,
        linked_receipt: entry.reverses.clone().unwrap_or_default(),
        account: match entry.kind {
            Kind::PayBill => entry.account_reference.clone(),
            Kind::BuyGoods | Kind::BusinessPayment | Kind::Reversal | Kind::Sweep => String::new(),
        },
    }
}

/// The charge stands in a row of its own, above that of the payment.
fn charge(entry: &Entry) -> Option<Line> {
    (entry.charge_cents > 0).then(|| {
        let name = match entry.kind {
            Kind::PayBill | Kind::BuyGoods | Kind::Reversal | Kind::Sweep => "Pay Bill Charge",
            Kind::BusinessPayment => "Business Payment Charge",
        };
        Line {
            receipt: entry.receipt.clone(),
            completed_at: entry.completed_at,
            initiated_at: entry.initiated_at,
            details: name.to_owned(),
            status: COMPLETED,
            amount_cents: -entry.charge_cents,
            balance_cents: entry.balance_cents,
            reason: name,
            other_party: "SP".to_owned(),
            linked_receipt: String::new(),
            account: String::new(),
        }
    })
}

fn details(entry: &Entry, party: &str) -> String {
    match entry.kind {
        Kind::PayBill => {
            // `Pay Bill Online` is what the customer began.
            let how = match entry.road {
                Road::StkPush | Road::Business => "Pay Bill",
                Road::Customer => "Pay Bill Online",
            };
            format!("{how} from {party} Acc. {}", entry.account_reference)
        }
        Kind::BuyGoods => format!("Customer Merchant Payment from {party}"),
        Kind::BusinessPayment => format!("Business Payment to Customer via API to {party}"),
        Kind::Reversal => format!("Reversal via API to {party}"),
        Kind::Sweep => entry.reason().to_owned(),
    }
}

/// A statement shows the number in full or with its middle masked.
fn shown(msisdn: Msisdn, phones: Phones) -> String {
    let number = msisdn.to_string();
    match phones {
        Phones::Clear => number,
        Phones::ByVersion
        | Phones::Masked
        | Phones::MaskedTight
        | Phones::MaskedLong
        | Phones::Hashed
        | Phones::MaskedHash => format!("{}****{}", &number[..4], &number[9..]),
    }
}

/// Paid in and withdrawn, of which one is `blank`.
fn columns(line: &Line, blank: &str, write: fn(i64) -> String) -> (String, String) {
    if line.amount_cents > 0 {
        (write(line.amount_cents), blank.to_owned())
    } else {
        (blank.to_owned(), write(line.amount_cents))
    }
}

/// `-1,234.50`
fn with_thousands(cents: i64) -> String {
    let plain = two_decimals(cents);
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "00"));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{fraction}")
}

#[cfg(test)]
mod tests;
