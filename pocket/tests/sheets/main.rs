//! What the sheet says, for answers an officer might give, and for every answer there is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod warrant;

use jiff::Timestamp;
use law::{Commencement, Layer, Policy, Profile};
use pocket::questions::{ALL, Kind};
use pocket::sheet::{Card, Verdict};
use pocket::{Answers, Sheet, sheet};

const NIGHT: &str = "2026-10-23T01:14:00Z";

fn at() -> Timestamp {
    NIGHT.parse().unwrap()
}

fn answers(given: &[(&str, &str)]) -> Answers {
    let (answers, problems) = Answers::of_form(given.iter().copied());
    assert!(problems.is_empty(), "{problems:?}");
    answers
}

fn asked(given: &[(&str, &str)]) -> Sheet {
    sheet(&answers(given), at(), &Profile::statute())
}

const GROUNDS: [(&str, &str); 3] = [("seen", "disorder"), ("seen", "now"), ("seen", "necessary")];

fn with_grounds(given: &[(&str, &str)]) -> Sheet {
    asked(&[&GROUNDS, given].concat())
}

fn cards(sheet: &Sheet) -> impl Iterator<Item = &Card> {
    sheet.groups.iter().flat_map(|group| &group.cards)
}

fn card<'a>(sheet: &'a Sheet, id: &str) -> &'a Card {
    cards(sheet)
        .find(|card| card.id == id)
        .unwrap_or_else(|| panic!("no card `{id}` in {sheet:#?}"))
}

fn has(sheet: &Sheet, id: &str) -> bool {
    cards(sheet).any(|card| card.id == id)
}

#[test]
fn the_place_decides_before_everything_else() {
    for (place, verdict) in [
        ("outdoors", Verdict::May),
        ("communal_part", Verdict::May),
        ("emergency_department", Verdict::May),
        ("house_flat_or_room", Verdict::MayNot),
        ("supported_bedroom", Verdict::MayNot),
        ("hotel_room_housing", Verdict::MayNot),
        ("hotel_room_short_stay", Verdict::Contested),
        ("tent_van_or_boat", Verdict::Contested),
        ("holiday_cottage", Verdict::Contested),
        ("balcony_or_roof", Verdict::Contested),
        ("garden_or_outhouse", Verdict::Judgement),
        ("not_known", Verdict::Judgement),
    ] {
        let sheet = with_grounds(&[("place", place)]);
        assert_eq!(sheet.headline.verdict, verdict, "{place}");
        let power = card(&sheet, "power-remove-to-place-of-safety");
        assert_eq!(power.verdict, verdict, "{place}");
        assert_eq!(
            power.rival.is_some(),
            verdict == Verdict::Contested,
            "{place}"
        );
    }
}

#[test]
fn one_more_answer_settles_what_waited_for_it() {
    let garden = |shared| with_grounds(&[("place", "garden_or_outhouse"), ("shared", shared)]);
    assert_eq!(garden("yes").headline.verdict, Verdict::May);
    assert_eq!(garden("no").headline.verdict, Verdict::MayNot);
    assert_eq!(garden("not_known").headline.verdict, Verdict::Judgement);
    let house = |lived_in| with_grounds(&[("place", "house_flat_or_room"), ("lived_in", lived_in)]);
    assert_eq!(house("no").headline.verdict, Verdict::May);
    assert_eq!(house("not_known").headline.verdict, Verdict::MayNot);
}

#[test]
fn a_ground_not_seen_is_not_a_ground_denied() {
    let street = [("place", "outdoors"), ("seen", "disorder"), ("seen", "now")];
    let unseen = asked(&street);
    assert_eq!(unseen.headline.verdict, Verdict::Judgement);
    let power = card(&unseen, "power-remove-to-place-of-safety");
    assert!(
        power.first.iter().any(|first| first.contains("necessary")),
        "{power:?}"
    );
    let denied = asked(&[&street[..], &[("ruled_out", "necessary")]].concat());
    assert_eq!(denied.headline.verdict, Verdict::MayNot);
    // Said both ways, it is not known.
    let both = [("place", "outdoors"), ("ruled_out", "now")];
    assert_eq!(with_grounds(&both).headline.verdict, Verdict::Judgement);
    let none = asked(&[("place", "outdoors"), ("seen", "none")]);
    assert_eq!(none.headline.verdict, Verdict::MayNot);
}

#[test]
fn consulting_comes_first_until_it_is_done_or_not_practicable() {
    let street = |consulted| with_grounds(&[("place", "outdoors"), ("consulted", consulted)]);
    let consult = |sheet: &Sheet| {
        let power = card(sheet, "power-remove-to-place-of-safety");
        power.first.iter().any(|first| first.starts_with("Consult"))
    };
    assert!(consult(&with_grounds(&[("place", "outdoors")])));
    assert!(consult(&street("nobody")));
    assert!(consult(&street("unlisted")));
    for done in [
        "doctor",
        "nurse",
        "amhp",
        "paramedic",
        "occupational_therapist",
        "not_practicable",
    ] {
        assert!(!consult(&street(done)), "{done}");
    }
    assert!(has(&street("not_practicable"), "duty-record-reason"));
    // In a home there is no decision to consult about.
    assert!(!has(
        &with_grounds(&[("place", "house_flat_or_room")]),
        "duty-consultation"
    ));
}

