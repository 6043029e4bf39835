//! What the simulated Safaricom remembers of before its start, so that its statements show what the
//! ledger has, and what the ledger has missed.

use std::collections::{BTreeMap, HashSet};

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use daraja_sim::{Moved, Past};
use domain::Timestamp;
use domain::statement::BookedKind;
use domain::time::{end_of_nairobi_day, nairobi_day};
use projections::ledger::{MpesaMovement, mpesa_movements};
use sqlx::PgPool;

use crate::commands::trial_balance::no_ledger;
use crate::failure::Failure;

/// Stands for a payer whose number is not known in full.
const SOMEBODY: &str = "254700000000";
/// What is taken to the bank of a week's payments, in percent: the rest pays charges and refunds.
const SWEPT_PERCENT: i64 = 70;
/// Whole thousands of shillings go to the bank.
const SWEPT_UNIT_CENTS: i64 = 100_000;
/// How much the payment was that the demonstration's ledger has missed.
const LOST_AMOUNT_CENTS: i64 = 250_000;
/// How long after the first payment it was paid: the same moment at every start.
const LOST_AFTER: TimeDelta = TimeDelta::days(82);

/// Everything that the ledger knows, and of a demonstration, besides, money that went to the bank
/// each week and a payment whose confirmation was lost.
pub(crate) async fn past(pool: &PgPool, is_demo: bool) -> Result<Vec<Past>, Failure> {
    let known = mpesa_movements(pool).await.map_err(no_ledger)?;
    let mut past: Vec<Past> = known.iter().map(of_ledger).collect();
    if is_demo {
        let receipts: HashSet<&str> = known.iter().map(|one| one.receipt.as_str()).collect();
        let unknown = |one: &Past| !receipts.contains(one.receipt.as_str());
        past.extend(sweeps(&known).into_iter().filter(unknown));
        past.extend(lost(&known).into_iter().filter(unknown));
    }
    past.sort_by_key(|one| one.at);
    Ok(past)
}

fn of_ledger(known: &MpesaMovement) -> Past {
    let phone = || known.phone.clone().unwrap_or_else(|| SOMEBODY.to_owned());
    let moved = match known.kind {
        BookedKind::Payment | BookedKind::Charge => Moved::Payment {
            payer: phone(),
            account_reference: known.account_reference.clone().unwrap_or_default(),
            was_prompted: known.was_prompted,
        },
        BookedKind::Reversal => {
            Moved::Reversal { of: known.of_receipt.clone().unwrap_or_default() }
        }
        BookedKind::Payout => Moved::Payout { receiver: phone() },
        BookedKind::Sweep => Moved::Sweep,
    };
    let amount_cents = known.amount_cents.abs();
    Past { receipt: known.receipt.clone(), at: known.at, amount_cents, moved }
}

/// Each Monday most of the week before goes to the bank.
fn sweeps(known: &[MpesaMovement]) -> Vec<Past> {
    let mut weeks: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    for one in known.iter().filter(|one| one.kind == BookedKind::Payment) {
        let day = nairobi_day(one.at);
        let since_monday = i64::from(day.weekday().num_days_from_monday());
        let monday = day + TimeDelta::days(7 - since_monday);
        *weeks.entry(monday).or_default() += one.amount_cents;
    }
    let last = known.last().map(|one| one.at);
    let sweep = |(monday, cents): (NaiveDate, i64)| {
        let amount_cents = cents * SWEPT_PERCENT / 100 / SWEPT_UNIT_CENTS * SWEPT_UNIT_CENTS;
        let at = end_of_nairobi_day(monday)? - TimeDelta::hours(18);
        let receipt = numbered(at, "SWEEP00");
        let is_over = last.is_some_and(|last| at <= last) && amount_cents > 0;
        is_over.then_some(Past { receipt, at, amount_cents, moved: Moved::Sweep })
    };
    weeks.into_iter().filter_map(sweep).collect()
}

/// A payment to a home line that nobody ever confirmed to us.
fn lost(known: &[MpesaMovement]) -> Option<Past> {
    let at = known.first()?.at + LOST_AFTER;
    known.last().filter(|last| at <= last.at)?;
    // Whoever is connected at home pays for the next month by hand.
    let home = |one: &&MpesaMovement| one.at < at && one.line_account.is_some();
    let like = known.iter().rev().find(home)?;
    Some(Past {
        receipt: numbered(at, "MISSED1"),
        at,
        amount_cents: LOST_AMOUNT_CENTS,
        moved: Moved::Payment {
            payer: like.phone.clone().unwrap_or_else(|| SOMEBODY.to_owned()),
            account_reference: like.line_account.clone()?,
            was_prompted: false,
        },
    })
}

/// A receipt of that day, as Safaricom dates them: year, month and day in a character each.
fn numbered(at: Timestamp, rest: &str) -> String {
    let day = nairobi_day(at);
    let letter = |number: u32| char::from_digit(number, 36).unwrap_or('0').to_ascii_uppercase();
    let year = u32::try_from(day.year() - 2006).unwrap_or_default() + 10;
    let month = day.month() + 9;
    let date = day.day();
    format!("{}{}{}{rest}", letter(year), letter(month), letter(date))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receipts_are_dated_as_safaricoms_are() {
        let at = "2026-11-23T09:00:00Z".parse().unwrap();
        assert_eq!(numbered(at, "SWEEP00"), "UKNSWEEP00");
    }
}
