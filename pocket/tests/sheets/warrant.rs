//! Warrants and patients of a hospital on the sheet.

use pocket::Sheet;
use pocket::sheet::Verdict;

use super::{asked, card, cards, has, with_grounds};

/// A patient's status, the sentence that comes first in a street with every ground, and the power
/// that the act behind it gives or refuses.
#[test]
fn each_hospital_status_is_asked_of_its_own_act() {
    let street = |other: &[(&str, &str)]| {
        with_grounds(&[&[("place", "outdoors"), ("consulted", "nurse")], other].concat())
    };
    for (status, take) in [
        ("leave", Some(Verdict::MayNot)),
        ("cto", Some(Verdict::MayNot)),
        ("conditional", Some(Verdict::MayNot)),
    ] {
        let sheet = street(&[("status", "other"), ("other_status", status)]);
        assert_eq!(
            sheet.headline.verdict,
            Verdict::May,
            "{status}: 136 is not barred"
        );
        assert!(
            sheet.headline.says.starts_with("Section 136 may be used"),
            "{status}"
        );
        let found = cards(&sheet)
            .find(|card| card.id == "power-take-and-return")
            .map(|card| card.verdict);
        assert_eq!(found, take, "{status}");
    }
    let bed = street(&[("status", "other"), ("other_status", "bed")]);
    let convey = card(&bed, "power-convey-to-hospital");
    assert_eq!(convey.verdict, Verdict::MayNot);
    assert!(
        convey
            .because
            .iter()
            .any(|step| step.rule == "s6-needs-application")
    );

    let recalled = |how, day| {
        let sheet = street(&[
            ("status", "other"),
            ("other_status", "recalled"),
            ("recall_how", how),
            ("recall_day", day),
        ]);
        card(&sheet, "power-take-and-return").clone()
    };
    for (how, day, until, verdict) in [
        // Six months beginning with the first day of absence; the order may last longer.
        (
            "in_hand",
            "today",
            Some("Fri 23 Apr 2027, 00:00 BST"),
            Verdict::Judgement,
        ),
        (
            "in_hand",
            "yesterday",
            Some("Thu 22 Apr 2027, 00:00 BST"),
            Verdict::Judgement,
        ),
        (
            "left_at_address",
            "yesterday",
            Some("Fri 23 Apr 2027, 00:00 BST"),
            Verdict::Judgement,
        ),
        // Served tomorrow, and no recall at all.
        ("left_at_address", "today", None, Verdict::MayNot),
        ("not_in_writing", "today", None, Verdict::MayNot),
        ("not_known", "today", None, Verdict::MayNot),
        // No day was said: no date is made up.
        ("in_hand", "earlier", None, Verdict::Judgement),
        ("left_at_address", "earlier", None, Verdict::Judgement),
    ] {
        let take = recalled(how, day);
        assert_eq!(take.verdict, verdict, "{how} {day}: {take:#?}");
        assert_eq!(take.until.as_deref(), until, "{how} {day}");
    }
    let by_warrant = street(&[("status", "other"), ("other_status", "recalled_by_warrant")]);
    assert_eq!(
        card(&by_warrant, "power-take-and-return").verdict,
        Verdict::May
    );
}

#[test]
fn somebody_who_absconded_from_a_remand_is_arrested_and_not_taken_back() {
    for section in ["section35", "section36", "section38"] {
        let sheet = asked(&[("status", "awol"), ("awol_under", section)]);
        assert_eq!(
            card(&sheet, "power-arrest-for-court").verdict,
            Verdict::May,
            "{section}"
        );
        assert_eq!(
            card(&sheet, "power-take-and-return").verdict,
            Verdict::MayNot,
            "{section}"
        );
        assert!(
            sheet.headline.says.contains("arrested"),
            "{section}: {}",
            sheet.headline.says
        );
    }
}

const WARRANT: [(&str, &str); 7] = [
    ("place", "house_flat_or_room"),
    ("warrant", "assess"),
    ("warrant_age", "month"),
    ("warrant_face", "no"),
    ("warrant_here", "yes"),
    ("warrant_amhp", "in_person"),
    ("warrant_doctor", "in_person"),
];

