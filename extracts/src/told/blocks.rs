//! Blocks that were too large to be compared as they were.

use std::collections::BTreeMap;
use std::fmt::Write;

use linkage::run::Linked;
use serde::Serialize;

use super::{counted, number};

/// Blocks of a rule that were not compared at all.
#[derive(Debug, Serialize)]
pub(crate) struct LeftOut {
    rule: String,
    blocks: u64,
    records: u64,
}

/// Large blocks of a rule, whose records were compared where they agree in one thing more.
#[derive(Debug, Serialize)]
pub(crate) struct Narrowed {
    rule: String,
    blocks: u64,
    records: u64,
    /// Pairs that do not, and so were not made by this rule.
    pairs_passed_over: u64,
}

/// A rule in words, by its number.
fn rule(linked: &Linked, number: usize) -> String {
    let rule = linked.rules.get(number);
    rule.map_or_else(String::new, ToString::to_string)
}

pub(super) fn left_out(linked: &Linked) -> Vec<LeftOut> {
    let mut by_rule: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
    for block in &linked.too_large {
        let slot = by_rule.entry(block.rule).or_default();
        slot.0 += 1;
        slot.1 += u64::from(block.records);
    }
    by_rule
        .into_iter()
        .map(|(number, (blocks, records))| LeftOut {
            rule: rule(linked, number),
            blocks,
            records,
        })
        .collect()
}

pub(super) fn narrowed(linked: &Linked) -> Vec<Narrowed> {
    let rules = linked.narrowed.iter();
    rules
        .map(|narrowed| Narrowed {
            rule: rule(linked, narrowed.rule),
            blocks: narrowed.blocks,
            records: narrowed.records,
            pairs_passed_over: narrowed.not_made,
        })
        .collect()
}

/// Both in sentences.
pub(super) fn text(left_out: &[LeftOut], narrowed: &[Narrowed]) -> String {
    let mut text = String::new();
    for left in left_out {
        let _ = writeln!(
            text,
            "Blocks too large to be compared, by {}: {} with {}.",
            left.rule,
            number(left.blocks),
            counted(left.records, "record")
        );
    }
    for narrowed in narrowed {
        let _ = writeln!(
            text,
            "Large blocks that were asked for more, by {}: {} with {}; {} passed over.",
            narrowed.rule,
            number(narrowed.blocks),
            counted(narrowed.records, "record"),
            counted(narrowed.pairs_passed_over, "pair")
        );
    }
    text
}
