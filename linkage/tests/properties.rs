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

use linkage::block::{Key, Rule};
use linkage::card::Deck;
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
    let id = |record: u32| answer.table.id(record).to_owned();
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
    let mut narrowed = linkage::block::usual(&table(&records));
    narrow_from(&mut narrowed, 6);
    let narrow = said(&Answer::with(&records, &by(&narrowed, 1)));
    assert!(narrow.0.len() > 1_000 && narrow != first);
    for (seed, threads) in [(1, 1), (2, 2), (3, 5)] {
        let settings = Settings {
            threads,
            ..Settings::default()
        };
        let records = shuffled(records.clone(), seed);
        let again = said(&Answer::with(&records, &settings));
        assert!(first == again, "seed {seed}, {threads} threads");
        let again = said(&Answer::with(&records, &by(&narrowed, threads)));
        assert!(narrow == again, "seed {seed}, {threads} threads, narrowed");
    }
}

/// Has rules narrow their blocks from so many records on, and once more from twice as many.
fn narrow_from(rules: &mut [Rule], records: u32) {
    for rule in rules {
        for (narrow, times) in rule.narrow.iter_mut().zip(1..) {
            narrow.over = records * times;
        }
    }
}

fn by(rules: &[Rule], threads: usize) -> Settings {
    Settings {
        threads,
        rules: Some(rules.to_vec()),
        ..Settings::default()
    }
}

