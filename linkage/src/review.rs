//! Asking people about pairs, and learning from what they decide.
//!
//! Pairs are drawn from bands of probability, so many from each, because the middle is where a
//! decision teaches most and the ends are where nearly all pairs are. So each decision stands for
//! as many pairs as its band has for each one asked about. Which pairs are drawn follows from
//! their records' ids alone.

use std::hash::Hasher as _;

use rustc_hash::{FxHashMap, FxHasher};
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
    let id = |record: u32| table.id(record);
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

/// What people answered of these pairs, as decisions: each stands for as many pairs of its band as
/// there are for each one answered. An answer of a pair that is not among them is left out.
pub fn answered(pairs: &[Weighed], same: impl Fn(u32, u32) -> Option<bool>) -> Vec<Decided> {
    let (mut all, mut asked) = ([0_usize; BANDS.len()], [0_usize; BANDS.len()]);
    let mut decided = Vec::new();
    for pair in pairs {
        let Some(band) = band_of(probability(pair.link.weight)) else {
            continue;
        };
        let count = |of: &mut [usize]| of.get_mut(band).map(|count| *count += 1);
        count(&mut all);
        if let Some(same) = same(pair.link.one, pair.link.other) {
            count(&mut asked);
            let question = Question {
                pair: *pair,
                band,
                stands_for: 1.0,
            };
            decided.push(Decided { question, same });
        }
    }
    for Decided { question, .. } in &mut decided {
        let of = |counts: &[usize]| real(counts.get(question.band).copied().unwrap_or(1));
        question.stands_for = of(&all) / of(&asked).max(1.0);
    }
    decided
}

/// How badly some pairs say what was decided of as many, in bits a decision: one bit is what even
/// odds would. A decided pair that is not among them counts as the least likely that is kept.
pub fn misfit(decided: &[Decided], pairs: &[Weighed]) -> f64 {
    let [least, ..] = BANDS;
    let weights: FxHashMap<(u32, u32), f64> = pairs
        .iter()
        .map(|pair| ((pair.link.one, pair.link.other), pair.link.weight))
        .collect();
    let bits = decided.iter().map(|one| {
        let link = one.question.pair.link;
        let chance = weights
            .get(&(link.one, link.other))
            .map_or(least, |weight| {
                probability(*weight).clamp(least, 1.0 - least)
            });
        -(if one.same { chance } else { 1.0 - chance }).log2()
    });
    bits.sum::<f64>() / real(decided.len().max(1))
}

/// What people decided of the pairs of one band.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct OfBand {
    /// Pairs from this probability,
    pub from: f64,
    /// under this one; the last band takes in 1.
    pub to: f64,
    /// How many were held to be one person.
    pub same: usize,
    /// How many were held to be two.
    pub different: usize,
    /// The share held to be one person.
    pub share: Estimate,
}

/// What people decided, band by band; bands of which nobody decided anything are left out.
pub fn by_band(decided: &[Decided]) -> Vec<OfBand> {
    let bands = BANDS.iter().enumerate().filter_map(|(band, from)| {
        let of_band = || decided.iter().filter(|one| one.question.band == band);
        let same = of_band().filter(|one| one.same).count();
        let all = of_band().count();
        Some(OfBand {
            from: *from,
            to: BANDS.get(band + 1).copied().unwrap_or(1.0),
            same,
            different: all - same,
            share: share(of_band(), |one| one.same)?,
        })
    });
    bands.collect()
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
    /// Of the pairs at or over the threshold, those that are one person; none where nothing was
    /// decided of any.
    pub precision: Option<Estimate>,
    /// Of the pairs kept that are one person, those at or over the threshold. Pairs never
    /// compared are not seen here. None where no pair was decided to be one person.
    pub recall: Option<Estimate>,
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

/// The share of decisions that hit; of none there is no share.
fn share<'a>(
    decided: impl Iterator<Item = &'a Decided>,
    hit: impl Fn(&Decided) -> bool,
) -> Option<Estimate> {
    let (mut hits, mut all, mut squares) = (0.0, 0.0, 0.0);
    for one in decided {
        let weight = one.question.stands_for;
        all += weight;
        squares += weight * weight;
        if hit(one) {
            hits += weight;
        }
    }
    if all <= 0.0 {
        return None;
    }
    let value = hits / all;
    let (from, to) = wilson(value, all * all / squares);
    Some(Estimate { value, from, to })
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
        let (precision, recall) = (estimated.precision.unwrap(), estimated.recall.unwrap());
        assert!((precision.value - 0.75).abs() < 1e-12);
        assert!((recall.value - 0.75).abs() < 1e-12);
        assert!(precision.from < 0.75 && 0.75 < precision.to);
        assert_eq!(labels(&all).len(), 3);
    }

    #[test]
    fn answers_stand_for_the_pairs_of_their_band_and_are_told_band_by_band() {
        let pairs: Vec<Weighed> = [0.999, 0.998, 0.997, 0.6, 0.55, 0.02, 0.001]
            .into_iter()
            .zip(0_u32..)
            .map(|(chance, nth)| {
                let mut pair = question(f64::max(chance, 0.01), 1.0).pair;
                pair.link = Link {
                    one: nth,
                    other: nth + 100,
                    weight: bits(chance),
                };
                pair
            })
            .collect();
        let told = [(0, true), (2, false), (3, true), (6, true), (9, true)];
        let same = |one: u32, _: u32| {
            told.iter()
                .find(|(nth, _)| *nth == one)
                .map(|(_, same)| *same)
        };
        let decided = answered(&pairs, same);
        let stands_for: Vec<f64> = decided.iter().map(|one| one.question.stands_for).collect();
        // Of three pairs at 0.99 two were answered, of two at 0.5 one; one under 0.01 is not kept.
        assert_eq!(stands_for, [1.5, 1.5, 2.0]);
        let bands = by_band(&decided);
        let counts: Vec<(f64, usize, usize)> = bands
            .iter()
            .map(|band| (band.from, band.same, band.different))
            .collect();
        assert_eq!(counts, [(0.5, 1, 0), (0.99, 1, 1)]);
        let last = bands[1].share;
        assert!((last.value - 0.5).abs() < 1e-12 && last.from < 0.2 && last.to > 0.8);
    }

    #[test]
    fn a_misfit_is_counted_in_bits_and_a_pair_that_is_gone_counts_most() {
        let decided = |nth, chance, same| {
            let mut question = question(chance, 1.0);
            question.pair.link.one = nth;
            question.pair.link.other = nth + 100;
            Decided { question, same }
        };
        let all = [decided(0, 0.5, true), decided(1, 0.75, false)];
        let pairs: Vec<Weighed> = all.iter().map(|one| one.question.pair).collect();
        assert!((misfit(&all, &pairs) - 1.5).abs() < 1e-9);
        let gone = misfit(&all[..1], &pairs[1..]);
        assert!((gone - 100_f64.log2()).abs() < 1e-9, "{gone}");
    }

    #[test]
    fn nothing_decided_says_nothing() {
        let nothing = estimate(&[], 0.95);
        assert_eq!((nothing.precision, nothing.recall), (None, None));
        let under = Decided {
            question: question(0.6, 1.0),
            same: false,
        };
        let estimated = estimate(&[under], 0.95);
        assert_eq!((estimated.precision, estimated.recall), (None, None));
        let same = Decided {
            same: true,
            ..under
        };
        let missed = estimate(&[same], 0.95);
        let recall = missed.recall.unwrap();
        assert!(missed.precision.is_none() && recall.value <= 0.0 && recall.to > 0.5);
    }
}
