//! J3, J4 and J5 as decisions: exact times, expected results.

use crate::story::*;
use casework::Why;
use casework::view::{Stage, stage};
use domain::event::*;
use domain::time::clock_time;
use domain::{Answer, Known, Rank};
use law::Standing;

#[test]
fn j3_the_railway_bridge() {
    let mut desk = Desk::met("2026-10-23 02:14");
    desk.at("2026-10-23 02:16")
        .says(&officer(), not_practicable());
    desk.says(&officer(), grounds());
    desk.at("2026-10-23 02:17").says(&officer(), detained());
    let asked = AmbulanceAsked {
        via: Asked::Radio,
        reference: None,
        told: String::new(),
    };
    let by_phone = desk.at("2026-10-23 02:18").says(&officer(), asked);
    assert_eq!(stage(&desk.file()), Stage::AwaitingTransport);
    assert!(matches!(
        desk.position().standing.answer,
        Standing::BeingRemoved { .. }
    ));

    let by_desk = AmbulanceAsked {
        via: Asked::ControlRoom,
        reference: Some("8841".into()),
        told: String::new(),
    };
    let by_desk = desk.at("2026-10-23 02:21").says(&dispatcher(), by_desk);
    let contests = desk.file().contests().to_vec();
    assert_eq!(
        contests.len(),
        1,
        "two entries of one request are one contested fact"
    );
    assert_eq!(contests[0].lines, [by_phone, by_desk]);

    // The officer keeps both: asked 02:18, reference 02:21.
    let settled = Settled {
        accepted: by_phone,
        not_accepted: vec![],
        kept_apart: vec![by_desk],
        reason: "asked at 02:18, reference given at 02:21".into(),
    };
    desk.at("2026-10-23 02:49").says(&officer(), settled);
    assert!(desk.file().contests().is_empty());
    assert_eq!(
        desk.file().live_of(EventKind::AmbulanceAsked).count(),
        2,
        "nothing is lost"
    );

    // Promised 03:05, arrived 02:56: 38 minutes after it was asked for, 8 over the aim.
    desk.ticks();
    assert_eq!(desk.open_escalations(), [Trigger::AmbulanceLate]);
    desk.at("2026-10-23 02:56");
    let advice = desk
        .tries(&officer(), AmbulanceArrived { reference: None })
        .unwrap();
    assert!(
        advice
            .iter()
            .any(|text| text.starts_with("38 min") && text.contains("8 min over"))
    );
    desk.ticks();
    assert!(desk.open_escalations().is_empty());

    let medway = desk.place("medway_ed");
    let journey = JourneyBegan {
        to: medway.clone(),
        mode: Mode::Ambulance,
        why_police: None,
        escort: Known::is("PC 4471".into()),
        officers: None,
        containment: "officer seated by the doors, which do not lock when stationary".into(),
        exception: None,
    };
    desk.at("2026-10-23 03:00").says(&officer(), journey);
    desk.at("2026-10-23 03:18").says(
        &officer(),
        ReachedSite {
            place: medway.clone(),
        },
    );
    desk.at("2026-10-23 03:26")
        .says(&officer(), Entered { place: medway });
    let clock = desk.position().clock.unwrap();
    assert_eq!(clock.start, at("2026-10-23 03:26"));
    assert_eq!(clock.expiry, at("2026-10-24 03:26"));
    assert!(
        clock.rivals.is_empty(),
        "eight minutes to the door is not a queue"
    );
}

#[test]
fn j3_entry_before_the_clocks_go_back() {
    let mut desk = Desk::met("2026-10-24 11:00");
    desk.says(&officer(), detained());
    let medway = desk.place("medway_ed");
    desk.at("2026-10-24 12:00")
        .says(&officer(), Entered { place: medway });
    let expiry = desk.position().clock.unwrap().expiry;
    assert_eq!(clock_time(expiry), "11:00 GMT");
}

