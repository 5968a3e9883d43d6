//! Warrants under section 135 in the record: journey J6 and its variants, and each guard by a pair
//! that differs in one thing alone.

use casework::{Command, Why, view};
use domain::event::*;
use domain::{
    Answer, Event, Known, LocationKind, Moment, PlaceKind, Profession, Rank, TimeSource, When,
};
use jiff::civil::date;
use law::Standing;

use crate::story::*;

fn home() -> PlaceRef {
    PlaceRef {
        id: None,
        kind: PlaceKind::PrivateHome,
        name: "3 Street C".into(),
    }
}

pub(crate) fn applied() -> WarrantApplied {
    WarrantApplied {
        kind: WarrantKind::Assess,
        applicant: Profession::Amhp,
        name: Known::is("the AMHP on duty".into()),
        court: "Medway magistrates".into(),
        premises: "3 Street C".into(),
        on_oath_to_justice: Answer::Yes,
        in_jurisdiction: Answer::Yes,
        concern: Concern {
            believed_disordered: Answer::Yes,
            ill_treated_or_neglected: Answer::Yes,
            unable_to_care: Answer::Yes,
            living_alone: Answer::No,
        },
        patient: PatientSought::default(),
        facts: "not eating; son refuses the team".into(),
    }
}

pub(crate) fn issued() -> Warrant {
    Warrant {
        kind: WarrantKind::Assess,
        court: "Medway magistrates".into(),
        premises: "3 Street C".into(),
        premises_specified: Answer::Yes,
        person_named: Answer::Yes,
        professionals_named: Answer::Yes,
        named: "Doctor 1".into(),
        last_day: Known::None(domain::NoValue::NotApplicable),
        entries: None,
    }
}

pub(crate) fn entry() -> WarrantEntry {
    WarrantEntry {
        kind: WarrantKind::Assess,
        lead: "the LPT sergeant".into(),
        officers: None,
        amhp: Presence::InPerson,
        amhp_name: Known::is("the AMHP on duty".into()),
        doctor: Presence::InPerson,
        doctor_name: Known::is("Doctor 2".into()),
        named_professionals_there: Answer::No,
        why_others: "Doctor 1 sent Doctor 2".into(),
        at_specified_premises: Answer::Yes,
        force_used: Answer::No,
        how: "key".into(),
        person_found: Answer::Yes,
        body_worn_video: Answer::Yes,
        further_entry_allowed_by: None,
        formalities: Formalities::default(),
    }
}

pub(crate) fn used(manner: Manner) -> WarrantUsed {
    WarrantUsed {
        kind: WarrantKind::Assess,
        manner,
        rank: Rank::Sergeant,
        why: "AMHP and doctor asked for it".into(),
        told_why: Known::is(true),
        to_where_the_power_takes: Answer::NotKnown,
    }
}

fn agreed() -> AgreementGiven {
    AgreementGiven {
        place: home(),
        relation: Relation::OccupierWithOthers,
        person_agrees: Answer::Yes,
        person_has_capacity: Answer::Yes,
        occupier_agrees: Answer::Yes,
        manager_agrees: Answer::NotKnown,
    }
}

/// A file with a warrant issued on 26 October 2026, no end date on its face.
pub(crate) fn issued_on_26_october() -> Desk {
    let mut desk = Desk::new("2026-10-26 15:10");
    desk.says(&dispatcher(), opened());
    desk.says(&dispatcher(), applied());
    desk.says(&dispatcher(), issued());
    desk
}

#[test]
fn j6_kept_at_home_the_clock_runs_from_the_first_entry_to_execute() {
    let mut desk = issued_on_26_october();
    assert_eq!(view::stage(&desk.file()), view::Stage::Warrant);
    desk.at("2026-10-29 11:26");
    let advice = desk.tries(&sergeant(), entry()).unwrap();
    assert!(
        advice.iter().any(|says| says.contains("Ward 2005")),
        "another doctor than the one named is told, not stopped: {advice:?}"
    );
    assert!(matches!(
        desk.position().standing.answer,
        Standing::EnteredUnderWarrant {
            kind: WarrantKind::Assess,
            ..
        }
    ));
    assert_eq!(view::stage(&desk.file()), view::Stage::Inside);

    desk.at("2026-10-29 11:31");
    desk.says(&sergeant(), agreed());
    desk.at("2026-10-29 11:33");
    desk.says(&sergeant(), used(Manner::Keep { at: home() }));
    let clock = desk.position().clock.unwrap();
    assert_eq!(clock.start, at("2026-10-29 11:26"));
    assert_eq!(clock.expiry, at("2026-10-30 11:26"));
    assert_eq!(view::stage(&desk.file()), view::Stage::AtPlace);
    assert!(matches!(
        desk.position().standing.answer,
        Standing::Detained {
            under: law::Section::Section135,
            ..
        }
    ));
}

