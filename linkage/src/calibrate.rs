//! What a weight is worth once groups are known, and how many people that makes.
//!
//! The model weighs two records by themselves. Grouping sees more: that one of them has a record
//! elsewhere which fits far better, or that a third record stands between the two. So how often
//! pairs of one weight end in one group says how often they are one person, better than the weight
//! does, and without anybody having to decide a pair.
//!
//! Under the threshold the probability of a pair is therefore the share of pairs of about its
//! weight that are together, made to rise with the weight. Of those that are apart some are one
//! person too: as likely as the model says, times one factor, which is such that the whole comes to
//! as many pairs as the model expects. From the threshold on, a pair is as likely as the model
//! says.

use rustc_hash::FxHashSet;

use crate::run::{Weighed, bits, probability};

/// Cells of weights in one bit.
const IN_A_BIT: f64 = 4.0;
/// Pairs that what the model says counts for in a cell, so that a cell of few pairs says little.
const USUAL: f64 = 10.0;

/// The probability of each weight.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Calibration {
    /// From this weight on, as the model says.
    least: f64,
    /// The first cell of weights.
    first: i64,
    /// The probability in each cell from there on, up to the threshold.
    said: Vec<f64>,
    /// The same of those pairs of a cell that are apart.
    apart: Vec<f64>,
    /// The probability that joining asks for.
    threshold: f64,
}

/// The cell of a weight.
fn cell(weight: f64) -> i64 {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a weight is of hundreds of bits at most"
    )]
    let cell = (weight * IN_A_BIT).floor() as i64;
    cell
}

/// The weight in the middle of a cell.
fn middle(cell: i64) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "hundreds at most")]
    let from = cell as f64;
    (from + 0.5) / IN_A_BIT
}

#[allow(clippy::cast_precision_loss, reason = "counts far below 2^52")]
const fn real(count: u64) -> f64 {
    count as f64
}

fn label_of(label: &[u32], record: u32) -> u32 {
    label.get(record as usize).copied().unwrap_or(record)
}

fn are_together(label: &[u32], pair: &Weighed) -> bool {
    label_of(label, pair.link.one) == label_of(label, pair.link.other)
}

/// Pairs of about one weight.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    pairs: f64,
    together: f64,
    /// What the model says of them all.
    expected: f64,
}

impl Calibration {
    /// From the pairs of a run, all that were kept, and the group of each record.
    pub fn new(pairs: &[Weighed], label: &[u32], threshold: f64) -> Self {
        let least = bits(threshold);
        let under = || pairs.iter().filter(|pair| pair.link.weight < least);
        let known = under().map(|pair| cell(pair.link.weight));
        let (Some(first), Some(top)) = (known.clone().min(), known.max()) else {
            return Self {
                least,
                threshold,
                ..Self::default()
            };
        };
        let mut cells = vec![Cell::default(); place(top, first) + 1];
        for pair in under() {
            if let Some(cell) = cells.get_mut(place(cell(pair.link.weight), first)) {
                cell.pairs += 1.0;
                cell.together += f64::from(u8::from(are_together(label, pair)));
                cell.expected += probability(pair.link.weight);
            }
        }
        let together = rising(&cells, USUAL);
        let sum = |of: &dyn Fn(&Cell, f64) -> f64| -> f64 {
            let cells = cells.iter().zip(&together);
            cells.map(|(cell, together)| of(cell, *together)).sum()
        };
        let missed = sum(&|cell, together| cell.expected - cell.pairs * together);
        let apart = sum(&|cell, together| cell.expected * (1.0 - together));
        let not_found = (missed / apart.max(1e-9)).clamp(0.0, 1.0);
        let said: Vec<f64> = (first..)
            .zip(&together)
            .map(|(cell, together)| {
                let apart = (1.0 - together) * probability(middle(cell)) * not_found;
                (together + apart).min(threshold - 1e-6)
            })
            .collect();
        let seen = rising(&cells, 0.0);
        let mut most = 0.0;
        let apart = said.iter().zip(&seen).map(|(said, together)| {
            let rest = (said - threshold * together) / (1.0 - together).max(1e-9);
            most = rest.clamp(most, said.max(most));
            most
        });
        Self {
            apart: apart.collect(),
            least,
            first,
            said,
            threshold,
        }
    }