/// The same warrant with one answer changed.
fn warrant_with(question: &str, choice: &str) -> Sheet {
    let changed: Vec<(&str, &str)> = WARRANT
        .iter()
        .map(|(id, given)| (*id, if *id == question { choice } else { given }))
        .collect();
    asked(&changed)
}

#[test]
fn a_warrant_opens_the_door_when_who_must_come_is_there_and_it_has_not_run_out() {
    for (question, choice, verdict) in [
        ("warrant_amhp", "in_person", Verdict::May),
        ("warrant_amhp", "absent", Verdict::MayNot),
        ("warrant_amhp", "remotely", Verdict::Contested),
        ("warrant_amhp", "not_recorded", Verdict::Judgement),
        ("warrant_doctor", "absent", Verdict::MayNot),
        ("warrant_here", "no", Verdict::MayNot),
        ("warrant_here", "not_known", Verdict::Judgement),
        ("warrant_face", "passed", Verdict::MayNot),
        ("warrant_face", "to_come", Verdict::May),
        ("warrant_age", "three_months", Verdict::May),
        // The limit of three months is PACE's, which may not govern.
        ("warrant_age", "longer", Verdict::Contested),
        ("warrant_age", "not_known", Verdict::Judgement),
    ] {
        let sheet = warrant_with(question, choice);
        let go_in = card(&sheet, "go-in-on-the-warrant");
        assert_eq!(go_in.verdict, verdict, "{question}={choice}: {go_in:#?}");
        assert_eq!(sheet.headline.verdict, verdict, "{question}={choice}");
        assert!(
            sheet.headline.says.contains("warrant"),
            "{question}={choice}"
        );
    }
}

#[test]
fn an_age_in_months_is_no_date_of_its_end() {
    for age in ["month", "three_months"] {
        let sheet = warrant_with("warrant_age", age);
        let enter = card(&sheet, "power-enter-under-warrant135-1");
        assert_eq!(enter.verdict, Verdict::May, "{age}");
        assert_eq!(enter.until, None, "{age}");
        assert_eq!(card(&sheet, "duty-execute-warrant").until, None, "{age}");
        assert!(
            enter
                .because
                .iter()
                .any(|step| step.says.contains("at least to the end of")),
            "{age}: {enter:#?}"
        );
    }
}

#[test]
fn under_135_2_nobody_need_come_but_the_patient_must_be_liable_to_be_taken() {
    let retake = |status: &[(&str, &str)]| {
        let given = [
            &[
                ("place", "house_flat_or_room"),
                ("warrant", "retake"),
                ("warrant_age", "month"),
                ("warrant_face", "no"),
                ("warrant_here", "yes"),
            ],
            status,
        ]
        .concat();
        card(&asked(&given), "go-in-on-the-warrant").clone()
    };
    let absent = retake(&[("status", "awol"), ("awol_under", "section3")]);
    assert_eq!(absent.verdict, Verdict::May, "{absent:#?}");
    let nobody = retake(&[("status", "none")]);
    assert_eq!(nobody.verdict, Verdict::Judgement);
    assert!(nobody.first.iter().any(|first| first.contains("liable")));
    let on_leave = retake(&[("status", "other"), ("other_status", "leave")]);
    assert_eq!(on_leave.verdict, Verdict::MayNot);
}

#[test]
fn a_breach_of_the_peace_opens_a_door_and_no_card_claims_an_arrest() {
    let home = asked(&[("place", "house_flat_or_room"), ("inside", "peace")]);
    assert!(has(&home, "other-breach-of-the-peace"));
    let street = asked(&[("place", "outdoors"), ("danger", "offence")]);
    assert!(!has(&street, "other-breach-of-the-peace"));
    for sheet in [&home, &street] {
        assert!(cards(sheet).all(|card| !card.title.starts_with("Arrest,")));
    }
}
