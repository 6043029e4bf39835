//! Skips: the events that a projection was told to leave out.
//!
//! They are facts like any other, so that a rebuild leaves out the same events. They have one
//! stream in a store, because there are few of them and they are read together.

use std::collections::BTreeSet;

use cqrs_es::{Aggregate, DomainEvent, event_sink::EventSink};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::aggregate::Decide;
pub use crate::reason::{NotReason, REASON_CHARACTERS_MAX, Reason as SkipReason};

/// The id of the one stream.
pub const SKIPS: Uuid = Uuid::from_u128(0x0195_d1f0_5a3c_7000_8000_0000_0000_5419);

/// One event that one version of a projection leaves out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Skipped {
    projection: String,
    version: i32,
    position: i64,
}

/// Every event that some projection leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skips {
    skipped: BTreeSet<Skipped>,
}

/// What can be asked.
#[derive(Debug, Clone)]
pub enum SkipsCommand {
    /// Leaves an event out of a projection.
    Skip {
        /// The projection's name.
        projection: String,
        /// Its version: another one meets the event anew.
        version: i32,
        /// Where the event stands.
        position: i64,
        /// Why.
        reason: SkipReason,
        /// A position up to which events are known to stand.
        head: i64,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SkipsEvent {
    /// A projection leaves an event out.
    EventSkipped {
        /// The projection's name.
        projection: String,
        /// Its version.
        version: i32,
        /// Where the event stands.
        position: i64,
        /// Why.
        reason: SkipReason,
    },
}

/// Why an event cannot be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SkipsError {
    /// There is no such event.
    #[error("there is no event at position {position}; the last one stands at {head}")]
    NoSuchEvent {
        /// The position that was asked for.
        position: i64,
        /// The last known one.
        head: i64,
    },
}

impl Decide for Skips {
    const WITHOUT_CLAIMS: &'static [&'static str] = &["EventSkipped"];

    fn decide(&self, command: SkipsCommand) -> Result<Vec<SkipsEvent>, SkipsError> {
        let SkipsCommand::Skip { projection, version, position, reason, head } = command;
        if !(1..=head).contains(&position) {
            return Err(SkipsError::NoSuchEvent { position, head });
        }
        let skipped = Skipped { projection, version, position };
        if self.skipped.contains(&skipped) {
            return Ok(vec![]);
        }
        let Skipped { projection, version, position } = skipped;
        Ok(vec![SkipsEvent::EventSkipped { projection, version, position, reason }])
    }
}

impl Aggregate for Skips {
    const TYPE: &'static str = "skips";
    type Command = SkipsCommand;
    type Event = SkipsEvent;
    type Error = SkipsError;
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
        let SkipsEvent::EventSkipped { projection, version, position, reason: _ } = event;
        self.skipped.insert(Skipped { projection, version, position });
    }
}

impl DomainEvent for SkipsEvent {
    fn event_type(&self) -> String {
        match self {
            Self::EventSkipped { .. } => "EventSkipped",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}
