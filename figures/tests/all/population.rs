//! Residents and roll-ups, held to the printed figures of the census.

use figures::population::{CodeList, Placed, Population, Rollup, Roma, label};
use proptest::prelude::*;

#[test]
fn roll_ups_part_only_where_they_are_said_to() {
    let population = Population::census_2021().unwrap();
    let areas: Vec<&str> = population.areas().collect();
    assert_eq!(areas, ["england_wales", "kent", "wales"]);
    // data.md section 5, the five groups.
    let printed = [
        (
            "england_wales",
            59_597_578,
            [48_699_231, 1_717_977, 5_515_455, 2_409_283, 1_255_632],
        ),
        (
            "kent",
            1_855_850,
            [1_644_756, 44_627, 86_424, 56_757, 23_286],
        ),
        (
            "wales",
            3_107_513,
            [2_915_852, 48_602, 89_032, 27_561, 26_466],
        ),
    ];
    for (area, total, five) in printed {
        assert_eq!(population.total(area), Some(total));
        let found = population.residents(area, Rollup::CensusFive).unwrap();
        let names: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["White", "Mixed", "Asian", "Black", "Other"]);
        assert_eq!(found.iter().map(|(_, n)| *n).collect::<Vec<_>>(), five);
        for rollup in Rollup::ALL {
            let sum: u64 = population
                .residents(area, *rollup)
                .unwrap()
                .iter()
                .map(|(_, n)| n)
                .sum();
            assert_eq!(sum, total, "{rollup} loses nobody");
        }
    }
    let one = |rollup, group| {
        let all = population.residents("kent", rollup).unwrap();
        all.iter().find(|(name, _)| *name == group).unwrap().1
    };
    // The Chinese trap, with its 8,928 people of Kent.
    assert_eq!(
        one(Rollup::CensusFive, "Asian") - one(Rollup::NhsFive, "Asian"),
        8_928
    );
    assert_eq!(
        one(Rollup::NhsFive, "Other") - one(Rollup::CensusFive, "Other"),
        8_928
    );
    // Roma: 2,723 people of Kent.
    let (w9, w3) = (
        Rollup::SelfDefined18(Roma::W9),
        Rollup::SelfDefined18(Roma::W3),
    );
    assert_eq!(one(w9, "W9") - one(w3, "W9"), 2_723);
    assert_eq!(one(w3, "W3"), 6_222 + 2_723);
    assert_eq!(one(Rollup::SelfDefined16, "O1"), 8_928);
    // A code and a census group of the same people go the same way.
    let pairs = [
        ("A4", "asian_chinese"),
        ("O2", "other_arab"),
        ("W3", "white_gypsy_traveller"),
    ];
    for (code, group) in pairs {
        for rollup in Rollup::ALL {
            assert_eq!(
                rollup.place(CodeList::SelfDefined18, code),
                rollup.place(CodeList::Census19, group)
            );
        }
    }
    assert_eq!(w9.place(CodeList::SelfDefined16, "W9"), Placed::CannotTell);
    assert_eq!(w9.place(CodeList::SelfDefined16, "O1"), Placed::Group("A4"));
    assert_eq!(w9.place(CodeList::SelfDefined18, "NS"), Placed::NotStated);
    assert_eq!(w9.place(CodeList::SelfDefined18, "X1"), Placed::NoSuchCode);
    assert_eq!(label(CodeList::SelfDefined18, "A4"), Some("Chinese"));
    assert_eq!(
        label(CodeList::Census19, "asian_indian"),
        Some("Asian, Asian British or Asian Welsh: Indian")
    );
}

#[test]
fn a_file_of_residents_that_lacks_a_group_is_refused() {
    let said = |text: &str| -> Vec<String> {
        Population::read(text)
            .unwrap_err()
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    assert_eq!(
        said(""),
        ["line 1: the header is `group,` and the keys of the areas"]
    );
    assert_eq!(said("group,a\n"), ["line 1: has no groups"]);
    let faults =
        said("group,a\nwhite_irish,1\nwhite_irish,2\nred,3\nwhite_roma,many\nwhite_other,1,2\n");
    assert!(faults.contains(&"line 3: `white_irish` is there twice".to_owned()));
    assert!(faults.contains(&"line 4: `red` is not one of the nineteen groups".to_owned()));
    assert!(faults.contains(&"line 5: `many` of `a` is not a number of residents".to_owned()));
    assert!(faults.contains(&"line 6: has 2 counts, and the header names 1 areas".to_owned()));
    assert!(
        faults.contains(&"line 1: `a` has no `white_roma`; every group must be there".to_owned())
    );
}

#[test]
fn counts_by_code_come_to_groups_and_nobody_is_lost() {
    let population = Population::census_2021().unwrap();
    let counts = [
        ("W1", 40),
        ("W3", 2),
        ("A4", 3),
        ("A1", 5),
        ("NS", 7),
        ("X9", 1),
    ];
    let group = |rollup| {
        population
            .group("kent", rollup, CodeList::SelfDefined18, &counts, 11)
            .unwrap()
    };
    let five = group(Rollup::CensusFive);
    let count = |of: &figures::population::Grouped, name: &str| {
        of.groups
            .iter()
            .find(|group| group.name == name)
            .unwrap()
            .count
    };
    assert_eq!(
        (
            count(&five, "White"),
            count(&five, "Asian"),
            count(&five, "Other")
        ),
        (42, 8, 0)
    );
    assert_eq!(five.not_stated, 18);
    assert_eq!(five.not_placed, [("X9".to_owned(), 1)]);
    assert_eq!(five.in_no_group(), 19);
    assert_eq!(five.rollup, "census-five/2021");
    let nhs = group(Rollup::NhsFive);
    assert_eq!((count(&nhs, "Asian"), count(&nhs, "Other")), (5, 3));
    for rollup in Rollup::ALL {
        let grouped = group(*rollup);
        let sum: u64 = grouped.groups.iter().map(|group| group.count).sum();
        assert_eq!(sum + grouped.in_no_group(), 69, "{rollup}");
    }
    // 16+1 under 18+1: the wide codes are in no group.
    let old = population
        .group(
            "kent",
            Rollup::SelfDefined18(Roma::W9),
            CodeList::SelfDefined16,
            &[("W9", 4), ("O1", 2)],
            0,
        )
        .unwrap();
    assert_eq!(old.not_placed, [("W9".to_owned(), 4)]);
    assert_eq!(count(&old, "A4"), 2);
    assert!(
        population
            .group("essex", Rollup::CensusFive, CodeList::Census19, &[], 0)
            .is_none()
    );
}

proptest! {
    /// What a force writes itself is read without a panic, whatever it is.
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}", lines in proptest::collection::vec("(-- )?(column |rate|\\[\\[|title|group,)?[a-z0-9 :;,=\"$.\\[\\]-]{0,30}", 0..12)) {
        for text in [text, lines.join("\n")] {
            let _ = Population::read(&text);
            let _ = figures::cost::RateCard::read("card.toml", &text);
            if let Err(problems) = figures::measure::Measure::read("m.sql", &text) {
                prop_assert!(!problems.is_empty());
            }
        }
    }
}
