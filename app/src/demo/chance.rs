//! Chance that is the same every time: a small generator with a seed.

/// Marsaglia's xorshift with a multiplication at its end (xorshift64*). It is good enough to
/// scatter names and minutes, and for nothing that must not be guessed.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    /// The same seed gives the same chances.
    pub(super) fn new(seed: u64) -> Self {
        // The generator never leaves zero.
        Self(seed.max(1))
    }

    fn next(&mut self) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let mixed = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D);
        u32::try_from(mixed >> 32).expect("the upper half of 64 bits has 32")
    }

    /// A number from zero up to, and without, `bound`; zero if there is none.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// A number from `least` to `most`, both included.
    pub(super) fn between(&mut self, least: u32, most: u32) -> u32 {
        least + self.below(most.saturating_sub(least) + 1)
    }

    /// True in that many of a thousand cases.
    pub(super) fn in_thousand(&mut self, cases: u32) -> bool {
        self.below(1_000) < cases
    }

    /// One of these; none of an empty slice.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.index(from.len()))
    }

    /// The place of one of the weights, the heavier the likelier.
    pub(super) fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum());
        let heavy = |weight: &u32| {
            let found = left < *weight;
            left = left.saturating_sub(*weight);
            found
        };
        weights.iter().position(heavy).unwrap_or(0)
    }

    fn index(&mut self, length: usize) -> usize {
        let bound = u32::try_from(length).unwrap_or(u32::MAX);
        usize::try_from(self.below(bound)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_chances() {
        let draw = |seed| {
            let mut chance = Chance::new(seed);
            (0..50).map(|_| chance.below(1_000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn weights_are_kept() {
        let mut chance = Chance::new(1);
        let mut drawn = [0_u32; 3];
        for _ in 0..10_000 {
            drawn[chance.weighted(&[1, 0, 3])] += 1;
        }
        assert_eq!(drawn[1], 0);
        assert!((2_200..2_800).contains(&drawn[0]), "{drawn:?}");
    }

    #[test]
    fn bounds_are_kept() {
        let mut chance = Chance::new(1);
        assert!((0..1_000).all(|_| (3..=5).contains(&chance.between(3, 5))));
        assert_eq!(chance.below(0), 0);
        assert_eq!(chance.pick::<u8>(&[]), None);
    }
}
