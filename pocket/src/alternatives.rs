//! What else may fit: other powers and ways, each with the rules it rests on.
//!
//! Rules are named by their ids in the rule book. One that no code stands behind yet is not shown:
//! a card without a citation would be worth less than none.

use law::rules::{self, Rule};

use crate::answers::Answers;

/// One other way.
#[derive(Debug)]
pub struct Alternative {
    /// Its name in the page.
    pub id: &'static str,
    /// What it is.
    pub title: &'static str,
    /// The rules it rests on, the first being the one that gives it.
    pub rules: &'static [&'static str],
    /// Whether it may fit what was answered.
    pub fits: fn(&Answers) -> bool,
}

/// Every other way, in the order shown.
pub static ALL: &[Alternative] = &[
    Alternative {
        id: "agreement",
        title: "Help they accept of their own accord",
        rules: &["s136-consult-free-to-leave"],
        fits: |answers| !answers.has("status", "held") && !answers.has("agrees", "no"),
    },
    Alternative {
        id: "more-specific",
        title: "A more specific power over a patient",
        rules: &[
            "s136-no-bar-other-status",
            "awol-who",
            "cto-recall-destination",
        ],
        fits: |answers| answers.has("status", "awol") || answers.has("status", "other"),
    },
    Alternative {
        id: "holding-power",
        title: "The hospital's own holding powers",
        rules: &["s136-health-setting"],
        fits: |answers| {
            answers.has("place", "hospital_ward") || answers.has("other_status", "inpatient")
        },
    },
    Alternative {
        id: "life-and-limb",
        title: "Entry to save life or limb",
        rules: &["pace-17-1-e", "pace-17-threshold", "pace-17-no-detain"],
        fits: in_a_home,
    },
    Alternative {
        id: "warrant-135-1",
        title: "A warrant under section 135(1)",
        rules: &["w1-grounds", "w1-applicant", "w1-no-refusal-needed"],
        fits: |answers| in_a_home(answers) && !answers.has("warrant", "assess"),
    },
    Alternative {
        id: "warrant-135-2",
        title: "A warrant under section 135(2)",
        rules: &["w2-patient", "w2-grounds", "w2-needed"],
        fits: |answers| {
            in_a_home(answers)
                && !answers.has("warrant", "retake")
                && (answers.has("status", "awol")
                    || answers.has("status", "escaped")
                    || answers.has("other_status", "recalled")
                    || answers.has("other_status", "recalled_by_warrant"))
        },
    },
    Alternative {
        id: "capacity",
        title: "The Mental Capacity Act",
        rules: &[
            "mca-s5",
            "mca-s6-restraint",
            "mca-no-dol",
            "mca-s4b",
            "mca-not-for-135-136",
        ],
        fits: |answers| in_a_home(answers) || answers.has("body", "red_flag"),
    },
    Alternative {
        id: "breach-of-the-peace",
        title: "Entry to deal with a breach of the peace",
        rules: &["breach-of-peace"],
        fits: |answers| {
            in_a_home(answers)
                && (answers.has("danger", "offence")
                    || answers.has("danger", "violence")
                    || answers.has("inside", "peace"))
        },
    },
    Alternative {
        id: "not-brought-out",
        title: "Not: bringing them out so that section 136 fits",
        rules: &["s136-brought-out"],
        fits: in_a_home,
    },
];

/// Whether the answers put the person somewhere section 136 does not reach, or may not.
pub fn in_a_home(answers: &Answers) -> bool {
    [
        "house_flat_or_room",
        "garden_or_outhouse",
        "balcony_or_roof",
        "supported_bedroom",
        "shared_living_room",
        "hotel_room_short_stay",
        "hotel_room_housing",
        "holiday_cottage",
        "tent_van_or_boat",
    ]
    .iter()
    .any(|place| answers.has("place", place))
}

/// The rules of these names that the law has code for, in this order.
pub(crate) fn rules_named(names: &[&str]) -> Vec<&'static Rule> {
    names
        .iter()
        .filter_map(|name| rules::all().find(|rule| rule.id == *name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_named_is_in_the_rule_book() {
        let book = include_str!("../../law/tests/rule_book.tsv");
        for alternative in ALL {
            for rule in alternative.rules {
                assert!(
                    book.lines()
                        .any(|line| line.split('\t').nth(1) == Some(rule)),
                    "{}: `{rule}` is not in the rule book",
                    alternative.id
                );
            }
        }
    }

    #[test]
    fn the_other_ways_out_of_a_home_are_offered_there_and_not_in_the_street() {
        let fitting = |place| {
            let (answers, _) = Answers::of_form([("place", place)]);
            let ids: Vec<_> = ALL
                .iter()
                .filter(|it| (it.fits)(&answers))
                .map(|it| it.id)
                .collect();
            ids
        };
        assert!(fitting("house_flat_or_room").contains(&"life-and-limb"));
        assert!(fitting("house_flat_or_room").contains(&"warrant-135-1"));
        assert!(!fitting("outdoors").contains(&"warrant-135-1"));
        assert!(fitting("hospital_ward").contains(&"holding-power"));
    }
}
