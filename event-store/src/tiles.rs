//! The tree over the events in tiles of 256 hashes (C2SP `tlog-tiles`): it grows at its edge, and
//! any root or path is computed from a few tiles.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::chain::Hash;
use crate::merkle::{Frontier, full_root, node};

/// Hashes in a full tile.
pub const WIDTH: u64 = 256;
/// The height of a full tile: 2^8 is its width.
pub const HEIGHT: u32 = 8;

/// Which tile. Hashes of level `n` are roots of full subtrees of 256ⁿ events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The level, from 0.
    pub level: u32,
    /// The index in its level, from 0.
    pub index: u64,
}

/// One tile. Only the last of its level may have fewer than 256 hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Where it stands.
    pub place: Place,
    /// Its hashes.
    pub hashes: Vec<Hash>,
}

/// The tiles at the edge of a tree of that size that are not full.
pub fn edge(size: u64) -> Vec<Place> {
    let mut places = Vec::new();
    let (mut level, mut count) = (0, size);
    while count > 0 {
        if !count.is_multiple_of(WIDTH) {
            places.push(Place { level, index: count / WIDTH });
        }
        count /= WIDTH;
        level += 1;
    }
    places
}

/// A tree that grows.
#[derive(Debug, Clone)]
pub struct Growing {
    size: u64,
    /// The last tile of each level, which is not full and may be empty.
    edge: Vec<Tile>,
    full: Vec<Tile>,
}

impl Growing {
    /// Goes on with a tree of that size, from the tiles of its [`edge`]. None if they are not
    /// those, or not as wide as they must be.
    pub fn from_edge(size: u64, tiles: &BTreeMap<Place, Vec<Hash>>) -> Option<Self> {
        let mut edge = Vec::new();
        let (mut level, mut count) = (0, size);
        while count > 0 {
            let place = Place { level, index: count / WIDTH };
            let width = usize::try_from(count % WIDTH).ok()?;
            let stored = tiles.get(&place).map_or(&[][..], Vec::as_slice);
            // A tile may have grown since; what it had stays.
            edge.push(Tile { place, hashes: stored.get(..width)?.to_vec() });
            count /= WIDTH;
            level += 1;
        }
        Some(Self { size, edge, full: Vec::new() })
    }

    /// How many leaves it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.size += 1;
        let mut hash = leaf;
        for level in 0.. {
            let at = usize::try_from(level).expect("a tree has few levels");
            if self.edge.len() == at {
                self.edge.push(Tile { place: Place { level, index: 0 }, hashes: Vec::new() });
            }
            let tile = &mut self.edge[at];
            tile.hashes.push(hash);
            if tile.hashes.len() as u64 != WIDTH {
                return;
            }
            hash = full_root(&tile.hashes);
            let hashes = std::mem::take(&mut tile.hashes);
            self.full.push(Tile { place: tile.place, hashes });
            tile.place.index += 1;
        }
    }

    /// The root over all leaves.
    pub fn root(&self) -> Hash {
        let mut roots = Vec::new();
        for tile in self.edge.iter().rev() {
            let mut rest = tile.hashes.as_slice();
            for height in (0..HEIGHT).rev() {
                let count = 1 << height;
                if rest.len() & count != 0 {
                    let (block, after) = rest.split_at(count);
                    roots.push(full_root(block));
                    rest = after;
                }
            }
        }
        Frontier::of(self.size, roots).expect("the tiles have the width of the size").root()
    }

    /// What is to be stored: the tiles that were filled, and the edge as it is now.
    pub fn into_tiles(self) -> impl Iterator<Item = Tile> {
        let edge = self.edge.into_iter().filter(|tile| !tile.hashes.is_empty());
        self.full.into_iter().chain(edge)
    }
}

/// Leaves of which the tree's root, or one hash of a path, is made: from the first to before the
/// last.
pub type Leaves = Range<u64>;

/// The parts of the tree of that size that are beside the way from a leaf to the root, from the
/// leaf on (RFC 6962, section 2.1.1). None if it has no such leaf.
pub fn beside(index: u64, size: u64) -> Option<Vec<Leaves>> {
    if index >= size {
        return None;
    }
    let (mut start, mut end) = (0, size);
    let mut path = Vec::new();
    while end - start > 1 {
        let middle = start + (end - start).next_power_of_two() / 2;
        if index < middle {
            path.push(middle..end);
            end = middle;
        } else {
            path.push(start..middle);
            start = middle;
        }
    }
    path.reverse();
    Some(path)
}

