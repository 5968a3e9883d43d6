//! Asking people about pairs, and learning from what they decide.
//!
//! Pairs are drawn from bands of probability, so many from each, because the middle is where a
//! decision teaches most and the ends are where nearly all pairs are. So each decision stands for
//! as many pairs as its band has for each one asked about. Which pairs are drawn follows from
//! their records' ids alone.

use std::hash::Hasher as _;

use rustc_hash::FxHasher;
use serde::Serialize;

use crate::measure::wilson;
use crate::model::Label;
use crate::run::{Weighed, probability};
use crate::table::Table;

/// Where each band begins. The last one ends at 1.
pub const BANDS: [f64; 8] = [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99];

/// A pair to ask about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Question {
    /// The pair.
    pub pair: Weighed,
    /// The number of its band in [`BANDS`].
    pub band: usize,
    /// How many pairs of the file it stands for.
    pub stands_for: f64,
}

/// A question with its answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decided {
    /// The question.
    pub question: Question,
    /// Whether it is the same person.
    pub same: bool,
}

fn band_of(probability: f64) -> Option<usize> {
    BANDS.iter().rposition(|from| probability >= *from)
}

/// A number that follows from two ids.
fn draw(table: &Table, pair: &Weighed) -> u64 {
    let id = |record: u32| table.ids.get(record as usize).map_or("", AsRef::as_ref);
    let mut hasher = FxHasher::default();
    for id in [id(pair.link.one), id(pair.link.other)] {
        hasher.write(id.as_bytes());
        hasher.write_u8(0);
    }
    hasher.finish()
}

/// Draws up to so many questions from each band, in the order of bands.
pub fn questions(table: &Table, pairs: &[Weighed], from_each: usize) -> Vec<Question> {
    let mut drawn = Vec::new();
    for band in 0..BANDS.len() {
        let mut of_band: Vec<(u64, &Weighed)> = pairs
            .iter()
            .filter(|pair| band_of(probability(pair.link.weight)) == Some(band))
            .map(|pair| (draw(table, pair), pair))
            .collect();
        of_band.sort_unstable_by_key(|(drawn, pair)| (*drawn, pair.link.one, pair.link.other));
        let all = of_band.len();
        let taken = all.min(from_each);
        drawn.extend(of_band.into_iter().take(taken).map(|(_, pair)| Question {
            pair: *pair,
            band,
            stands_for: real(all) / real(taken.max(1)),
        }));
    }
    drawn
}

#[allow(clippy::cast_precision_loss, reason = "counts far below 2^52")]
const fn real(count: usize) -> f64 {
    count as f64
}

/// What the decisions teach a model.
pub fn labels(decided: &[Decided]) -> Vec<Label> {
    decided
        .iter()
        .map(|decided| Label {
            pattern: decided.question.pair.pattern,
            same: decided.same,
            stands_for: decided.question.stands_for,
        })
        .collect()
}

/// A share estimated from a sample, with its 95 per cent interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The share.
    pub value: f64,
    /// Its interval from here,
    pub from: f64,
    /// to here.
    pub to: f64,
}

/// What people's decisions say of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimated {
    /// Decisions it rests on.
    pub decisions: usize,
    /// Of the pairs at or over the threshold, those that are one person.
    pub precision: Estimate,
    /// Of the pairs kept that are one person, those at or over the threshold. Pairs never
    /// compared are not seen here.
    pub recall: Estimate,
}

/// Estimates precision and recall at a threshold from decisions. Bands are weighed by their size,
/// and the interval is Wilson's at the size of an equal plain sample (Kish).
pub fn estimate(decided: &[Decided], threshold: f64) -> Estimated {
    let over = |decided: &&Decided| probability(decided.question.pair.link.weight) >= threshold;
    Estimated {
        decisions: decided.len(),
        precision: share(decided.iter().filter(over), |decided| decided.same),
        recall: share(decided.iter().filter(|decided| decided.same), |decided| {
            over(&decided)
        }),
    }
}

fn share<'a>(
    decided: impl Iterator<Item = &'a Decided>,
    hit: impl Fn(&Decided) -> bool,
) -> Estimate {
    let (mut hits, mut all, mut squares) = (0.0, 0.0, 0.0);
    for one in decided {
        let weight = one.question.stands_for;
        all += weight;
        squares += weight * weight;
        if hit(one) {
            hits += weight;
        }
    }
    let value = if all > 0.0 { hits / all } else { 0.0 };
    let size = if squares > 0.0 {
        all * all / squares
    } else {
        0.0
    };
    let (from, to) = wilson(value, size);
    Estimate { value, from, to }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::Link;
    use crate::run::bits;

    fn question(probability: f64, stands_for: f64) -> Question {
        Question {
            pair: Weighed {
                link: Link {
                    one: 0,
                    other: 1,
                    weight: bits(probability),
                },
                pattern: 7,
            },
            band: band_of(probability).unwrap(),
            stands_for,
        }
    }

    #[test]
    fn every_probability_that_is_kept_has_its_band() {
        assert_eq!(band_of(0.005), None);
        assert_eq!(band_of(0.01), Some(0));
        assert_eq!(band_of(0.5), Some(3));
        assert_eq!(band_of(0.999), Some(7));
    }

    #[test]
    fn a_decision_counts_for_the_pairs_it_stands_for() {
        let decided = |probability, stands_for, same| Decided {
            question: question(probability, stands_for),
            same,
        };
        let all = [
            decided(0.999, 30.0, true),
            decided(0.96, 10.0, false),
            decided(0.6, 10.0, true),
        ];
        let estimated = estimate(&all, 0.95);
        assert!((estimated.precision.value - 0.75).abs() < 1e-12);
        assert!((estimated.recall.value - 0.75).abs() < 1e-12);
        assert!(estimated.precision.from < 0.75 && 0.75 < estimated.precision.to);
        assert_eq!(labels(&all).len(), 3);
    }

    #[test]
    fn nothing_decided_says_nothing() {
        let estimated = estimate(&[], 0.95);
        assert!(estimated.precision.from <= 0.0 && estimated.precision.to >= 1.0);
    }
}