#[test]
fn whoever_was_brought_out_of_a_home_is_told_before_it_is_used() {
    let street = |came| with_grounds(&[("place", "outdoors"), ("came_out", came)]);
    let wrong = |sheet: &Sheet| {
        cards(sheet).any(|card| {
            card.id.starts_with("then-wrong")
                && card
                    .because
                    .iter()
                    .any(|step| step.rule == "s136-brought-out")
        })
    };
    assert!(wrong(&street("brought")));
    assert!(!wrong(&street("freely")));
    assert!(!wrong(&street("no")));
}

#[test]
fn age_in_doubt_is_treated_as_a_child_at_a_police_station() {
    let station = |age: &[(&str, &str)]| {
        let sheet = with_grounds(&[&[("place", "outdoors")], age].concat());
        card(&sheet, "power-use-police-station").clone()
    };
    let child = station(&[("age", "child")]);
    assert_eq!(child.verdict, Verdict::MayNot);
    for doubt in [&[("age", "in_doubt")][..], &[]] {
        assert_eq!(station(doubt).verdict, Verdict::MayNot);
    }
    assert_ne!(station(&[("age", "adult")]).because, child.because);
}

#[test]
fn somebody_held_or_gone_is_asked_about_before_anything_is_said_of_them() {
    let held = asked(&[("status", "held")]);
    assert_eq!(held.headline.verdict, Verdict::Judgement);
    assert!(
        held.headline.says.starts_with("Say where"),
        "{}",
        held.headline.says
    );
    assert!(!has(&held, "power-remove-to-place-of-safety"));
    let way = asked(&[("status", "held"), ("where_held", "on_the_way")]);
    assert!(way.headline.says.contains("no clock yet"));
    let inside = [
        ("status", "held"),
        ("where_held", "hospital"),
        ("hours_held", "3"),
    ];
    let inside = asked(&inside);
    assert!(
        inside.headline.says.contains("Fri 23 Oct 2026, 23:14 BST"),
        "{}",
        inside.headline.says
    );
    assert!(has(&inside, "power-detain-at-place-of-safety"));
    let long = asked(&[
        ("status", "held"),
        ("where_held", "hospital"),
        ("hours_held", "25"),
    ]);
    assert_eq!(long.headline.verdict, Verdict::MayNot);
}

#[test]
fn somebody_who_got_away_may_be_retaken_as_long_as_the_rule_says() {
    let gone = |more: &[(&str, &str)]| asked(&[&[("status", "escaped")], more].concat());
    assert_eq!(gone(&[]).headline.verdict, Verdict::Judgement);
    let on_the_way = gone(&[("escaped_from", "removal"), ("hours_since", "2")]);
    assert!(
        on_the_way.headline.says.contains("Fri 23 Oct 2026, 00:14")
            || on_the_way.headline.says.contains("Sat 24 Oct 2026, 00:14"),
        "{}",
        on_the_way.headline.says
    );
    let late = gone(&[("escaped_from", "removal"), ("hours_since", "24")]);
    assert_eq!(late.headline.verdict, Verdict::MayNot);
    let from_place = [
        ("escaped_from", "place"),
        ("hours_since", "2"),
        ("hours_arrived", "5"),
    ];
    assert!(
        gone(&from_place)
            .headline
            .says
            .contains("Fri 23 Oct 2026, 21:14"),
        "{}",
        gone(&from_place).headline.says
    );
    assert!(has(&gone(&from_place), "power-enter-to-retake"));
}

#[test]
fn the_body_comes_first_and_the_force_is_named_where_it_speaks() {
    let mut profile = Profile::statute();
    let given = answers(&[("place", "outdoors"), ("body", "abd"), ("body", "red_flag")]);
    let without = sheet(&given, at(), &profile);
    assert_eq!(without.groups[0].cards.len(), 2);
    assert!(
        without.groups[0]
            .cards
            .iter()
            .all(|card| card.verdict == Verdict::Emergency)
    );
    assert!(
        card(&without, "emergency-abd")
            .because
            .iter()
            .all(|step| step.layer != Layer::ForcePolicy)
    );
    profile.policies.push(Policy {
        rule: domain::force::PolicyKind::EdDoctorRulesOutAbd,
        from: "2026-10-23".parse().unwrap(),
        to: None,
        instrument: "Manual 7.1".to_owned(),
    });
    let with = sheet(&given, at(), &profile);
    let abd = card(&with, "emergency-abd");
    assert_eq!(abd.because[0].layer, Layer::ForcePolicy);
    assert!(abd.because[0].says.contains("Manual 7.1"));
    // The day before it applied, it says nothing. The day is London's.
    let before: Timestamp = "2026-10-22T22:59:59Z".parse().unwrap();
    assert_eq!(
        card(&sheet(&given, before, &profile), "emergency-abd")
            .because
            .len(),
        1
    );
    let midnight: Timestamp = "2026-10-22T23:00:00Z".parse().unwrap();
    assert_eq!(
        card(&sheet(&given, midnight, &profile), "emergency-abd")
            .because
            .len(),
        2
    );
}

