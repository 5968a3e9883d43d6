//! What a page asks before something is written: the absolute blocks, and why.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

use domain::event::{ExtensionGround, Manner, PlaceRef, PlaceRefusal, StationConsultation};
use domain::{Answer, Moment, PlaceKind, Profession, Rank};
use jiff::Timestamp;
use law::extension::{ExtensionVerdict, Proposed};
use law::station::StationVerdict;
use law::{Act, Facts, Person, Profile, What};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn act(id: &str, time: &str, what: What) -> Act {
    Act {
        id: id.to_owned(),
        at: Moment::Exact { at: at(time) },
        rivals: Vec::new(),
        what,
    }
}

fn place(kind: PlaceKind, name: &str) -> PlaceRef {
    PlaceRef {
        id: None,
        kind,
        name: name.to_owned(),
    }
}

/// In a police station since 21:55 BST on 23 October 2026.
fn at_station(age: u8) -> Facts {
    Facts {
        person: Person {
            born: None,
            youngest: Some(age),
            oldest: Some(age),
        },
        acts: vec![
            act(
                "used",
                "2026-10-23T20:00:00Z",
                What::PowerUsed {
                    manner: Manner::Remove,
                    by: Profession::Constable,
                    rank: Some(Rank::Constable),
                    brought_out_by_force: Answer::No,
                    fresh_facts: Answer::NotKnown,
                },
            ),
            act(
                "authorised",
                "2026-10-23T20:48:00Z",
                What::StationAuthorised {
                    by: Profession::Constable,
                    rank: Some(Rank::Inspector),
                    imminent_risk: Answer::Yes,
                    no_other_place_because_of_risk: Answer::Yes,
                    healthcare_throughout: Answer::Yes,
                    consultation: StationConsultation::NotPracticable {
                        reason: "danger".to_owned(),
                    },
                },
            ),
            act(
                "entered",
                "2026-10-23T20:55:00Z",
                What::Entered {
                    place: place(PlaceKind::PoliceStation, "custody"),
                },
            ),
        ],
    }
}

fn proposed(signed: &str) -> Proposed {
    Proposed {
        signed: at(signed),
        by: Profession::RegisteredMedicalPractitioner,
        responsible_for_examination: Answer::Yes,
        minutes: 600,
        ground: ExtensionGround::PersonsCondition,
        assessed_at_station: Answer::Yes,
        approved_by: Some(Rank::Superintendent),
    }
}

fn judged(proposed: &Proposed) -> law::extension::ExtensionOutcome {
    law::extension::judge(&at_station(38), proposed, &Profile::statute()).answer
}

#[test]
fn a_further_period_is_judged_before_it_is_written() {
    let good = judged(&proposed("2026-10-24T20:10:00Z"));

    assert_eq!(good.verdict, ExtensionVerdict::Valid);
    assert_eq!(good.would_end, Some(at("2026-10-25T06:55:00Z")));
    assert!(!good.breaks_block());
}

#[test]
fn approval_needs_the_rank() {
    let by = |rank| {
        judged(&Proposed {
            approved_by: rank,
            ..proposed("2026-10-24T20:10:00Z")
        })
    };

    assert_eq!(by(None).verdict, ExtensionVerdict::AwaitingApproval);
    assert_eq!(
        by(Some(Rank::ChiefInspector)).verdict,
        ExtensionVerdict::AwaitingApproval
    );
    assert_eq!(
        by(Some(Rank::Superintendent)).verdict,
        ExtensionVerdict::Valid
    );
    assert_eq!(
        by(Some(Rank::ChiefSuperintendent)).verdict,
        ExtensionVerdict::Valid
    );
}

#[test]
fn only_lateness_and_length_break_the_block() {
    let late = judged(&proposed("2026-10-24T20:55:00Z"));
    let long = judged(&Proposed {
        minutes: 721,
        ..proposed("2026-10-24T20:10:00Z")
    });
    let ground = judged(&Proposed {
        ground: ExtensionGround::NoAmhp,
        ..proposed("2026-10-24T20:10:00Z")
    });

    assert!(late.breaks_block());
    assert!(long.breaks_block());
    assert_eq!(ground.verdict, ExtensionVerdict::Invalid);
    assert!(!ground.breaks_block());
}

#[test]
fn nothing_is_extended_where_nobody_is_detained() {
    let finding = law::extension::judge(
        &Facts::default(),
        &proposed("2026-10-24T20:10:00Z"),
        &Profile::statute(),
    );

    assert_eq!(finding.answer.verdict, ExtensionVerdict::NeedsFacts);
    assert_eq!(finding.answer.would_end, None);
}

#[test]
fn a_child_breaks_the_station_block_and_a_missing_limb_does_not() {
    let when = at("2026-10-23T21:00:00Z");
    let judge = |facts: &Facts| law::station::judge(facts, when, &Profile::statute()).answer;
    let mut unanswered = at_station(38);
    unanswered.acts.remove(1);

    assert!(judge(&at_station(17)).breaks_block());
    assert_eq!(judge(&at_station(38)).verdict, StationVerdict::Lawful);
    assert_eq!(judge(&unanswered).verdict, StationVerdict::Unlawful);
    assert!(!judge(&unanswered).breaks_block());
}

#[test]
fn a_full_suite_fails_the_test_and_the_answer_says_why() {
    let mut facts = at_station(38);
    facts.acts.pop();
    facts.acts.push(act(
        "refused",
        "2026-10-23T20:05:00Z",
        What::PlaceRefused {
            place: place(PlaceKind::HealthBasedPlaceOfSafety, "Suite A"),
            reason: PlaceRefusal::Full,
            in_police_area: Answer::Yes,
        },
    ));
    let finding = law::station::judge(&facts, at("2026-10-23T20:50:00Z"), &Profile::statute());
    let failed: Vec<_> = finding
        .answer
        .limbs
        .iter()
        .filter(|limb| limb.met.is_no())
        .collect();

    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].rule.id, "stn-full-suite-not-enough");
    assert_eq!(
        failed[0].says,
        "Suite A said no because “full”, which is not because of the risk."
    );
}
