//! Who may record and see what.

use crate::story::*;
use casework::permission::{may_record, sight};
use casework::{Why, view};
use domain::Role;
use domain::event::*;

#[test]
fn every_kind_of_line_can_be_recorded_by_somebody() {
    for kind in EventKind::ALL {
        assert!(
            Role::ALL.iter().any(|role| may_record(*role, *kind)),
            "nobody may record {}",
            kind.label()
        );
    }
}

#[test]
fn an_analyst_records_returns_and_sees_no_file() {
    let analyst = actor("analyst", Role::Analyst, None, None);
    for kind in EventKind::ALL {
        let of_a_return = matches!(
            kind,
            EventKind::ReturnIssued | EventKind::ReturnSigned | EventKind::ReturnSent
        );
        assert_eq!(may_record(Role::Analyst, *kind), of_a_return);
    }
    assert_eq!(sight(&analyst, &Desk::met("2026-10-23 02:14").file()), None);
}

#[test]
fn a_police_role_never_records_what_an_amhp_or_doctor_does() {
    for role in Role::ALL.iter().filter(|role| role.is_police()) {
        for kind in [
            EventKind::Examined,
            EventKind::AmhpInterviewed,
            EventKind::ArrangementsMade,
            EventKind::Extended,
            EventKind::HandOverAccepted,
        ] {
            assert!(
                !may_record(*role, kind),
                "{} / {}",
                role.label(),
                kind.label()
            );
        }
    }
}

#[test]
fn a_nurse_sees_a_file_once_her_place_is_asked() {
    let mut desk = Desk::met("2026-10-23 02:14");
    assert_eq!(sight(&suite_nurse(), &desk.file()), None);
    let asked = PlaceAsked {
        place: desk.place("orchard_suite"),
        told: String::new(),
    };
    desk.says(&officer(), asked);
    assert!(sight(&suite_nurse(), &desk.file()).is_some());
    assert_eq!(
        sight(&ed_nurse(), &desk.file()),
        None,
        "another place still does not"
    );
}

#[test]
fn what_somebody_may_not_see_they_may_not_write_in() {
    let mut desk = Desk::met("2026-10-23 02:14");
    let told = RightsExplained {
        orally: domain::Answer::Yes,
        in_writing: domain::Answer::Yes,
        language: domain::Known::UNKNOWN,
    };
    let refusal = desk.tries(&suite_nurse(), told).unwrap_err();
    assert_eq!(refusal.why, Why::NoSuchLine);
    assert_eq!(refusal.says, "there is no such file");
}

#[test]
fn police_see_the_outcome_as_a_category_and_health_sees_the_finding() {
    let mut desk = Desk::met("2026-10-23 02:14");
    desk.says(&officer(), detained());
    let suite = desk.place("orchard_suite");
    desk.says(&officer(), Entered { place: suite });
    desk.says(
        &doctor(),
        Examined {
            doctor: "Doctor 1".into(),
            section_12: domain::Answer::Yes,
            finding: ExamFinding::DisorderAdmissionNeeded,
        },
    );
    let file = desk.file();
    let finding = |who: domain::Actor| {
        let sight = sight(&who, &file).unwrap();
        view::timeline(&file, sight)
            .iter()
            .flat_map(|row| row.details.clone())
            .any(|detail| detail.value == ExamFinding::DisorderAdmissionNeeded.label())
    };
    assert!(finding(suite_nurse()));
    assert!(!finding(officer()));
}

#[test]
fn next_actions_are_ones_the_role_may_record() {
    let mut desk = Desk::met("2026-10-23 02:14");
    desk.says(&officer(), detained());
    for role in Role::ALL {
        let somebody = actor("somebody", *role, None, Some("orchard_suite"));
        for kind in view::next_actions(&desk.file(), &somebody) {
            assert!(
                may_record(*role, kind),
                "{} / {}",
                role.label(),
                kind.label()
            );
        }
    }
}

