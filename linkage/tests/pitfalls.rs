//! Ways in which linking is known to join strangers, each as a test that names it: pitfalls 1 to 4.
//! The others are in `pitfalls_of_values.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod population;

use linkage::run;
use linkage::table::{Kind, Table};
use population::{Answer, Record, among, called, rec, town};

// 1. Transitive over-merging.

#[test]
fn a_chain_does_not_join_two_people_who_contradict_each_other() {
    let answer = among(&[
        rec("a1", ["Gareth", "Blackley", "1961-03-04", "CT1 1AA", "M"]),
        rec("a2", ["Gareth", "Blackley", "1961-03-04", "CT1 1AA", "M"]),
        rec("a3", ["Gareth", "Blackley", "1961-03-04", "CT1 1AA", "M"]),
        // A record without a date of birth, which fits both.
        rec("b", ["Gareth", "Blackley", "", "CT1 1AA", "M"]),
        rec("c1", ["Gareth", "Blackley", "1999-11-27", "CT1 1AA", "M"]),
        rec("c2", ["Gareth", "Blackley", "1999-11-27", "CT1 1AA", "M"]),
        rec("c3", ["Gareth", "Blackley", "1999-11-27", "CT1 1AA", "M"]),
    ]);
    assert!(answer.together("a1", "a3") && answer.together("c1", "c3"));
    assert!(!answer.together("a1", "c1"));
}

#[test]
fn a_hub_that_many_share_joins_nobody() {
    let mut others = Vec::new();
    for nth in 0..30 {
        let born = format!("19{}-0{}-1{}", 40 + nth, nth % 9 + 1, nth % 9);
        let (forename, surname) = (called(nth), called(nth + 300));
        others.push(rec(
            &format!("h{nth:02}"),
            [&forename, &surname, &born, "ME7 5NY", "M"],
        ));
    }
    others.push(rec("hub", ["", "", "", "ME7 5NY", "M"]));
    let answer = among(&others);
    for nth in 0..30 {
        assert!(!answer.together("hub", &format!("h{nth:02}")), "{nth}");
    }
    assert!(!answer.together("h01", "h02"));
}

#[test]
fn no_group_of_a_town_swallows_the_town() {
    let answer = Answer::of(&town(4_000, 3));
    let mut sizes = std::collections::HashMap::new();
    for label in &answer.linked.clusters.label {
        *sizes.entry(label).or_insert(0) += 1;
    }
    assert!(*sizes.values().max().unwrap() <= 12);
}

#[test]
fn a_refused_joining_is_reported() {
    let mut others = Vec::new();
    for nth in 0..6 {
        others.push(rec(
            &format!("a{nth}"),
            ["Gareth", "Blackley", "1961-03-04", "CT1 1AA", "M"],
        ));
        others.push(rec(
            &format!("c{nth}"),
            ["Felicia", "Okonkwo", "1999-11-27", "TN9 9ZZ", "F"],
        ));
    }
    others.push(rec(
        "a9",
        ["Gareth", "Blackley", "1961-03-04", "TN9 9ZZ", "M"],
    ));
    let answer = among(&others);
    let table = &answer.table;
    let (a, c) = (answer.record("a0"), answer.record("c0"));
    let link = linkage::cluster::Link {
        one: a,
        other: c,
        weight: 9.0,
    };
    let mut links: Vec<_> = answer.linked.pairs.iter().map(|pair| pair.link).collect();
    links.push(link);
    let joining = linkage::cluster::Joining::at(0.95);
    let clusters = linkage::cluster::cluster(table, &answer.linked.model, &links, joining);
    assert_ne!(clusters.label[a as usize], clusters.label[c as usize]);
    assert!(clusters.refused.iter().any(|refused| refused.link == link));
}

#[test]
fn groups_that_have_different_numbers_of_their_own_are_not_joined() {
    // A number stands on every other record, as custody records have it.
    let number = |person: usize| format!("{:07}", (person * 7_919 + 13) % 9_999_991);
    let told = |numbers: [&str; 2]| {
        let mut table = Table::new(&[Kind::Identifier]);
        let mut records: Vec<(Record, String)> = town(3_000, 5)
            .into_iter()
            .map(|record| (record.clone(), number(record.person)))
            .collect();
        let homes = [("Hallam", "CT1 1AA"), ("Thornby", "TN9 2BB")];
        for ((surname, home), number) in homes.into_iter().zip(numbers) {
            for nth in 0..4 {
                let id = format!("{surname}{nth}");
                let fields = ["Gary", surname, "1961-03-04", home, "M"];
                records.push((rec(&id, fields), number.to_owned()));
            }
        }
        for (nth, (record, number)) in records.iter().enumerate() {
            let mut raw = record.raw();
            raw.others[0] = if nth % 2 == 0 { number } else { "" };
            table.push(&raw);
        }
        table.finish();
        let linked = run::link(&table, &run::Settings::default(), &|_| {});
        let at = |id: &str| table.find(id).unwrap();
        let link = linkage::cluster::Link {
            one: at("Hallam1").min(at("Thornby1")),
            other: at("Hallam1").max(at("Thornby1")),
            weight: 5.0,
        };
        let mut links: Vec<_> = linked.pairs.iter().map(|pair| pair.link).collect();
        links.push(link);
        links.sort_by(|one, other| other.weight.total_cmp(&one.weight));
        let joining = linkage::cluster::Joining::at(0.95);
        let clusters = linkage::cluster::cluster(&table, &linked.model, &links, joining);
        let of = |id: &str| clusters.label[at(id) as usize];
        assert_eq!(of("Hallam0"), of("Hallam3"));
        of("Hallam0") == of("Thornby0")
    };
    assert!(told(["2201763", "2201763"]), "one number");
    assert!(told(["2201763", "2201736"]), "one slip");
    assert!(!told(["2201763", "9905412"]), "two numbers");
}

