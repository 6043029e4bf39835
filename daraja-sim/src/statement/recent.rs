//! The layout of 2026: no preamble, seven columns, amounts with thousands and a zero where nothing moved.

use super::{Line, Statement, Table, columns, with_thousands};
use crate::clock::in_nairobi;

const COLUMNS: [&str; 7] = [
    "Receipt No",
    "Completion Time",
    "Details",
    "Transaction Status",
    "Paid In (KSHs)",
    "Withdrawn (KSHs)",
    "Balance (KSHs)",
];

pub(super) fn table(statement: &Statement) -> Table {
    let mut table = vec![COLUMNS.map(str::to_owned).to_vec()];
    table.extend(statement.lines.iter().map(row));
    table
}

fn row(line: &Line) -> Vec<String> {
    let (paid_in, withdrawn) = columns(line, "0.00", with_thousands);
    vec![
        line.receipt.clone(),
        in_nairobi(line.completed_at).format("%d/%m/%Y %H:%M:%S").to_string(),
        line.details.clone(),
        line.status.to_owned(),
        paid_in,
        withdrawn,
        with_thousands(line.balance_cents),
    ]
}
