//! Ways in which linking is known to misread what a record says, each as a test that names it:
//! pitfalls 5 to 15. The first four are in `pitfalls.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod population;

use linkage::block::{Key, Rule};
use linkage::compare::name;
use linkage::index::{Asking, Decision, Index};
use linkage::run::Settings;
use linkage::text;
use population::{Answer, Record, among, called, rec, town};

// 5. Stop values.

#[test]
fn words_for_not_known_are_no_values_and_are_counted() {
    let answer = among(&[
        rec("u1", ["Unknown", "NK", "01/01/1900", "ZZ99 3VZ", "U"]),
        rec("u2", ["Unknown", "NK", "01/01/1900", "ZZ99 3VZ", "U"]),
    ]);
    assert!(!answer.together("u1", "u2"));
    for field in 0..4 {
        assert!(answer.table.absent[field].stand_in >= 2, "field {field}");
    }
}

// 6. Moves.

#[test]
fn a_move_is_hardly_evidence_against() {
    let answer = among(&[
        rec("m1", ["Gwendolen", "Marbury", "1971-09-17", "TN3 3QX", "F"]),
        rec(
            "m2",
            ["Gwendolen", "Marbury", "1971-09-17", "DA14 8RT", "F"],
        ),
    ]);
    assert!(answer.together("m1", "m2"));
}

#[test]
fn somebody_is_known_by_every_address_they_had() {
    let person = |id, home| rec(id, ["Gwendolen", "Marbury", "1971-09-17", home, "F"]);
    let mut records = town(1_500, 1);
    records.extend([
        person("p1", "TN3 3QX"),
        person("p2", "DA14 8RT"),
        person("p3", "ME2 1HB"),
    ]);
    let answer = Answer::of(&records);
    let linked = answer.linked;
    let mut index = Index::new(answer.table, &linked);
    // Surname changed and date of birth slipped: what is left is the forename and an old address.
    let new = rec(
        "new",
        ["Gwendolen", "Marbury", "1971-09-71", "DA14 8RT", "F"],
    );
    let found = index.find(&new.raw(), Asking::default());
    assert!(matches!(found.decision, Decision::Link(_)), "{found:?}");
    assert_eq!(found.groups[0].records, 3);
}

// 7. Name order, parts, marks; 8. nicknames. Names of another origin: tests/swap.rs.

#[test]
fn names_in_another_order_or_form_are_still_near() {
    let base = [
        "Siobhan",
        "Marbury-Quackenbush",
        "1971-09-17",
        "TN3 3QX",
        "F",
    ];
    for (forename, surname) in [
        ("Marbury-Quackenbush", "Siobhan"),
        ("SIOBHÁN", "Marbury Quackenbush"),
        ("S", "Marbury-Quackenbush"),
        ("Siobhan", "Marbury"),
        ("Siobhan", "Quackenbush"),
        ("Siobhan Mary", "Marbury-Quackenbush"),
        ("Siobahn", "Marburry-Quackenbush"),
    ] {
        let answer = among(&[
            rec("n1", base),
            rec("n2", [forename, surname, "1971-09-17", "TN3 3QX", "F"]),
        ]);
        assert!(answer.together("n1", "n2"), "{forename} {surname}");
    }
}

#[test]
fn transliterations_are_near() {
    for (one, other) in [
        ("Mohammed", "Muhammad"),
        ("Mohamed", "Mohammad"),
        ("Yusuf", "Yousef"),
    ] {
        let answer = among(&[
            rec("t1", [one, "Quackenbush", "1971-09-17", "TN3 3QX", "M"]),
            rec("t2", [other, "Quackenbush", "1971-09-17", "TN3 3QX", "M"]),
        ]);
        assert!(answer.together("t1", "t2"), "{one} {other}");
    }
}

#[test]
fn mac_and_apostrophes_are_near() {
    for (one, other) in [
        ("MacKenzie", "McKenzie"),
        ("Mac Kenzie", "Mackenzie"),
        ("O'Neill", "ONeill"),
        ("O\u{2019}Neill", "O Neill"),
        ("D'Souza", "De Souza"),
    ] {
        let answer = among(&[
            rec("m1", ["Gwendolen", one, "1971-09-17", "TN3 3QX", "F"]),
            rec("m2", ["Gwendolen", other, "1971-09-17", "TN3 3QX", "F"]),
        ]);
        assert!(answer.together("m1", "m2"), "{one} {other}");
    }
}

