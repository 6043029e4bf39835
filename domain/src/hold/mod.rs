//! Holds: reports of money on which nothing is done until Safaricom itself confirms them.
//!
//! A callback or a confirmation is posted to us by whoever knows its address. Where much depends on
//! it, or where it does not fit what is known, the report is recorded as it came, and the money is
//! neither credited nor spent until Safaricom, asked by us, says that it moved.

mod decide;
mod event;

use cqrs_es::{Aggregate, event_sink::EventSink};
use serde::{Deserialize, Serialize};

use crate::aggregate::Decide;
use crate::id::{HoldId, PaymentId, UserId};
use crate::money::Money;
use crate::reason::Reason;
use crate::time::Timestamp;

pub use decide::{doubts_of_unprompted, hold_key};
pub use event::{About, Doubt, HoldEvent, Released, Report};

/// A hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    state: Option<State>,
}

/// A report that was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    hold_id: HoldId,
    report: Box<Report>,
    stage: HoldStage,
    held_at: Timestamp,
}

/// How far a hold has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HoldStage {
    /// Safaricom is asked.
    Held,
    /// Safaricom was asked again and again, and has not answered. It is asked on, and a person may
    /// decide.
    Unanswered,
    /// The report is acted on.
    Released,
    /// Safaricom knows of no such money. Nothing is done.
    Refuted,
}

impl HoldStage {
    /// Every stage.
    pub const ALL: [Self; 4] = [Self::Held, Self::Unanswered, Self::Released, Self::Refuted];

    /// The stored and shown name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Held => "HELD",
            Self::Unanswered => "UNANSWERED",
            Self::Released => "RELEASED",
            Self::Refuted => "REFUTED",
        }
    }

    /// Whether Safaricom is asked about it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Held | Self::Unanswered)
    }
}

/// What can be asked of a hold.
#[derive(Debug, Clone)]
pub enum HoldCommand {
    /// Holds a report.
    Hold(Box<HoldReport>),
    /// Safaricom was asked again and again without an answer.
    RecordUnanswered {
        /// How often.
        times_asked: u32,
        /// What was learnt last, for people.
        last_answer: String,
        /// The moment now.
        now: Timestamp,
    },
    /// Safaricom says that the money moved to us.
    RecordConfirmed {
        /// How much, if it said so.
        amount: Option<Money>,
        /// The moment now.
        now: Timestamp,
    },
    /// The receipt has come into the ledger by another road.
    RecordKnown {
        /// The moment now.
        now: Timestamp,
    },
    /// Safaricom does not find the receipt. Soon after it was paid that says nothing.
    RecordNotFound {
        /// Its code.
        code: String,
        /// What it said.
        description: String,
        /// For how long after it was held that says nothing.
        patience_seconds: i64,
        /// The moment now.
        now: Timestamp,
    },
    /// Safaricom says that no such money has come to us, and will not.
    RecordRefuted {
        /// Its code.
        code: String,
        /// What it said.
        description: String,
        /// The moment now.
        now: Timestamp,
    },
    /// A person takes the report for true.
    Release {
        /// Who.
        by: UserId,
        /// Why.
        why: Reason,
        /// The moment now.
        now: Timestamp,
    },
}

/// A report that is to be held.
#[derive(Debug, Clone)]
pub struct HoldReport {
    /// The hold's id.
    pub hold_id: HoldId,
    /// What was reported.
    pub report: Box<Report>,
    /// Why it is held; at least one reason.
    pub doubts: Vec<Doubt>,
    /// The moment now.
    pub now: Timestamp,
}

/// Why something cannot be done with a hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoldError {
    /// There is no such hold.
    #[error("no report is held under this id")]
    NotFound,
    /// The id is in use.
    #[error("a report is held under this id already")]
    Exists,
    /// A report was to be held without a reason.
    #[error("a report is held for at least one reason")]
    NoDoubt,
    /// Safaricom has said no.
    #[error(
        "Safaricom says that it has no such payment, so it cannot be released; if it stands on a statement, import that"
    )]
    Refuted,
}

impl Hold {
    /// How far it has come.
    pub fn stage(&self) -> Option<HoldStage> {
        self.state.as_ref().map(|state| state.stage)
    }

    /// What was reported.
    pub fn report(&self) -> Option<&Report> {
        self.state.as_ref().map(|state| &*state.report)
    }

    /// The payment that the report is about, or that begins with it.
    pub fn payment_id(&self) -> Option<PaymentId> {
        self.report().map(|report| report.about.payment_id())
    }
}

impl Aggregate for Hold {
    const TYPE: &'static str = "hold";
    type Command = HoldCommand;
    type Event = HoldEvent;
    type Error = HoldError;
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
        match (event, &mut self.state) {
            (HoldEvent::ReportHeld { hold_id, report, doubts: _, at }, state) => {
                *state = Some(State { hold_id, report, stage: HoldStage::Held, held_at: at });
            }
            (HoldEvent::HoldUnanswered { .. }, Some(state)) => state.stage = HoldStage::Unanswered,
            (HoldEvent::HoldReleased { .. }, Some(state)) => state.stage = HoldStage::Released,
            (HoldEvent::HoldRefuted { .. }, Some(state)) => state.stage = HoldStage::Refuted,
            (
                HoldEvent::HoldUnanswered { .. }
                | HoldEvent::HoldReleased { .. }
                | HoldEvent::HoldRefuted { .. },
                None,
            ) => {}
        }
    }
}
