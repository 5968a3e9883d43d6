//! What holds for any file: one answer for any order and any number of threads, the same weights
//! one record at a time as all at once, bars that sum to the weight.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod population;

use std::collections::BTreeSet;

use linkage::block::Rule;
use linkage::explain;
use linkage::index::{Asking, Index};
use linkage::measure;
use linkage::model::Label;
use linkage::review;
use linkage::run::{self, Settings};
use population::{Answer, Dice, Record, table, town};

/// Pairs with the bits of their weights, and records with their groups, all by ids.
type Said = (Vec<(String, String, u64)>, Vec<(String, String)>);

/// Everything that is said.
fn said(answer: &Answer) -> Said {
    let id = |record: u32| answer.table.ids[record as usize].to_string();
    let pairs = answer
        .linked
        .pairs
        .iter()
        .map(|pair| {
            (
                id(pair.link.one),
                id(pair.link.other),
                pair.link.weight.to_bits(),
            )
        })
        .collect();
    let groups = answer
        .linked
        .clusters
        .label
        .iter()
        .enumerate()
        .map(|(record, label)| (id(u32::try_from(record).unwrap()), id(*label)))
        .collect();
    (pairs, groups)
}

fn shuffled(mut records: Vec<Record>, seed: u64) -> Vec<Record> {
    let mut dice = Dice::new(seed);
    for place in (1..records.len()).rev() {
        records.swap(place, dice.below(place + 1));
    }
    records
}

#[test]
fn threads_and_order_do_not_matter() {
    let records = town(1_500, 7);
    let first = said(&Answer::of(&records));
    assert!(first.0.len() > 1_000);
    for (seed, threads) in [(1, 1), (2, 2), (3, 5)] {
        let settings = Settings {
            threads,
            ..Settings::default()
        };
        let again = said(&Answer::with(&shuffled(records.clone(), seed), &settings));
        assert!(first == again, "seed {seed}, {threads} threads");
    }
}

#[test]
fn one_at_a_time_meets_the_same_pairs_with_the_same_weights_as_all_at_once() {
    let records = town(800, 11);
    let answer = Answer::of(&records);
    // Without limits on blocks: what a block holds when a record comes differs from what it holds
    // in the end.
    let rules: Vec<Rule> = answer
        .linked
        .rules
        .iter()
        .filter(|rule| rule.largest.is_none())
        .cloned()
        .collect();
    let blocking = linkage::block::Blocking::new(&answer.table, &rules);
    let compared = linkage::pairs::compare_all(&answer.table, &blocking, 2);
    let weigh =
        |one, other| linkage::cluster::weigh(&answer.table, &answer.linked.model, one, other);
    let asking = Asking::default();
    let least = asking.least - 11.0;
    let batch: BTreeSet<(u32, u32, u64)> = compared
        .pairs
        .iter()
        .map(|pair| (pair.one, pair.other, weigh(pair.one, pair.other)))
        .filter(|(_, _, weight)| *weight >= least)
        .map(|(one, other, weight)| (one, other, weight.to_bits()))
        .collect();
    let index = Index::frozen(table(&records), rules, answer.linked.model.clone());
    let mut single = BTreeSet::new();
    for (record, row) in (0_u32..).zip(&index.table().rows) {
        let found = index.ask(row, Some(record), asking);
        assert!(found.too_large.is_empty());
        for candidate in found.candidates {
            single.insert((candidate.record, record, candidate.weight.to_bits()));
        }
    }
    assert!(batch.len() > 500);
    assert!(
        batch == single,
        "{:?}",
        batch.symmetric_difference(&single).next()
    );
}

#[test]
fn a_new_record_is_found_again_and_a_stranger_is_not() {
    let mut records = town(1_500, 13);
    let held: Vec<Record> = records
        .iter()
        .filter(|record| record.id.ends_with("-4"))
        .cloned()
        .collect();
    records.retain(|record| !record.id.ends_with("-4"));
    let answer = Answer::of(&records);
    let linked = answer.linked;
    let mut index = Index::new(answer.table, &linked);
    let (mut right, mut wrong) = (0, 0);
    for record in &held {
        let (own, found) = index.add(&record.raw(), Asking::default());
        if let linkage::index::Decision::Link(group) = found.decision {
            let of = index.table().ids[group as usize]
                .split('-')
                .next()
                .unwrap()
                .to_owned();
            if record.id.starts_with(&of) {
                right += 1;
            } else {
                wrong += 1;
            }
            assert_eq!(index.group_of(own), group);
        }
    }
    assert!(right * 10 >= held.len() * 8, "{right} of {}", held.len());
    assert!(wrong * 20 <= held.len(), "{wrong} of {}", held.len());
    let nobody = Record::new("x", ["Xanthe", "Zzyzx", "1912-12-12", "ZE1 0AA", "F"]);
    let found = index.find(&nobody.raw(), Asking::default());
    assert_eq!(found.decision, linkage::index::Decision::New);
}

