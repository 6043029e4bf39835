//! The journal as beancount reads it: <https://beancount.github.io/docs/beancount_language_syntax.html>.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use domain::Money;
use domain::ledger::{AccountCode, AccountKind};
use domain::time::nairobi_day;
use projections::ledger::EntryLine;

use super::plain_text::{Dialect, amount};

/// beancount's journal. An account's parts are metadata of its postings: beancount wants every
/// account opened, and a provider has a million customers and payments.
#[derive(Debug, Clone, Copy)]
pub struct Beancount;

const ACCOUNT_WIDTH: usize = 44;

/// Accounts are opened before anything could be paid by M-Pesa.
const OPENED: &str = "2007-03-06";

impl Dialect for Beancount {
    fn head() -> String {
        let mut head = format!("option \"operating_currency\" \"{}\"\n\n", Money::CURRENCY);
        for code in AccountCode::ALL {
            // `fmt::Write` for a string never fails.
            let _ = writeln!(head, "{OPENED} open {} {}", account(code), Money::CURRENCY);
        }
        head
    }

    fn entry(day: NaiveDate, words: &str, line: &EntryLine) -> String {
        let mut text = format!("\n{day} * \"{words}\"\n  position: {}\n", line.position);
        if let Some(receipt) = &line.receipt {
            let _ = writeln!(text, "  receipt: \"{receipt}\"");
        }
        let effective = nairobi_day(line.effective_at);
        if effective != day {
            let _ = writeln!(text, "  effective: {effective}");
        }
        text
    }

    fn posting(code: AccountCode, line: &EntryLine) -> String {
        let name = account(code);
        let mut text = format!("  {name:<ACCOUNT_WIDTH$}  {:>16}\n", amount(line.amount_cents));
        if let Some(part) = line.part {
            let _ = writeln!(text, "    part: \"{part}\"");
        }
        text
    }

    /// beancount asserts what is held as a day begins.
    fn balances(day: NaiveDate, balances: &BTreeMap<AccountCode, i64>) -> String {
        let Some(next) = day.succ_opt() else { return String::new() };
        let mut text = "\n".to_owned();
        for (code, cents) in balances {
            let _ = writeln!(text, "{next} balance {}  {}", account(*code), amount(*cents));
        }
        text
    }
}

/// An account's name: one of beancount's five roots, its number, and letters, digits and dashes.
fn account(code: AccountCode) -> String {
    let root = match code.kind() {
        AccountKind::Asset => "Assets",
        AccountKind::Liability => "Liabilities",
        AccountKind::Equity => "Equity",
        AccountKind::Income => "Income",
        AccountKind::Expense => "Expenses",
    };
    format!("{root}:{}-{}", code.number(), code.name().replace(' ', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::plain_text::tests::two_days;

    #[test]
    fn an_entry_is_a_transaction_and_the_next_day_begins_with_what_accounts_hold() {
        let suspense = "Liabilities:2190-Unallocated-receipts";
        let entry = |day: &str, position: &str| {
            vec![
                String::new(),
                format!("{day} * \"Payment received\""),
                format!("position: {position}"),
                "receipt: \"UKN5CCCCC3\"".to_owned(),
                "Assets:1110-M-Pesa 20.50 KES".to_owned(),
                format!("{suspense} -20.50 KES"),
                "part: \"00000000-0000-0000-0000-000000000007\"".to_owned(),
            ]
        };
        let balances = |day: &str, held: &str| {
            vec![
                String::new(),
                format!("{day} balance Assets:1110-M-Pesa {held} KES"),
                format!("{day} balance {suspense} -{held} KES"),
            ]
        };
        let expected = [
            entry("2026-11-23", "4"),
            balances("2026-11-24", "20.50"),
            entry("2026-11-24", "9"),
            balances("2026-11-25", "41.00"),
        ];
        assert_eq!(two_days::<Beancount>(), expected.concat());
    }
}