#[test]
fn another_law_gives_another_answer() {
    let given = answers(&[&GROUNDS[..], &[("place", "outdoors"), ("age", "adult")]].concat());
    let mut profile = Profile::statute();
    let now = sheet(&given, at(), &profile);
    profile.mha_2025_s48 = Some(Commencement {
        on: "2026-10-01".parse().unwrap(),
        instrument: "an order invented for the test".to_owned(),
    });
    let then = sheet(&given, at(), &profile);
    assert_ne!(
        card(&now, "power-use-police-station"),
        card(&then, "power-use-police-station")
    );
}

#[test]
fn concern_is_no_ground_to_enter_and_serious_harm_is_one() {
    let home = |inside| asked(&[("place", "house_flat_or_room"), ("inside", inside)]);
    let enter = |sheet: &Sheet| card(sheet, "power-enter-to-save-life").verdict;
    assert_eq!(enter(&home("serious_harm")), Verdict::May);
    assert_eq!(enter(&home("concern")), Verdict::MayNot);
    for way in [
        "other-life-and-limb",
        "other-not-brought-out",
        "other-capacity",
    ] {
        assert!(has(&home("concern"), way), "{way}");
    }
}

#[test]
fn a_patient_absent_without_leave_is_told_apart_and_their_home_stays_shut() {
    let home = |more: &[(&str, &str)]| {
        let given = [&[("place", "house_flat_or_room"), ("status", "awol")], more].concat();
        asked(&given)
    };
    let section_2 = home(&[("awol_under", "section2")]);
    assert!(
        section_2.headline.says.starts_with("Absent without leave"),
        "{:?}",
        section_2.headline
    );
    assert!(has(&section_2, "power-take-and-return"));
    assert!(
        !section_2.missing.is_empty(),
        "nobody said when they were admitted"
    );
    let pursuit = |how| card(&home(&[("pursuit", how)]), "power-enter-in-pursuit").verdict;
    assert_eq!(pursuit("in_sight"), Verdict::May);
    assert_eq!(pursuit("no_chase"), Verdict::MayNot);
}

#[test]
fn capacity_law_takes_nobody_to_be_assessed() {
    let lacks = |care| {
        asked(&[
            ("place", "house_flat_or_room"),
            ("capacity", "lacks"),
            ("care", care),
        ])
    };
    let act = |sheet: &Sheet| card(sheet, "power-act-in-best-interests").clone();
    assert_eq!(act(&lacks("assessment")).verdict, Verdict::MayNot);
    assert_ne!(act(&lacks("life")).verdict, Verdict::MayNot);
}

/// Every answer alone, and every two together: somebody will give them.
#[test]
fn any_answers_give_a_sheet_with_its_reasons() {
    let mut all: Vec<(&str, &str)> = Vec::new();
    for question in ALL {
        match question.kind {
            Kind::Hours => all.extend(["0", "3", "25", "72"].map(|hours| (question.id, hours))),
            Kind::One | Kind::Many => {
                all.extend(
                    question
                        .choices
                        .iter()
                        .map(|choice| (question.id, choice.id)),
                );
            }
        }
    }
    let mut tried = 0;
    for one in &all {
        for other in &all {
            let (answers, _) = Answers::of_form([*one, *other]);
            let sheet = sheet(&answers, at(), &Profile::statute());
            assert!(!sheet.headline.says.is_empty(), "{one:?} {other:?}");
            for card in cards(&sheet) {
                assert!(
                    !card.because.is_empty(),
                    "{one:?} {other:?}: {}",
                    card.title
                );
                let contested = card.verdict == Verdict::Contested;
                assert!(
                    !contested
                        || card.rival.is_some()
                        || card.because.iter().any(|step| step.contested),
                    "{one:?} {other:?}: {card:?}"
                );
                assert!(card.because.iter().all(|step| !step.cite.is_empty()));
            }
            let mut ids: Vec<&str> = cards(&sheet).map(|card| card.id.as_str()).collect();
            ids.sort_unstable();
            let count = ids.len();
            ids.dedup();
            assert_eq!(ids.len(), count, "{one:?} {other:?}: {ids:?}");
            tried += 1;
        }
    }
    assert!(tried > 3_000, "{tried}");
}