#[test]
fn the_weakest_link_of_a_group_is_told() {
    let person = |id, forename, born, home| rec(id, [forename, "Blackley", born, home, "M"]);
    let answer = among(&[
        person("w1", "Gareth", "1961-03-04", "CT1 1AA"),
        person("w2", "Gareth", "1961-03-04", "CT1 1AA"),
        // Joined by less: the forename is an initial, and he moved.
        person("w3", "G", "1961-03-04", "DA4 7QQ"),
    ]);
    assert!(answer.together("w1", "w3"));
    let clusters = &answer.linked.clusters;
    let weakest = clusters.weakest[&clusters.label[answer.record("w1") as usize]];
    let third = answer.record("w3");
    assert!(weakest.one == third || weakest.other == third);
    assert!(weakest.weight < answer.weight("w1", "w2"));
}

// 2. Twins, siblings, generations.

#[test]
fn twins_are_two_people() {
    let mut others = Vec::new();
    for nth in 0..40 {
        let born = format!("19{}-0{}-1{}", 50 + nth % 40, nth % 9 + 1, nth % 9);
        let (surname, home) = (called(nth + 200), format!("CT{} 4AB", nth % 20 + 1));
        others.push(rec(
            &format!("one{nth:02}"),
            ["Thomas", &surname, &born, &home, "M"],
        ));
        others.push(rec(
            &format!("two{nth:02}"),
            ["Barbara", &surname, &born, &home, "F"],
        ));
    }
    let answer = among(&others);
    let joined = (0..40)
        .filter(|nth| answer.together(&format!("one{nth:02}"), &format!("two{nth:02}")))
        .count();
    assert_eq!(joined, 0);
}

#[test]
fn a_father_and_the_son_named_after_him_are_two_people() {
    let mut others = Vec::new();
    for nth in 0..30 {
        let (surname, home) = (called(nth + 200), format!("ME{} 4AB", nth % 20 + 1));
        let (father, son) = (
            format!("1950-0{}-11", nth % 9 + 1),
            format!("198{}-1{}-23", nth % 9, nth % 3),
        );
        others.push(rec(
            &format!("father{nth:02}"),
            ["Robert", &surname, &father, &home, "M"],
        ));
        others.push(rec(
            &format!("son{nth:02}"),
            ["Robert", &surname, &son, &home, "M"],
        ));
    }
    let answer = among(&others);
    let joined = (0..30)
        .filter(|nth| answer.together(&format!("father{nth:02}"), &format!("son{nth:02}")))
        .count();
    assert!(joined <= 3, "{joined} of 30");
}

/// Where more of the name is alike, as of Darren and Warren or Lee and Leo, it is a slip like any
/// other: such twins are joined, as docs/linkage.md says.
#[test]
fn twins_of_one_sex_whose_short_names_are_a_letter_apart_are_two_people() {
    let names = [("Mia", "Pia"), ("Jon", "Ron")];
    let mut others = Vec::new();
    for nth in 0..30 {
        let born = format!("19{}-0{}-1{}", 50 + nth, nth % 9 + 1, nth % 9);
        let (surname, home) = (called(nth + 200), format!("CT{} 4AB", nth % 20 + 1));
        let (one, other) = names[nth % 2];
        let sex = if one == "Mia" { "F" } else { "M" };
        // Each is there twice, so that everybody can be seen to be somebody.
        for (id, name) in [("a", one), ("b", one), ("c", other), ("d", other)] {
            others.push(rec(
                &format!("{id}{nth:02}"),
                [name, &surname, &born, &home, sex],
            ));
        }
    }
    let answer = among(&others);
    let is_joined = |one: &str, other: &str| {
        (0..30)
            .filter(|nth| answer.together(&format!("{one}{nth:02}"), &format!("{other}{nth:02}")))
            .count()
    };
    assert_eq!((is_joined("a", "b"), is_joined("c", "d")), (30, 30));
    assert!(is_joined("a", "c") == 0, "{} of 30", is_joined("a", "c"));
}