#[test]
fn removed_the_clock_runs_from_entering_the_place_of_safety() {
    let mut desk = issued_on_26_october();
    desk.at("2026-10-29 11:26");
    desk.says(&sergeant(), entry());
    desk.at("2026-10-29 11:40");
    desk.says(&sergeant(), used(Manner::Remove));
    assert_eq!(view::stage(&desk.file()), view::Stage::DetainedAtScene);
    assert!(desk.position().clock.is_none(), "on the way nothing runs");
    desk.at("2026-10-29 12:20");
    let suite = desk.place("orchard_suite");
    desk.says(&officer(), Entered { place: suite });
    let clock = desk.position().clock.unwrap();
    assert_eq!(clock.start, at("2026-10-29 12:20"));
    assert_eq!(clock.expiry, at("2026-10-30 12:20"));
}

#[test]
fn b3_nobody_goes_in_without_an_amhp_and_a_doctor_there() {
    for (amhp, doctor, refused) in [
        (Presence::InPerson, Presence::InPerson, false),
        (Presence::Absent, Presence::InPerson, true),
        (Presence::InPerson, Presence::Absent, true),
        (Presence::InPerson, Presence::CameLater, true),
        (Presence::Remotely, Presence::InPerson, true),
    ] {
        let mut desk = issued_on_26_october();
        desk.at("2026-10-29 11:26");
        let went = desk.tries(
            &sergeant(),
            WarrantEntry {
                amhp,
                doctor,
                ..entry()
            },
        );
        match went {
            Ok(_) => assert!(!refused, "{amhp:?} {doctor:?}"),
            Err(refusal) => {
                assert!(refused, "{amhp:?} {doctor:?}: {}", refusal.says);
                assert_eq!(refusal.why, Why::Blocked(Block::WarrantUnaccompanied));
                assert!(
                    refusal
                        .because
                        .iter()
                        .any(|why| why.rule.id == "w1-accompanied")
                );
            }
        }
    }
}

#[test]
fn b3_what_happened_is_recorded_with_an_exception_and_a_breach() {
    let mut desk = issued_on_26_october();
    desk.at("2026-10-29 11:26");
    let command = Command {
        happened: When::now(desk.now),
        event: WarrantEntry {
            doctor: Presence::Absent,
            ..entry()
        }
        .into(),
        despite: Some("went in before the doctor came: screams".into()),
    };
    desk.sends(&sergeant(), &command).unwrap();
    assert!(desk.file().live().any(|fact| matches!(
        fact.event,
        Event::ExceptionRecorded(it) if it.block == Some(Block::WarrantUnaccompanied)
    )));
    assert!(
        desk.position()
            .breaches
            .iter()
            .any(|breach| breach.because[0].rule.id == "w1-accompanied")
    );
}

#[test]
fn b5_a_warrant_is_good_to_the_end_of_its_last_day_and_no_longer() {
    // Three months from 26 October 2026, that day not counted: to the end of 26 January 2027.
    for (when, stopped) in [("2027-01-26 23:59", false), ("2027-01-27 00:00", true)] {
        let mut desk = issued_on_26_october();
        desk.at(when);
        match desk.tries(&sergeant(), entry()) {
            Ok(_) => assert!(!stopped, "{when}"),
            Err(refusal) => {
                assert!(stopped, "{when}: {}", refusal.says);
                assert_eq!(refusal.why, Why::Blocked(Block::WarrantExpired));
            }
        }
    }
}

#[test]
fn b5_an_earlier_date_on_its_face_stops_it_sooner() {
    for (when, stopped) in [("2026-11-10 23:59", false), ("2026-11-11 00:00", true)] {
        let mut desk = Desk::new("2026-10-26 15:10");
        desk.says(&dispatcher(), opened());
        let face = Known::is(date(2026, 11, 10));
        desk.says(
            &dispatcher(),
            Warrant {
                last_day: face,
                ..issued()
            },
        );
        desk.at(when);
        assert_eq!(desk.tries(&sergeant(), entry()).is_err(), stopped, "{when}");
    }
}

#[test]
fn only_an_amhp_applies_and_one_ground_is_enough() {
    let without_ground = Concern {
        ill_treated_or_neglected: Answer::No,
        ..applied().concern
    };
    for (applicant, concern, lawful) in [
        (Profession::Amhp, applied().concern, true),
        (Profession::Constable, applied().concern, false),
        (
            Profession::RegisteredMedicalPractitioner,
            applied().concern,
            false,
        ),
        // Unable to care, and not alone: neither ground.
        (Profession::Amhp, without_ground, false),
        (
            Profession::Amhp,
            Concern {
                living_alone: Answer::Yes,
                ..without_ground
            },
            true,
        ),
    ] {
        let mut desk = Desk::new("2026-10-26 15:10");
        desk.says(&dispatcher(), opened());
        let asked = WarrantApplied {
            applicant,
            concern,
            ..applied()
        };
        let answer = desk.tries(&dispatcher(), asked);
        assert_eq!(answer.is_ok(), lawful, "{applicant:?} {concern:?}");
        if let Err(refusal) = answer {
            assert_eq!(refusal.why, Why::NotLawful);
            assert!(!refusal.because.is_empty());
        }
    }
}