    /// The probability that a pair of a weight is one person.
    pub fn probability(&self, weight: f64) -> f64 {
        if weight >= self.least {
            return probability(weight);
        }
        let said = self.said.get(place(cell(weight), self.first));
        said.copied().unwrap_or_else(|| probability(weight))
    }

    /// The probability that a pair of a weight is one person, where it is known too whether its two
    /// records are in one group.
    ///
    /// Where they are, although their own weight is under the threshold, what their groups know
    /// together reached it: the pair is as likely as that. What remains of all pairs of about its
    /// weight is left to those that are apart. In a file where few are together that is nearly all.
    pub fn given_groups(&self, weight: f64, together: bool) -> f64 {
        if weight >= self.least {
            return probability(weight);
        }
        if together {
            return self.threshold;
        }
        let apart = self.apart.get(place(cell(weight), self.first));
        apart.copied().unwrap_or_else(|| probability(weight))
    }
}

/// How far a cell is from the first; those before it are taken for the first.
fn place(cell: i64, first: i64) -> usize {
    usize::try_from(cell - first).unwrap_or(0)
}

/// The share of pairs that are together, cell by cell, nowhere falling: cells that would fall are
/// put together with those before them. What the model says counts for `usual` pairs in each.
fn rising(cells: &[Cell], usual: f64) -> Vec<f64> {
    // Each run of cells: its share, its pairs, and how many cells it is of.
    let mut runs: Vec<(f64, f64, usize)> = Vec::new();
    for cell in cells {
        let mut run = if cell.pairs > 0.0 {
            let weight = cell.pairs + usual;
            let model = usual * cell.expected / cell.pairs;
            ((cell.together + model) / weight, weight, 1)
        } else {
            // A cell of no pairs is as the one before it.
            (runs.last().map_or(0.0, |run| run.0), 0.0, 1)
        };
        while let Some((before, pairs, count)) = runs.pop_if(|before| before.0 >= run.0) {
            let both = pairs + run.1;
            let share = (before * pairs + run.0 * run.1) / both.max(1e-9);
            run = (share, both, count + run.2);
        }
        runs.push(run);
    }
    runs.iter()
        .flat_map(|(share, _, count)| std::iter::repeat_n(*share, *count))
        .collect()
}

/// Where grouping left the two records of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    /// Each alone.
    Alone,
    /// One alone, the other in a group.
    OneAlone,
    /// In two groups.
    InGroups,
}

impl Left {
    const ALL: [Self; 3] = [Self::Alone, Self::OneAlone, Self::InGroups];

    fn of(sizes: (u64, u64)) -> Self {
        match sizes {
            (1, 1) => Self::Alone,
            (1, _) | (_, 1) => Self::OneAlone,
            _ => Self::InGroups,
        }
    }
}

/// How often a pair of one person, and one of two people, is left in one way.
#[derive(Debug, Clone, Copy)]
struct Rate {
    same: f64,
    not: f64,
}

impl Rate {
    /// The probability of a pair, once it is known how it was left.
    fn settled(self, said: f64) -> f64 {
        let same = said * self.same;
        same / (same + (1.0 - said) * self.not)
    }
}