/// The tiles from which the hash of those leaves is computed.
pub fn needed(leaves: &Leaves) -> BTreeSet<Place> {
    full_subtrees(leaves).into_iter().map(|(place, _)| place).collect()
}

/// The hash of those leaves, from tiles. None if one of the tiles is not there or too narrow.
pub fn hash_of(leaves: &Leaves, tiles: &BTreeMap<Place, Vec<Hash>>) -> Option<Hash> {
    let roots: Option<Vec<Hash>> = full_subtrees(leaves)
        .into_iter()
        .map(|(place, within)| tiles.get(&place)?.get(within).map(full_root))
        .collect();
    roots?.into_iter().rev().reduce(|right, left| node(&left, &right))
}

/// The full subtrees of which the leaves are made, the largest first: each a part of one tile.
fn full_subtrees(leaves: &Leaves) -> Vec<(Place, Range<usize>)> {
    let mut subtrees = Vec::new();
    let mut start = leaves.start;
    while start < leaves.end {
        let height = (leaves.end - start).ilog2();
        let (level, above) = (height / HEIGHT, height % HEIGHT);
        let first = (start >> height) << above;
        let within = usize::try_from(first % WIDTH).expect("it is less than 256");
        let place = Place { level, index: first / WIDTH };
        subtrees.push((place, within..within + (1 << above)));
        start += 1 << height;
    }
    subtrees
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::merkle::is_included;

    fn leaf(number: u64) -> Hash {
        Sha256::digest(number.to_be_bytes()).into()
    }

    /// RFC 6962, section 2.1, word by word.
    fn plain_root(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Sha256::digest(b"").into(),
            [only] => *only,
            _ => {
                let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
                node(&plain_root(left), &plain_root(right))
            }
        }
    }

    fn stored(tree: Growing, tiles: &mut BTreeMap<Place, Vec<Hash>>) {
        for tile in tree.into_tiles() {
            tiles.insert(tile.place, tile.hashes);
        }
    }

    /// Sizes around every place where a tile, a level or a subtree is full.
    const SIZES: [u64; 16] =
        [1, 2, 3, 5, 8, 255, 256, 257, 300, 511, 512, 513, 65_535, 65_536, 65_537, 66_049];

    #[test]
    fn a_tree_grown_in_steps_is_the_plain_tree() {
        let leaves: Vec<Hash> = (0..66_049).map(leaf).collect();
        let mut tiles = BTreeMap::new();
        let mut before = 0;
        for size in SIZES {
            let mut tree = Growing::from_edge(before, &tiles).unwrap();
            (before..size).for_each(|number| tree.push(leaf(number)));
            let root = plain_root(&leaves[..usize::try_from(size).unwrap()]);
            assert_eq!(tree.root(), root, "of {size}");
            stored(tree, &mut tiles);
            before = size;
        }
        // What was stored later still gives the roots of before.
        for size in SIZES {
            let root = plain_root(&leaves[..usize::try_from(size).unwrap()]);
            assert_eq!(hash_of(&(0..size), &tiles), Some(root), "of {size}");
            assert_eq!(Growing::from_edge(size, &tiles).unwrap().root(), root);
        }
    }

    #[test]
    fn every_leaf_has_a_path_that_no_other_leaf_has() {
        let mut tree = Growing::from_edge(0, &BTreeMap::new()).unwrap();
        (0..600).for_each(|number| tree.push(leaf(number)));
        let mut tiles = BTreeMap::new();
        stored(tree, &mut tiles);
        for size in [1, 2, 3, 7, 256, 257, 600] {
            let root = hash_of(&(0..size), &tiles).unwrap();
            for index in 0..size {
                let path: Vec<Hash> = beside(index, size)
                    .unwrap()
                    .iter()
                    .map(|leaves| hash_of(leaves, &tiles).unwrap())
                    .collect();
                assert!(is_included(leaf(index), index, size, &path, &root), "{index} of {size}");
                assert!(!is_included(leaf(index + 1), index, size, &path, &root));
                assert!(!is_included(leaf(index), index, size, &path, &leaf(0)) || size == 1);
                assert!(!is_included(leaf(index), index + 1, size, &path, &root));
                for at in 0..path.len() {
                    let mut altered = path.clone();
                    altered[at][0] ^= 1;
                    assert!(!is_included(leaf(index), index, size, &altered, &root));
                    assert!(!is_included(leaf(index), index, size, &path[..at], &root));
                }
            }
            assert_eq!(beside(size, size), None);
        }
    }
}
