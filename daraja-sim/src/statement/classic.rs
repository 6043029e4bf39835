//! The classic layout: labels and values, then thirteen columns, the newest row first.

use chrono::{DateTime, NaiveTime, Utc};

use super::{Line, Statement, Table, columns};
use crate::{clock::in_nairobi, money::two_decimals};

const COLUMNS: [&str; 13] = [
    "Receipt No.",
    "Completion Time",
    "Initiation Time",
    "Details",
    "Transaction Status",
    "Paid In",
    "Withdrawn",
    "Balance",
    "Balance Confirmed",
    "Reason Type",
    "Other Party Info",
    "Linked Transaction ID",
    "A/C No.",
];

pub(super) fn table(statement: &Statement) -> Table {
    let mut table = preamble(statement);
    table.push(COLUMNS.map(str::to_owned).to_vec());
    table.extend(statement.lines.iter().map(row));
    table
}

fn preamble(statement: &Statement) -> Table {
    let (paid_in_cents, withdrawn_cents) = statement.totals_cents();
    let closing = two_decimals(statement.closing_cents);
    let from = statement.from.and_time(NaiveTime::MIN).format("%d-%m-%Y %H:%M:%S").to_string();
    let to = statement.to.format("%d-%m-%Y 23:59:59").to_string();
    let reported = moment(statement.reported_at);
    let opening = two_decimals(statement.opening_cents);
    let paid_in = two_decimals(paid_in_cents);
    let withdrawn = two_decimals(withdrawn_cents);
    [
        vec!["Account Holder:", statement.organisation.as_str()],
        vec!["Short Code:", statement.short_code.as_str()],
        vec!["Account:", "Utility Account"],
        vec!["Time Period:", "From", from.as_str(), "To", to.as_str()],
        vec![
            "Operator:",
            "simulator",
            "Organization:",
            statement.organisation.as_str(),
            "Date of Report:",
            reported.as_str(),
        ],
        vec![
            "Opening Balance:",
            opening.as_str(),
            "Closing Balance:",
            closing.as_str(),
            "Available Balance:",
            closing.as_str(),
            "Total Paid In:",
            paid_in.as_str(),
            "Total Withdrawn:",
            withdrawn.as_str(),
        ],
    ]
    .into_iter()
    .map(|row| row.into_iter().map(str::to_owned).collect())
    .collect()
}

fn row(line: &Line) -> Vec<String> {
    let (paid_in, withdrawn) = columns(line, "", two_decimals);
    vec![
        line.receipt.clone(),
        moment(line.completed_at),
        moment(line.initiated_at),
        line.details.clone(),
        line.status.to_owned(),
        paid_in,
        withdrawn,
        two_decimals(line.balance_cents),
        "true".to_owned(),
        line.reason.to_owned(),
        line.other_party.clone(),
        line.linked_receipt.clone(),
        line.account.clone(),
    ]
}

fn moment(at: DateTime<Utc>) -> String {
    in_nairobi(at).format("%d-%m-%Y %H:%M:%S").to_string()
}