#[test]
fn the_place_is_told_whether_officers_stay_and_not_what_else_seniors_decide() {
    let mut desk = Desk::met("2026-10-23 02:14");
    desk.says(&officer(), detained());
    let suite = desk.place("orchard_suite");
    desk.says(&officer(), Entered { place: suite });
    for question in [Question::StayOrLeave, Question::PoliceVehicle] {
        let asked = DecisionAsked {
            question,
            of: domain::Rank::Inspector,
            facts: "calm".into(),
            other_view: String::new(),
        };
        let asked = desk.says(&officer(), asked);
        let given = DecisionGiven {
            asked,
            ruling: Ruling::Yes,
            reason: "calm".into(),
            condition: String::new(),
            log_reference: None,
        };
        desk.says(&inspector(), given);
    }
    let file = desk.file();
    let decisions = |who: &domain::Actor| {
        let sight = sight(who, &file).unwrap();
        let given = EventKind::DecisionGiven.label();
        view::timeline(&file, sight)
            .iter()
            .filter(|row| row.title.to_lowercase() == given)
            .count()
    };
    assert_eq!(decisions(&sergeant()), 2);
    assert_eq!(decisions(&suite_nurse()), 1);
}

/// Who may record a line about a warrant, a patient, entry or capacity. A row is a kind; the roles
/// named may, and nobody else.
#[test]
fn the_matrix_of_warrants_absence_entry_and_capacity() {
    use EventKind as K;
    use Role as R;
    let control_room = [R::CallTaker, R::Dispatcher, R::ControlRoomSupervisor];
    let street = [R::ResponseOfficer, R::Sergeant, R::Inspector];
    let site = [
        R::PlaceOfSafetyNurse,
        R::EmergencyDepartmentNurse,
        R::EmergencyDepartmentDoctor,
    ];
    let other_police = [R::Superintendent, R::CustodySergeant, R::LiaisonOfficer];
    let rows: [(&[K], &[&[R]]); 6] = [
        (
            &[K::WarrantApplied],
            &[&control_room, &street, &site, &[R::Doctor, R::Amhp]],
        ),
        (
            &[
                K::WarrantIssued,
                K::WarrantRefused,
                K::WarrantChecked,
                K::WarrantNotExecuted,
            ],
            &[&control_room, &street, &[R::Amhp]],
        ),
        // An AMHP cannot execute a warrant.
        (
            &[
                K::WarrantExecuted,
                K::WarrantUsed,
                K::WarrantConcluded,
                K::WarrantReturned,
                K::PremisesEntered,
            ],
            &[&control_room, &street],
        ),
        (
            &[
                K::PatientRecorded,
                K::WentAbsent,
                K::PatientTaken,
                K::PatientReturned,
            ],
            &[
                &control_room,
                &street,
                &other_police,
                &site,
                &[R::Doctor, R::Amhp, R::CustodyHealthcare],
            ],
        ),
        (
            &[K::LinkConfirmed, K::LinkUndone, K::LinkRejected],
            &[&[
                R::Sergeant,
                R::Inspector,
                R::Superintendent,
                R::ControlRoomSupervisor,
                R::CustodySergeant,
                R::LiaisonOfficer,
            ]],
        ),
        (
            &[K::CapacityJudged, K::CapacityReliedOn],
            &[
                &control_room,
                &street,
                &site,
                &[R::Doctor, R::Amhp, R::CustodyHealthcare, R::Paramedic],
            ],
        ),
    ];
    for (kinds, allowed) in rows {
        for kind in kinds {
            for role in Role::ALL {
                let expected = allowed.iter().any(|roles| roles.contains(role));
                assert_eq!(
                    may_record(*role, *kind),
                    expected,
                    "{} / {}",
                    role.label(),
                    kind.label()
                );
            }
        }
    }
}

#[test]
fn an_amhp_of_the_county_sees_a_file_from_its_warrant_on() {
    let mut desk = Desk::new("2026-10-26 15:10");
    desk.says(&dispatcher(), opened());
    assert_eq!(sight(&amhp(), &desk.file()), None);
    desk.says(&dispatcher(), crate::warrants::applied());
    assert!(sight(&amhp(), &desk.file()).is_some());
    assert_eq!(
        sight(&ed_nurse(), &desk.file()),
        None,
        "a place that has nothing to do with it does not"
    );
    desk.tries(&amhp(), crate::warrants::issued()).unwrap();
    let refusal = desk.tries(&amhp(), crate::warrants::entry()).unwrap_err();
    assert_eq!(refusal.why, Why::NotPermitted);
}
