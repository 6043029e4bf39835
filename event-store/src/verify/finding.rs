//! What does not hold.

use std::fmt;

/// The first thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub position: i64,
    /// What.
    pub fault: Fault,
}

/// In what way something does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No event has the position.
    Missing {
        /// The next that there is.
        next: Option<i64>,
    },
    /// More than one event has the position.
    Repeated,
    /// A column holds what it cannot hold.
    Damaged {
        /// Which.
        column: &'static str,
    },
    /// The event is not the next one of its stream.
    Sequence {
        /// What it says.
        found: i64,
        /// What it should say.
        due: i64,
    },
    /// The event says that it was recorded before the one before it.
    TimeBack,
    /// The stored hash is not the one of the event and all before it.
    Chain,
    /// Somebody noted another chain at that position.
    OtherChain {
        /// Who.
        whose: String,
    },
    /// Somebody noted another tree over the events up to that position.
    OtherTree {
        /// Who.
        whose: String,
        /// The last position up to which a tree was noted that holds.
        after: i64,
    },
    /// Somebody noted events from that position on which are not there.
    Cut {
        /// Who.
        whose: String,
        /// How far the events went then.
        noted: i64,
    },
}

impl Fault {
    /// A short name for programs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "MISSING",
            Self::Repeated => "REPEATED",
            Self::Damaged { .. } => "DAMAGED",
            Self::Sequence { .. } => "SEQUENCE",
            Self::TimeBack => "TIME_BACK",
            Self::Chain => "CHAIN",
            Self::OtherChain { .. } => "OTHER_CHAIN",
            Self::OtherTree { .. } => "OTHER_TREE",
            Self::Cut { .. } => "CUT",
        }
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Missing { .. }
            | Self::Repeated
            | Self::Damaged { .. }
            | Self::Sequence { .. }
            | Self::TimeBack
            | Self::Chain => {
                "stop writing to this database, and compare this event with a backup or a replica"
            }
            Self::OtherChain { .. } | Self::OtherTree { .. } => {
                "stop writing to this database, and look for the first difference to a backup that is older than the change"
            }
            Self::Cut { .. } => {
                "stop writing to this database, and restore the missing events from a backup or a replica"
            }
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.position;
        match &self.fault {
            Fault::Missing { next: Some(next) } => {
                write!(f, "there is no event at position {at}; the next one is at {next}")
            }
            Fault::Missing { next: None } => write!(f, "there is no event at position {at}"),
            Fault::Repeated => write!(f, "more than one event has position {at}"),
            Fault::Damaged { column } => {
                write!(f, "the event at position {at} has a damaged {column}")
            }
            Fault::Sequence { found, due } => write!(
                f,
                "the event at position {at} has sequence {found} in its stream, where {due} is due"
            ),
            Fault::TimeBack => write!(
                f,
                "the event at position {at} says that it was recorded before the one before it"
            ),
            Fault::Chain => write!(
                f,
                "the event at position {at} is not the one that was recorded there: its chain hash is not that of the event and all before it"
            ),
            Fault::OtherChain { whose } => write!(
                f,
                "at position {at} the chain is not the one that {whose} noted: it was computed anew"
            ),
            Fault::OtherTree { whose, after } => write!(
                f,
                "the events up to position {at} are not those that {whose} was made of: the first that was changed, and the chain computed anew, is among positions {} to {at}",
                after + 1
            ),
            Fault::Cut { whose, noted } => write!(
                f,
                "the events from position {at} on are missing: {whose} has seen them up to {noted}"
            ),
        }
    }
}
