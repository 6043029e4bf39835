use std::collections::BTreeMap;

use chrono::NaiveDate;
use cqrs_es::{Aggregate, event_sink::EventSink};
use serde::{Deserialize, Serialize};

use super::bank::{Arrival, Sweep};
use super::event::{BreakKind, MovementKind, RecordedMovement, StatementEvent};
use super::file::{Layout, Span};
use super::found::{Break, Difference};
use crate::aggregate::Decide;
use crate::c2b::ShortCode;
use crate::codes::Receipt;
use crate::id::{BreakId, StatementId, UserId};
use crate::money::Money;
use crate::reason::Reason;
use crate::time::Timestamp;

/// A statement that was taken in, and what is open of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    pub(super) short_code: Option<ShortCode>,
    pub(super) breaks: BTreeMap<BreakId, KnownBreak>,
    /// What it told of on its way to the bank, or from there.
    pub(super) sweeps: BTreeMap<Receipt, Sweep>,
}

/// A break that was raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KnownBreak {
    pub(super) kind: BreakKind,
    pub(super) receipt: Option<Receipt>,
    pub(super) owner: Option<UserId>,
    pub(super) is_open: bool,
}

/// A file to be taken in.
#[derive(Debug, Clone)]
pub struct Import {
    /// Its id.
    pub statement_id: StatementId,
    /// SHA-256 of the file's bytes, hex.
    pub file_sha256: String,
    /// Of which short code.
    pub short_code: ShortCode,
    /// Of which of its M-Pesa accounts.
    pub account: Option<String>,
    /// In which layout.
    pub layout: Layout,
    /// Of which time.
    pub period: Span,
    /// What the account held before.
    pub opening: Option<Money>,
    /// What it held afterwards.
    pub closing: Option<Money>,
    /// How many completed movements it has.
    pub lines: u32,
    /// How many rows could not be read.
    pub unreadable: u32,
    /// Who gave it; none from the command line.
    pub by: Option<UserId>,
    /// The moment now.
    pub now: Timestamp,
}

/// Why a break is one no longer.
#[derive(Debug, Clone)]
pub struct Resolution {
    /// Who says so; none if the books agree by now.
    pub by: Option<UserId>,
    /// Why.
    pub why: Reason,
    /// The moment now.
    pub now: Timestamp,
}

/// What can be asked of a statement.
#[derive(Debug, Clone)]
pub enum StatementCommand {
    /// Takes a file in.
    Import(Box<Import>),
    /// Takes movements into the books that no other road tells of. Whoever asks leaves out those
    /// that another statement brought.
    RecordMovements {
        /// Which.
        movements: Vec<RecordedMovement>,
    },
    /// What it told of on its way to the bank was seen there. The same again is success and no event.
    RecordArrival(Box<Arrival>),
    /// Names a difference. The same again is success and no event.
    RaiseBreak {
        /// Its id.
        break_id: BreakId,
        /// What differs.
        found: Break,
        /// The moment now.
        now: Timestamp,
    },
    /// Somebody is to look at a break.
    AssignBreak {
        /// Which.
        break_id: BreakId,
        /// Who.
        to: UserId,
    },
    /// A break is explained, or gone. One that was resolved before is success and no event.
    ResolveBreak {
        /// Which.
        break_id: BreakId,
        /// How.
        resolution: Resolution,
    },
}

/// Why something cannot be done with a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// There is no such statement.
    #[error("there is no such statement")]
    NotFound,
    /// The id is in use.
    #[error("a statement with this id exists already")]
    Exists,
    /// There is no such break.
    #[error("there is no such break")]
    NoSuchBreak,
    /// Nothing of that receipt is on its way.
    #[error(
        "nothing is on its way to or from the bank under this receipt; look at what is in transit"
    )]
    NotInTransit,
    /// The bank has it already.
    #[error(
        "this arrived before, with another reference or value date; look at the journal of account 1120"
    )]
    ArrivedBefore,
    /// The bank has something else.
    #[error(
        "{expected} is on its way under this receipt, and {given} was given; give the whole amount, or ask the bank for the rest"
    )]
    OtherAmount {
        /// What is on its way.
        expected: Money,
        /// What the bank is said to have.
        given: Money,
    },
    /// It cannot have been there then.
    #[error(
        "the bank cannot count it for {value_date}: give a day from {left}, when M-Pesa moved it, until today"
    )]
    BadValueDate {
        /// The day that was given.
        value_date: NaiveDate,
        /// When it left M-Pesa.
        left: NaiveDate,
    },
    /// It is over.
    #[error("this break was resolved before; reload it")]
    ResolvedBefore,
}