/// How many people have at least so many records, for each of `at_least`, as the groups and all
/// that is left between them make it likely.
///
/// A count of groups is too small by those who were not joined for want of a threshold's worth of
/// evidence. So each two groups that were not joined, and whose strongest pair was kept, count as
/// one person with the probability of that pair, given that grouping left it: two records that
/// each stand alone are less likely one person than others of their weight, and how much less is
/// seen from how often pairs of each probability are left so.
pub fn people(
    pairs: &[Weighed],
    label: &[u32],
    calibration: &Calibration,
    at_least: &[u64],
) -> Vec<f64> {
    let sizes = sizes(label);
    let size = |record: u32| {
        let size = sizes.get(label_of(label, record) as usize);
        size.copied().map_or(1, u64::from)
    };
    let mut rates = [Rates::default(); 3];
    let under = pairs.partition_point(|pair| pair.link.weight >= calibration.least);
    for pair in pairs.get(under..).unwrap_or_default() {
        let said = calibration.probability(pair.link.weight);
        let sizes = (size(pair.link.one), size(pair.link.other));
        let left = (!are_together(label, pair)).then(|| Left::of(sizes));
        for (way, rates) in Left::ALL.iter().zip(&mut rates) {
            rates.add(said, left == Some(*way));
        }
    }
    let rates = rates.map(Rates::rate);
    let mut known: FxHashSet<(u32, u32)> = FxHashSet::default();
    let mut counts: Vec<f64> = at_least
        .iter()
        .map(|least| {
            real(
                sizes
                    .iter()
                    .filter(|size| u64::from(**size) >= *least)
                    .count() as u64,
            )
        })
        .collect();
    // Strongest first: the first pair between two groups is their strongest.
    for pair in pairs.iter().filter(|pair| !are_together(label, pair)) {
        let (one, other) = (
            label_of(label, pair.link.one),
            label_of(label, pair.link.other),
        );
        let (a, b) = (size(pair.link.one), size(pair.link.other));
        // Two records that stand alone have no other pair between them.
        if a + b > 2 && !known.insert((one.min(other), one.max(other))) {
            continue;
        }
        let mut said = calibration.probability(pair.link.weight);
        if pair.link.weight < calibration.least {
            let way = Left::ALL.iter().position(|way| *way == Left::of((a, b)));
            if let Some(rate) = way.and_then(|nth| rates.get(nth)) {
                said = rate.settled(said);
            }
        }
        for (count, least) in counts.iter_mut().zip(at_least) {
            let has = |records: u64| f64::from(u8::from(records >= *least));
            *count += said * (has(a + b) - has(a) - has(b));
        }
    }
    counts
}

/// How many records each group has, by its label; 0 where no group is called so.
fn sizes(label: &[u32]) -> Vec<u32> {
    let top = label.iter().max().map_or(0, |top| *top as usize + 1);
    let mut sizes = vec![0_u32; top];
    for group in label {
        if let Some(size) = sizes.get_mut(*group as usize) {
            *size += 1;
        }
    }
    sizes
}

/// Of pairs with their probability and whether they were left in one way: what says how often one
/// person is, and two people are. The line through all pairs that is nearest to them, by least
/// squares.
#[derive(Debug, Clone, Copy, Default)]
struct Rates {
    same: f64,
    both: f64,
    not: f64,
    left: f64,
    left_not: f64,
}

impl Rates {
    fn add(&mut self, said: f64, is_so: bool) {
        let other = 1.0 - said;
        self.same += said * said;
        self.both += said * other;
        self.not += other * other;
        if is_so {
            self.left += said;
            self.left_not += other;
        }
    }

    fn rate(self) -> Rate {
        let alone: f64 = self.same * self.not - self.both * self.both;
        let of = |value: f64| {
            let share = value / alone;
            if share.is_finite() {
                share.clamp(1e-4, 1.0)
            } else {
                1.0
            }
        };
        Rate {
            same: of(self.left * self.not - self.left_not * self.both),
            not: of(self.left_not * self.same - self.left * self.both),
        }
    }
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

    /// So many pairs of a weight, of which so many are in one group.
    fn some(weight: f64, pairs: u32, together: u32, all: &mut Vec<Weighed>, label: &mut Vec<u32>) {
        for nth in 0..pairs {
            let one = u32::try_from(label.len()).unwrap();
            label.extend([one, if nth < together { one } else { one + 1 }]);
            all.push(pair(one, one + 1, weight));
        }
    }