// 3. Same name, other people; 4. shared values say little.

#[test]
fn a_common_name_says_less_than_a_rare_one() {
    let answer = among(&[
        rec("rare1", ["Thelonious", "Quackenbush", "", "", "M"]),
        rec("rare2", ["Thelonious", "Quackenbush", "", "", "M"]),
    ]);
    let town = town(1_500, 1);
    let mut times = std::collections::HashMap::new();
    for record in &town {
        *times
            .entry((&record.forename, &record.surname))
            .or_insert(0) += 1;
    }
    let common = *times
        .iter()
        .max_by_key(|(name, times)| (**times, **name))
        .unwrap()
        .0;
    let mut named = town
        .iter()
        .filter(|record| (&record.forename, &record.surname) == common);
    let (one, other) = (named.next().unwrap(), named.next_back().unwrap());
    let (mut one, mut other) = (one.clone(), other.clone());
    for (record, id) in [(&mut one, "common1"), (&mut other, "common2")] {
        record.id = id.to_owned();
        record.born.clear();
        record.postcode.clear();
    }
    let answer_common = among(&[one, other]);
    assert!(answer.weight("rare1", "rare2") > answer_common.weight("common1", "common2") + 3.0);
}

#[test]
fn a_near_spelling_of_a_common_name_says_less_than_one_of_a_rare_name() {
    let people = |surname: &str, how_many: usize| -> Vec<Record> {
        let person = |nth: usize| {
            let born = format!(
                "{}-{:02}-{:02}",
                1940 + nth % 60,
                1 + nth % 12,
                1 + nth % 28
            );
            let forename = called(300 + nth);
            rec(
                &format!("{surname}-{nth}"),
                [
                    &forename,
                    surname,
                    &born,
                    &format!("CT{} 1AA", 1 + nth % 20),
                    "",
                ],
            )
        };
        (0..how_many).map(person).collect()
    };
    let mut records = people("Smith", 120);
    records.extend(people("Smyth", 60));
    for (id, surname) in [
        ("common1", "Smith"),
        ("common2", "Smyth"),
        ("rare1", "Zwirn"),
        ("rare2", "Zwyrn"),
    ] {
        records.push(rec(id, ["Thelonious", surname, "1955-03-09", "", "M"]));
    }
    let answer = among(&records);
    let why = |one: &str, other: &str| {
        let pair = (answer.record(one), answer.record(other));
        let whole =
            linkage::explain::waterfall(&answer.table, &answer.linked.model, pair, &[], false);
        let whole = whole.unwrap();
        let step = whole.steps.into_iter().find(|step| step.field == "surname");
        (whole.weight, step.unwrap())
    };
    let (common, said_of_common) = why("common1", "common2");
    let (rare, said_of_rare) = why("rare1", "rare2");
    assert_eq!(said_of_common.level, said_of_rare.level);
    assert!((said_of_common.bits - said_of_rare.bits).abs() < 1e-9);
    assert!(rare > common + 1.0, "{rare:.2} {common:.2}");
    assert!(said_of_common.rarity_bits < 0.0 && said_of_rare.rarity_bits > 0.0);
    // Both spellings are told.
    assert!(said_of_common.one_in.unwrap() < said_of_rare.one_in.unwrap());
    assert!(said_of_common.other_one_in.unwrap() < said_of_rare.other_one_in.unwrap());
    // Of the commoner spelling as of the rarer one it is the same.
    assert!((common - why("common2", "common1").0).abs() < 1e-9);
}

#[test]
fn a_postcode_or_birthday_that_many_share_says_less() {
    let mut others = Vec::new();
    for nth in 0..80 {
        let (own, home) = (
            format!("19{}-0{}-2{}", 10 + nth, nth % 9 + 1, nth % 8),
            format!("DA{} 3CD", nth % 20),
        );
        let (forename, surname) = (called(nth), called(nth + 300));
        // Half of them stay at the hostel, half were given a first of January.
        let (born, home) = if nth % 2 == 0 {
            (own.as_str(), "CT9 9ZZ")
        } else {
            ("1980-01-01", home.as_str())
        };
        others.push(rec(
            &format!("hostel{nth:02}"),
            [&forename, &surname, born, home, "M"],
        ));
    }
    let fields = |born, home| ["Gwendolen", "Marbury", born, home, "F"];
    others.push(rec("shared1", fields("1980-01-01", "CT9 9ZZ")));
    others.push(rec("shared2", fields("1980-01-01", "CT9 9ZZ")));
    others.push(rec("own1", fields("1971-09-17", "TN3 3QX")));
    others.push(rec("own2", fields("1971-09-17", "TN3 3QX")));
    let answer = among(&others);
    assert!(answer.weight("own1", "own2") > answer.weight("shared1", "shared2") + 2.0);
}