#[test]
fn j4_suspected_abd_queue_and_transfer() {
    let mut desk = Desk::met("2026-10-24 19:40");
    let restraint = RestraintBegan {
        how: "on side".into(),
        forms: vec![],
    };
    desk.at("2026-10-24 19:44").says(&officer(), restraint);
    let abd = AbdSuspected {
        features: vec![
            AbdFeature::VeryHot,
            AbdFeature::RemovingClothes,
            AbdFeature::Confusion,
        ],
        safety_officer: Known::is("PC 2203".into()),
        told_ambulance: Answer::Yes,
    };
    desk.at("2026-10-24 19:45").says(&officer(), abd);
    desk.says(&officer(), detained());
    let ended = RestraintEnded {
        condition: "breathing, responsive".into(),
    };
    desk.at("2026-10-24 19:52").says(&officer(), ended);

    // Too violent for an ambulance: no inspector is asked, and it goes to the next-day list.
    let medway = desk.place("medway_ed");
    let journey = JourneyBegan {
        to: medway.clone(),
        mode: Mode::PoliceVehicle,
        why_police: Some(PoliceVehicleReason::RiskOrBehaviour),
        escort: Known::is("PC 4471 and PC 2203".into()),
        officers: None,
        containment: String::new(),
        exception: Some(ViolenceException {
            facts: "kicking at the crew".into(),
            paramedic_aboard: Answer::Yes,
            ambulance_following: Answer::Yes,
        }),
    };
    desk.at("2026-10-24 19:58");
    let advice = desk.tries(&officer(), journey).unwrap();
    assert!(
        advice.iter().any(|text| text.contains("next-day list")),
        "{advice:?}"
    );

    desk.at("2026-10-24 20:12").says(
        &officer(),
        ReachedSite {
            place: medway.clone(),
        },
    );
    desk.at("2026-10-24 20:41").ticks();
    assert!(!desk.open_escalations().contains(&Trigger::OutsideSite));
    desk.at("2026-10-24 20:42").ticks();
    assert!(
        desk.open_escalations().contains(&Trigger::OutsideSite),
        "30 minutes in the bay"
    );

    desk.at("2026-10-24 22:35");
    let advice = desk
        .tries(
            &officer(),
            Entered {
                place: medway.clone(),
            },
        )
        .unwrap();
    assert!(
        advice
            .iter()
            .any(|text| text.contains("some partners count arrival")),
        "{advice:?}"
    );
    desk.ticks();
    assert!(!desk.open_escalations().contains(&Trigger::OutsideSite));
    let clock = desk.position().clock.unwrap();
    assert_eq!(clock.start, at("2026-10-24 22:35"));
    assert_eq!(clock.expiry.duration_since(clock.start).as_hours(), 24);
    assert_eq!(
        clock
            .earliest_expiry
            .duration_since(at("2026-10-24 20:12"))
            .as_hours(),
        24,
        "the rival expiry runs from 20:12"
    );
    assert!(desk.position().is_contested());

    // A paramedic cannot clear it; an ED doctor can.
    let out = |answer| AbdRuledOut {
        doctor: "Doctor 1".into(),
        emergency_department_doctor: answer,
    };
    let refusal = desk.tries(&paramedic(), out(Answer::No)).unwrap_err();
    assert_eq!(refusal.why, Why::Blocked(Block::AbdCleared));
    desk.at("2026-10-24 23:20")
        .says(&ed_doctor(), out(Answer::Yes));
    assert_eq!(
        desk.file().live_of(EventKind::AbdSuspected).count(),
        1,
        "its history is kept"
    );

    let suite = desk.place("orchard_suite");
    let transfer = TransferBegan {
        to: suite.clone(),
        mode: Mode::Ambulance,
        authorised_by: domain::Profession::Constable,
        reason: "medically fit".into(),
        accepted: Answer::Yes,
    };
    desk.at("2026-10-25 01:10").says(&officer(), transfer);
    desk.at("2026-10-25 03:00")
        .says(&officer(), Entered { place: suite });
    assert_eq!(
        desk.position().clock.unwrap().expiry,
        clock.expiry,
        "a transfer never resets it"
    );
    assert_eq!(desk.file().contests().len(), 0);
}

