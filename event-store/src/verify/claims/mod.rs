//! Claims computed again from the events, and compared with the table of them.
//!
//! Most claims are for ever, and there are about as many as payments. So they are not kept but added
//! up, by ranges of positions; the rows of the table are taken off again. Where something is left,
//! the events are read once more, and what those ranges took is kept and compared row by row.

mod sums;
mod table;

use std::collections::{BTreeSet, HashMap};

use domain::Timestamp;
use domain::claim::{ClaimChange, ClaimKey};
use uuid::Uuid;

use super::kinds::{Kinds, Needed, ReadEvent, Streams};
use super::snapshots::Folded;
use sums::{Range, Sums};

/// How many ranges that differ are looked at together: a bound on memory.
pub(super) const RANGES_TOGETHER: usize = 64;

/// Who holds a claim since which event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Held {
    owner: Uuid,
    /// In microseconds since 1970, as the table keeps it; none means for ever.
    until_us: Option<i64>,
    position: i64,
}

/// The claims, and the states that were asked for, as the events say.
pub(super) struct Derived {
    streams: Vec<Box<dyn Streams>>,
    folded: Folded,
    /// Those that are not for ever.
    passing: HashMap<ClaimKey, Held>,
    /// Those that are.
    sums: Sums,
    wanted: Wanted,
}

/// What is kept of the claims that are for ever: those that were taken in some ranges.
#[derive(Default)]
struct Wanted {
    ranges: BTreeSet<Range>,
    claims: HashMap<ClaimKey, Held>,
}

impl Derived {
    /// Before the first event of so many.
    pub(super) fn new(kinds: &Kinds, head: i64) -> Self {
        Self {
            streams: kinds.streams(),
            folded: Folded::new(),
            passing: HashMap::new(),
            sums: Sums::new(head),
            wanted: Wanted::default(),
        }
    }

    /// Before the first event again, to keep what is taken in those ranges.
    pub(super) fn again(kinds: &Kinds, head: i64, ranges: &[Range]) -> Self {
        let mut again = Self::new(kinds, head);
        again.wanted.ranges.extend(ranges);
        again
    }

    /// Goes on with the events of a chunk.
    pub(super) fn go_on(&mut self, chunk: Vec<ReadEvent>) {
        for event in chunk {
            let ReadEvent { stream: (kind, id), position, recorded_at, events, state } = event;
            let streams = &mut self.streams[kind];
            let changes = streams.go_on(id, events, state != Needed::No);
            if state == Needed::Now {
                self.folded.extend(streams.digest(id).map(|digest| ((kind, id), digest)));
            }
            for change in changes {
                self.change(id, change, position, recorded_at);
            }
        }
    }

    /// Takes the states that were asked for.
    pub(super) fn take_folded(&mut self) -> Folded {
        std::mem::take(&mut self.folded)
    }

    fn change(&mut self, owner: Uuid, change: ClaimChange, position: i64, now: Timestamp) {
        match change {
            ClaimChange::Take { key, until } => {
                let until_us = until.map(|until| until.timestamp_micros());
                self.take(key, Held { owner, until_us, position });
            }
            ClaimChange::Release { key } => {
                // What has ended by itself is another's to take, and stays in the table till then.
                let is_over = |until_us| until_us <= now.timestamp_micros();
                let held = self
                    .passing
                    .get(&key)
                    .filter(|held| held.owner == owner && !held.until_us.is_some_and(is_over));
                if held.is_some() {
                    self.passing.remove(&key);
                }
            }
        }
    }

    fn take(&mut self, key: ClaimKey, held: Held) {
        if !key.kind.is_for_ever() {
            self.passing.insert(key, held);
            return;
        }
        self.sums.add(key.kind, &key.key, held);
        let range = self.sums.range(held.position);
        if self.wanted.ranges.contains(&range) {
            self.wanted.claims.insert(key, held);
        }
    }

    /// The claims of the wanted ranges, and whether a position is in one.
    fn kept(self) -> (impl Fn(i64) -> bool, HashMap<ClaimKey, Held>) {
        let Wanted { ranges, mut claims } = self.wanted;
        let sums = self.sums;
        let is_wanted = move |position| ranges.contains(&sums.range(position));
        claims.extend(self.passing.into_iter().filter(|(_, held)| is_wanted(held.position)));
        (is_wanted, claims)
    }
}