/// The key that a movement holds, so that each is taken into the books once, whatever statements it
/// stands on.
pub fn sole_movement_key(short_code: &ShortCode, movement: &RecordedMovement) -> String {
    let way = if movement.amount_cents.is_positive() { "in" } else { "out" };
    let receipt = movement.receipt.as_ref().map(Receipt::as_str).unwrap_or_default();
    match movement.kind {
        MovementKind::Charge => format!("charge/{receipt}"),
        MovementKind::Sweep => format!("sweep/{receipt}/{way}"),
        MovementKind::Opening => format!("opening/{short_code}"),
    }
}

/// The keys that a move to the bank and one from there hold.
pub fn sweep_keys(receipt: &Receipt) -> [String; 2] {
    ["out", "in"].map(|way| format!("sweep/{receipt}/{way}"))
}

/// The key that a break holds, so that it is raised once, whatever statements it stands on: its
/// receipt, or where it has none, when the money moved, and both amounts.
pub fn break_key(
    kind: BreakKind,
    receipt: Option<&Receipt>,
    moved_at: Timestamp,
    difference: Difference,
) -> String {
    let kind = kind.as_str();
    let Difference { statement, ledger } = difference;
    match receipt {
        Some(receipt) => format!("{kind}/{receipt}"),
        None => {
            format!("{kind}/{}/{}/{}", moved_at.timestamp(), statement.cents(), ledger.cents())
        }
    }
}

impl Statement {
    /// Of which short code.
    pub fn short_code(&self) -> Option<&ShortCode> {
        self.short_code.as_ref()
    }

    /// What it told of under that receipt on its way to the bank or from there: into M-Pesa if it is more
    /// than nothing, else out.
    pub fn swept(&self, receipt: &Receipt) -> Option<Money> {
        self.sweeps.get(receipt).map(Sweep::amount)
    }

    /// The open breaks, with what is different in each.
    pub fn open_breaks(&self) -> impl Iterator<Item = (BreakId, BreakKind, Option<&Receipt>)> {
        self.breaks
            .iter()
            .filter(|(_, known)| known.is_open)
            .map(|(id, known)| (*id, known.kind, known.receipt.as_ref()))
    }
}

impl Aggregate for Statement {
    const TYPE: &'static str = "statement";
    type Command = StatementCommand;
    type Event = StatementEvent;
    type Error = StatementError;
    type Services = ();

    async fn handle(
        &mut self,
        command: Self::Command,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Self::Error> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: Self::Event) {
        match event {
            StatementEvent::StatementImported { short_code, .. } => {
                self.short_code = Some(short_code);
            }
            StatementEvent::MovementsRecorded { movements, .. } => {
                for movement in &movements {
                    let Some(receipt) = &movement.receipt else { continue };
                    let sweep = Sweep::after(self.sweeps.remove(receipt), movement);
                    self.sweeps.extend(sweep.map(|sweep| (receipt.clone(), sweep)));
                }
            }
            StatementEvent::SweepArrived { receipt, bank_reference, value_date, .. } => {
                if let Some(sweep) = self.sweeps.get_mut(&receipt) {
                    sweep.note(bank_reference, value_date);
                }
            }
            StatementEvent::BreakRaised { break_id, kind, receipt, .. } => {
                let known = KnownBreak { kind, receipt, owner: None, is_open: true };
                self.breaks.insert(break_id, known);
            }
            StatementEvent::BreakAssigned { break_id, to } => {
                if let Some(known) = self.breaks.get_mut(&break_id) {
                    known.owner = Some(to);
                }
            }
            StatementEvent::BreakResolved { break_id, .. } => {
                if let Some(known) = self.breaks.get_mut(&break_id) {
                    known.is_open = false;
                }
            }
        }
    }
}
