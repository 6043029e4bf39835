//! Sums over claims, by which two large sets of them are compared in little memory.

use std::hash::{BuildHasher as _, RandomState};

use domain::claim::ClaimKind;

use super::Held;

/// How many sums there are at most: each is over the claims that a range of positions took.
const RANGES_MAX: u64 = 1 << 16;

/// Which range of positions.
pub(super) type Range = usize;

/// One sum for each range of positions, and one for claims that name a position that is none.
///
/// Claims are hashed under a secret that is drawn for each comparison, so nobody can have chosen
/// claims whose sums are alike: other claims pass for the same once in 2^64 times.
#[derive(Debug)]
pub(super) struct Sums {
    head: i64,
    /// A range is of 2^shift positions.
    shift: u32,
    by_range: Vec<u64>,
    secret: RandomState,
}

impl Sums {
    /// For positions 1 to `head`.
    pub(super) fn new(head: i64) -> Self {
        let head_bits = u64::BITS - head.unsigned_abs().leading_zeros();
        let shift = head_bits.saturating_sub(RANGES_MAX.ilog2());
        let ranges = usize::try_from(head.unsigned_abs() >> shift).expect("they are few") + 1;
        Self { head, shift, by_range: vec![0; ranges + 1], secret: RandomState::new() }
    }

    /// The range of a position.
    pub(super) fn range(&self, position: i64) -> Range {
        if !(1..=self.head).contains(&position) {
            return self.by_range.len() - 1;
        }
        usize::try_from(position >> self.shift).expect("they are few")
    }

    /// Adds a claim of the one set.
    pub(super) fn add(&mut self, kind: ClaimKind, key: &str, held: Held) {
        let (range, hash) = self.hashed(kind.as_str(), key, held);
        self.by_range[range] = self.by_range[range].wrapping_add(hash);
    }

    /// Takes off a claim of the other set.
    pub(super) fn subtract(&mut self, kind: &str, key: &str, held: Held) {
        let (range, hash) = self.hashed(kind, key, held);
        self.by_range[range] = self.by_range[range].wrapping_sub(hash);
    }

    fn hashed(&self, kind: &str, key: &str, held: Held) -> (Range, u64) {
        (self.range(held.position), self.secret.hash_one((kind, key, held)))
    }

    /// The ranges in which the sets differ, the first positions first.
    pub(super) fn differing(&self) -> impl Iterator<Item = Range> {
        (0..).zip(&self.by_range).filter(|(_, sum)| **sum != 0).map(|(range, _)| range)
    }
}

#[cfg(test)]
mod tests {
    use domain::claim::ClaimKind::{Push, Receipt};
    use uuid::Uuid;

    use super::*;

    fn held(position: i64) -> Held {
        Held { owner: Uuid::from_u128(7), until_us: None, position }
    }

    #[test]
    fn equal_sets_have_equal_sums_in_any_order() {
        let mut sums = Sums::new(1_000_000);
        sums.add(Receipt, "A", held(1));
        sums.add(Receipt, "B", held(999_999));
        sums.add(Push, "A", held(1));
        assert_eq!(sums.differing().count(), 2);
        sums.subtract("push", "A", held(1));
        sums.subtract("receipt", "B", held(999_999));
        sums.subtract("receipt", "A", held(1));
        assert_eq!(sums.differing().count(), 0);
    }

    #[test]
    fn what_differs_is_found_in_its_range() {
        for head in [1, 2, 65_535, 65_536, 65_537, 10_000_000, i64::MAX] {
            for position in [1, head / 2 + 1, head, 0, -1] {
                let mut sums = Sums::new(head);
                sums.add(Receipt, "A", held(position));
                let differing: Vec<Range> = sums.differing().collect();
                assert_eq!(differing, [sums.range(position)], "{position} of {head}");
            }
        }
        let others = [
            ("push", "A", held(1)),
            ("receipt", "B", held(1)),
            ("receipt", "A", Held { owner: Uuid::from_u128(8), ..held(1) }),
            ("receipt", "A", Held { until_us: Some(0), ..held(1) }),
            ("receipt", "A", held(2)),
        ];
        for (kind, key, other) in others {
            let mut sums = Sums::new(10);
            sums.add(Receipt, "A", held(1));
            sums.subtract(kind, key, other);
            assert!(sums.differing().count() > 0, "{kind} {key} {other:?}");
        }
    }
}
