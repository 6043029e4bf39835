//! What Safaricom would have charged by another tariff.

use std::collections::{BTreeMap, HashMap};

use chrono::TimeDelta;
use domain::codes::Receipt;
use domain::ledger::{AccountCode, ChargedFor, Entry, EntryKind, Tariff};
use domain::{Money, Timestamp};

/// A charge is taken with its movement; a statement may write the one a little before midnight and the
/// other after.
const APART: TimeDelta = TimeDelta::days(1);

/// The period's charges, and what they were for. A charge is booked before its movement where a
/// statement told of both, so nothing is counted before the end.
pub(super) struct Charges {
    tariffs: BTreeMap<ChargedFor, Tariff>,
    begins_at: Timestamp,
    ends_at: Timestamp,
    moved: HashMap<Receipt, (ChargedFor, Money)>,
    taken: Vec<(Receipt, Money)>,
}

/// What the period's charges would have been.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Recharged {
    /// How much more.
    pub(super) more_cents: i64,
    /// How many stay as they were taken, because the tariff that is tried does not say what they are.
    pub(super) kept: u64,
}

impl Charges {
    pub(super) fn new(
        tariffs: BTreeMap<ChargedFor, Tariff>,
        (begins_at, ends_at): (Timestamp, Timestamp),
    ) -> Self {
        Self { tariffs, begins_at, ends_at, moved: HashMap::new(), taken: Vec::new() }
    }

    pub(super) fn take(&mut self, entries: &[Entry]) {
        if self.tariffs.is_empty() {
            return;
        }
        for entry in entries {
            let Some(receipt) = entry.receipt() else { continue };
            let on_mpesa = entry.postings().iter();
            let on_mpesa = on_mpesa.filter(|one| one.account.code() == AccountCode::Mpesa);
            let Some(amount) = on_mpesa.map(|one| one.amount).next() else { continue };
            if entry.kind() == EntryKind::Charged {
                let is_within =
                    entry.booked_at() >= self.begins_at && entry.booked_at() < self.ends_at;
                self.taken.extend(is_within.then(|| (receipt.clone(), amount)));
            } else if let Some(charged_for) = charged_for(entry.kind()) {
                let at = entry.effective_at();
                if at >= self.begins_at - APART && at < self.ends_at + APART {
                    let moved = Money::from_cents(amount.cents().abs());
                    self.moved.entry(receipt.clone()).or_insert((charged_for, moved));
                }
            }
        }
    }

    pub(super) fn recharged(&self) -> Recharged {
        let mut recharged = Recharged::default();
        for (receipt, taken) in &self.taken {
            let due = self.moved.get(receipt).and_then(|(charged_for, amount)| {
                self.tariffs.get(charged_for).and_then(|tariff| tariff.charge(*amount))
            });
            match due {
                Some(due) => recharged.more_cents += due.cents() + taken.cents(),
                None => recharged.kept += 1,
            }
        }
        recharged
    }
}

fn charged_for(kind: EntryKind) -> Option<ChargedFor> {
    match kind {
        EntryKind::Received | EntryKind::ReceiptFound => Some(ChargedFor::Collection),
        EntryKind::RefundPaid => Some(ChargedFor::Payout),
        EntryKind::Confirmed
        | EntryKind::Merged
        | EntryKind::Credited
        | EntryKind::Bought
        | EntryKind::UnusedReturned
        | EntryKind::TaxReturned
        | EntryKind::Earned
        | EntryKind::Reversed
        | EntryKind::ReversalTaken
        | EntryKind::RefundAsked
        | EntryKind::RefundReturned
        | EntryKind::Charged
        | EntryKind::Swept
        | EntryKind::Opened
        | EntryKind::Banked => None,
    }
}
