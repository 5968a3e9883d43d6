//! The records whose truth is known, with what linking said of them.

use std::collections::HashMap;
use std::hash::Hash;

use extracts::read::Records;
use linkage::cluster::Link;
use linkage::run::{Linked, Weighed};

use crate::outcome::{Problem, Result};

/// Records whose truth is known. The others, and pairs with them, say neither that an answer is
/// right nor that it is wrong.
pub(super) struct Judged {
    /// The records, as the table has them.
    records: Vec<usize>,
    /// The person of each, numbered.
    pub(super) truth: Vec<u32>,
    /// The group of each, numbered.
    pub(super) groups: Vec<u32>,
    /// The file of each, where only pairs across files count.
    pub(super) files: Option<Vec<u8>>,
    /// The pairs among them.
    pub(super) pairs: Vec<Weighed>,
    /// How many records there are whose truth is not known.
    pub(super) without_truth: u64,
}

impl Judged {
    /// The truth stands first beside each record.
    pub(super) fn new(records: &Records, linked: &Linked) -> Result<Self> {
        let truths = records.beside.iter().map(|values| {
            let truth = values.first().map_or("", |truth| truth.trim());
            Some(truth).filter(|truth| !truth.is_empty())
        });
        let known: Vec<(usize, &str)> = (truths.enumerate())
            .filter_map(|(record, truth)| Some((record, truth?)))
            .collect();
        if known.is_empty() {
            return Err(Problem::given(
                "the column of `--truth` is empty: it has to say who a record is, for some at least",
            ));
        }
        let table = &records.table;
        let mut now = vec![None; table.len()];
        for ((record, _), place) in known.iter().zip(0_u32..) {
            if let Some(slot) = now.get_mut(*record) {
                *slot = Some(place);
            }
        }
        let place = |record: u32| now.get(record as usize).copied().flatten();
        let pairs = linked.pairs.iter().filter_map(|pair| {
            let link = Link {
                one: place(pair.link.one)?,
                other: place(pair.link.other)?,
                ..pair.link
            };
            Some(Weighed { link, ..*pair })
        });
        let label = |record: &usize| linked.clusters.label.get(*record);
        let file = |record: &usize| table.rows.get(*record).map_or(0, |row| row.file);
        let judged: Vec<usize> = known.iter().map(|(record, _)| *record).collect();
        Ok(Self {
            truth: numbered(known.iter().map(|(_, truth)| *truth)),
            groups: numbered(judged.iter().map(label)),
            files: (table.across_only).then(|| judged.iter().map(file).collect()),
            pairs: pairs.collect(),
            without_truth: super::count(table.len().saturating_sub(judged.len())),
            records: judged,
        })
    }

    /// Of one value for each record of the table, those of the records that are judged.
    pub(super) fn of<'a>(&self, values: &[&'a str]) -> Vec<&'a str> {
        let values = self.records.iter().map(|record| values.get(*record));
        values
            .map(|value| value.copied().unwrap_or_default())
            .collect()
    }
}

/// Each value as a number, the same for the same.
fn numbered<T: Eq + Hash>(values: impl Iterator<Item = T>) -> Vec<u32> {
    let mut known = HashMap::new();
    let number = |value| {
        let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
        *known.entry(value).or_insert(next)
    };
    values.map(number).collect()
}
