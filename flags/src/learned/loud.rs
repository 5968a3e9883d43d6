//! How loud a clause is, and which of a text are the loudest.
//!
//! What a clause adds is `ln(1 + odds)`, with its odds counted from [`FROM`]: one that is surely
//! ordinary adds nothing, one that surely speaks for demand its log-odds, and several that half
//! say it add up to one that says it. Only the few loudest count: in a long log some clauses sound
//! like something by chance, the more the longer it is.

use std::ops::Range;

/// From where log-odds are counted, in thousandths: well below even odds, for a bank of phrases
/// has more demand in it than logs have.
const FROM: i32 = -3_500;

/// How many clauses of a text count.
const LOUDEST: usize = 4;

/// `1000 ln(1 + exp(-x / 1000))` for `x` of 0, 200, 400 and so on: what a clause adds that lies so
/// far below [`FROM`]. Beyond the last it is nothing.
const BELOW: [i32; 22] = [
    693, 598, 513, 437, 371, 313, 263, 220, 184, 153, 127, 105, 87, 72, 59, 49, 40, 33, 27, 22, 18,
    15,
];
/// How far apart they lie.
const STEP: i32 = 200;

/// What a clause of these log-odds adds, both in thousandths; nought or more, and never less for
/// more. As far above [`FROM`] as another lies below it, it adds as much more as it lies above.
pub(super) fn loudness(demand: i32) -> i32 {
    let over = demand.saturating_sub(FROM);
    let away = over.saturating_abs();
    let at = usize::try_from(away / STEP).unwrap_or(usize::MAX);
    let near = BELOW.get(at).copied().unwrap_or(0);
    let far = BELOW.get(at.saturating_add(1)).copied().unwrap_or(0);
    near - (near - far) * (away % STEP) / STEP + over.max(0)
}

/// One of the loudest clauses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Loud {
    /// Its tokens.
    pub(crate) tokens: Range<u32>,
    /// Where its rows stand with the ear.
    pub(super) rows: Range<usize>,
    /// What it adds, in thousandths of log-odds. More than nothing.
    pub(crate) adds: i32,
}

/// What is worked on, kept from text to text.
#[derive(Debug, Default)]
pub(crate) struct Ear {
    /// The rows of all clauses, one after another.
    pub(super) rows: Vec<u32>,
    /// The loudest clauses, in the order of the text.
    pub(crate) loudest: Vec<Loud>,
    /// How many clauses had words that were learned and were not passed over, those that were not
    /// listened to included.
    pub(crate) clauses: usize,
}

impl Ear {
    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.loudest.clear();
        self.clauses = 0;
    }

    /// Keeps a clause, the last so far, where it is one of the loudest. Of two that are as loud
    /// the first is kept.
    pub(super) fn keep(&mut self, clause: Loud) {
        if clause.adds <= 0 {
            return;
        }
        if self.loudest.len() == LOUDEST {
            let softest = (self.loudest.iter().enumerate().rev()).min_by_key(|(_, it)| it.adds);
            let Some((at, softest)) = softest else {
                return;
            };
            if softest.adds >= clause.adds {
                return;
            }
            self.loudest.remove(at);
        }
        self.loudest.push(clause);
    }

    /// What the loudest add together.
    pub(super) fn adds(&self) -> i32 {
        self.loudest.iter().map(|clause| clause.adds).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::cast_possible_truncation, reason = "a few thousands")]
    fn loudness_is_the_curve_that_it_says() {
        for demand in -8_000..8_000 {
            let over = f64::from(demand - FROM);
            let curve = 1_000.0 * (-(over.abs()) / 1_000.0).exp().ln_1p() + over.max(0.0);
            let apart = loudness(demand) - curve.round() as i32;
            let cut = over.abs() > 4_200.0;
            assert!(apart.abs() <= if cut { 20 } else { 2 }, "{demand}: {apart}");
            assert!(loudness(demand) <= loudness(demand + 1), "{demand}");
        }
        assert_eq!(loudness(i32::MIN), 0);
        assert!(loudness(i32::MAX) > 0);
    }

    #[test]
    fn the_loudest_are_kept_in_the_order_of_the_text_and_the_first_of_equals() {
        let mut ear = Ear::default();
        for (at, adds) in (0_u32..).zip([3, 0, 9, 1, 3, 3, 5]) {
            ear.keep(Loud {
                tokens: at..at + 1,
                rows: 0..0,
                adds,
            });
        }
        let kept: Vec<(u32, i32)> = (ear.loudest.iter())
            .map(|it| (it.tokens.start, it.adds))
            .collect();
        assert_eq!(kept, [(0, 3), (2, 9), (4, 3), (6, 5)]);
        assert_eq!(ear.adds(), 20);
    }
}
