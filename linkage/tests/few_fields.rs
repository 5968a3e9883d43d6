//! Files that say little of anybody: no address, no date of birth, or names and a date alone.
//!
//! A model of more kinds of pair than a file can tell apart learns one for another, so each kind of
//! file is linked here and judged.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::float_cmp,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod population;

use linkage::measure::{self, Measured};
use linkage::model::Role;
use linkage::run::{self, Linked, Settings};
use linkage::table::{Kind, Raw, Table};
use population::{Dice, Record, called, town};

/// Links records and judges the groups.
fn judged(records: &[Record], kinds: &[Kind], others: &[[String; 2]]) -> (Linked, Measured) {
    let mut table = Table::new(kinds);
    for (record, others) in records.iter().zip(others) {
        let mut raw = record.raw();
        for (slot, value) in raw.others.iter_mut().zip(others) {
            *slot = value;
        }
        table.push(&raw);
    }
    table.finish();
    let linked = run::link(&table, &Settings::default(), &|_| {});
    let person = |id: &str| id[..6].parse().unwrap();
    let truth: Vec<u32> = table.ids().map(person).collect();
    let label = &linked.clusters.label;
    let calibrated = (0.95, Some(&linked.calibration));
    let measured = measure::measure(&truth, label, None, &linked.pairs, calibrated);
    (linked, measured)
}

fn alone(records: &[Record]) -> (Linked, Measured) {
    let nothing = vec![<[String; 2]>::default(); records.len()];
    judged(records, &[], &nothing)
}

fn roles(linked: &Linked) -> Vec<Role> {
    linked.model.kinds.iter().map(|kind| kind.role).collect()
}

/// A town of which a file keeps some fields.
fn kept(fields: &dyn Fn(&mut Record)) -> Vec<Record> {
    let mut records = town(4_000, 61);
    records.iter_mut().for_each(fields);
    records
}

#[test]
fn each_kind_of_file_is_linked_as_well_as_it_can_be() {
    type Fields = fn(&mut Record);
    // What is left, and at least: F1 of groups by pair and by record, precision of pairs.
    let files: [(&str, Fields, [f64; 3]); 4] = [
        ("all", |_| {}, [0.94, 0.975, 0.98]),
        (
            "no postcode",
            |record| record.postcode.clear(),
            [0.93, 0.965, 0.98],
        ),
        (
            "names and date of birth",
            |record| {
                record.postcode.clear();
                record.sex.clear();
            },
            [0.93, 0.965, 0.98],
        ),
        (
            "no date of birth",
            |record| record.born.clear(),
            [0.78, 0.9, 0.9],
        ),
    ];
    for (what, fields, least) in files {
        let (_, measured) = alone(&kept(&fields));
        let found = [
            measured.group_pairs.f1,
            measured.b_cubed,
            measured.pairs.precision.value,
        ];
        println!("{what}: {found:.4?}");
        let enough = found
            .iter()
            .zip(&least)
            .all(|(found, least)| found >= least);
        assert!(enough, "{what}: {found:.4?} where {least:?} is wanted");
    }
}

#[test]
fn kinds_that_a_place_tells_apart_are_learnt_only_where_there_is_a_place() {
    let (linked, _) = alone(&kept(&|_| {}));
    assert!(roles(&linked).contains(&Role::Household));
    let (linked, _) = alone(&kept(&|record| record.postcode.clear()));
    assert_eq!(
        roles(&linked),
        [Role::Same, Role::Namesakes, Role::Strangers]
    );
}

/// One letter or digit made another.
fn changed(text: &str, from: &[u8], dice: &mut Dice) -> String {
    let mut letters = text.as_bytes().to_vec();
    let place = dice.below(letters.len());
    letters[place] = from[dice.below(from.len())];
    String::from_utf8(letters).unwrap()
}

/// Names and dates of birth of people of whom a tenth are there twice, the second time with one
/// mistake: so no two records of a person agree in all.
fn twice(people: usize, seed: u64) -> Vec<Record> {
    let mut dice = Dice::new(seed);
    let mut records = Vec::new();
    for person in 0..people {
        let (forename, surname) = (called(dice.below(90)), called(100 + dice.below(400)));
        let two = |value: usize| format!("{value:02}");
        let born = [
            (1930 + dice.below(70)).to_string(),
            two(1 + dice.below(12)),
            two(1 + dice.below(28)),
        ];
        let mut add = |of: &str, forename: &str, surname: &str, born: &[String; 3]| {
            let id = format!("{person:06}-{of}");
            let born = born.join("-");
            records.push(Record::new(&id, [forename, surname, &born, "", ""]));
        };
        add("0", &forename, &surname, &born);
        if person % 10 == 0 {
            let (mut first, mut last, mut other) = (forename, surname, born);
            match dice.below(5) {
                0 => first = changed(&first, b"bdfgklmnprstvz", &mut dice),
                1 => last = changed(&last, b"bdfgklmnprstvz", &mut dice),
                2 => other[0] = changed(&other[0][..3], b"3456789", &mut dice) + &other[0][3..],
                3 => other[1] = two(1 + dice.below(12)),
                _ => other[2] = two(1 + dice.below(28)),
            }
            add("1", &first, &last, &other);
        }
    }
    records
}

