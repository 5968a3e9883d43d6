//! An answer held against a known truth.
//!
//! One number hides over-merging, so several are given: of pairs, of groups (by pair and by
//! record, "B-cubed"), the largest group, how many people have at least so many records, and
//! whether a pair said to be one person at 0.7 is one in 7 cases of 10. Recall counts every true
//! pair of the file, those too that were never compared.

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::calibrate::{self, Calibration};
use crate::run::{Weighed, probability};

/// A share with its 95 per cent interval (Wilson's).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// The share.
    pub value: f64,
    /// Its interval from here,
    pub from: f64,
    /// to here.
    pub to: f64,
    /// How many it was counted over.
    pub of: u64,
}

impl Share {
    /// So many of so many. Of none, nothing is known: 0 with an interval from 0 to 1.
    pub fn new(hits: u64, of: u64) -> Self {
        let n = real(of);
        let value = if of == 0 { 0.0 } else { real(hits) / n };
        let (from, to) = wilson(value, n);
        Self {
            value,
            from,
            to,
            of,
        }
    }
}

/// Wilson's interval at 95 per cent of a share counted over `n`, which need not be whole.
pub(crate) fn wilson(share: f64, n: f64) -> (f64, f64) {
    const Z: f64 = 1.959_964;
    if n <= 0.0 {
        return (0.0, 1.0);
    }
    let middle = share + Z * Z / (2.0 * n);
    let reach = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + Z * Z / n;
    (
        ((middle - reach) / whole).max(0.0),
        ((middle + reach) / whole).min(1.0),
    )
}

#[allow(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn real(count: u64) -> f64 {
    count as f64
}

/// How right an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Right {
    /// Of what was said, what is true.
    pub precision: Share,
    /// Of what is true, what was said.
    pub recall: Share,
    /// Their harmonic mean.
    pub f1: f64,
}

impl Right {
    fn new(right: u64, said: u64, truth: u64) -> Self {
        let (precision, recall) = (Share::new(right, said), Share::new(right, truth));
        Self {
            precision,
            recall,
            f1: mean(precision.value, recall.value),
        }
    }
}

fn mean(one: f64, other: f64) -> f64 {
    2.0 * one * other / (one + other).max(1e-12)
}

/// How many people have at least so many records, said and true.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AtLeast {
    /// So many records.
    pub records: u64,
    /// Groups that have them.
    pub said: u64,
    /// People who do.
    pub truth: u64,
    /// How far off, as a share of the truth.
    pub error: f64,
    /// How many people are expected to have them, by [`crate::calibrate::people`], where the pairs
    /// are calibrated.
    pub expected: Option<f64>,
    /// How far off that is.
    pub expected_error: Option<f64>,
}

/// Pairs said to be one person with about the same probability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// How many.
    pub pairs: u64,
    /// The mean of what was said.
    pub said: f64,
    /// How many were.
    pub truth: Share,
}

/// Everything that is measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measured {
    /// Records.
    pub records: u64,
    /// People in truth.
    pub people: u64,
    /// Groups said, those of one record included.
    pub groups: u64,
    /// Pairs of records at or over the threshold.
    pub pairs: Right,
    /// Pairs of records in one group.
    pub group_pairs: Right,
    /// By record: the share of its group that is the same person, and of the person that is in its
    /// group. The harmonic mean of their averages.
    pub b_cubed: f64,
    /// The average of the former,
    pub b_cubed_precision: f64,
    /// and of the latter.
    pub b_cubed_recall: f64,
    /// People whose group is exactly their records.
    pub exact: Share,
    /// Records of the largest group.
    pub largest: u64,
    /// True pairs that were compared and kept, at any probability from the least that is kept.
    pub kept_recall: Share,
    /// How many people have at least 2, 3, 5, 10 and 20 records.
    pub at_least: Vec<AtLeast>,
    /// Ten bins of probability.
    pub calibration: Vec<Bin>,
}

