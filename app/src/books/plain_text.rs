//! The journal as text, for programs that do accounting on plain text.
//!
//! Every day ends with an assertion of what each account holds, so that whoever reads the file also
//! proves that nothing of it is missing or changed.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use chrono::NaiveDate;
use domain::Money;
use domain::ledger::{AccountCode, EntryKind};
use domain::time::nairobi_day;
use projections::ledger::EntryLine;

/// A line is on an account that this program does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "event {position} stands on account {account}, which this program does not know; use the version that wrote it"
)]
pub struct UnknownAccount {
    position: i64,
    account: i16,
}

/// How a program wants a journal written.
pub trait Dialect {
    /// What stands before the first entry.
    fn head() -> String;
    /// The lines with which an entry begins.
    fn entry(day: NaiveDate, words: &str, line: &EntryLine) -> String;
    /// A line of an entry.
    fn posting(code: AccountCode, line: &EntryLine) -> String;
    /// The assertions with which a day ends: debits less credits of each account, in cents.
    fn balances(day: NaiveDate, balances: &BTreeMap<AccountCode, i64>) -> String;
}

/// Writes a journal, line by line in the order of its dates.
#[derive(Debug)]
pub struct PlainText<D> {
    day: Option<NaiveDate>,
    entry: Option<(i64, i16)>,
    balances: BTreeMap<AccountCode, i64>,
    dialect: PhantomData<D>,
}

impl<D> Default for PlainText<D> {
    fn default() -> Self {
        Self { day: None, entry: None, balances: BTreeMap::new(), dialect: PhantomData }
    }
}

impl<D: Dialect> PlainText<D> {
    /// The next line, with what has to stand before it.
    pub fn line(&mut self, line: &EntryLine) -> Result<String, UnknownAccount> {
        let EntryLine { position, number, account, .. } = *line;
        let code = AccountCode::numbered(account).ok_or(UnknownAccount { position, account })?;
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
            text.push_str(&D::entry(day, words, line));
        }
        text.push_str(&D::posting(code, line));
        *self.balances.entry(code).or_default() += line.amount_cents;
        Ok(text)
    }

    /// The assertions with which the last day ends.
    pub fn end(&self) -> String {
        self.day.map(|day| D::balances(day, &self.balances)).unwrap_or_default()
    }
}

/// `-20.50 KES`
pub(super) fn amount(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02} {}", cents / 100, cents % 100, Money::CURRENCY)
}

#[cfg(test)]
pub(super) mod tests {
    use domain::Timestamp;
    use uuid::Uuid;

    use super::*;

    /// Money that came into suspense just before and just after midnight in Nairobi, as a journal, with
    /// its blanks squeezed.
    pub(in crate::books) fn two_days<D: Dialect>() -> Vec<String> {
        let mut journal = PlainText::<D>::default();
        let mut text = String::new();
        for (position, at) in [(4, "2026-11-23T20:59:59Z"), (9, "2026-11-23T21:00:00Z")] {
            text += &journal.line(&line(position, at, 1110, 2_050)).unwrap();
            text += &journal.line(&line(position, at, 2190, -2_050)).unwrap();
        }
        text += &journal.end();
        text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    /// A line of money that moved at that moment.
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
    fn an_account_of_a_newer_program_is_said() {
        let mut journal = PlainText::<crate::books::Hledger>::default();
        let fault = journal.line(&line(4, "2026-11-23T20:59:59Z", 9999, 1)).unwrap_err();
        assert!(fault.to_string().contains("account 9999"), "{fault}");
    }
}