    #[test]
    fn a_weight_is_worth_how_often_its_pairs_are_together() {
        let (mut pairs, mut label) = (Vec::new(), Vec::new());
        some(2.1, 1_000, 900, &mut pairs, &mut label);
        some(-0.9, 1_000, 300, &mut pairs, &mut label);
        // More together than at a greater weight: both are put together.
        some(-1.9, 1_000, 500, &mut pairs, &mut label);
        some(-5.9, 1_000, 10, &mut pairs, &mut label);
        let calibration = Calibration::new(&pairs, &label, 0.95);
        let said = |weight| calibration.probability(weight);
        assert!((said(2.1) - 0.9).abs() < 0.01, "{}", said(2.1));
        assert!((said(-0.9) - said(-1.9)).abs() < 1e-9);
        assert!((said(-1.9) - 0.4).abs() < 0.01, "{}", said(-1.9));
        assert!((said(-5.9) - 0.01).abs() < 0.001, "{}", said(-5.9));
        assert!((said(6.0) - probability(6.0)).abs() < 1e-12);
        assert!(said(bits(0.95) - 1e-9) < 0.95);
    }

    #[test]
    fn of_pairs_of_one_weight_those_that_are_apart_are_likelier_two_people() {
        let (mut pairs, mut label) = (Vec::new(), Vec::new());
        some(2.1, 10_000, 8_000, &mut pairs, &mut label);
        some(-0.9, 10_000, 2_000, &mut pairs, &mut label);
        let calibration = Calibration::new(&pairs, &label, 0.95);
        for weight in [2.1, -0.9] {
            let said = calibration.probability(weight);
            let given = |together| calibration.given_groups(weight, together);
            assert!((given(true) - 0.95).abs() < 1e-12);
            assert!(given(false) < said * 0.7, "{said} {}", given(false));
            // Both together are what is said of all pairs of the weight.
            let share = if weight > 0.0 { 0.8 } else { 0.2 };
            let all = share * given(true) + (1.0 - share) * given(false);
            assert!((all - said).abs() < 0.01, "{all} {said}");
        }
        assert!((calibration.given_groups(6.0, false) - probability(6.0)).abs() < 1e-12);
    }

    #[test]
    fn where_no_pair_was_put_together_being_apart_says_nothing() {
        let (mut pairs, mut label) = (Vec::new(), Vec::new());
        some(2.1, 3, 0, &mut pairs, &mut label);
        let calibration = Calibration::new(&pairs, &label, 0.95);
        let given = calibration.given_groups(2.1, false);
        assert!(
            (given - calibration.probability(2.1)).abs() < 1e-12,
            "{given}"
        );
    }

    #[test]
    fn without_pairs_under_the_threshold_the_model_is_believed() {
        let calibration = Calibration::new(&[pair(0, 1, 9.0)], &[0, 0], 0.95);
        assert!((calibration.probability(2.0) - probability(2.0)).abs() < 1e-12);
        let [two, three] = calibrated(&[pair(0, 1, 9.0)], &[0, 0], &calibration);
        assert!((two - 1.0).abs() < 1e-12 && three.abs() < 1e-12);
    }

    fn calibrated(pairs: &[Weighed], label: &[u32], calibration: &Calibration) -> [f64; 2] {
        let counts = people(pairs, label, calibration, &[2, 3]);
        [counts[0], counts[1]]
    }

    #[test]
    fn two_who_were_left_apart_count_as_one_person_as_far_as_they_may_be() {
        // 100 pairs at even odds: 40 are together, so of the 60 that stand alone some are too.
        let (mut pairs, mut label) = (Vec::new(), Vec::new());
        some(0.1, 100, 40, &mut pairs, &mut label);
        let calibration = Calibration::new(&pairs, &label, 0.95);
        let [two, three] = calibrated(&pairs, &label, &calibration);
        assert!(two > 40.0 && two < 100.0, "{two}");
        assert!(three.abs() < 1e-9, "{three}");
    }

    #[test]
    fn a_pair_between_two_groups_counts_once() {
        let strong = [pair(0, 2, 1.0), pair(1, 2, 0.5), pair(1, 3, 0.4)];
        let label = [0, 0, 2, 2];
        let calibration = Calibration::new(&strong, &label, 0.95);
        let all = calibrated(&strong, &label, &calibration);
        let first = calibrated(&strong[..1], &label, &calibration);
        // Two groups of two: joined they would be one of four.
        for [two, three] in [all, first] {
            assert!(
                two < 2.0 && two > 1.0 && three > 0.0 && three < 1.0,
                "{two} {three}"
            );
            assert!((2.0 - two - three).abs() < 1e-9);
        }
    }
}