#[test]
fn a_nickname_is_no_equal_and_does_not_carry_on() {
    let named = |id, name| rec(id, [name, "Quackenbush", "1971-09-17", "TN3 3QX", "M"]);
    let answer = among(&[
        named("robin", "Robin"),
        named("rob", "Rob"),
        named("robert", "Robert"),
    ]);
    let (near, far) = (
        answer.weight("rob", "robert"),
        answer.weight("robin", "robert"),
    );
    let level = |one: &str, other: &str| {
        let row = |id: &str| &answer.table.rows[answer.record(id) as usize];
        linkage::compare::compare(&answer.table, row(one), row(other))
            .each_name()
            .unwrap()
            .0
    };
    assert_eq!(level("rob", "robert"), name::ALIAS);
    assert_ne!(level("robin", "robert"), name::ALIAS);
    assert!(near > far, "{near} {far}");
}

// 9. Dates of birth.

#[test]
fn a_slip_in_a_date_is_near_and_another_date_is_not() {
    let born = |id, born| rec(id, ["Gwendolen", "Marbury", born, "TN3 3QX", "F"]);
    let answer = among(&[
        born("right", "1971-09-07"),
        born("swapped", "1971-07-09"),
        born("digit", "1971-09-01"),
        born("next", "1972-09-07"),
        born("decade", "1981-09-07"),
        born("other", "1958-02-23"),
    ]);
    for near in ["swapped", "digit", "next", "decade"] {
        assert!(
            answer.weight("right", near) > answer.weight("right", "other") + 4.0,
            "{near}"
        );
    }
}

// 10. Dependence.

#[test]
fn surname_and_postcode_together_count_once() {
    let mut others = Vec::new();
    for nth in 0..60 {
        let (surname, home) = (called(nth + 200), format!("DA{} 7XY", nth % 20 + 1));
        for (member, born) in [
            ("Grace", "1955-02-03"),
            ("Owen", "1983-10-29"),
            ("Isla", "1988-06-15"),
        ] {
            others.push(rec(
                &format!("{member}{nth:02}"),
                [
                    member,
                    &surname,
                    born,
                    &home,
                    if member == "Owen" { "M" } else { "F" },
                ],
            ));
        }
    }
    let answer = among(&others);
    let joined = (0..60)
        .filter(|nth| answer.together(&format!("Grace{nth:02}"), &format!("Isla{nth:02}")))
        .count();
    assert_eq!(joined, 0);
}

// 11. Blocking.

#[test]
fn a_block_that_is_too_large_is_reported() {
    let mut others = Vec::new();
    for nth in 0..60 {
        let born = format!("19{}-0{}-1{}", 30 + nth, nth % 9 + 1, nth % 9);
        others.push(rec(
            &format!("s{nth:02}"),
            [&called(nth), "Samesurname", &born, "", ""],
        ));
    }
    let answer = among(&others);
    assert!(
        answer
            .linked
            .too_large
            .iter()
            .any(|block| block.records >= 60)
    );
}

#[test]
fn a_large_block_asks_for_more_and_says_what_it_did_not_make() {
    let rules = vec![Rule::of(&[Key::Born]).narrowed(20, &[Key::ForenameStart(1), Key::Outward])];
    let record = |nth: usize| {
        // Every ninth without a forename, every third without a postcode, every ninth without both.
        let forename = if nth.is_multiple_of(9) {
            String::new()
        } else {
            called(nth)
        };
        let postcode = ["", "CT1 1AA", "TN3 3QX"][nth % 3];
        rec(
            &format!("s{nth:02}"),
            [&forename, &called(nth * 7 + 3), "1971-09-17", postcode, ""],
        )
    };
    let records: Vec<Record> = (0..60).map(record).collect();
    let settings = Settings {
        rules: Some(rules),
        ..Settings::default()
    };
    let linked = Answer::with(&records, &settings).linked;
    let agree = |one: &Record, other: &Record| {
        let initial = |record: &Record| record.forename.chars().next();
        initial(one).is_some() && initial(one) == initial(other)
            || !one.postcode.is_empty() && one.postcode == other.postcode
    };
    let all = (0..60).flat_map(|one| (0..one).map(move |other| (one, other)));
    let made = all.filter(|(one, other)| agree(&records[*one], &records[*other]));
    let made = made.count() as u64;
    assert_eq!(linked.compared, made);
    let [narrowed] = linked.narrowed[..] else {
        panic!("{:?}", linked.narrowed)
    };
    assert_eq!((narrowed.blocks, narrowed.records), (1, 60));
    assert_eq!(narrowed.not_made, 60 * 59 / 2 - made);
}

