//! What does not hold.

use std::fmt;

use crate::note::NoteError;

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
    /// The note of a stored head is not signed.
    HeadSignature {
        /// Over how many events the head is.
        size: i64,
        /// What is wrong.
        why: NoteError,
    },
    /// The signed note of a stored head is of another head.
    HeadNote {
        /// Over how many events the head is.
        size: i64,
    },
    /// A stored tile is not the one of the events. Its position is the first beneath it.
    Tile {
        /// The level, from 0.
        level: u32,
        /// The index in its level, from 0.
        index: u64,
        /// In what way.
        how: TileFault,
    },
    /// A claim is not as the events say. Its position is that of the event which took it.
    Claim {
        /// Its kind and key.
        claim: String,
        /// In what way.
        how: ClaimFault,
    },
    /// A state that is kept of a stream is not as the events say.
    Snapshot {
        /// Its aggregate's type and id.
        stream: String,
        /// The last event that is in it, as it says.
        sequence: i64,
        /// In what way.
        how: SnapshotFault,
    },
}

/// In what way a kept state is not as the events say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnapshotFault {
    /// The events up to there lead to another state.
    Changed,
    /// The stream has no such event.
    NoneDue,
}

/// In what way a stored tile is not the one of the events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TileFault {
    /// It is not there.
    Missing,
    /// It holds other hashes.
    Changed,
    /// There are no events for it.
    NoneDue,
}

/// In what way a claim is not as the events say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimFault {
    /// It is not in the table.
    Missing,
    /// A column says something else than the event that took it.
    Changed {
        /// Which.
        column: &'static str,
    },
    /// No event holds it.
    NoneDue,
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
            Self::HeadSignature { .. } => "HEAD_SIGNATURE",
            Self::HeadNote { .. } => "HEAD_NOTE",
            Self::Tile { .. } => "TILE",
            Self::Claim { .. } => "CLAIM",
            Self::Snapshot { .. } => "SNAPSHOT",
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
            Self::HeadSignature { .. } | Self::HeadNote { .. } => {
                "the events hold; compare the row of `tree_heads` with the published heads, by `--head`, and restore it from a backup"
            }
            Self::Tile { .. } => {
                "the events hold; restore the tile from a backup, since no head is signed over tiles that do not fit"
            }
            Self::Claim { .. } => {
                "the events hold; stop writing to this database, put the row of `claims` right as they say, and verify again"
            }
            Self::Snapshot { .. } => {
                "the events hold; stop the service, delete that row of `snapshots`, start it again, and look at what was decided for this stream since"
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
            Fault::HeadSignature { size, why } => {
                write!(f, "the head over {size} events in the database does not hold: {why}")
            }
            Fault::HeadNote { size } => write!(
                f,
                "the head over {size} events in the database is not the one that its signed note is of"
            ),
            Fault::Tile { level, index, how } => {
                write!(
                    f,
                    "the tile {index} of level {level}, over the events from position {at} on, {how}"
                )
            }
            Fault::Claim { claim, how: ClaimFault::NoneDue } => write!(
                f,
                "the claim {claim} is in the table as taken by the event at position {at}, and no event holds it"
            ),
            Fault::Claim { claim, how: ClaimFault::Missing } => write!(
                f,
                "the claim {claim}, taken by the event at position {at}, is missing from the table"
            ),
            Fault::Claim { claim, how: ClaimFault::Changed { column } } => write!(
                f,
                "the claim {claim}, taken by the event at position {at}, has another {column} in the table"
            ),
            Fault::Snapshot { stream, sequence, how: SnapshotFault::Changed } => write!(
                f,
                "the state that is kept of the stream {stream} is not what its events up to the {sequence}th lead to"
            ),
            Fault::Snapshot { stream, sequence, how: SnapshotFault::NoneDue } => write!(
                f,
                "the state that is kept of the stream {stream} goes up to its event {sequence}, and there is no such event"
            ),
        }
    }
}

impl fmt::Display for TileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "is missing",
            Self::Changed => "does not hold their hashes",
            Self::NoneDue => "is there, and there are no events for it",
        })
    }
}