#[test]
fn records_of_one_person_are_found_where_none_agrees_in_all() {
    let (_, measured) = alone(&twice(5_000, 62));
    println!("{:.4}, {:.4}", measured.group_pairs.f1, measured.b_cubed);
    assert!(measured.group_pairs.f1 > 0.9, "{measured:#?}");
    assert!(measured.pairs.precision.value > 0.95, "{measured:#?}");
}

/// A town where one record in five has one name alone: `put` says where it stands.
fn with_lone_names(put: fn(&mut Record, lone: String, nth: usize)) -> Vec<Record> {
    let mut records = town(4_000, 64);
    for (nth, record) in records.iter_mut().step_by(5).enumerate() {
        let names = [&mut record.forename, &mut record.surname].map(std::mem::take);
        let [forename, surname] = names;
        let lone = if nth % 2 == 0 { forename } else { surname };
        put(record, lone, nth);
    }
    records
}

#[test]
fn a_lone_name_in_the_wrong_column_is_found_as_in_the_right_one() {
    let (_, right) = alone(&with_lone_names(|record, lone, nth| {
        if nth % 2 == 0 {
            record.forename = lone;
        } else {
            record.surname = lone;
        }
    }));
    // As many a form has it, whose first column is filled in first.
    let (_, wrong) = alone(&with_lone_names(|record, lone, _| record.forename = lone));
    let (right, wrong) = (right.group_pairs.f1, wrong.group_pairs.f1);
    println!("in its column {right:.4}, in the first {wrong:.4}");
    assert!(right - wrong < 0.005, "{right} and {wrong}");
}

#[test]
fn an_email_address_is_somebodys_own_and_a_town_is_not() {
    let mut dice = Dice::new(63);
    let mut records = kept(&|record| {
        record.postcode.clear();
        record.sex.clear();
    });
    records.truncate(2_500);
    let mut others = Vec::new();
    for record in &records {
        let home = called(record.person % 30);
        let mut email = format!(
            "{}{}@mail.example",
            called(record.person),
            record.person % 97
        );
        match dice.below(8) {
            0 => email.clear(),
            1 => email = changed(&email, b"aeiou", &mut dice),
            _ => {}
        }
        others.push([home, email]);
    }
    let (linked, measured) = judged(&records, &[Kind::Words, Kind::Email], &others);
    let of = |role: Role| {
        let mut kinds = linked.model.kinds.iter();
        kinds
            .find(|kind| kind.role == role)
            .unwrap()
            .class
            .others
            .clone()
    };
    let (namesakes, strangers) = (of(Role::Namesakes), of(Role::Strangers));
    assert_ne!(namesakes[0], strangers[0]);
    assert_eq!(namesakes[1], strangers[1]);
    assert!(measured.group_pairs.f1 > 0.99, "{measured:#?}");
}

#[test]
fn addresses_are_the_same_or_close_or_neither() {
    let mut table = Table::new(&[Kind::Email]);
    let addresses = [
        "robert255@smith.example",
        "ROBERT255@smith.example ",
        "robert25@smith.example",
        "robert255@jones-brown.test",
        "ada@smith.example",
        "none@none.com",
    ];
    for (nth, address) in addresses.iter().enumerate() {
        table.push(&Raw {
            id: &nth.to_string(),
            surname: "SMITH",
            others: [address, "", "", "", "", ""],
            ..Raw::default()
        });
    }
    table.finish();
    let level = |other: usize| {
        let levels = linkage::compare::compare(&table, &table.rows[0], &table.rows[other]);
        levels.others[0]
    };
    assert_eq!([1, 2, 3, 4, 5].map(level), [1, 2, 2, 3, 0]);
}

#[test]
fn a_model_that_was_kept_before_near_names_were_weighed_is_read() {
    let (linked, _) = alone(&kept(&|_| {}));
    let mut kept = serde_json::to_value(&linked.model).unwrap();
    assert!(kept.as_object_mut().unwrap().remove("near").is_some());
    let read: linkage::model::Model = serde_json::from_value(kept).unwrap();
    assert_eq!(read.near, linkage::model::Near::default());
    assert_eq!(read.kinds, linked.model.kinds);
}

#[test]
fn a_kept_model_expects_of_another_file_what_that_file_shows() {
    let (small, large) = (town(400, 11), town(8_000, 12));
    let linked = |records: &[Record], model: Option<&Linked>| {
        let mut table = Table::new(&[]);
        for record in records {
            table.push(&record.raw());
        }
        table.finish();
        let settings = Settings {
            model: model.map(|linked| linked.model.clone()),
            ..Settings::default()
        };
        let linked = run::link(&table, &settings, &|_| {});
        let expected = linked.expected(&table);
        (linked, expected)
    };
    let (of_small, expected_of_small) = linked(&small, None);
    let (of_large, expected_of_large) = linked(&large, None);
    let (_, small_by_large) = linked(&small, Some(&of_large));
    let (_, large_by_small) = linked(&large, Some(&of_small));
    let (again, same_again) = linked(&large, Some(&of_large));
    println!("{expected_of_small} {small_by_large} {expected_of_large} {large_by_small}");
    // Where shares were those of the other file, these were twenty times too few or too many.
    assert!((0.7..1.4).contains(&(small_by_large / expected_of_small)));
    assert!((0.7..1.4).contains(&(large_by_small / expected_of_large)));
    assert_eq!(same_again, expected_of_large);
    assert_eq!(again.clusters.label, of_large.clusters.label);
}
