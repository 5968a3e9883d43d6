//! For whom linking goes wrong: links missed and false links, for each value of a column.
//!
//! Names of some origins have more spellings or are shared by more people, so linking can miss or
//! join the people of one origin more than others, and nobody sees it in a figure of the whole.
//!
//! A person of twenty records has 190 pairs, which are found or missed together, so an interval
//! over pairs would be far too narrow. The intervals are of people, and those of false links of
//! groups.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::measure::{Share, wilson};

/// How linking went for the records of one value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct By {
    /// The value.
    pub value: String,
    /// How many records have it.
    pub records: u64,
    /// Of the true pairs of these records, those that are in one group. A pair counts once for
    /// each of its records that has the value.
    pub recall: Share,
    /// Of their pairs that are in one group, those that are two people; counted likewise.
    pub false_links: Share,
}

/// Holds groups against the truth for each value of a column. `truth` names each record's person,
/// `groups` its group, `values` its value; `files`, where given, its file: then only pairs across
/// files count. Values come in order.
pub fn by(truth: &[u32], groups: &[u32], files: Option<&[u8]>, values: &[&str]) -> Vec<By> {
    let file = |record: usize| files.map(|files| files.get(record).copied().unwrap_or(0));
    let labels = || truth.iter().zip(groups).map(|(one, other)| (*one, *other));
    let people = Partners::new(truth.iter().copied(), &file);
    let joined = Partners::new(groups.iter().copied(), &file);
    let right = Partners::new(labels(), &file);
    let mut told: BTreeMap<&str, (u64, Clusters, Clusters)> = BTreeMap::new();
    for (record, ((person, group), value)) in labels().zip(values).enumerate() {
        let file = file(record);
        let both = right.of((person, group), file);
        let said = joined.of(group, file);
        let (records, recall, wrong) = told.entry(*value).or_default();
        *records += 1;
        recall.add(person, both, people.of(person, file));
        wrong.add(group, said.saturating_sub(both), said);
    }
    told.into_iter()
        .map(|(value, (records, recall, wrong))| By {
            value: value.to_owned(),
            records,
            recall: recall.share(),
            false_links: wrong.share(),
        })
        .collect()
}

/// With how many other records each record makes a pair: all of its label, or those of other
/// files.
struct Partners<T> {
    all: FxHashMap<T, u64>,
    of_file: FxHashMap<(T, Option<u8>), u64>,
}

impl<T: Copy + Eq + std::hash::Hash> Partners<T> {
    fn new(labels: impl Iterator<Item = T>, file: &dyn Fn(usize) -> Option<u8>) -> Self {
        let mut partners = Self {
            all: FxHashMap::default(),
            of_file: FxHashMap::default(),
        };
        for (record, label) in labels.enumerate() {
            *partners.all.entry(label).or_insert(0) += 1;
            if let Some(file) = file(record) {
                *partners.of_file.entry((label, Some(file))).or_insert(0) += 1;
            }
        }
        partners
    }

    fn of(&self, label: T, file: Option<u8>) -> u64 {
        // In one file a record is its own and only exception.
        let own = file.map_or(1, |_| {
            self.of_file.get(&(label, file)).copied().unwrap_or(0)
        });
        let all = self.all.get(&label).copied().unwrap_or(0);
        all.saturating_sub(own)
    }
}

/// Hits of a number, cluster by cluster: what is of one person or one group comes together.
#[derive(Debug, Default)]
pub(crate) struct Clusters(FxHashMap<u32, (u64, u64)>);

impl Clusters {
    pub(crate) fn add(&mut self, cluster: u32, hits: u64, of: u64) {
        if of > 0 {
            let slot = self.0.entry(cluster).or_default();
            slot.0 += hits;
            slot.1 += of;
        }
    }

    /// The share of hits. Its interval is that of an equal plain sample (Kish), as if what is of
    /// one cluster were hit or missed together: too wide rather than too narrow.
    pub(crate) fn share(&self) -> Share {
        let (mut hits, mut of, mut squares) = (0_u64, 0_u64, 0_u128);
        for (hit, size) in self.0.values() {
            hits += hit;
            of += size;
            squares += u128::from(*size).pow(2);
        }
        let mut share = Share::new(hits, of);
        let independent = real(u128::from(of).pow(2)) / real(squares.max(1));
        (share.from, share.to) = wilson(share.value, independent);
        share
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts of pairs")]
fn real(count: u128) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(share: Share, value: f64, of: u64) -> bool {
        (share.value - value).abs() < 1e-12 && share.of == of
    }

    #[test]
    fn missed_and_false_links_are_told_of_those_they_happen_to() {
        // Person 1 has three records, one of them missed; 2 and 3 are joined wrongly.
        let told = by(
            &[1, 1, 1, 2, 3],
            &[0, 0, 2, 3, 3],
            None,
            &["a", "a", "b", "b", "c"],
        );
        let [a, b, c] = told.as_slice() else {
            panic!("{told:?}")
        };
        // Each record of a has two true partners, one of them found.
        assert!(near(a.recall, 0.5, 4) && near(a.false_links, 0.0, 2));
        assert!(near(b.recall, 0.0, 2) && near(b.false_links, 1.0, 1));
        assert_eq!((c.records, c.recall.of), (1, 0));
        assert!(near(c.false_links, 1.0, 1));
    }

    #[test]
    fn of_two_files_only_pairs_across_count() {
        let told = by(&[1, 1, 1, 2], &[0, 0, 0, 0], Some(&[0, 0, 1, 0]), &["a"; 4]);
        // Record 2 has two partners, each of the first two one; record 3 is a false partner of 2.
        assert!(near(told[0].recall, 1.0, 4));
        assert!(near(told[0].false_links, 2.0 / 6.0, 6));
    }

    #[test]
    fn many_pairs_of_one_person_say_no_more_than_the_person() {
        // One person of twenty records, all found; one of two, missed.
        let mut truth = vec![1; 20];
        truth.extend([2, 2]);
        let mut groups = vec![0; 20];
        groups.extend([20, 21]);
        let told = by(&truth, &groups, None, &["a"; 22]);
        let recall = told[0].recall;
        assert!(recall.value > 0.99 && recall.from < 0.6, "{recall:?}");
        // Of people with as many records each it is the plain interval of so many people.
        let truth: Vec<u32> = (0..200).flat_map(|person| [person, person]).collect();
        let groups: Vec<u32> = (0..200)
            .flat_map(|person| {
                let missed = person % 5 == 0;
                [2 * person, 2 * person + u32::from(missed)]
            })
            .collect();
        let told = by(&truth, &groups, None, &["a"; 400]);
        let plain = Share::new(160, 200);
        assert!((told[0].recall.from - plain.from).abs() < 1e-12);
    }
}
