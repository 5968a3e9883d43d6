//! What `lantern link` says, in words and as JSON.

mod blocks;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Instant;

use linkage::explain::Waterfall;
use linkage::fairness::By;
use linkage::index::{Decision, Found, Index};
use linkage::measure::{AT_LEAST, Measured, Share};
use linkage::review::Estimated;
use linkage::run::{Linked, Settings, bits, probability};
use linkage::table::Table;
use serde::Serialize;

use self::blocks::{LeftOut, Narrowed};
use super::read::Records;
use super::stays::Checked;
use super::write;
use crate::screen::{counted, number};

fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn rounded(value: f64) -> u64 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of pairs, far below 2^53"
    )]
    let whole = value.round().max(0.0) as u64;
    whole
}

/// What a run over files came to.
#[derive(Debug, Serialize)]
pub(super) struct Summary {
    records: u64,
    compared: u64,
    linked: u64,
    expected_pairs: u64,
    people_suggested: u64,
    with_at_least: BTreeMap<u64, u64>,
    /// The same, with what is likely of groups that were not joined.
    expected_with_at_least: BTreeMap<u64, u64>,
    refused: u64,
    /// Blocks that were too large to be compared: the rule, how many blocks, how many records.
    left_out: Vec<LeftOut>,
    /// Large blocks that were asked for more.
    narrowed: Vec<Narrowed>,
    /// Values that were not used, by field.
    not_used: BTreeMap<String, NotUsed>,
    /// Who is in two places at once, where the columns of it were named.
    #[serde(skip_serializing_if = "Option::is_none")]
    impossible: Option<Checked>,
    threshold: f64,
    seconds: f64,
}

#[derive(Debug, Serialize)]
struct NotUsed {
    empty: u64,
    stand_in: u64,
    impossible: u64,
}

impl Summary {
    pub(super) fn new(
        records: &Records,
        linked: &Linked,
        settings: &Settings,
        impossible: Option<Checked>,
        began: Instant,
    ) -> Self {
        let mut sizes: BTreeMap<u32, u64> = BTreeMap::new();
        for label in &linked.clusters.label {
            *sizes.entry(*label).or_default() += 1;
        }
        let least = bits(settings.threshold);
        Self {
            records: count(records.table.len()),
            compared: linked.compared,
            linked: count(
                linked
                    .pairs
                    .iter()
                    .take_while(|pair| pair.link.weight >= least)
                    .count(),
            ),
            expected_pairs: rounded(linked.expected(&records.table)),
            people_suggested: count(sizes.len()),
            with_at_least: AT_LEAST
                .into_iter()
                .map(|least| {
                    (
                        least,
                        count(sizes.values().filter(|size| **size >= least).count()),
                    )
                })
                .collect(),
            expected_with_at_least: AT_LEAST
                .into_iter()
                .zip(linked.people(&AT_LEAST).into_iter().map(rounded))
                .collect(),
            refused: count(linked.clusters.refused.len()),
            left_out: blocks::left_out(linked),
            narrowed: blocks::narrowed(linked),
            not_used: not_used(records),
            impossible,
            threshold: settings.threshold,
            seconds: (began.elapsed().as_secs_f64() * 1_000.0).round() / 1_000.0,
        }
    }

    pub(super) fn text(&self) -> String {
        let mut text = format!(
            "{}; {} compared.\n{} may be of one person at {} or more; the model expects {} in the \
             whole file.\nTogether they may be {}; with at least",
            counted(self.records, "record"),
            counted(self.compared, "pair"),
            counted(self.linked, "pair"),
            self.threshold,
            number(self.expected_pairs),
            if self.people_suggested == 1 {
                "1 person".to_owned()
            } else {
                format!("{} people", number(self.people_suggested))
            },
        );
        for (nth, (least, people)) in self.with_at_least.iter().enumerate() {
            let comma = if nth == 0 { "" } else { "," };
            let _ = write!(text, "{comma} {least} records: {}", number(*people));
        }
        text.push_str(".\nCounting what was left apart by how likely it is; with at least");
        for (nth, (least, people)) in self.expected_with_at_least.iter().enumerate() {
            let comma = if nth == 0 { "" } else { "," };
            let _ = write!(text, "{comma} {least} records: {}", number(*people));
        }
        text.push_str(".\n");
        if self.refused > 0 {
            let _ = writeln!(
                text,
                "Not joined, because what they hold contradicts itself: {} (`--refused FILE` lists them).",
                counted(self.refused, "link")
            );
        }
        if let Some(impossible) = &self.impossible {
            text.push_str(&impossible.text());
        }
        text.push_str(&blocks::text(&self.left_out, &self.narrowed));
        for (field, not) in &self.not_used {
            let _ = writeln!(
                text,
                "Not used of {field}: {} empty, {} that stand for not known, {} impossible.",
                number(not.empty),
                number(not.stand_in),
                number(not.impossible)
            );
        }
        text.push_str(
            "These are suggestions. Only a person says that two records are of one person.",
        );
        text
    }
}

