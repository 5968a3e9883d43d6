//! Patients who are absent, section 135(2), entry and capacity in the record: journey J7.

use casework::{Command, Why, view};
use domain::event::*;
use domain::person::AgeBasis;
use domain::{Answer, Known, LocationKind, Moment, PersonFact, Profession, Rank, TimeSource, When};
use jiff::civil::{Date, date};
use law::{LiabilityState, Power, Standing};

use crate::story::*;
use crate::warrants;

/// Recorded as of a day, by somebody of the hospital, through the control room.
fn on(desk: &mut Desk, day: Date, event: impl Into<domain::Event>) {
    let command = Command {
        happened: When {
            moment: Moment::On { date: day },
            source: TimeSource::Verbal,
            device: None,
        },
        event: event.into(),
        despite: None,
    };
    desk.sends(&dispatcher(), &command).unwrap();
}

fn admitted(under: Authority) -> PatientFact {
    PatientFact::Admitted {
        under,
        hospital: "the hospital".into(),
        until: Known::UNKNOWN,
    }
}

fn leave_to(last: Date) -> PatientFact {
    PatientFact::LeaveGranted {
        until: Known::is(last),
    }
}

fn absent(power_ends: Known<Date>) -> Absence {
    Absence {
        from: AbsentFrom::Hospital,
        power_ends,
        told_by: "the ward".into(),
        detail: "last seen at the gate".into(),
    }
}

/// Person D of J7: section 2 on 1 October 2026, on leave to 25 October and not back.
fn person_d(now: &str) -> Desk {
    let mut desk = Desk::new(now);
    desk.says(&dispatcher(), opened());
    on(&mut desk, date(2026, 10, 1), admitted(Authority::Section2));
    on(&mut desk, date(2026, 10, 20), leave_to(date(2026, 10, 25)));
    desk
}

fn sought(power_ends: Option<Known<Date>>) -> WarrantApplied {
    WarrantApplied {
        kind: WarrantKind::Retake,
        applicant: Profession::Constable,
        patient: PatientSought {
            believed_on_premises: Answer::Yes,
            admission_refused: Answer::Yes,
            refusal_apprehended: Answer::NotKnown,
            liability: Some(LiableAs::AbsentWithoutLeave),
            power_ends,
            applicant_authorised: Answer::NotKnown,
            destination: None,
        },
        concern: Concern::default(),
        ..warrants::applied()
    }
}

fn entry() -> WarrantEntry {
    WarrantEntry {
        kind: WarrantKind::Retake,
        amhp: Presence::Absent,
        doctor: Presence::Absent,
        named_professionals_there: Answer::NotKnown,
        ..warrants::entry()
    }
}

#[test]
fn j7_whoever_is_not_back_from_leave_may_be_taken_to_the_end_of_the_28th_day() {
    let desk = person_d("2026-10-27 15:00");
    let liability = desk.position().liability.unwrap().answer;
    assert_eq!(liability.state, LiabilityState::Absent);
    assert_eq!(
        liability.take_until.unwrap().last_day(),
        Some(date(2026, 10, 28))
    );
    assert!(matches!(
        desk.position().standing.answer,
        Standing::AbsentWithoutLeave { .. }
    ));
}

#[test]
fn j7_go_is_refused_once_the_power_to_take_has_ended() {
    for (went, refused) in [
        ("2026-10-28 23:59:50", false),
        ("2026-10-29 00:00:10", true),
    ] {
        let mut desk = person_d("2026-10-27 15:00");
        desk.says(&dispatcher(), sought(None));
        desk.at("2026-10-28 12:00");
        desk.says(
            &dispatcher(),
            Warrant {
                kind: WarrantKind::Retake,
                professionals_named: Answer::No,
                named: String::new(),
                ..warrants::issued()
            },
        );
        let enter = desk
            .position()
            .powers
            .into_iter()
            .find(|it| it.power == Power::EnterUnderWarrant135_2)
            .unwrap();
        assert_eq!(
            enter.until,
            Some(at("2026-10-29 00:00")),
            "the warrant is good for three months and the power it serves is not"
        );
        desk.at(went);
        match desk.tries(&sergeant(), entry()) {
            Ok(_) => assert!(!refused, "{went}"),
            Err(refusal) => {
                assert!(refused, "{went}: {}", refusal.says);
                assert_eq!(refusal.why, Why::NotLawful);
                assert_eq!(refusal.because[0].rule.id, "w2-patient");
            }
        }
    }
}

