//! What `lantern link` says, in words and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use extracts::read::Records;
use extracts::review::Answers;
use extracts::told::{count, rounded, share};
use linkage::explain::Waterfall;
use linkage::fairness::By;
use linkage::index::{Decision, Found, Index};
use linkage::measure::Measured;
use linkage::review::{self, Estimated};
use linkage::run::{Linked, probability};
use linkage::table::Table;
use serde::Serialize;

use crate::screen::{counted, number};

/// What was learnt.
#[derive(Debug, Serialize)]
pub(super) struct Learnt {
    records: u64,
    decisions: u64,
    rounds: u64,
    expected_pairs: u64,
    kinds: BTreeMap<String, f64>,
}

impl Learnt {
    pub(super) fn new(records: &Records, linked: &Linked, decisions: usize) -> Self {
        let pairs = records.table.all_pairs();
        Self {
            records: count(records.table.len()),
            decisions: count(decisions),
            rounds: count(linked.model.rounds),
            expected_pairs: rounded(linked.expected(&records.table)),
            kinds: linked
                .model
                .kinds
                .iter()
                .map(|kind| {
                    (
                        format!("{:?}", kind.role).to_lowercase(),
                        kind.share * pairs,
                    )
                })
                .collect(),
        }
    }

    pub(super) fn text(&self) -> String {
        let mut text = format!(
            "Learnt from {} and {} in {}. Pairs of the file, as the model has them:\n",
            counted(self.records, "record"),
            counted(self.decisions, "decision"),
            counted(self.rounds, "round"),
        );
        for (kind, pairs) in &self.kinds {
            let _ = writeln!(text, "  {kind:<12} {:>20}", number(rounded(*pairs)));
        }
        let _ = write!(
            text,
            "That is {} of one person.",
            counted(self.expected_pairs, "pair")
        );
        text
    }
}

/// What people's decisions say.
#[derive(Debug, Serialize)]
pub(super) struct Estimate {
    #[serde(flatten)]
    estimated: Estimated,
    within_one_file: u64,
}

impl Estimate {
    pub(super) fn new(answers: &Answers, threshold: f64) -> Self {
        Self {
            estimated: review::estimate(&answers.decided, threshold),
            within_one_file: answers.within_one_file,
        }
    }

    pub(super) fn text(&self, threshold: f64) -> String {
        let estimated = &self.estimated;
        let line = |of: &Option<review::Estimate>| match of {
            Some(of) => format!("{:.4} ({:.4} to {:.4})", of.value, of.from, of.to),
            None => "none".to_owned(),
        };
        let mut text = format!(
            "From {} at {threshold}: precision {}, recall among the pairs that were kept {}.",
            counted(count(estimated.decisions), "decision"),
            line(&estimated.precision),
            line(&estimated.recall),
        );
        if self.within_one_file > 0 {
            let _ = write!(
                text,
                "\nNot judged, because both records are of one file: {}.",
                counted(self.within_one_file, "pair")
            );
        }
        text
    }
}

pub(super) fn measured(
    measured: &Measured,
    without_truth: u64,
    (linked, table): (&Linked, &Table),
    by: &[OfValue],
) -> String {
    let mut text = format!(
        "{} of {} in truth; {} suggested.\n",
        counted(measured.records, "record"),
        people_of(measured.people),
        people_of(measured.groups),
    );
    if without_truth > 0 {
        let _ = writeln!(
            text,
            "Not judged, because their truth is not known: {}. Only the pairs that are expected \
             count them.",
            counted(without_truth, "record")
        );
    }
    if table.across_only {
        text.push_str("Of two files: only pairs across them count.\n");
    }
    for (what, right) in [
        ("pairs", &measured.pairs),
        ("groups, by pair", &measured.group_pairs),
    ] {
        let _ = writeln!(
            text,
            "{what}: precision {}, recall {}, F1 {}",
            share(&right.precision),
            share(&right.recall),
            if right.recall.of == 0 {
                "none".to_owned()
            } else {
                format!("{:.4}", right.f1)
            }
        );
    }
    let _ = writeln!(
        text,
        "groups, by record (B-cubed): precision {:.4}, recall {:.4}, F1 {:.4}",
        measured.b_cubed_precision, measured.b_cubed_recall, measured.b_cubed
    );
    let _ = writeln!(
        text,
        "exactly right: {}; largest group: {}; true pairs kept: {}",
        share(&measured.exact),
        counted(measured.largest, "record"),
        share(&measured.kept_recall)
    );
    let _ = writeln!(
        text,
        "pairs of one person: {} expected, {} in truth",
        number(rounded(linked.expected(table))),
        number(measured.pairs.recall.of)
    );
    for least in &measured.at_least {
        let _ = writeln!(
            text,
            "people with at least {} records: {} in truth; {} in groups ({}), {} expected ({})",
            least.records,
            number(least.truth),
            number(least.said),
            off(least.truth, least.error),
            number(rounded(least.expected.unwrap_or_default())),
            off(least.truth, least.expected_error.unwrap_or_default())
        );
    }
    for (nth, bin) in measured.calibration.iter().enumerate() {
        if bin.pairs == 0 {
            let _ = writeln!(text, "said 0.{nth} or more: none");
            continue;
        }
        let _ = writeln!(
            text,
            "said {:.3}: true {} of {}",
            bin.said,
            share(&bin.truth),
            counted(bin.pairs, "pair")
        );
    }
    for by in by {
        let _ = writeln!(
            text,
            "where {} is `{}` ({}): recall {}, false links {}",
            by.column,
            by.by.value,
            counted(by.by.records, "record"),
            share(&by.by.recall),
            share(&by.by.false_links)
        );
    }
    text.trim_end().to_owned()
}

