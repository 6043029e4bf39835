use chrono::NaiveDate;
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::bank::BankReference;
use super::file::{Layout, Span};
use crate::c2b::ShortCode;
use crate::codes::Receipt;
use crate::id::{BreakId, StatementId, UserId};
use crate::money::Money;
use crate::reason::Reason;
use crate::time::Timestamp;
use crate::upcast::{Retold, Upcaster};

/// A difference between a statement and the books, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BreakKind {
    /// A customer's payment that the books do not know.
    MissingInLedger,
    /// The books know it, the statement does not.
    MissingInStatement,
    /// Both know it, with other amounts.
    AmountDiffers,
    /// The same movement stands on the statement twice.
    Duplicate,
    /// A payment was given back, and the books do not know.
    Reversed,
    /// A charge that the books do not know.
    Charge,
    /// Money went to or came from the bank, and the books do not know.
    Sweep,
    /// Money was paid out that the books do not know of.
    UnknownPayout,
    /// Money moved, and it is not known for what.
    UnknownMovement,
    /// The statement's own balance does not move by it: the line was added or changed.
    NotInBalance,
    /// The books have it so near to the statement's edge that it belongs to the one before or after.
    Timing,
    /// Money came, and it is not known whose it is: it waits in suspense.
    UnknownAccount,
    /// The account held something else before the first line.
    Opening,
    /// Safaricom charged something else than its tariff says. The charge is taken, and booked so.
    WrongCharge,
}

impl BreakKind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::MissingInLedger,
        Self::MissingInStatement,
        Self::AmountDiffers,
        Self::Duplicate,
        Self::Reversed,
        Self::Charge,
        Self::Sweep,
        Self::UnknownPayout,
        Self::UnknownMovement,
        Self::NotInBalance,
        Self::Timing,
        Self::UnknownAccount,
        Self::Opening,
        Self::WrongCharge,
    ];

    /// The stored and shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MissingInLedger => "MISSING_IN_LEDGER",
            Self::MissingInStatement => "MISSING_IN_STATEMENT",
            Self::AmountDiffers => "AMOUNT_DIFFERS",
            Self::Duplicate => "DUPLICATE",
            Self::Reversed => "REVERSED",
            Self::Charge => "CHARGE",
            Self::Sweep => "SWEEP",
            Self::UnknownPayout => "UNKNOWN_PAYOUT",
            Self::UnknownMovement => "UNKNOWN_MOVEMENT",
            Self::NotInBalance => "NOT_IN_BALANCE",
            Self::Timing => "TIMING",
            Self::UnknownAccount => "UNKNOWN_ACCOUNT",
            Self::Opening => "OPENING",
            Self::WrongCharge => "WRONG_CHARGE",
        }
    }

    /// What it says to a person.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::MissingInLedger => "Payment missing in the ledger",
            Self::MissingInStatement => "Missing on the statement",
            Self::AmountDiffers => "Amount differs",
            Self::Duplicate => "On the statement twice",
            Self::Reversed => "Reversed outside Daftari",
            Self::Charge => "Charge not yet in the ledger",
            Self::Sweep => "Bank movement not yet in the ledger",
            Self::UnknownPayout => "Paid out outside Daftari",
            Self::UnknownMovement => "Movement of an unknown kind",
            Self::NotInBalance => "Line does not fit the statement's own balance",
            Self::Timing => "Belongs to the statement before or after",
            Self::UnknownAccount => "In suspense: nobody's yet",
            Self::Opening => "Opening balance differs",
            Self::WrongCharge => "Charge is not what the tariff says",
        }
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What moved money on a statement alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MovementKind {
    /// Safaricom's charge.
    Charge,
    /// To the bank or another account of the organisation, or from there.
    Sweep,
    /// What the account held when its books began.
    Opening,
}

/// A movement that no other road tells of, taken into the books from a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedMovement {
    /// What for.
    pub kind: MovementKind,
    /// Its receipt; none for what the account held at first.
    pub receipt: Option<Receipt>,
    /// Paid in if it is more than nothing, else withdrawn.
    pub amount_cents: Money,
    /// When.
    pub at: Timestamp,
}