#[test]
fn the_wrong_premises_are_refused() {
    let mut desk = issued_on_26_october();
    desk.at("2026-10-29 11:26");
    let elsewhere = WarrantEntry {
        at_specified_premises: Answer::No,
        ..entry()
    };
    let refusal = desk.tries(&sergeant(), elsewhere).unwrap_err();
    assert_eq!(refusal.why, Why::NotLawful);
    assert_eq!(refusal.because[0].rule.id, "w1-content");
}

#[test]
fn removal_waits_for_the_entry_to_be_recorded() {
    let mut desk = issued_on_26_october();
    desk.at("2026-10-29 11:40");
    let refusal = desk.tries(&sergeant(), used(Manner::Remove)).unwrap_err();
    assert_eq!(refusal.why, Why::NotYet);
}

#[test]
fn others_than_those_named_need_a_reason() {
    let mut desk = issued_on_26_october();
    desk.at("2026-10-29 11:26");
    let silent = WarrantEntry {
        why_others: String::new(),
        ..entry()
    };
    let refusal = desk.tries(&sergeant(), silent).unwrap_err();
    assert_eq!(refusal.fields[0].field, "why_others");
}

#[test]
fn a_bed_is_never_asked_for_and_what_is_not_confirmed_needs_a_reason() {
    let checked = WarrantChecked {
        kind: WarrantKind::Assess,
        lead: Known::is("the LPT sergeant".into()),
        warrant: Readiness::Confirmed,
        amhp: Readiness::Confirmed,
        doctor: Readiness::Confirmed,
        risk: Readiness::Confirmed,
        ambulance: Readiness::Confirmed,
        place: Readiness::Confirmed,
        entry: Readiness::Confirmed,
        bed: Readiness::NotConfirmed,
        rendezvous: String::new(),
        outstanding: String::new(),
    };
    let mut desk = issued_on_26_october();
    desk.says(&dispatcher(), checked.clone());
    let without_doctor = WarrantChecked {
        doctor: Readiness::NotConfirmed,
        ..checked
    };
    let refusal = desk.tries(&dispatcher(), without_doctor).unwrap_err();
    assert_eq!(refusal.fields[0].field, "outstanding");
}

#[test]
fn a_doctor_who_does_not_come_opens_the_ladder_and_going_in_closes_it() {
    let mut desk = issued_on_26_october();
    desk.at("2026-10-29 11:30");
    let not = |reason| WarrantNotExecuted {
        kind: WarrantKind::Assess,
        reason,
        detail: "Doctor 1 cancelled; no other found".into(),
    };
    desk.says(&sergeant(), not(DeclineReason::NoOfficers));
    desk.ticks();
    assert!(!desk.open_escalations().contains(&Trigger::NoAmhpOrDoctor));
    desk.says(&sergeant(), not(DeclineReason::NoAmhpOrDoctor));
    desk.ticks();
    assert!(desk.open_escalations().contains(&Trigger::NoAmhpOrDoctor));
    desk.at("2026-10-29 14:00");
    desk.says(&sergeant(), entry());
    desk.ticks();
    assert!(!desk.open_escalations().contains(&Trigger::NoAmhpOrDoctor));
}

#[test]
fn nobody_in_is_an_entry_that_found_nobody_and_starts_no_clock() {
    let mut desk = issued_on_26_october();
    desk.at("2026-10-29 11:26");
    let empty = WarrantEntry {
        person_found: Answer::No,
        ..entry()
    };
    desk.says(&sergeant(), empty);
    desk.says(
        &sergeant(),
        WarrantConcluded {
            kind: WarrantKind::Assess,
            outcome: ExecutionOutcome::NobodyFound,
            premises_left: "locked".into(),
        },
    );
    assert!(desk.position().clock.is_none());
    assert_eq!(view::stage(&desk.file()), view::Stage::Warrant);
    // Whether the entry is used up is contested, and so no second entry is refused outright.
    desk.at("2026-10-30 11:26");
    desk.tries(&sergeant(), entry()).unwrap();
}