fn at_the_suite(now: &str) -> Desk {
    let mut desk = Desk::met(now);
    desk.says(&officer(), not_practicable());
    desk.says(&officer(), detained());
    let suite = desk.place("orchard_suite");
    desk.says(&officer(), Entered { place: suite });
    desk
}

#[test]
fn j5_please_stay_and_leave() {
    let mut desk = at_the_suite("2026-10-26 04:02");
    let suite = desk.place("orchard_suite");
    let rated = RiskRated {
        level: RiskLevel::Medium,
        officer: "PC 4471".into(),
        nurse: "Nurse, Orchard Suite".into(),
        factors: "violence in 2019, calm today; known, plan at the bedside".into(),
    };
    desk.at("2026-10-26 04:05").says(&officer(), rated);
    desk.at("2026-10-26 04:10");
    let asked = PresenceAsked {
        reason: PresenceReason::NotEnoughStaff,
        detail: "one nurse until the second arrives".into(),
    };
    let advice = desk.tries(&suite_nurse(), asked).unwrap();
    assert!(
        advice.iter().any(|text| text.starts_with("Staffing alone")),
        "{advice:?}"
    );
    assert_eq!(stage(&desk.file()), Stage::PresenceDecision);

    // Without acceptance or an inspector's decision nobody is released.
    let released = OfficersReleased {
        delay_cause: "second nurse".into(),
    };
    let refusal = desk.tries(&officer(), released.clone()).unwrap_err();
    assert_eq!(refusal.why, Why::NotYet);

    let question = DecisionAsked {
        question: Question::StayOrLeave,
        of: Rank::Inspector,
        facts: "medium risk, calm".into(),
        other_view: "one nurse on the floor".into(),
    };
    let question = desk.at("2026-10-26 04:40").says(&sergeant(), question);
    let decision = |reason: &str| DecisionGiven {
        asked: question,
        ruling: Ruling::Leave,
        reason: reason.into(),
        condition: "at 05:10, after the second nurse arrives".into(),
        log_reference: Some("K-1026".into()),
    };
    let too_low = desk.tries(&sergeant(), decision("calm")).unwrap_err();
    assert_eq!(too_low.why, Why::RankNeeded(Rank::Inspector));
    let no_reason = desk.tries(&inspector(), decision(" ")).unwrap_err();
    assert_eq!(no_reason.fields[0].field, "reason");
    desk.at("2026-10-26 04:44")
        .says(&inspector(), decision("second nurse on the way"));

    desk.at("2026-10-26 05:02").ticks();
    assert!(
        desk.open_escalations().contains(&Trigger::HandOverLate),
        "T4 at 60 minutes"
    );
    let accepted = HandOverAccepted {
        place: suite,
        name: "Nurse, Orchard Suite".into(),
        role: "nurse in charge".into(),
        email: "nurse@example.nhs.uk".into(),
        signature: "Nurse, Orchard Suite".into(),
    };
    let elsewhere = desk.tries(&ed_nurse(), accepted.clone()).unwrap_err();
    assert_eq!(
        elsewhere.why,
        Why::NoSuchLine,
        "another place's nurse does not see the file"
    );
    desk.at("2026-10-26 05:06").says(&suite_nurse(), accepted);
    desk.at("2026-10-26 05:10").says(&officer(), released);
    let view = casework::view::case_view(
        &desk.file(),
        casework::permission::sight(&sergeant(), &desk.file()).unwrap(),
        desk.now,
        &desk.force,
        &desk.profile,
    );
    assert_eq!(view.hand_over.minutes, Some(68));
    desk.ticks();
    assert!(desk.open_escalations().is_empty());
}