/// What happened to a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StatementEvent {
    /// A file was taken in.
    StatementImported {
        /// Its id.
        statement_id: StatementId,
        /// SHA-256 of the file's bytes, hex.
        file_sha256: String,
        /// Of which short code.
        short_code: ShortCode,
        /// Of which of its M-Pesa accounts, as the file calls it.
        account: Option<String>,
        /// In which layout.
        layout: Layout,
        /// Of which time.
        period: Span,
        /// What the account held before.
        opening_cents: Option<Money>,
        /// What it held afterwards.
        closing_cents: Option<Money>,
        /// How many completed movements it has.
        lines: u32,
        /// How many rows could not be read.
        unreadable: u32,
        /// Who gave it; none from the command line.
        by: Option<UserId>,
        /// When.
        at: Timestamp,
    },
    /// Movements that stand on statements only were taken into the books.
    MovementsRecorded {
        /// Of which short code's account.
        short_code: ShortCode,
        /// Which.
        movements: Vec<RecordedMovement>,
    },
    /// What a statement told of on its way to the bank, or from there, was seen on the bank's own.
    SweepArrived {
        /// Under which receipt it left M-Pesa, or came there.
        receipt: Receipt,
        /// What the bank has more by it; less than nothing if it gave it.
        amount_cents: Money,
        /// The bank's reference of it.
        bank_reference: BankReference,
        /// The day for which the bank counts it.
        value_date: NaiveDate,
        /// Who says so.
        by: UserId,
        /// When.
        at: Timestamp,
    },
    /// Statement and books differ.
    BreakRaised {
        /// Its id.
        break_id: BreakId,
        /// How.
        kind: BreakKind,
        /// In which receipt.
        receipt: Option<Receipt>,
        /// In which row of the file.
        row: Option<u32>,
        /// What the statement has.
        statement_cents: Money,
        /// What the books have.
        ledger_cents: Money,
        /// What it should be by Safaricom's tariff, where that differs. Since version 2.
        expected_cents: Option<Money>,
        /// When the money moved.
        moved_at: Timestamp,
        /// When it was noticed.
        at: Timestamp,
    },
    /// Somebody is to look at it.
    BreakAssigned {
        /// Which break.
        break_id: BreakId,
        /// Who.
        to: UserId,
    },
    /// It is explained, or gone.
    BreakResolved {
        /// Which break.
        break_id: BreakId,
        /// Who says so; none if the books agree by now.
        by: Option<UserId>,
        /// Why.
        why: Reason,
        /// When.
        at: Timestamp,
    },
}

impl DomainEvent for StatementEvent {
    fn event_type(&self) -> String {
        match self {
            Self::StatementImported { .. } => "StatementImported",
            Self::MovementsRecorded { .. } => "MovementsRecorded",
            Self::SweepArrived { .. } => "SweepArrived",
            Self::BreakRaised { .. } => "BreakRaised",
            Self::BreakAssigned { .. } => "BreakAssigned",
            Self::BreakResolved { .. } => "BreakResolved",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        match self {
            Self::BreakRaised { .. } => "2",
            Self::StatementImported { .. }
            | Self::MovementsRecorded { .. }
            | Self::SweepArrived { .. }
            | Self::BreakAssigned { .. }
            | Self::BreakResolved { .. } => "1",
        }
        .to_owned()
    }
}

/// How events of earlier versions are told.
pub(super) const UPCASTERS: &[Upcaster] =
    &[Upcaster { event_type: "BreakRaised", version: 1, upcast: break_raised_1 }];

/// Charges were not judged.
fn break_raised_1(fields: Value) -> Result<Vec<Retold>, serde_json::Error> {
    let mut fields: Map<String, Value> = serde_json::from_value(fields)?;
    fields.insert("expected_cents".to_owned(), Value::Null);
    let fields = Value::Object(fields);
    Ok(vec![Retold { event_type: "BreakRaised", version: 2, fields }])
}
