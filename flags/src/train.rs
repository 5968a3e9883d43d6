//! Weights from labelled texts: logistic regression towards a prior, the same to the bit on
//! every machine.
//!
//! Texts are taken in the order given, steps are counted and not timed, and the exponential is
//! our own: a library's may differ in its last bit from one machine to the next.

use crate::features::{self, COUNT, Features};
use crate::weights::Weights;

/// A labelled text, already counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// Its features.
    pub features: Features,
    /// Whether people said that it is mental-health demand.
    pub is: bool,
}

/// Full passes over the texts.
const STEPS: u32 = 4_000;

/// How far one step goes.
const STEP: f64 = 0.05;

/// How strongly a weight is held to its prior. Few texts move it a little, many move it far.
const HOLD: f64 = 0.35;

/// The log-odds of a text in which nothing is found.
const BIAS: f64 = -2.6;

/// Below the flag by this much, in thousandths of log-odds, a person should still look.
const REVIEW: i32 = 700;

/// Trains weights. No text at all gives the prior.
pub fn train(texts: &[Labelled], trained_on: &str) -> Weights {
    let mut weights = [0.0_f64; COUNT];
    for (index, weight) in weights.iter_mut().enumerate() {
        *weight = features::prior(index);
    }
    let prior = weights;
    let mut bias = BIAS;
    let number = f64::from(u32::try_from(texts.len().max(1)).unwrap_or(u32::MAX));
    // The hold is worth as many texts however many there are.
    let rate = STEP / (1.0 + number / 40.0);
    for _ in 0..STEPS {
        let mut slope = [0.0_f64; COUNT];
        let mut bias_slope = 0.0_f64;
        for text in texts {
            let mut sum = bias;
            for (weight, count) in weights.iter().zip(&text.features.0) {
                sum += weight * f64::from(*count);
            }
            let miss = logistic(sum) - f64::from(u8::from(text.is));
            for (slope, count) in slope.iter_mut().zip(&text.features.0) {
                *slope += miss * f64::from(*count);
            }
            bias_slope += miss;
        }
        for (index, (weight, slope)) in weights.iter_mut().zip(&slope).enumerate() {
            let held = prior.get(index).copied().unwrap_or_default();
            let (least, most) = features::bounds(index);
            *weight = (*weight - rate * (slope + HOLD * (*weight - held))).clamp(least, most);
        }
        // The bias is held harder: labelled sets hold more demand than a night's logs do.
        bias -= rate * (bias_slope + 4.0 * HOLD * (bias - BIAS));
    }
    let mut by_feature = [0; COUNT];
    for (whole, weight) in by_feature.iter_mut().zip(&weights) {
        *whole = thousandths(*weight);
    }
    Weights {
        bias: thousandths(bias),
        flag_from: 0,
        review_from: -REVIEW,
        by_feature,
        trained_on: trained_on.to_owned(),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "weights are held between -12 and 12"
)]
fn thousandths(value: f64) -> i32 {
    (value * 1_000.0).round().clamp(-1e6, 1e6) as i32
}

/// One over one plus e to the minus `x`.
pub(crate) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + exponential(-x))
}

/// e to the `x`, by halving and squaring: additions and multiplications alone.
fn exponential(x: f64) -> f64 {
    let x = x.clamp(-60.0, 60.0);
    let small = x / 1_024.0;
    let mut term = 1.0;
    let mut sum = 1.0;
    for n in 1..=12_u32 {
        term *= small / f64::from(n);
        sum += term;
    }
    for _ in 0..10 {
        sum *= sum;
    }
    sum
}

/// Five folds in the order of the texts: every fifth text is read by weights that never saw it.
/// Answers each text's score.
pub fn cross_validated(texts: &[Labelled]) -> Vec<i32> {
    let mut scores = vec![0; texts.len()];
    for fold in 0..5 {
        let seen: Vec<Labelled> = texts
            .iter()
            .enumerate()
            .filter(|(at, _)| at % 5 != fold)
            .map(|(_, text)| text.clone())
            .collect();
        let weights = train(&seen, "a fold");
        for (score, (_, text)) in scores
            .iter_mut()
            .zip(texts.iter().enumerate())
            .filter(|(_, (at, _))| at % 5 == fold)
        {
            *score = weights.score(&text.features);
        }
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_right_to_nine_places() {
        for x in [-30.0, -3.5, -0.1, 0.0, 0.7, 2.0, 10.0] {
            let (ours, theirs) = (exponential(x), f64::exp(x));
            assert!((ours / theirs - 1.0).abs() < 1e-9, "{x}: {ours} {theirs}");
        }
    }

    #[test]
    fn no_text_gives_the_prior_and_every_weight_stays_in_its_bounds() {
        let weights = train(&[], "nothing");
        for (index, weight) in weights.by_feature.iter().enumerate() {
            assert_eq!(*weight, thousandths(features::prior(index)));
        }
        // A world in which every strong mention is wrong still makes none of them negative.
        let mut counts = [0; COUNT];
        counts[0] = 1;
        counts[COUNT - 4] = 1;
        let texts = vec![
            Labelled {
                features: Features(counts),
                is: false
            };
            200
        ];
        let weights = train(&texts, "a contrary world");
        assert!(weights.by_feature[0] >= 0);
        assert!(weights.by_feature[COUNT - 4] <= 0);
    }
}