/// A part of a record that a rule may ask for, from the record as it was written.
fn part(record: &Record, key: Key) -> Option<String> {
    let first = |text: &str, letters: usize| -> String { text.chars().take(letters).collect() };
    let letters = |text: &str| {
        let plain = linkage::text::name(text).unwrap_or_default();
        plain.replace(' ', "?")
    };
    let (forename, surname) = (letters(&record.forename), letters(&record.surname));
    let postcode = linkage::text::postcode(&record.postcode).unwrap_or_default();
    let born =
        linkage::date::Born::read(&record.born).map_or(String::new(), |_| record.born.clone());
    let text = match key {
        Key::Forename => forename,
        Key::Surname => surname,
        Key::ForenameStart(count) => first(&forename, usize::from(count)),
        Key::SurnameStart(count) => first(&surname, usize::from(count)),
        Key::Born => born,
        Key::BornMonth => first(&born, 7),
        Key::BornYear => first(&born, 4),
        Key::Birthday => born.get(5..).unwrap_or_default().to_owned(),
        Key::Postcode if postcode.contains(' ') => postcode,
        Key::Postcode => return None,
        Key::Outward => postcode.split(' ').next().unwrap_or_default().to_owned(),
        Key::Other(_) | Key::Swapped => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// What a record brings to a rule, from the record as it was written; two records meet where the
/// one brings what the other wants.
fn brings(rule: &Rule, record: &Record) -> Option<(Vec<String>, Vec<String>)> {
    if rule.keys == [Key::Swapped] {
        let name = |text: &str| linkage::text::name(text).ok();
        let (first, last) = (name(&record.forename)?, name(&record.surname)?);
        return (first != last).then(|| (vec![first.clone(), last.clone()], vec![last, first]));
    }
    let parts: Option<Vec<String>> = rule.keys.iter().map(|key| part(record, *key)).collect();
    parts.map(|parts| (parts.clone(), parts))
}

#[test]
fn every_pair_that_a_rule_makes_is_compared_once_and_as_two_records_are() {
    let mut records = town(700, 3);
    for (nth, record) in records.iter_mut().enumerate() {
        // Names that the quick look must leave open: parts, initials, marks and short ones.
        match nth % 17 {
            0 => record.surname = format!("{}-Vale", record.surname),
            1 => record.forename = format!("{} Jo", record.forename),
            2 => record.forename = "Ægidius".to_owned(),
            3 => record.surname = "O".to_owned(),
            4 => record.forename = ["Bob", "Rob", "Liz", "Mo"][nth % 4].to_owned(),
            5 => record.postcode = "CT11 1AA".to_owned(),
            6 => record.postcode = "CT1 1AA".to_owned(),
            7 => record.postcode.truncate(3),
            _ => {}
        }
    }
    let table = table(&records);
    // Limits so low that some blocks are over them.
    let mut rules: Vec<Rule> = linkage::block::usual(&table)
        .into_iter()
        .map(|rule| {
            if rule.largest.is_some() {
                rule.up_to(6)
            } else {
                rule
            }
        })
        .chain([
            Rule::of(&[Key::Birthday, Key::ForenameStart(2)]).up_to(5),
            // Further keys that the quick look does not know.
            Rule::of(&[Key::BornYear])
                .narrowed(0, &[Key::ForenameStart(3), Key::SurnameStart(1)])
                .narrowed(0, &[Key::SurnameStart(3), Key::Birthday]),
        ])
        .collect();
    narrow_from(&mut rules, 4);
    let by_id: std::collections::HashMap<&str, &Record> = records
        .iter()
        .map(|record| (record.id.as_str(), record))
        .collect();
    let ids: Vec<&str> = table.ids().collect();
    let mut wanted = std::collections::BTreeMap::new();
    let mut met = BTreeSet::new();
    for rule in &rules {
        let all: Vec<_> = ids.iter().map(|id| brings(rule, by_id[id])).collect();
        let mut blocks = std::collections::HashMap::new();
        for (brought, _) in all.iter().flatten() {
            *blocks.entry(brought).or_insert(0) += 1;
        }
        for (one, mine) in all.iter().enumerate() {
            for (other, theirs) in all.iter().enumerate().skip(one + 1) {
                let (Some((brought, _)), Some((_, asked))) = (mine, theirs) else {
                    continue;
                };
                let fits = rule
                    .largest
                    .is_none_or(|largest| blocks[brought] <= largest);
                let mut steps = rule.narrow.iter().rev();
                let narrow = steps.find(|narrow| blocks[brought] > narrow.over);
                let agree = |key: &Key| {
                    let of = |place: usize| part(by_id[ids[place]], *key);
                    of(one).is_some() && of(one) == of(other)
                };
                let narrowly = narrow.is_none_or(|narrow| narrow.by.iter().any(agree));
                if brought == asked && fits && narrowly {
                    met.insert((one, other));
                }
            }
        }
    }
    for (one, other) in &met {
        let levels = linkage::compare::compare(&table, &table.rows[*one], &table.rows[*other]);
        *wanted.entry(levels.pattern(0)).or_insert(0_u64) += 1;
    }
    let blocking = linkage::block::Blocking::new(&table, &rules, 2);
    let compared = linkage::pairs::compare_all(&table, &Deck::of(&table), &blocking, 2);
    let seen: std::collections::BTreeMap<u32, u64> = (0..)
        .zip(&compared.histogram)
        .filter(|(_, pairs)| **pairs > 0)
        .map(|(pattern, pairs)| (pattern, *pairs))
        .collect();
    assert!(blocking.too_large.len() > 1 && compared.compared > 3_000);
    for (rule, step) in [(0, 0), (1, 0), (2, 0), (5, 0), (rules.len() - 1, 1)] {
        assert!(blocking.large(rule, step).blocks > 0, "{rule} {step}");
    }
    assert_eq!(seen, wanted);
    let mut pairs: Vec<(u32, u32)> = compared
        .pairs
        .iter()
        .flatten()
        .map(|pair| (pair.one, pair.other))
        .collect();
    let all = pairs.len();
    pairs.sort_unstable();
    pairs.dedup();
    assert_eq!(pairs.len(), all);
}

#[test]
fn one_at_a_time_meets_the_same_pairs_with_the_same_weights_as_all_at_once() {
    let records = town(800, 11);
    let answer = Answer::of(&records);
    // Without limits on blocks: what a block holds when a record comes differs from what it holds
    // in the end.
    let mut rules: Vec<Rule> = answer
        .linked
        .rules
        .iter()
        .filter(|rule| rule.largest.is_none())
        .cloned()
        .collect();
    narrow_from(&mut rules, 6);
    let blocking = linkage::block::Blocking::new(&answer.table, &rules, 2);
    let compared =
        linkage::pairs::compare_all(&answer.table, &Deck::of(&answer.table), &blocking, 2);
    let weigh =
        |one, other| linkage::cluster::weigh(&answer.table, &answer.linked.model, one, other);
    let asking = Asking::default();
    let least = asking.least - 11.0;
    let batch: BTreeSet<(u32, u32, u64)> = compared
        .pairs
        .iter()
        .flatten()
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
            let of = index
                .table()
                .id(group)
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
    let truth: Vec<u32> = answer.table.ids().map(person_of).collect();
    let measured = measure::measure(
        &truth,
        &answer.linked.clusters.label,
        None,
        &answer.linked.pairs,
        (0.95, Some(&answer.linked.calibration)),
    );
    assert!(measured.group_pairs.f1 > 0.94, "{measured:#?}");
    assert!(measured.pairs.precision.value > 0.95);
    assert!(measured.b_cubed > 0.97);
    let expected = answer.linked.expected(&answer.table);
    let all = measured.pairs.recall.of;
    #[allow(clippy::cast_precision_loss, reason = "a few thousand")]
    let off = (expected - all as f64).abs() / all as f64;
    assert!(off < 0.15, "{expected} {all}");
    // What groups add makes neither the pairs' probabilities nor the count of people worse, but for
    // a hair: in this town it has little to add.
    let label = &answer.linked.clusters.label;
    let by_model = measure::measure(&truth, label, None, &answer.linked.pairs, (0.95, None));
    let (before, after) = (off_by(&by_model), off_by(&measured));
    assert!(after < 1.02 * before, "{before} {after}");
    for least in measured.at_least.iter().filter(|least| least.truth > 200) {
        let off = least.expected_error.unwrap().abs();
        assert!(off < least.error.abs().max(0.01), "{least:?}");
    }
}

/// Pairs that are said to be one person too often or too seldom, bin by bin.
#[allow(clippy::cast_precision_loss, reason = "a few thousand")]
fn off_by(measured: &measure::Measured) -> f64 {
    let bins = measured.calibration.iter();
    bins.map(|bin| bin.pairs as f64 * (bin.said - bin.truth.value).abs())
        .sum()
}

#[test]
fn asking_for_more_in_large_blocks_loses_next_to_nobody() {
    let records = town(5_000, 23);
    let mut rules = linkage::block::usual(&table(&records));
    let wide = Answer::with(&records, &by(&rules, 1));
    narrow_from(&mut rules, 3);
    let narrow = Answer::with(&records, &by(&rules, 1));
    let [fewer, all] = [&narrow, &wide].map(|answer| answer.linked.compared);
    assert!(fewer * 100 < all * 92, "{fewer} {all}");
    let person_of = |id: &str| id.split('-').next().unwrap().parse::<u32>().unwrap();
    let judged = [wide, narrow].map(|answer| {
        let truth: Vec<u32> = answer.table.ids().map(person_of).collect();
        let linked = &answer.linked;
        let by = (0.95, Some(&linked.calibration));
        let label = &linked.clusters.label;
        let measured = measure::measure(&truth, label, None, &linked.pairs, by);
        (measured, linked.expected(&answer.table))
    });
    let [(wide, all), (narrow, still)] = judged;
    assert!(
        narrow.group_pairs.f1 > wide.group_pairs.f1 - 0.003,
        "{wide:#?} {narrow:#?}"
    );
    assert!(narrow.b_cubed > wide.b_cubed - 0.003);
    // What large blocks no longer show is imputed, and not taken for what is not there.
    assert!((still / all - 1.0).abs() < 0.03, "{still} {all}");
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
    let truth: Vec<u32> = table.ids().map(person_of).collect();
    let label = &linked.clusters.label;
    let measured = measure::measure(&truth, label, None, &linked.pairs, (0.95, None));
    assert!(measured.group_pairs.f1 > 0.995, "{measured:#?}");
}
