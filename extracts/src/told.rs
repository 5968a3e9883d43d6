//! What linking came to, in words and as JSON.

mod blocks;
pub(crate) mod reading;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Instant;

use linkage::measure::{AT_LEAST, Share};
use linkage::run::{Linked, Settings, bits};
use serde::Serialize;

use self::blocks::{LeftOut, Narrowed};
use crate::read::{OfFile, Records};
use crate::stays::Checked;

/// `104,518`: a number as people read it.
pub(crate) fn number(value: u64) -> String {
    figures::print::thousands(value)
}

/// `1 row`, `2 rows`: a number with the thing counted, whose plural ends in s.
pub(crate) fn counted(value: u64, what: &str) -> String {
    let s = if value == 1 { "" } else { "s" };
    format!("{} {what}{s}", number(value))
}

/// A count as it is told.
pub fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// An expected count, to the whole one.
pub fn rounded(value: f64) -> u64 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of pairs, far below 2^53"
    )]
    let whole = value.round().max(0.0) as u64;
    whole
}

/// A share with its interval; of nothing there is none.
pub fn share(share: &Share) -> String {
    if share.of == 0 {
        return "none".to_owned();
    }
    format!("{:.4} ({:.4} to {:.4})", share.value, share.from, share.to)
}

/// What a run over files came to.
#[derive(Debug, Serialize)]
pub struct Summary {
    records: u64,
    compared: u64,
    linked: u64,
    /// None where the model is lent, and says nothing of this file.
    expected_pairs: Option<u64>,
    people_suggested: u64,
    with_at_least: BTreeMap<u64, u64>,
    /// The same, with what is likely of groups that were not joined.
    expected_with_at_least: BTreeMap<u64, u64>,
    refused: u64,
    /// Blocks that were too large to be compared: the rule, how many blocks, how many records.
    left_out: Vec<LeftOut>,
    /// Large blocks that were asked for more.
    narrowed: Vec<Narrowed>,
    /// How each file was read.
    files: Vec<OfFile>,
    /// Fields that no column holds.
    no_column: Vec<String>,
    /// Values that were not used, by field.
    not_used: BTreeMap<String, NotUsed>,
    /// Names that stand alone and were taken for the other one.
    lone_names: LoneNames,
    /// Who is in two places at once, where the columns of it were named.
    #[serde(skip_serializing_if = "Option::is_none")]
    impossible: Option<Checked>,
    /// What the records taught, or the model that was given, is to be doubted.
    doubtful: bool,
    threshold: f64,
    seconds: f64,
}

#[derive(Debug, Serialize)]
struct NotUsed {
    empty: u64,
    stand_in: u64,
    impossible: u64,
    /// How the first that is impossible looks, with 9 for digits and A for letters.
    form: Option<String>,
}

#[derive(Debug, Serialize)]
struct LoneNames {
    taken_for_forenames: u64,
    taken_for_surnames: u64,
}

impl Summary {
    pub(crate) fn new(
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
            expected_pairs: (linked.model.lent.is_none())
                .then(|| rounded(linked.expected(&records.table))),
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
            files: records.files.clone(),
            no_column: (records.columns.fields().zip(&records.held))
                .filter(|(_, held)| !**held)
                .map(|(field, _)| field)
                .collect(),
            not_used: not_used(records),
            lone_names: LoneNames {
                taken_for_forenames: records.table.lone.forenames,
                taken_for_surnames: records.table.lone.surnames,
            },
            impossible,
            doubtful: linked.compared > 0 && linked.model.is_doubtful(),
            threshold: settings.threshold,
            seconds: (began.elapsed().as_secs_f64() * 1_000.0).round() / 1_000.0,
        }
    }

    /// In sentences.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{}; {} compared.\n{} may be of one person at {} or more{}.\nTogether they may be {}; \
             with at least",
            counted(self.records, "record"),
            counted(self.compared, "pair"),
            counted(self.linked, "pair"),
            self.threshold,
            self.expected_pairs
                .map_or_else(String::new, |pairs| format!(
                    "; the model expects {} in the whole file",
                    number(pairs)
                )),
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
        text.push_str(&reading::text(&self.files));
        if !self.no_column.is_empty() {
            let _ = writeln!(text, "No column: {}.", self.no_column.join(", "));
        }
        for (field, not) in &self.not_used {
            let _ = writeln!(
                text,
                "Not used of {field}: {} empty, {} that stand for not known, {} impossible{}.",
                number(not.empty),
                number(not.stand_in),
                number(not.impossible),
                not.form.as_ref().map_or_else(String::new, |form| {
                    format!(" (the first looks like `{form}`)")
                })
            );
        }
        let lone = &self.lone_names;
        if lone.taken_for_surnames + lone.taken_for_forenames > 0 {
            let _ = writeln!(
                text,
                "Names that stand alone, as others of the file have them: {} taken for a surname, \
                 {} for a forename.",
                number(lone.taken_for_surnames),
                number(lone.taken_for_forenames)
            );
        }
        if self.doubtful {
            text.push_str(
                "Doubt this: by the model, records of one person mostly differ in forename or date \
                 of birth, or two that agree in everything are two people. Few records, or records \
                 made after a pattern, teach that. Give `--model FILE` with what `lantern link \
                 train` learnt from an extract like it.\n",
            );
        }
        text.push_str(
            "These are suggestions. Only a person says that two records are of one person.",
        );
        text
    }
}

fn not_used(records: &Records) -> BTreeMap<String, NotUsed> {
    (records.columns.fields())
        .zip(&records.table.absent)
        .zip(&records.held)
        .filter(|(_, held)| **held)
        .map(|(not_used, _)| not_used)
        .filter(|(_, absent)| absent.empty + absent.stand_in + absent.impossible > 0)
        .map(|(name, absent)| {
            let fields = records.columns.fields();
            let place = fields.into_iter().position(|field| field == name);
            let form = place.and_then(|place| records.forms.get(place)?.clone());
            (
                name,
                NotUsed {
                    form,
                    empty: absent.empty,
                    stand_in: absent.stand_in,
                    impossible: absent.impossible,
                },
            )
        })
        .collect()
}
