//! Chance that repeats: the same seed gives the same numbers on every machine.
//!
//! Integer arithmetic only. Nothing here rounds differently on another processor.

use chacha20::ChaCha8Rng;
use chacha20::rand_core::{Rng as _, SeedableRng as _};

/// Dice of one stream of one seed. Streams do not disturb each other, so a change in one story
/// leaves every other story as it was.
pub(crate) struct Dice(ChaCha8Rng);

/// A spread of minutes: the values at 0, 10, 25, 50, 75, 90 and 100 % of cases, straight between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread(pub [u32; 7]);

/// Where the values of a [`Spread`] stand, in thousandths of cases.
const MARKS: [u32; 7] = [0, 100, 250, 500, 750, 900, 1_000];

impl Dice {
    /// The dice of a stream.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut bytes = [0_u8; 32];
        for (to, from) in bytes.iter_mut().zip(seed.to_le_bytes()) {
            *to = from;
        }
        let mut chacha = ChaCha8Rng::from_seed(bytes);
        chacha.set_stream(stream);
        Self(chacha)
    }

    /// Thirty-two bits, all equally likely.
    pub(crate) fn bits(&mut self) -> u32 {
        self.0.next_u32()
    }

    /// A number from 0 to `count` less one. Nought when `count` is nought.
    pub(crate) fn below(&mut self, count: u32) -> u32 {
        // Multiply and shift: the bias is under one in a hundred thousand for counts used here.
        let scaled = u64::from(self.bits()) * u64::from(count);
        u32::try_from(scaled >> 32).unwrap_or(0)
    }

    /// A number from `first` to `last`, both included.
    pub(crate) fn between(&mut self, first: u32, last: u32) -> u32 {
        first + self.below(last.saturating_sub(first) + 1)
    }

    /// True in `count` of a hundred.
    pub(crate) fn in_100(&mut self, count: u32) -> bool {
        self.below(100) < count
    }

    /// True in `count` of a thousand.
    pub(crate) fn in_1000(&mut self, count: u32) -> bool {
        self.below(1_000) < count
    }

    /// Which of several, by weight.
    pub(crate) fn weighted(&mut self, weights: &[u32]) -> usize {
        let total = weights.iter().sum();
        let mut left = self.below(total);
        for (index, weight) in weights.iter().enumerate() {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
        0
    }

    /// One of a list. The default where the list is empty.
    pub(crate) fn pick<T: Copy + Default>(&mut self, list: &[T]) -> T {
        let count = u32::try_from(list.len()).unwrap_or(u32::MAX);
        let index = usize::try_from(self.below(count)).unwrap_or(0);
        list.get(index).copied().unwrap_or_default()
    }

    /// Minutes from a spread.
    pub(crate) fn minutes(&mut self, spread: Spread) -> u32 {
        let at = self.below(1_000);
        let pairs = MARKS.iter().zip(&spread.0);
        let next = MARKS.iter().zip(&spread.0).skip(1);
        for ((low_mark, low), (high_mark, high)) in pairs.zip(next) {
            if at < *high_mark {
                return low + (high - low) * (at - low_mark) / (high_mark - low_mark);
            }
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_the_same_every_time_and_unlike_its_neighbour() {
        let row = |seed, stream| {
            let mut dice = Dice::new(seed, stream);
            [dice.bits(), dice.bits(), dice.bits()]
        };
        assert_eq!(row(1, 7), row(1, 7));
        assert_ne!(row(1, 7), row(1, 8));
        assert_ne!(row(1, 7), row(2, 7));
    }

    #[test]
    fn weights_are_kept() {
        let mut dice = Dice::new(3, 0);
        let mut counts = [0_u32; 3];
        for _ in 0..60_000 {
            counts[dice.weighted(&[1, 0, 2])] += 1;
        }
        assert_eq!(counts[1], 0);
        assert!((19_000..21_000).contains(&counts[0]), "{counts:?}");
    }

    #[test]
    fn a_spread_keeps_its_ends_and_its_middle() {
        let spread = Spread([10, 20, 30, 40, 80, 160, 320]);
        let mut dice = Dice::new(5, 0);
        let mut drawn: Vec<u32> = (0..20_001).map(|_| dice.minutes(spread)).collect();
        drawn.sort_unstable();
        assert!(drawn[0] >= 10 && drawn[20_000] < 320);
        assert!((39..=41).contains(&drawn[10_000]), "{}", drawn[10_000]);
    }
}
