//! What Safaricom should have charged, by the tariff in force.

use std::collections::HashMap;

use super::account::{Account, BookedKind};
use super::books::purpose;
use super::file::{LineKind, StatementFile, StatementLine};
use crate::codes::Receipt;
use crate::ledger::{ChargedFor, Tariffs};
use crate::money::Money;
use crate::time::Timestamp;

/// What was moved under a receipt: a charge has that of the movement it was taken for.
type Moved = (ChargedFor, Money, Timestamp);

pub(super) struct Charges<'a> {
    tariffs: &'a Tariffs,
    moved: HashMap<&'a Receipt, Moved>,
}

impl<'a> Charges<'a> {
    pub(super) fn of(file: &'a StatementFile, account: &'a Account) -> Self {
        let tariffs = &account.tariffs;
        let mut moved = HashMap::new();
        if !tariffs.is_empty() {
            // The charge may stand on a statement without its movement; where both stand there, what
            // Safaricom says moved is what it charges for.
            let booked = account.booked.iter();
            moved.extend(booked.filter_map(|one| {
                Some((one.receipt.as_ref()?, moved_for(one.kind, one.amount, one.at)?))
            }));
            moved.extend(file.lines.iter().filter_map(|line| {
                Some((&line.receipt, moved_for(purpose(line.kind)?, line.amount, line.at)?))
            }));
        }
        Self { tariffs, moved }
    }

    /// What a charge should be, if a tariff says another amount than the line does.
    pub(super) fn wrong(&self, line: &StatementLine) -> Option<Money> {
        if line.kind != LineKind::Charge {
            return None;
        }
        let (charged_for, amount, at) = *self.moved.get(&line.receipt)?;
        let expected = self.tariffs.charge(charged_for, amount, at)?.negated()?;
        (expected != line.amount).then_some(expected)
    }
}

fn moved_for(kind: BookedKind, amount: Money, at: Timestamp) -> Option<Moved> {
    match kind {
        BookedKind::Payment => Some((ChargedFor::Collection, amount, at)),
        BookedKind::Payout => Some((ChargedFor::Payout, amount.negated()?, at)),
        BookedKind::Charge | BookedKind::Reversal | BookedKind::Sweep => None,
    }
}
