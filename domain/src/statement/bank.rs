//! The second half of a move to the bank: what left M-Pesa is seen there.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::aggregate::StatementError;
use super::event::{MovementKind, RecordedMovement, StatementEvent};
use crate::codes::Receipt;
use crate::id::UserId;
use crate::money::Money;
use crate::time::{Timestamp, nairobi_day};

/// Banks' references have some twenty characters.
const REFERENCE_CHARACTERS_MAX: usize = 50;

/// The bank's own reference of a movement, as its statement has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BankReference(String);

/// A text that is no reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a bank's reference has 1 to {REFERENCE_CHARACTERS_MAX} characters, in one line")]
pub struct NotBankReference;

impl BankReference {
    /// As the bank writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BankReference {
    type Err = NotBankReference;
    fn from_str(text: &str) -> Result<Self, NotBankReference> {
        let text = text.trim();
        let is_one = (1..=REFERENCE_CHARACTERS_MAX).contains(&text.chars().count())
            && !text.chars().any(char::is_control);
        is_one.then(|| Self(text.to_owned())).ok_or(NotBankReference)
    }
}

impl TryFrom<String> for BankReference {
    type Error = NotBankReference;
    fn try_from(text: String) -> Result<Self, NotBankReference> {
        text.parse()
    }
}

impl From<BankReference> for String {
    fn from(reference: BankReference) -> Self {
        reference.0
    }
}

impl fmt::Display for BankReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Somebody in finance sees it on the bank's statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Under which receipt it left M-Pesa, or came there.
    pub receipt: Receipt,
    /// How much the bank has moved, more than nothing in both directions.
    pub amount: Money,
    /// What other statements tell of under the same receipt: of money that only went to another
    /// M-Pesa account of the organisation, both together are nothing.
    pub elsewhere: Money,
    /// The bank's reference of it.
    pub bank_reference: BankReference,
    /// The day for which the bank counts it.
    pub value_date: NaiveDate,
    /// Who says so.
    pub by: UserId,
    /// The moment now.
    pub now: Timestamp,
}

/// What a statement told of under one receipt, and whether the bank has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sweep {
    /// Into M-Pesa if it is more than nothing, else out.
    amount: Money,
    at: Timestamp,
    arrived: Option<(BankReference, NaiveDate)>,
}

impl Sweep {
    /// What this statement moved under that receipt.
    pub(super) const fn amount(&self) -> Money {
        self.amount
    }

    /// The movement, after those of the same receipt on the same statement: both sides of what went
    /// to another account stand there.
    pub(super) fn after(before: Option<Self>, movement: &RecordedMovement) -> Option<Self> {
        if movement.kind != MovementKind::Sweep {
            return before;
        }
        let amount = before.as_ref().map_or(Money::ZERO, |sweep| sweep.amount);
        let amount = amount.plus(movement.amount_cents).unwrap_or(amount);
        let at = before.as_ref().map_or(movement.at, |sweep| sweep.at.min(movement.at));
        Some(Self { amount, at, arrived: before.and_then(|sweep| sweep.arrived) })
    }

    pub(super) fn note(&mut self, bank_reference: BankReference, value_date: NaiveDate) {
        self.arrived = Some((bank_reference, value_date));
    }

    /// The bank has it: once, all of it, and not before it left.
    pub(super) fn arrive(&self, arrival: Arrival) -> Result<Vec<StatementEvent>, StatementError> {
        let Arrival { receipt, bank_reference, value_date, .. } = arrival;
        if let Some((known, day)) = &self.arrived {
            let same = *known == bank_reference && *day == value_date;
            return if same { Ok(vec![]) } else { Err(StatementError::ArrivedBefore) };
        }
        let moved = self.amount.plus(arrival.elsewhere).and_then(Money::negated);
        let moved = moved.filter(|moved| *moved != Money::ZERO);
        let moved = moved.ok_or(StatementError::NotInTransit)?;
        let expected = if moved.is_positive() { moved } else { moved.negated().unwrap_or(moved) };
        if arrival.amount != expected {
            return Err(StatementError::OtherAmount { expected, given: arrival.amount });
        }
        // What comes from the bank leaves it first.
        let left = nairobi_day(self.at);
        if value_date > nairobi_day(arrival.now) || moved.is_positive() && value_date < left {
            return Err(StatementError::BadValueDate { value_date, left });
        }
        Ok(vec![StatementEvent::SweepArrived {
            receipt,
            amount_cents: moved,
            bank_reference,
            value_date,
            by: arrival.by,
            at: arrival.now,
        }])
    }
}
