//! The journal as hledger reads it: <https://hledger.org/hledger.html#journal>.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use domain::Money;
use domain::ledger::{AccountCode, AccountKind};
use domain::time::nairobi_day;
use projections::ledger::EntryLine;
use uuid::Uuid;

use super::plain_text::{Dialect, amount};

/// hledger's journal.
#[derive(Debug, Clone, Copy)]
pub struct Hledger;

/// As wide as the longest account with a part.
const ACCOUNT_WIDTH: usize = 72;

impl Dialect for Hledger {
    fn head() -> String {
        let mut head = format!("commodity 1000.00 {}\n\n", Money::CURRENCY);
        for code in AccountCode::ALL {
            // `fmt::Write` for a string never fails.
            let _ = writeln!(head, "account {}", account(code, None));
        }
        head
    }

    fn entry(day: NaiveDate, words: &str, line: &EntryLine) -> String {
        let mut text = format!("\n{day} {words}  ; position:{}", line.position);
        if let Some(receipt) = &line.receipt {
            let _ = write!(text, ", receipt:{receipt}");
        }
        let effective = nairobi_day(line.effective_at);
        if effective != day {
            let _ = write!(text, ", effective:{effective}");
        }
        text + "\n"
    }

    fn posting(code: AccountCode, line: &EntryLine) -> String {
        let name = account(code, line.part);
        format!("    {name:<ACCOUNT_WIDTH$}  {:>16}\n", amount(line.amount_cents))
    }

    fn balances(day: NaiveDate, balances: &BTreeMap<AccountCode, i64>) -> String {
        let mut text = format!("\n{day} Balances of the day\n");
        for (code, cents) in balances {
            let name = account(*code, None);
            let (nothing, held) = (amount(0), amount(*cents));
            let _ = writeln!(text, "    {name:<ACCOUNT_WIDTH$}  {nothing:>16} =* {held}");
        }
        text
    }
}

/// An account's name, of which hledger tells its sort by the first part.
fn account(code: AccountCode, part: Option<Uuid>) -> String {
    let sort = match code.kind() {
        AccountKind::Asset => "assets",
        AccountKind::Liability => "liabilities",
        AccountKind::Equity => "equity",
        AccountKind::Income => "revenues",
        AccountKind::Expense => "expenses",
    };
    let part = part.map(|part| format!(":{part}")).unwrap_or_default();
    format!("{sort}:{} {}{part}", code.number(), code.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::plain_text::tests::two_days;

    #[test]
    fn an_entry_is_a_transaction_and_a_day_ends_with_what_accounts_hold() {
        let suspense = "liabilities:2190 Unallocated receipts";
        let part = "00000000-0000-0000-0000-000000000007";
        assert_eq!(
            two_days::<Hledger>(),
            [
                "",
                "2026-11-23 Payment received ; position:4, receipt:UKN5CCCCC3",
                "assets:1110 M-Pesa 20.50 KES",
                &format!("{suspense}:{part} -20.50 KES"),
                "",
                "2026-11-23 Balances of the day",
                "assets:1110 M-Pesa 0.00 KES =* 20.50 KES",
                &format!("{suspense} 0.00 KES =* -20.50 KES"),
                "",
                "2026-11-24 Payment received ; position:9, receipt:UKN5CCCCC3",
                "assets:1110 M-Pesa 20.50 KES",
                &format!("{suspense}:{part} -20.50 KES"),
                "",
                "2026-11-24 Balances of the day",
                "assets:1110 M-Pesa 0.00 KES =* 41.00 KES",
                &format!("{suspense} 0.00 KES =* -41.00 KES"),
            ]
        );
    }
}