#[test]
fn somebody_without_a_date_of_birth_is_found_all_the_same() {
    let answer = among(&[
        rec("d1", ["Gwendolen", "Marbury", "1971-09-17", "TN3 3QX", "F"]),
        rec("d2", ["Gwendolen", "Marbury", "", "TN3 3QX", "F"]),
    ]);
    assert!(answer.together("d1", "d2"));
}

// 12. Missing is not disagreement.

#[test]
fn a_missing_value_says_nothing_either_way() {
    let answer = among(&[
        rec(
            "full1",
            ["Gwendolen", "Marbury", "1971-09-17", "TN3 3QX", "F"],
        ),
        rec(
            "full2",
            ["Gwendolen", "Marbury", "1971-09-17", "TN3 3QX", "F"],
        ),
        rec("bare", ["Gwendolen", "Marbury", "1971-09-17", "", ""]),
    ]);
    let pair = (answer.record("bare"), answer.record("full1"));
    let (pair, table) = ((pair.0.min(pair.1), pair.0.max(pair.1)), &answer.table);
    let why = linkage::explain::waterfall(table, &answer.linked.model, pair, &[], false).unwrap();
    let bits = |field: &str| {
        why.steps
            .iter()
            .find(|step| step.field == field)
            .unwrap()
            .bits
    };
    assert!(bits("postcode").abs() < 1e-12 && bits("sex").abs() < 1e-12);
}

#[test]
fn too_few_fields_never_reach_the_threshold() {
    let answer = among(&[
        rec("f1", ["Thelonious", "", "", "", "M"]),
        rec("f2", ["Thelonious", "", "", "", "M"]),
        rec("e1", ["", "", "", "", "M"]),
        rec("e2", ["", "", "", "", "M"]),
    ]);
    assert!(!answer.together("f1", "f2"));
    assert!(!answer.together("e1", "e2"));
}

// 13. Impossible values. Impossible events, one person in two places at once or somewhere before
// birth: tests/stays.rs and src/stays.rs.

#[test]
fn what_cannot_be_is_no_value() {
    let answer = among(&[
        rec("i", ["Ada", "Marbury", "1971-05-00", "TN3 3QX", "F"]),
        rec("j", ["Ada", "Marbury", "1971-13-32", "TN3 3QX", "F"]),
        // One slip off a day, which its digits tell of.
        rec("k", ["Ada", "Marbury", "1971-02-30", "TN3 3QX", "F"]),
    ]);
    let absent = answer.table.absent[2];
    assert_eq!((absent.stand_in, absent.impossible), (1, 1));
    assert_eq!(
        text::nhs_number("943 476 5918"),
        Err(text::Unused::Impossible)
    );
}

// 15. Aliases in time.

#[test]
fn a_surname_that_changed_is_learnt_from_the_whole_file_and_not_from_one_link() {
    let married = |id, name, home| rec(id, ["Gwendolen", name, "1971-09-17", home, "F"]);
    let answer = among(&[
        married("before", "Marbury", "TN3 3QX"),
        married("after", "Quackenbush", "DA14 8RT"),
        rec(
            "stranger",
            ["Petronella", "Quackenbush", "1949-01-30", "ME1 1AA", "F"],
        ),
        rec(
            "maiden",
            ["Petronella", "Marbury", "1949-05-21", "ME1 2AA", "F"],
        ),
    ]);
    // Whatever is decided of the one pair, the two surnames are no alias for anybody else.
    assert!(!answer.together("stranger", "maiden"));
}