#[test]
fn b6_the_warrant_is_closed_when_the_papers_are_in_or_none_are_due() {
    let returned = |intelligence_report, why: &str| WarrantEndorsed {
        kind: WarrantKind::Assess,
        endorsed: Answer::Yes,
        returned: Answer::Yes,
        intelligence_report,
        e_form: Submission::Submitted,
        why_nothing: why.into(),
    };
    let mut desk = issued_on_26_october();
    desk.at("2026-10-29 11:26");
    desk.says(&sergeant(), entry());
    desk.says(
        &sergeant(),
        WarrantConcluded {
            kind: WarrantKind::Assess,
            outcome: ExecutionOutcome::NoAction,
            premises_left: String::new(),
        },
    );
    assert_eq!(view::stage(&desk.file()), view::Stage::WarrantOver);
    let refusal = desk
        .tries(&sergeant(), returned(Submission::NotYet, ""))
        .unwrap_err();
    assert_eq!(refusal.why, Why::Blocked(Block::MissingSubmission));
    let refusal = desk
        .tries(&sergeant(), returned(Submission::NothingToSubmit, ""))
        .unwrap_err();
    assert_eq!(refusal.fields[0].field, "why_nothing");
    desk.says(
        &sergeant(),
        returned(Submission::NothingToSubmit, "nothing learned"),
    );
    assert_eq!(view::stage(&desk.file()), view::Stage::Ended);
}

#[test]
fn two_times_for_one_entry_are_contested_and_the_earlier_one_counts_first() {
    let mut desk = issued_on_26_october();
    desk.at("2026-10-29 11:33");
    desk.says_at(
        &sergeant(),
        "2026-10-29 11:26",
        TimeSource::RadioLog,
        entry(),
    );
    desk.says_at(
        &dispatcher(),
        "2026-10-29 11:22",
        TimeSource::ControlRoomLog,
        entry(),
    );
    desk.says(&sergeant(), agreed());
    desk.says(&sergeant(), used(Manner::Keep { at: home() }));
    assert_eq!(desk.file().contests().len(), 1);
    let clock = desk.position().clock.unwrap();
    assert!(!clock.rivals.is_empty());
    let earliest = clock
        .rivals
        .iter()
        .map(|rival| rival.expiry)
        .chain([clock.expiry])
        .min()
        .unwrap();
    assert_eq!(earliest, at("2026-10-30 11:22"));
}

#[test]
fn an_amhp_and_an_inspector_see_the_file_of_a_warrant_and_what_the_law_says_of_it() {
    let desk = issued_on_26_october();
    for who in [amhp(), inspector()] {
        let file = desk.file();
        let sight = casework::permission::sight(&who, &file).unwrap();
        let page = view::case_view(&file, sight, desk.now, &desk.force, &desk.profile);
        let enter = page
            .position
            .powers
            .iter()
            .find(|it| it.power == law::Power::EnterUnderWarrant135_1)
            .unwrap();
        assert!(enter.because.iter().any(|why| why.rule.id == "w1-validity"));
        assert!(
            enter
                .first
                .iter()
                .any(|first| first.contains("AMHP") && first.contains("practitioner")),
            "{:?}",
            enter.first
        );
        let rows: Vec<&str> = page
            .timeline
            .iter()
            .flat_map(|row| row.details.iter())
            .map(|detail| detail.value.as_str())
            .collect();
        assert!(rows.contains(&"3 Street C"));
    }
}

#[test]
fn a_day_is_enough_for_the_issue_and_not_for_the_entry() {
    let mut desk = Desk::new("2026-10-27 09:00");
    desk.says(&dispatcher(), opened());
    let on_26 = |event: Event| Command {
        happened: When {
            moment: Moment::On {
                date: date(2026, 10, 26),
            },
            source: TimeSource::Paper,
            device: None,
        },
        event,
        despite: None,
    };
    desk.sends(&dispatcher(), &on_26(issued().into())).unwrap();
    let refusal = desk.sends(&sergeant(), &on_26(entry().into())).unwrap_err();
    assert_eq!(refusal.fields[0].field, "happened");
}

#[test]
fn an_entry_for_another_purpose_starts_no_clock() {
    let mut desk = issued_on_26_october();
    desk.at("2026-10-29 10:50");
    let other = PremisesEntered {
        into: met(LocationKind::HouseFlatOrRoom).at,
        basis: EntryBasis::SaveLifeOrLimb,
        reasons: EntryReasons {
            believed: Some(BelievedHarm::SeriousHarm),
            ..EntryReasons::default()
        },
        search: None,
        detail: "smoke, no answer".into(),
    };
    desk.says(&officer(), other);
    desk.at("2026-10-29 11:26");
    desk.says(&sergeant(), entry());
    desk.says(&sergeant(), agreed());
    desk.says(&sergeant(), used(Manner::Keep { at: home() }));
    assert_eq!(desk.position().clock.unwrap().start, at("2026-10-29 11:26"));
}