/// Measures an answer. `truth` names each record's person, `groups` its group; `files`, where
/// given, its file: then only pairs across files count. Pairs come strongest first, and are as
/// likely as `calibration` says, or as the model does where there is none.
pub fn measure(
    truth: &[u32],
    groups: &[u32],
    files: Option<&[u8]>,
    pairs: &[Weighed],
    (threshold, said_of): (f64, Option<&Calibration>),
) -> Measured {
    let same = |pair: &&Weighed| {
        let person = |record: u32| truth.get(record as usize);
        person(pair.link.one) == person(pair.link.other)
    };
    let counts = |pair: &&Weighed| {
        files.is_none_or(|files| {
            files.get(pair.link.one as usize) != files.get(pair.link.other as usize)
        })
    };
    let sizes = sizes(truth);
    let said = sizes_of_both(truth, groups);
    let found = self::sizes(groups);
    let across = |labels: &dyn Fn(usize) -> (u32, u32)| pairs_across(truth.len(), files, labels);
    let true_pairs = across(&|record| (at(truth, record), 0));
    let group_pairs = across(&|record| (at(groups, record), 0));
    let right_pairs = across(&|record| (at(truth, record), at(groups, record)));
    let asked = || pairs.iter().filter(counts);
    let taken = || asked().filter(|pair| probability(pair.link.weight) >= threshold);
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let n = real(count(truth.len())).max(1.0);
    let (mut precision, mut recall) = (0.0, 0.0);
    for ((person, group), both) in sorted(&said) {
        let both = real(both);
        precision += both * both / real(found.get(&group).copied().unwrap_or(1));
        recall += both * both / real(sizes.get(&person).copied().unwrap_or(1));
    }
    let exact = said
        .iter()
        .filter(|((person, group), both)| {
            sizes.get(person) == Some(*both) && found.get(group) == Some(*both)
        })
        .count();
    Measured {
        records: count(truth.len()),
        people: count(sizes.len()),
        groups: count(found.len()),
        pairs: Right::new(
            count(taken().filter(same).count()),
            count(taken().count()),
            true_pairs,
        ),
        group_pairs: Right::new(right_pairs, group_pairs, true_pairs),
        b_cubed: mean(precision / n, recall / n),
        b_cubed_precision: precision / n,
        b_cubed_recall: recall / n,
        exact: Share::new(count(exact), count(sizes.len())),
        largest: found.values().copied().max().unwrap_or(0),
        kept_recall: Share::new(count(asked().filter(same).count()), true_pairs),
        at_least: at_least(&found, &sizes, |least| {
            said_of.map(|said| calibrate::people(pairs, groups, said, least))
        }),
        calibration: calibration(asked(), said_of, &same),
    }
}

fn at(labels: &[u32], record: usize) -> u32 {
    labels.get(record).copied().unwrap_or(u32::MAX)
}

fn sizes(labels: &[u32]) -> FxHashMap<u32, u64> {
    let mut sizes = FxHashMap::default();
    for label in labels {
        *sizes.entry(*label).or_insert(0) += 1;
    }
    sizes
}

fn sizes_of_both(truth: &[u32], groups: &[u32]) -> FxHashMap<(u32, u32), u64> {
    let mut sizes = FxHashMap::default();
    for (person, group) in truth.iter().zip(groups) {
        *sizes.entry((*person, *group)).or_insert(0) += 1;
    }
    sizes
}

/// In one order, so that sums of fractions are the same on every run.
fn sorted(map: &FxHashMap<(u32, u32), u64>) -> Vec<((u32, u32), u64)> {
    let mut all: Vec<_> = map.iter().map(|(key, count)| (*key, *count)).collect();
    all.sort_unstable();
    all
}

/// Pairs of records with one label: all of them, or those across files.
fn pairs_across(records: usize, files: Option<&[u8]>, label: &dyn Fn(usize) -> (u32, u32)) -> u64 {
    let mut all: FxHashMap<(u32, u32), u64> = FxHashMap::default();
    let mut within: FxHashMap<((u32, u32), u8), u64> = FxHashMap::default();
    for record in 0..records {
        *all.entry(label(record)).or_insert(0) += 1;
        if let Some(files) = files {
            let file = files.get(record).copied().unwrap_or(0);
            *within.entry((label(record), file)).or_insert(0) += 1;
        }
    }
    let pairs = |count: &u64| count * (count - 1) / 2;
    all.values().map(pairs).sum::<u64>() - within.values().map(pairs).sum::<u64>()
}

/// At least so many records.
pub const AT_LEAST: [u64; 5] = [2, 3, 5, 10, 20];

