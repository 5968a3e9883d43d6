//! One judge for both: what was said of pairs and groups, held against the truth.

use std::collections::HashMap;
use std::path::Path;

use linkage::calibrate::Calibration;
use linkage::cluster::Link;
use linkage::measure;
use linkage::run::Weighed;
use serde::{Deserialize, Serialize};

use crate::sets::{Known, Set};

/// From this probability two records are linked.
const THRESHOLD: f64 = 0.95;

/// What the tables show of an answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Judged {
    pub(crate) records: u64,
    pub(crate) true_pairs: u64,
    /// Precision, recall and F1 of pairs at the threshold.
    pub(crate) pairs: [f64; 3],
    /// The same of pairs in one group.
    pub(crate) group_pairs: [f64; 3],
    pub(crate) b_cubed: f64,
    pub(crate) largest: u64,
    /// Of all true pairs, those that were kept at any probability.
    pub(crate) kept: f64,
    /// At least so many records, and the relative errors of how many people have them: counted in
    /// groups, and as expected.
    pub(crate) at_least: Vec<(u64, f64, Option<f64>)>,
    /// Pairs, mean probability said, and share true.
    pub(crate) bins: Vec<(u64, f64, f64)>,
}

/// Holds groups and pairs against who each record is; of a set of two files, pairs across them.
pub(crate) fn judge(
    set: &Set,
    known: &[Known],
    label: &[u32],
    pairs: &[Weighed],
    said: Option<&Calibration>,
) -> Judged {
    let (truth, files): (Vec<u32>, Vec<u8>) = known.iter().copied().unzip();
    let files = set.across().then_some(files.as_slice());
    let measured = measure::measure(&truth, label, files, pairs, (THRESHOLD, said));
    let three = |right: &measure::Right| [right.precision.value, right.recall.value, right.f1];
    Judged {
        records: measured.records,
        true_pairs: measured.pairs.recall.of,
        pairs: three(&measured.pairs),
        group_pairs: three(&measured.group_pairs),
        b_cubed: measured.b_cubed,
        largest: measured.largest,
        kept: measured.kept_recall.value,
        at_least: measured
            .at_least
            .iter()
            .map(|at| (at.records, at.error, at.expected_error))
            .collect(),
        bins: measured
            .calibration
            .iter()
            .map(|bin| (bin.pairs, bin.said, bin.truth.value))
            .collect(),
    }
}

/// Judges the pairs and groups that the peer wrote into a folder.
pub(crate) fn peers(set: &Set, file: &Path, folder: &Path) -> Judged {
    let people = set.people(file);
    let mut places = HashMap::new();
    let mut known = Vec::new();
    for (id, who) in &people {
        places.insert(id.as_str(), u32::try_from(known.len()).unwrap());
        known.push(*who);
    }
    let mut label: Vec<u32> = (0..u32::try_from(known.len()).unwrap()).collect();
    for row in rows(&folder.join("groups.csv")) {
        // A group is called by the id of one of its records.
        label[places[&row[0]] as usize] = places[&row[1]];
    }
    let pairs: Vec<Weighed> = rows(&folder.join("pairs.csv"))
        .map(|row| Weighed {
            link: Link {
                one: places[&row[0]],
                other: places[&row[1]],
                weight: row[2].parse().unwrap(),
            },
            pattern: 0,
        })
        .collect();
    judge(set, &known, &label, &pairs, None)
}

fn rows(file: &Path) -> impl Iterator<Item = csv::StringRecord> {
    let rows = csv::Reader::from_path(file).unwrap();
    rows.into_records().map(Result::unwrap)
}