#[test]
fn under_135_2_the_patient_is_taken_and_no_clock_starts() {
    let mut desk = person_d("2026-10-27 15:00");
    desk.says(&dispatcher(), sought(None));
    desk.says(
        &dispatcher(),
        Warrant {
            kind: WarrantKind::Retake,
            ..warrants::issued()
        },
    );
    desk.at("2026-10-27 20:00");
    desk.says(&sergeant(), entry());
    let taken = |manner| WarrantUsed {
        kind: WarrantKind::Retake,
        manner,
        rank: Rank::Sergeant,
        why: "found in the kitchen".into(),
        told_why: Known::is(true),
        to_where_the_power_takes: Answer::Yes,
    };
    let ward = desk.place("orchard_suite");
    let refusal = desk
        .tries(&sergeant(), taken(Manner::Keep { at: ward.clone() }))
        .unwrap_err();
    assert_eq!(refusal.fields[0].field, "manner");
    desk.says(&sergeant(), taken(Manner::Remove));
    assert!(matches!(
        desk.position().standing.answer,
        Standing::BeingTaken { .. }
    ));
    assert_eq!(view::stage(&desk.file()), view::Stage::InTransit);
    desk.at("2026-10-27 20:50");
    desk.says(
        &officer(),
        PatientReturned {
            place: ward,
            in_named_hospital: Answer::NotKnown,
            accepted_by: Known::is("the nurse in charge".into()),
        },
    );
    assert!(desk.position().clock.is_none());
    assert_eq!(view::stage(&desk.file()), view::Stage::Ended);
    assert_eq!(
        desk.position().liability.unwrap().answer.state,
        LiabilityState::InHospital
    );
}

#[test]
fn the_hospitals_date_is_held_against_what_the_act_counts_to() {
    for (told, differs) in [(28, false), (30, true)] {
        let mut desk = Desk::new("2026-10-27 15:00");
        desk.says(&dispatcher(), opened());
        on(&mut desk, date(2026, 10, 1), admitted(Authority::Section2));
        let advice = desk
            .tries(&dispatcher(), absent(Known::is(date(2026, 10, told))))
            .unwrap();
        let said = advice.iter().any(|says| says.contains("The hospital says"));
        assert_eq!(said, differs, "{told}: {advice:?}");
        assert_eq!(view::stage(&desk.file()), view::Stage::Absent);
    }
}

#[test]
fn a_voluntary_patient_is_never_absent_without_leave() {
    for (status, lawful) in [
        (admitted(Authority::Section3), true),
        (
            PatientFact::Informal {
                hospital: "the hospital".into(),
            },
            false,
        ),
    ] {
        let mut desk = Desk::new("2026-10-27 15:00");
        desk.says(&dispatcher(), opened());
        on(&mut desk, date(2026, 10, 26), status);
        let answer = desk.tries(&dispatcher(), absent(Known::UNKNOWN));
        assert_eq!(answer.is_ok(), lawful);
        if let Err(refusal) = answer {
            assert_eq!(refusal.why, Why::NotLawful);
            assert!(
                refusal
                    .because
                    .iter()
                    .any(|why| why.rule.id == "awol-voluntary")
            );
        }
    }
}

