//! Each limb of each rule decides: two rows of the tables differ in one fact and in that limb.
//!
//! A limb that no pair of rows turns could be taken out of the code and no scenario would say so.
//! The limbs are those of the tests that the law answers limb by limb; of every rule, two rows that
//! differ in one fact must differ in what is answered on it. What has no such pair stands in
//! `without_a_pair.tsv`, with the reason, and must stand there no longer than that is so.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod outcomes;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use law::rules;
use outcomes::{Limb, Outcomes};

/// What no pair turns: what a limb is of, what it asks, the reason; or `rule`, its id, the reason.
const WITHOUT_A_PAIR: &str = include_str!("without_a_pair.tsv");

/// A row: the cells that are facts, each as a number of its text, and what the law answers.
struct Asked {
    facts: Vec<usize>,
    outcomes: Outcomes,
}

/// Two rows that differ in one column of fact alone.
type Pair<'r> = (&'r Asked, &'r Asked);

fn rows() -> Vec<Asked> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let tables = scenario::read_folder(&folder)
        .unwrap_or_else(|failures| panic!("{}", scenario::report(&failures)));
    let mut texts: BTreeMap<String, usize> = BTreeMap::new();
    let mut asked = Vec::new();
    for row in tables.iter().flat_map(|table| &table.rows) {
        let mut facts = Vec::new();
        for column in scenario::COLUMNS {
            let text = row.cell(column).map_or("", |cell| cell.text);
            let next = texts.len();
            facts.push(*texts.entry(text.to_owned()).or_insert(next));
        }
        let outcomes = Outcomes::of(&scenario::read(row).unwrap());
        asked.push(Asked { facts, outcomes });
    }
    asked
}

fn pairs(rows: &[Asked]) -> Vec<Pair<'_>> {
    let differ_in_one = |one: &Asked, other: &Asked| {
        let cells = one.facts.iter().zip(&other.facts);
        cells.filter(|(one, other)| one != other).take(2).count() == 1
    };
    let mut pairs = Vec::new();
    for (nth, one) in rows.iter().enumerate() {
        let later = rows[nth + 1..].iter();
        pairs.extend(
            later
                .filter(|other| differ_in_one(one, other))
                .map(|other| (one, other)),
        );
    }
    pairs
}

/// The limbs that a pair turns: one alone of its test between met and not so, and with it what the
/// test comes to.
fn turned<'r>((one, other): &Pair<'r>) -> Vec<&'r Limb> {
    let mut turned = Vec::new();
    for (name, test) in &one.outcomes.tests {
        let Some(also) = other.outcomes.tests.get(name) else {
            continue;
        };
        let differing: Vec<_> = test
            .limbs
            .iter()
            .filter_map(|(limb, met)| Some((limb, met, also.limbs.get(limb)?)))
            .filter(|(_, met, then)| met != then)
            .collect();
        if let [(limb, met, then)] = differing.as_slice()
            && met.is_yes() != then.is_yes()
            && test.verdict != also.verdict
        {
            turned.push(*limb);
        }
    }
    turned
}

/// The rules of which a pair is answered otherwise.
fn answered_otherwise((one, other): &Pair<'_>) -> BTreeSet<&'static str> {
    let (one, other) = (&one.outcomes.on_rules, &other.outcomes.on_rules);
    let ids = one.keys().chain(other.keys());
    ids.filter(|id| one.get(*id) != other.get(*id))
        .copied()
        .collect()
}

/// What the list says has no pair, each line without its reason.
fn listed() -> BTreeSet<String> {
    WITHOUT_A_PAIR
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 3, "not three cells: {line}");
            assert!(cells[2].len() > 20, "no reason: {line}");
            format!("{}\t{}", cells[0], cells[1])
        })
        .collect()
}

#[test]
fn every_limb_and_every_rule_has_a_pair_of_rows_that_differ_in_one_fact_and_in_it() {
    let rows = rows();
    let pairs = pairs(&rows);
    assert!(pairs.len() > 1000, "only {} pairs", pairs.len());
    let tests = rows.iter().flat_map(|row| row.outcomes.tests.values());
    let mut without: BTreeSet<String> = tests
        .flat_map(|test| test.limbs.keys())
        .map(|limb| format!("{}\t{}", limb.of, limb.asks))
        .chain(rules::all().map(|rule| format!("rule\t{}", rule.id)))
        .collect();
    assert!(
        without.len() > 250,
        "only {} are asked about",
        without.len()
    );
    for pair in &pairs {
        for limb in turned(pair) {
            without.remove(&format!("{}\t{}", limb.of, limb.asks));
        }
        for rule in answered_otherwise(pair) {
            without.remove(&format!("rule\t{rule}"));
        }
    }
    let listed = listed();
    let unlisted: Vec<&String> = without.difference(&listed).collect();
    assert!(
        unlisted.is_empty(),
        "no two rows differ in one fact and in these: {unlisted:#?}"
    );
    let needless: Vec<&String> = listed.difference(&without).collect();
    assert!(
        needless.is_empty(),
        "these have a pair now, or are gone; take them off the list: {needless:#?}"
    );
}
