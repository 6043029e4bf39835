//! The journal as hledger reads it: <https://hledger.org/hledger.html#journal>.
//!
//! Every day ends with an assertion of what each account holds, so that whoever reads the file also
//! proves that nothing of it is missing or changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use domain::Money;
use domain::ledger::{AccountCode, AccountKind, EntryKind};
use domain::time::nairobi_day;
use projections::ledger::EntryLine;
use uuid::Uuid;

/// A line is on an account that this program does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "event {position} stands on account {account}, which this program does not know; use the version that wrote it"
)]
pub struct UnknownAccount {
    position: i64,
    account: i16,
}

/// Writes a journal, line by line in the order of its dates.
#[derive(Debug, Default)]
pub struct Hledger {
    day: Option<NaiveDate>,
    entry: Option<(i64, i16)>,
    balances: BTreeMap<AccountCode, i64>,
}

/// As wide as the longest account with a part.
const ACCOUNT_WIDTH: usize = 72;

impl Hledger {
    /// What stands before the first entry.
    pub fn head() -> String {
        let mut head = format!("commodity 1000.00 {}\n\n", Money::CURRENCY);
        for code in AccountCode::ALL {
            // `fmt::Write` for a string never fails.
            let _ = writeln!(head, "account {}", account(code, None));
        }
        head
    }

    /// The next line, with what has to stand before it.
    pub fn line(&mut self, line: &EntryLine) -> Result<String, UnknownAccount> {
        let EntryLine { position, number, account: code, .. } = *line;
        let code = AccountCode::numbered(code)
            .ok_or(UnknownAccount { position, account: line.account })?;
        let mut text = String::new();
        let day = nairobi_day(line.booked_at);
        if self.day != Some(day) {
            text.push_str(&self.end());
            self.day = Some(day);
        }
        if self.entry != Some((position, number)) {
            self.entry = Some((position, number));
            let kind = EntryKind::named(&line.kind);
            let words = kind.map_or(line.kind.as_str(), |kind| kind.in_words());
            let _ = write!(text, "\n{day} {words}  ; position:{position}");
            if let Some(receipt) = &line.receipt {
                let _ = write!(text, ", receipt:{receipt}");
            }
            let effective = nairobi_day(line.effective_at);
            if effective != day {
                let _ = write!(text, ", effective:{effective}");
            }
            text.push('\n');
        }
        let name = account(code, line.part);
        let _ = writeln!(text, "    {name:<ACCOUNT_WIDTH$}  {:>16}", amount(line.amount_cents));
        *self.balances.entry(code).or_default() += line.amount_cents;
        Ok(text)
    }

    /// The assertions with which the last day ends.
    pub fn end(&self) -> String {
        let Some(day) = self.day else { return String::new() };
        let mut text = format!("\n{day} Balances of the day\n");
        for (code, cents) in &self.balances {
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

fn amount(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02} {}", cents / 100, cents % 100, Money::CURRENCY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    fn line(position: i64, at: &str, account: i16, cents: i64) -> EntryLine {
        EntryLine {
            position,
            number: 1,
            kind: "RECEIVED".to_owned(),
            receipt: Some("UKN5CCCCC3".to_owned()),
            effective_at: at.parse().unwrap(),
            booked_at: at.parse().unwrap(),
            recorded_at: Timestamp::UNIX_EPOCH,
            account,
            part: (account == 2190).then_some(Uuid::from_u128(7)),
            amount_cents: cents,
        }
    }

    #[test]
    fn an_entry_is_a_transaction_and_a_day_ends_with_what_accounts_hold() {
        let mut journal = Hledger::default();
        let mut text = String::new();
        // Just before and just after midnight in Nairobi.
        for (position, at) in [(4, "2026-11-23T20:59:59Z"), (9, "2026-11-23T21:00:00Z")] {
            text += &journal.line(&line(position, at, 1110, 2_050)).unwrap();
            text += &journal.line(&line(position, at, 2190, -2_050)).unwrap();
        }
        text += &journal.end();
        let squeezed: Vec<String> = text
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        let suspense = "liabilities:2190 Unallocated receipts";
        let part = "00000000-0000-0000-0000-000000000007";
        assert_eq!(
            squeezed,
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

    #[test]
    fn an_account_of_a_newer_program_is_said() {
        let fault = Hledger::default().line(&line(4, "2026-11-23T20:59:59Z", 9999, 1)).unwrap_err();
        assert!(fault.to_string().contains("account 9999"), "{fault}");
    }
}