fn not_used(records: &Records) -> BTreeMap<String, NotUsed> {
    let names = ["forename", "surname", "date of birth", "postcode", "sex"]
        .into_iter()
        .map(str::to_owned)
        .chain(records.columns.called());
    names
        .zip(&records.table.absent)
        .filter(|(_, absent)| absent.empty + absent.stand_in + absent.impossible > 0)
        .map(|(name, absent)| {
            (
                name,
                NotUsed {
                    empty: absent.empty,
                    stand_in: absent.stand_in,
                    impossible: absent.impossible,
                },
            )
        })
        .collect()
}

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

pub(super) fn share(share: &Share) -> String {
    format!("{:.4} ({:.4} to {:.4})", share.value, share.from, share.to)
}

pub(super) fn estimated(estimated: &Estimated, threshold: f64) -> String {
    let line = |of: &linkage::review::Estimate| {
        format!("{:.4} ({:.4} to {:.4})", of.value, of.from, of.to)
    };
    format!(
        "From {} at {threshold}: precision {}, recall among the pairs that were kept {}.",
        counted(count(estimated.decisions), "decision"),
        line(&estimated.precision),
        line(&estimated.recall),
    )
}

pub(super) fn measured(
    measured: &Measured,
    linked: &Linked,
    table: &Table,
    by: &[OfValue],
) -> String {
    let mut text = format!(
        "{} of {} in truth; {} suggested.\n",
        counted(measured.records, "record"),
        people_of(measured.people),
        people_of(measured.groups),
    );
    if table.across_only {
        text.push_str("Of two files: only pairs across them count.\n");
    }
    for (what, right) in [
        ("pairs", &measured.pairs),
        ("groups, by pair", &measured.group_pairs),
    ] {
        let _ = writeln!(
            text,
            "{what}: precision {}, recall {}, F1 {:.4}",
            share(&right.precision),
            share(&right.recall),
            right.f1
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
            "people with at least {} records: {} in truth; {} in groups ({:+.1}%), {} expected \
             ({:+.1}%)",
            least.records,
            number(least.truth),
            number(least.said),
            100.0 * least.error,
            number(rounded(least.expected.unwrap_or_default())),
            100.0 * least.expected_error.unwrap_or_default()
        );
    }
    for bin in &measured.calibration {
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
    /// The link that holds the group together least, in bits; none in a group of one.
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
                    one: write::id(table, link.one).to_owned(),
                    other: write::id(table, link.other).to_owned(),
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
                " Its weakest link is between {} and {}, {:+.2} bits: without it the group falls \
                 in two.",
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
    id: String,
    decision: &'static str,
    group: Option<String>,
    groups: Vec<Suggested>,
    compared: u64,
    blocks_too_large: u64,
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
    pub(super) fn new(id: &str, found: &Found, index: &Index) -> Self {
        let named = |record: u32| write::id(index.table(), record).to_owned();
        let (decision, group) = match found.decision {
            Decision::Link(group) => ("link", Some(named(group))),
            Decision::Review => ("review", None),
            Decision::New => ("new", None),
        };
        Self {
            id: id.to_owned(),
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
        }
    }

    pub(super) fn text(&self) -> String {
        let mut text = match (self.decision, &self.group) {
            ("link", Some(group)) => format!("{}: may be the person of group {group}.", self.id),
            ("review", _) => format!(
                "{}: somebody has to look; more than one group, or none without a contradiction.",
                self.id
            ),
            _ => format!("{}: nobody who is there.", self.id),
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
