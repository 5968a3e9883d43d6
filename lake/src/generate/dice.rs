//! Chance that repeats: the same seed gives the same rows on every machine. Integers only.

/// SplitMix64 (Steele, Lea and Flood 2014): small, fast, and good enough for rows of a trial.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// Dice of their own for each thing that is named by numbers.
    pub(super) fn of(seed: u64, name: [u64; 3]) -> Self {
        let mut dice = Self(seed);
        for part in name {
            dice.0 = dice.next() ^ part.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
        dice
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to and without a bound.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        let wide = (self.next() >> 32) * u64::from(bound);
        u32::try_from(wide >> 32).unwrap_or(0)
    }

    pub(super) fn between(&mut self, first: i32, last: i32) -> i32 {
        let span = u32::try_from(last - first + 1).unwrap_or(1);
        first + i32::try_from(self.below(span)).unwrap_or(0)
    }

    pub(super) fn in_1000(&mut self, chance: u32) -> bool {
        self.below(1_000) < chance
    }

    /// The index of one of several weights.
    pub(super) fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (index, weight) in weights.iter().enumerate() {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return index,
            }
        }
        0
    }

    pub(super) fn pick<T: Copy>(&mut self, of: &[(T, u32)], otherwise: T) -> T {
        let mut left = self.below(of.iter().map(|(_, weight)| *weight).sum());
        for (value, weight) in of {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return *value,
            }
        }
        otherwise
    }

    /// Minutes between two bounds, the short ones far likelier.
    pub(super) fn long_tail(&mut self, least: i32, most: i32) -> i32 {
        let span = u64::try_from(most - least).unwrap_or(0);
        let part = u64::from(self.below(1 << 10));
        let cubed = span * part * part * part / (1 << 30);
        least + i32::try_from(cubed).unwrap_or(0)
    }
}