#[test]
fn the_bars_of_every_pair_sum_to_its_weight() {
    let answer = Answer::of(&town(1_500, 17));
    for pair in &answer.linked.pairs {
        let of = (pair.link.one, pair.link.other);
        let why = explain::waterfall(&answer.table, &answer.linked.model, of, &[], true).unwrap();
        let sum: f64 = why
            .steps
            .iter()
            .map(|step| step.bits + step.rarity_bits)
            .sum::<f64>()
            + why.prior;
        assert!(
            (sum - pair.link.weight).abs() < 1e-9,
            "{sum} {}",
            pair.link.weight
        );
        assert!((why.weight - pair.link.weight).abs() < 1e-9);
    }
}

#[test]
fn a_drawing_tells_no_value_of_a_record() {
    let answer = Answer::of(&town(300, 19));
    let pair = answer.linked.pairs[0].link;
    let of = (pair.one, pair.other);
    let why = explain::waterfall(&answer.table, &answer.linked.model, of, &[], true).unwrap();
    let svg = why.svg();
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
    for (one, other) in why.steps.iter().filter_map(|step| step.values.as_ref()) {
        for value in [one, other].into_iter().filter(|value| value.len() > 3) {
            assert!(!svg.contains(value.as_str()));
        }
    }
}

#[test]
fn a_town_is_put_together_again() {
    let records = town(5_000, 23);
    let answer = Answer::of(&records);
    let person_of = |id: &str| id.split('-').next().unwrap().parse::<u32>().unwrap();
    let truth: Vec<u32> = answer.table.ids.iter().map(|id| person_of(id)).collect();
    let measured = measure::measure(
        &truth,
        &answer.linked.clusters.label,
        None,
        &answer.linked.pairs,
        0.95,
    );
    assert!(measured.group_pairs.f1 > 0.94, "{measured:#?}");
    assert!(measured.pairs.precision.value > 0.95);
    assert!(measured.b_cubed > 0.97);
    let expected = answer.linked.expected(&answer.table);
    let all = measured.pairs.recall.of;
    #[allow(clippy::cast_precision_loss, reason = "a few thousand")]
    let off = (expected - all as f64).abs() / all as f64;
    assert!(off < 0.15, "{expected} {all}");
}

#[test]
fn decisions_move_the_weights() {
    let answer = Answer::of(&town(1_500, 29));
    let questions = review::questions(&answer.table, &answer.linked.pairs, 10);
    assert!(questions.len() >= 30);
    let middle = questions
        .iter()
        .find(|question| question.band < 5)
        .copied()
        .unwrap();
    let taught = |same| {
        let labels = vec![Label {
            pattern: middle.pair.pattern,
            same,
            stands_for: 1_000.0,
        }];
        let settings = Settings {
            labels,
            ..Settings::default()
        };
        let linked = run::link(&answer.table, &settings, &|_| {});
        linkage::cluster::weigh(
            &answer.table,
            &linked.model,
            middle.pair.link.one,
            middle.pair.link.other,
        )
    };
    assert!(taught(true) > middle.pair.link.weight);
    assert!(taught(false) < middle.pair.link.weight);
}

#[test]
fn between_two_files_no_record_is_compared_with_its_own_file() {
    let records = town(600, 31);
    let mut table = linkage::table::Table::new(&[]);
    for record in &records {
        let mut raw = record.raw();
        raw.file = u8::from(record.id.ends_with('1'));
        table.push(&raw);
    }
    table.across_only = true;
    table.finish();
    let linked = run::link(&table, &Settings::default(), &|_| {});
    assert!(!linked.pairs.is_empty());
    for pair in &linked.pairs {
        let file = |record: u32| table.rows[record as usize].file;
        assert_ne!(file(pair.link.one), file(pair.link.other));
    }
}

#[test]
fn files_of_nobody_and_of_one_are_answered() {
    for records in [vec![], town(1, 1)[..1].to_vec()] {
        let answer = Answer::of(&records);
        assert!(answer.linked.pairs.is_empty());
        assert_eq!(answer.linked.clusters.label.len(), records.len());
    }
}

#[test]
fn a_persons_own_number_is_never_shared_for_a_reason() {
    let records = town(1_500, 37);
    let mut table = linkage::table::Table::new(&[
        linkage::table::Kind::Identifier,
        linkage::table::Kind::Words,
    ]);
    for record in &records {
        // A number that nearly all have, and a place that many share.
        let number = format!("K{:07}", record.person * 7_919 + 13);
        let place = ["Deal", "Dover", "Hythe", "Lydd", "Ramsgate"][record.person % 5];
        let mut raw = record.raw();
        raw.others[0] = &number;
        raw.others[1] = place;
        table.push(&raw);
    }
    table.finish();
    let linked = run::link(&table, &Settings::default(), &|_| {});
    let person_of = |id: &str| id.split('-').next().unwrap().parse::<u32>().unwrap();
    let truth: Vec<u32> = table.ids.iter().map(|id| person_of(id)).collect();
    let label = &linked.clusters.label;
    let measured = measure::measure(&truth, label, None, &linked.pairs, 0.95);
    assert!(measured.group_pairs.f1 > 0.995, "{measured:#?}");
}
