//! The tree over the events as they are, held against the tiles that are stored.

use std::cmp::Ordering;

use futures::TryStreamExt as _;
use sqlx::PgConnection;

use super::finding::{Fault, Finding, TileFault};
use crate::chain::Hash;
use crate::merkle::{Frontier, full_root};
use crate::tiles::{HEIGHT, Place, WIDTH};

/// The tree. Of the leaves it keeps those of the last tile alone; the levels above are 256 times
/// fewer, and are kept whole.
#[derive(Debug, Default)]
pub(super) struct Tree {
    frontier: Frontier,
    /// The leaves after the last full tile.
    leaves: Vec<Hash>,
    /// The hashes of each level of tiles above the leaves.
    above: Vec<Vec<Hash>>,
    /// The size of which there are tiles.
    tiled: u64,
    /// The leaves after the last full tile, at that size.
    tiled_leaves: Vec<Hash>,
}

/// A tile that there must be.
struct Due<'a> {
    place: Place,
    hashes: Hashes<'a>,
}

/// What a tile must hold.
enum Hashes<'a> {
    /// 256 leaves of which this is the root.
    Full(&'a Hash),
    /// These.
    These(&'a [Hash]),
}

impl Tree {
    /// Keeps the last tiles as they are at that size.
    pub(super) fn with_tiles_of(mut self, size: u64) -> Self {
        self.tiled = size;
        self
    }

    pub(super) fn push(&mut self, leaf: Hash) {
        let above = &mut self.above;
        self.frontier.push_and_see(leaf, |height, root| {
            if height.is_multiple_of(HEIGHT) {
                let level = usize::try_from(height / HEIGHT - 1).expect("a tree has few levels");
                if above.len() == level {
                    above.push(Vec::new());
                }
                above[level].push(*root);
            }
        });
        self.leaves.push(leaf);
        if self.leaves.len() as u64 == WIDTH {
            self.leaves.clear();
        }
        if self.frontier.size() == self.tiled {
            self.tiled_leaves.clone_from(&self.leaves);
        }
    }

    pub(super) fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// The tiles that there must be, by level and index.
    fn due(&self) -> impl Iterator<Item = Due<'_>> {
        let counts = std::iter::successors(Some(self.tiled), |count| Some(count / WIDTH));
        let levels = (0..).zip(counts.take_while(|count| *count > 0));
        levels.flat_map(move |(level, count)| {
            (0..count.div_ceil(WIDTH)).map(move |index| {
                let width = WIDTH.min(count - index * WIDTH);
                Due { place: Place { level, index }, hashes: self.hashes(level, index, width) }
            })
        })
    }

    fn hashes(&self, level: u32, index: u64, width: u64) -> Hashes<'_> {
        let at = |number| usize::try_from(number).expect("what is in memory can be counted");
        match level.checked_sub(1) {
            None if width == WIDTH => Hashes::Full(&self.above[0][at(index)]),
            None => Hashes::These(&self.tiled_leaves),
            Some(below) => {
                let first = index * WIDTH;
                Hashes::These(&self.above[at(below.into())][at(first)..at(first + width)])
            }
        }
    }

    /// Compares every stored tile. Gives how many there are, or the first that is not as it must be.
    pub(super) async fn compare(
        &self,
        connection: &mut PgConnection,
    ) -> Result<Result<usize, Finding>, sqlx::Error> {
        let mut stored =
            sqlx::query!("SELECT level, index, hashes FROM tree_tiles ORDER BY level, index")
                .fetch(connection);
        let mut compared = 0;
        let mut due = self.due();
        while let Some(row) = stored.try_next().await? {
            let place =
                Place { level: row.level.unsigned_abs().into(), index: row.index.unsigned_abs() };
            let Some(tile) = due.next() else {
                return Ok(Err(finding(place, TileFault::NoneDue)));
            };
            match tile.place.cmp(&place) {
                Ordering::Less => return Ok(Err(finding(tile.place, TileFault::Missing))),
                Ordering::Greater => return Ok(Err(finding(place, TileFault::NoneDue))),
                Ordering::Equal if tile.hashes.are(&row.hashes) => compared += 1,
                Ordering::Equal => return Ok(Err(finding(place, TileFault::Changed))),
            }
        }
        Ok(match due.next() {
            Some(tile) => Err(finding(tile.place, TileFault::Missing)),
            None => Ok(compared),
        })
    }
}

impl Hashes<'_> {
    fn are(&self, stored: &[u8]) -> bool {
        let (stored, rest) = stored.as_chunks::<32>();
        rest.is_empty()
            && match self {
                Self::Full(root) => stored.len() as u64 == WIDTH && full_root(stored) == **root,
                Self::These(hashes) => stored == *hashes,
            }
    }
}

/// At the first event beneath the tile.
fn finding(place: Place, how: TileFault) -> Finding {
    let beneath = WIDTH.saturating_pow(place.level + 1).saturating_mul(place.index);
    let position = i64::try_from(beneath).unwrap_or(i64::MAX).saturating_add(1);
    Finding { position, fault: Fault::Tile { level: place.level, index: place.index, how } }
}

/// Up to which event there must be tiles: as far as they go, and to the last head at least.
pub(super) async fn tiled(connection: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT greatest(
             (SELECT index * 256 + width FROM tree_tiles WHERE level = 0 ORDER BY index DESC LIMIT 1),
             (SELECT max(size) FROM tree_heads), 0) AS "tiled!""#
    )
    .fetch_one(connection)
    .await
}