#[test]
fn an_expired_power_refuses_the_application_too() {
    for (last, lawful) in [(date(2026, 10, 27), true), (date(2026, 10, 26), false)] {
        let mut desk = Desk::new("2026-10-27 15:00");
        desk.says(&dispatcher(), opened());
        let answer = desk.tries(&dispatcher(), sought(Some(Known::is(last))));
        assert_eq!(answer.is_ok(), lawful, "{last}");
    }
}

#[test]
fn a_recall_counts_as_served_by_how_it_was_sent() {
    for (how, may_be_taken) in [
        (RecallService::InHand, true),
        (RecallService::LeftAtAddress, false),
        (RecallService::NotInWriting, false),
    ] {
        let mut desk = Desk::new("2026-10-27 09:00");
        desk.says(&dispatcher(), opened());
        on(&mut desk, date(2026, 8, 3), admitted(Authority::Section3));
        on(
            &mut desk,
            date(2026, 9, 1),
            PatientFact::CommunityOrderMade {
                until: Known::UNKNOWN,
            },
        );
        desk.says(
            &dispatcher(),
            PatientFact::RecallNotice {
                how,
                hospital: "the hospital".into(),
            },
        );
        desk.at("2026-10-27 15:00");
        let state = desk.position().liability.unwrap().answer.state;
        assert_eq!(state == LiabilityState::Absent, may_be_taken, "{how:?}");
    }
}

#[test]
fn entry_for_welfare_alone_is_a_breach_and_to_save_life_is_none() {
    for (basis, believed, breach) in [
        (EntryBasis::SaveLifeOrLimb, BelievedHarm::SeriousHarm, false),
        (
            EntryBasis::SaveLifeOrLimb,
            BelievedHarm::GeneralConcern,
            true,
        ),
    ] {
        let mut desk = Desk::new("2026-10-27 15:00");
        desk.says(&officer(), opened());
        desk.says(
            &officer(),
            PremisesEntered {
                into: met(LocationKind::HouseFlatOrRoom).at,
                basis,
                reasons: EntryReasons {
                    believed: Some(believed),
                    ..EntryReasons::default()
                },
                search: Some(PremisesSearch::AsNeeded),
                detail: "no answer at the door".into(),
            },
        );
        let said = desk.position().breaches.iter().any(|it| {
            it.because
                .iter()
                .any(|why| why.rule.id.starts_with("pace-17"))
        });
        assert_eq!(said, breach, "{basis:?} {believed:?}");
    }
}

#[test]
fn capacity_law_is_no_way_to_take_somebody_from_home_to_be_assessed() {
    for (purpose, may) in [
        (CapacityPurpose::LifeSustainingTreatment, true),
        (CapacityPurpose::MentalHealthAssessment, false),
    ] {
        let mut desk = Desk::new("2026-10-27 15:00");
        desk.says(&officer(), opened());
        desk.says(
            &officer(),
            PersonFact::Age {
                is: Known::is(40),
                basis: AgeBasis::Document,
            },
        );
        desk.says(&officer(), met(LocationKind::HouseFlatOrRoom));
        desk.says(
            &officer(),
            CapacityJudged {
                judged: CapacityConsidered {
                    purpose,
                    reasonable_steps: Answer::Yes,
                    lacks_capacity: Answer::Yes,
                    best_interests: Answer::Yes,
                    prevents_harm_to_person: Answer::Yes,
                    proportionate: Answer::Yes,
                    needs_deprivation: Answer::No,
                    court_decision_sought: Answer::NotKnown,
                },
                facts: "cannot say what the tablets were".into(),
            },
        );
        let power = desk
            .position()
            .powers
            .into_iter()
            .find(|it| matches!(it.power, Power::ActInBestInterests))
            .unwrap();
        assert_eq!(
            power.availability == law::Availability::Available,
            may,
            "{purpose:?}"
        );
        desk.says(
            &officer(),
            CapacityReliedOn {
                how: CapacityAct::Care,
                what: "carried to the ambulance".into(),
            },
        );
        assert!(desk.position().clock.is_none());
    }
}
