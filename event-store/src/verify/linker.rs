//! Links the leaves in their order, and compares what comes of it.

use std::collections::HashMap;
use std::iter::Peekable;
use std::vec::IntoIter;

use uuid::Uuid;

use super::Report;
use super::finding::{Fault, Finding};
use super::leaves::{Event, Linked};
use super::tree::Tree;
use super::witness::{Says, Witness};
use crate::chain::{self, Hash};

/// The state between two events.
pub(super) struct Linker {
    from: i64,
    /// The position that comes next.
    due: i64,
    chain: Hash,
    recorded_at_us: i64,
    /// The last sequence of each stream, by type and id.
    sequences: HashMap<String, HashMap<Uuid, i64>>,
    /// The tree, if it begins with the first event.
    tree: Option<Tree>,
    /// In the order of their positions.
    witnesses: Peekable<IntoIter<Witness>>,
    heard: usize,
    /// The leaves, if they are wanted.
    leaves: Option<Vec<Hash>>,
    /// The last position up to which a noted tree holds.
    tree_holds_to: i64,
}

/// What came of it.
pub(super) struct Ended {
    pub(super) report: Report,
    /// The tree, if it begins with the first event.
    pub(super) tree: Option<Tree>,
    /// The leaves, if they were wanted.
    pub(super) leaves: Vec<Hash>,
}

impl Linker {
    /// Begins at that position, with the chain before it as it is stored.
    pub(super) fn new(from: i64, before: Vec<u8>, witnesses: Vec<Witness>) -> Self {
        let mut witnesses: Vec<Witness> =
            witnesses.into_iter().filter(|witness| witness.position >= from).collect();
        witnesses.sort_by_key(|witness| witness.position);
        Self {
            from,
            due: from,
            // One of another length fails at its own event, or at the first one here.
            chain: before.try_into().unwrap_or_default(),
            recorded_at_us: i64::MIN,
            sequences: HashMap::new(),
            tree: (from == 1).then(Tree::default),
            witnesses: witnesses.into_iter().peekable(),
            heard: 0,
            leaves: None,
            tree_holds_to: 0,
        }
    }

    /// Keeps the leaves too.
    pub(super) fn collecting(mut self) -> Self {
        self.leaves = Some(Vec::new());
        self
    }

    /// Keeps the last tiles as they are at that size.
    pub(super) fn with_tiles_of(mut self, size: i64) -> Self {
        self.tree = self.tree.map(|tree| tree.with_tiles_of(size.unsigned_abs()));
        self
    }

    /// The last position that holds.
    pub(super) fn position(&self) -> i64 {
        self.due - 1
    }

    /// The root of the tree up to there, if it begins with the first event.
    pub(super) fn root(&self) -> Option<Hash> {
        self.tree.as_ref().map(Tree::root)
    }

    /// Goes on with a chunk.
    pub(super) fn link(&mut self, chunk: &Linked) -> Result<(), Finding> {
        for event in &chunk.events {
            let event = event.as_ref().map_err(|damaged| Finding {
                position: self.due,
                fault: Fault::Damaged { column: damaged.0 },
            })?;
            self.check(event, &chunk.types[event.aggregate_type])
                .map_err(|fault| Finding { position: event.position.min(self.due), fault })?;
            self.due += 1;
            if let Some(tree) = &mut self.tree {
                tree.push(event.leaf);
            }
            if let Some(leaves) = &mut self.leaves {
                leaves.push(event.leaf);
            }
            self.hear()?;
        }
        Ok(())
    }

    fn check(&mut self, event: &Event, aggregate_type: &str) -> Result<(), Fault> {
        if event.position > self.due {
            return Err(Fault::Missing { next: Some(event.position) });
        }
        if event.position < self.due {
            return Err(Fault::Repeated);
        }
        self.check_sequence(event, aggregate_type)?;
        if event.recorded_at_us < self.recorded_at_us {
            return Err(Fault::TimeBack);
        }
        self.recorded_at_us = event.recorded_at_us;
        self.chain = chain::link(&self.chain, &event.leaf);
        if self.chain == event.chain_hash { Ok(()) } else { Err(Fault::Chain) }
    }

    /// In a part of the events, a stream may begin anywhere.
    fn check_sequence(&mut self, event: &Event, aggregate_type: &str) -> Result<(), Fault> {
        let streams = match self.sequences.get_mut(aggregate_type) {
            Some(streams) => streams,
            None => self.sequences.entry(aggregate_type.to_owned()).or_default(),
        };
        let due = match streams.get(&event.aggregate_id) {
            Some(last) => last + 1,
            None if self.from == 1 => 1,
            None => event.sequence,
        };
        if event.sequence != due {
            return Err(Fault::Sequence { found: event.sequence, due });
        }
        streams.insert(event.aggregate_id, event.sequence);
        Ok(())
    }

    /// Compares with what was noted at this position.
    fn hear(&mut self) -> Result<(), Finding> {
        let position = self.position();
        while let Some(witness) = self.witnesses.next_if(|witness| witness.position == position) {
            let fault = match witness.says {
                Says::There => None,
                Says::Chain(hash) => {
                    (hash != self.chain).then_some(Fault::OtherChain { whose: witness.whose })
                }
                Says::Root(root) => match &self.tree {
                    None => continue,
                    Some(tree) if tree.root() == root => {
                        self.tree_holds_to = position;
                        None
                    }
                    Some(_) => {
                        Some(Fault::OtherTree { whose: witness.whose, after: self.tree_holds_to })
                    }
                },
            };
            if let Some(fault) = fault {
                return Err(Finding { position, fault });
            }
            self.heard += 1;
        }
        Ok(())
    }

    /// What holds. If everything to the last event was read, nobody may have seen more of them.
    pub(super) fn end(mut self, to_the_last: bool) -> Result<Ended, Finding> {
        let last = self.witnesses.by_ref().last();
        if let Some(witness) = last.filter(|witness| to_the_last && witness.position >= self.due) {
            return Err(Finding {
                position: self.due,
                fault: Fault::Cut { whose: witness.whose, noted: witness.position },
            });
        }
        let report = Report {
            from: self.from,
            to: self.position(),
            chain_hash: self.chain,
            root: self.root(),
            witnesses: self.heard,
            signatures: None,
            tiles: None,
            claims: None,
            snapshots: None,
        };
        Ok(Ended { report, tree: self.tree, leaves: self.leaves.unwrap_or_default() })
    }
}