/// How far off a count is; none where there is nothing to be off from.
fn off(truth: u64, error: f64) -> String {
    if truth == 0 {
        return "none".to_owned();
    }
    format!("{:+.1}%", 100.0 * error)
}

fn people_of(people: u64) -> String {
    if people == 1 {
        "1 person".to_owned()
    } else {
        format!("{} people", number(people))
    }
}

/// How linking went for the records of one value of a column.
#[derive(Debug, Serialize)]
pub(super) struct OfValue {
    column: String,
    #[serde(flatten)]
    by: By,
}

/// What `judge` says of each value of the columns asked about, which stand beside the truth.
pub(super) fn by(
    columns: &[String],
    records: &Records,
    judge: impl Fn(&[&str]) -> Vec<By>,
) -> Vec<OfValue> {
    let mut told = Vec::new();
    for (nth, column) in columns.iter().enumerate() {
        let values: Vec<&str> = records
            .beside
            .iter()
            .map(|values| values.get(nth + 1).map_or("", AsRef::as_ref))
            .collect();
        told.extend(judge(&values).into_iter().map(|by| OfValue {
            column: column.clone(),
            by,
        }));
    }
    told
}

/// What the groups of two records have to do with one another.
#[derive(Debug, Serialize)]
pub(super) struct Group {
    together: bool,
    records: u64,
    /// The weakest of the links that joined the group, in bits; others may hold it together
    /// without it. None in a group of one.
    weakest: Option<WeakestLink>,
}

#[derive(Debug, Serialize)]
struct WeakestLink {
    one: String,
    other: String,
    weight: f64,
}

impl Group {
    pub(super) fn new(table: &Table, linked: &Linked, pair: (u32, u32)) -> Self {
        let label = |record: u32| linked.clusters.label.get(record as usize).copied();
        let group = label(pair.0);
        Self {
            together: group == label(pair.1),
            records: count(
                linked
                    .clusters
                    .label
                    .iter()
                    .filter(|label| Some(**label) == group)
                    .count(),
            ),
            weakest: group
                .and_then(|group| linked.clusters.weakest.get(&group))
                .map(|link| WeakestLink {
                    one: table.id(link.one).to_owned(),
                    other: table.id(link.other).to_owned(),
                    weight: link.weight,
                }),
        }
    }

    pub(super) fn text(&self, why: &Waterfall) -> String {
        let mut text = if self.together {
            format!(
                "Both are in one group of {}.",
                counted(self.records, "record")
            )
        } else {
            "They are in two groups.".to_owned()
        };
        if let (true, Some(weakest)) = (self.together, &self.weakest) {
            let _ = write!(
                text,
                " The weakest of the links that joined it is between {} and {}, {:+.2} bits.",
                weakest.one, weakest.other, weakest.weight
            );
        }
        let lacking = why.lacking();
        if !lacking.is_empty() {
            let _ = write!(text, "\nMore could be said with: {}.", lacking.join(", "));
        }
        text
    }
}

/// What was found of one new record.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    /// None of a record that was given on the command line.
    id: Option<String>,
    decision: &'static str,
    group: Option<String>,
    groups: Vec<Suggested>,
    compared: u64,
    blocks_too_large: u64,
    /// The probability from which a group is suggested.
    #[serde(skip)]
    threshold: f64,
}

#[derive(Debug, Serialize)]
struct Suggested {
    group: String,
    records: u64,
    nearest: String,
    weight: f64,
    probability: f64,
}

impl Answer {
    pub(super) fn new(id: &str, found: &Found, index: &Index, threshold: f64) -> Self {
        let named = |record: u32| index.table().id(record).to_owned();
        let (decision, group) = match found.decision {
            Decision::Link(group) => ("link", Some(named(group))),
            Decision::Review => ("review", None),
            Decision::New => ("new", None),
        };
        Self {
            id: Some(id.to_owned()).filter(|id| !id.is_empty()),
            decision,
            group,
            groups: found
                .groups
                .iter()
                .map(|group| Suggested {
                    group: named(group.group),
                    records: count(group.records),
                    nearest: named(group.nearest),
                    weight: group.weight,
                    probability: probability(group.weight),
                })
                .collect(),
            compared: count(found.compared),
            blocks_too_large: count(found.too_large.len()),
            threshold,
        }
    }

    pub(super) fn text(&self) -> String {
        let who = self.id.as_deref().unwrap_or("the new record");
        let mut text = match (self.decision, &self.group) {
            ("link", Some(group)) => format!("{who}: may be the person of group {group}."),
            ("review", _) => format!(
                "{who}: somebody has to look; more than one group, or none without a contradiction."
            ),
            _ if !self.groups.is_empty() => {
                format!(
                    "{who}: nobody from {} on; the nearest is below.",
                    self.threshold
                )
            }
            _ => format!("{who}: nobody who is there."),
        };
        for group in &self.groups {
            let _ = write!(
                text,
                "\n  group {} ({}), nearest {}: {:.3} ({:+.2} bits)",
                group.group,
                counted(group.records, "record"),
                group.nearest,
                group.probability,
                group.weight
            );
        }
        if self.blocks_too_large > 0 {
            let _ = write!(
                text,
                "\n  {} too large to be looked through: say more of the person.",
                counted(self.blocks_too_large, "block")
            );
        }
        text
    }
}