fn at_least(
    said: &FxHashMap<u32, u64>,
    truth: &FxHashMap<u32, u64>,
    expected: impl Fn(&[u64]) -> Option<Vec<f64>>,
) -> Vec<AtLeast> {
    let over = |sizes: &FxHashMap<u32, u64>, records: u64| {
        u64::try_from(sizes.values().filter(|size| **size >= records).count()).unwrap_or(0)
    };
    let expected = expected(&AT_LEAST);
    AT_LEAST
        .iter()
        .enumerate()
        .map(|(nth, records)| {
            let (said, truth) = (over(said, *records), over(truth, *records));
            let expected = expected
                .as_ref()
                .and_then(|counts| counts.get(nth))
                .copied();
            let off = |count: f64| (count - real(truth)) / real(truth).max(1.0);
            AtLeast {
                records: *records,
                said,
                truth,
                error: off(real(said)),
                expected,
                expected_error: expected.map(off),
            }
        })
        .collect()
}

fn calibration<'a>(
    pairs: impl Iterator<Item = &'a Weighed>,
    said_of: Option<&Calibration>,
    same: &dyn Fn(&&Weighed) -> bool,
) -> Vec<Bin> {
    let mut bins = [(0_u64, 0_u64, 0.0); 10];
    for pair in pairs {
        let weight = pair.link.weight;
        let said = said_of.map_or_else(|| probability(weight), |said| said.probability(weight));
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a tenth of a probability"
        )]
        let nth = ((said * 10.0) as usize).min(9);
        if let Some(bin) = bins.get_mut(nth) {
            bin.0 += 1;
            bin.1 += u64::from(same(&pair));
            bin.2 += said;
        }
    }
    bins.into_iter()
        .map(|(pairs, right, said)| Bin {
            pairs,
            said: said / real(pairs).max(1.0),
            truth: Share::new(right, pairs),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::Link;

    fn pair(one: u32, other: u32, weight: f64) -> Weighed {
        Weighed {
            link: Link { one, other, weight },
            pattern: 0,
        }
    }

    #[test]
    fn recall_counts_true_pairs_that_nobody_compared() {
        // Person 7 has three records (three pairs), person 8 one.
        let measured = measure(
            &[7, 7, 7, 8],
            &[0, 0, 2, 3],
            None,
            &[pair(0, 1, 9.0), pair(2, 3, 9.0)],
            (0.95, None),
        );
        assert!((measured.pairs.precision.value - 0.5).abs() < 1e-12);
        assert!((measured.pairs.recall.value - 1.0 / 3.0).abs() < 1e-12);
        assert!((measured.group_pairs.precision.value - 1.0).abs() < 1e-12);
        // By record: groups are pure; of person 7 two records see 2 of 3, one sees 1 of 3.
        assert!((measured.b_cubed_precision - 1.0).abs() < 1e-12);
        let recall = (2.0 / 3.0 + 2.0 / 3.0 + 1.0 / 3.0 + 1.0) / 4.0;
        assert!((measured.b_cubed_recall - recall).abs() < 1e-12);
        assert_eq!(measured.exact.value.to_bits(), 0.5_f64.to_bits());
        assert_eq!(measured.at_least[1].truth, 1);
        assert_eq!(measured.at_least[1].said, 0);
    }

    #[test]
    fn between_two_files_only_pairs_across_count() {
        let pairs = [pair(0, 1, 9.0), pair(1, 2, 9.0)];
        let files: &[u8] = &[0, 0, 1];
        let measured = measure(&[1, 1, 1], &[0, 0, 0], Some(files), &pairs, (0.95, None));
        assert_eq!(measured.group_pairs.recall.of, 2);
        assert!((measured.pairs.recall.value - 0.5).abs() < 1e-12);
        assert_eq!(measured.calibration[9].pairs, 1);
    }

    #[test]
    fn an_interval_holds_its_share_and_narrows_with_numbers() {
        let (few, many) = (Share::new(9, 10), Share::new(900, 1_000));
        for share in [few, many] {
            assert!(share.from < 0.9 && 0.9 < share.to);
        }
        assert!(many.to - many.from < few.to - few.from);
        let none = Share::new(0, 0);
        assert!(none.from <= 0.0 && none.to >= 1.0);
    }
}
