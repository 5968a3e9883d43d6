//! J9, J10 and J11 as decisions: exact times, expected results.

use crate::story::*;
use casework::{Command, File, Why, facts};
use domain::event::*;
use domain::person::AgeBasis;
use domain::{Answer, Event, Known, LocationKind, PersonFact, Rank, TimeSource, When};
use law::{Availability, Power, Standing};

#[test]
fn j9_a_child_and_no_place() {
    let mut desk = Desk::met("2026-10-23 00:20");
    desk.says(&officer(), age(18, AgeBasis::Estimated));
    desk.says(&officer(), detained());
    let identity = casework::view::identity(&desk.file(), desk.now);
    assert!(
        identity.child && identity.child_in_doubt,
        "a child until shown otherwise"
    );

    let station = desk.place("medway_police_station");
    let asked = PlaceAsked {
        place: station.clone(),
        told: String::new(),
    };
    let refusal = desk.tries(&officer(), asked).unwrap_err();
    assert_eq!(refusal.why, Why::Blocked(Block::ChildAtStation));
    assert!(!refusal.because.is_empty(), "the block cites the law");

    let full = PlaceReplied {
        place: desk.place("willow_suite"),
        offered: false,
        refusal: Some(PlaceRefusal::Full),
        words: String::new(),
    };
    desk.at("2026-10-23 00:35").says(&officer(), full);
    desk.ticks();
    assert_eq!(desk.open_escalations(), [Trigger::ChildCheckOrExpiry]);

    let born = Event::PersonRecorded(PersonFact::DateOfBirth {
        is: Known::is("2011-02-03".parse().unwrap()),
        basis: AgeBasis::SaidByOther,
    });
    desk.at("2026-10-23 00:50").says(&officer(), born);
    let identity = casework::view::identity(&desk.file(), desk.now);
    assert!(identity.age.starts_with("15 "), "{}", identity.age);
    assert!(!identity.child_in_doubt);
    assert_eq!(
        desk.file().live_of(EventKind::PersonRecorded).count(),
        2,
        "the old one is kept"
    );

    // An adult suite takes a child only by exception.
    let journey = |to| JourneyBegan {
        to,
        mode: Mode::Ambulance,
        why_police: None,
        escort: Known::is("PC 4471".into()),
        officers: None,
        containment: String::new(),
        exception: None,
    };
    let refusal = desk
        .tries(&officer(), journey(desk.place("orchard_suite")))
        .unwrap_err();
    assert_eq!(refusal.why, Why::NotLawful);

    // If reality broke the block, what happened is recorded, labelled and escalated.
    let entered = Command {
        happened: When::now(desk.now),
        event: Entered { place: station }.into(),
        despite: Some("the crew drove to the station before they could be told".into()),
    };
    desk.sends(&officer(), &entered).unwrap();
    desk.ticks();
    let exceptions = desk.file().live_of(EventKind::ExceptionRecorded).count();
    assert_eq!(exceptions, 1);
    assert!(
        desk.open_escalations().contains(&Trigger::Breach),
        "{:?}",
        desk.open_escalations()
    );
    assert!(!desk.position().breaches.is_empty());
}

fn station_authority(desk: &Desk, no_other: Answer) -> StationAuthorised {
    StationAuthorised {
        station: desk.place("medway_police_station"),
        name: "Duty inspector".into(),
        rank: Rank::Inspector,
        imminent_risk: Answer::Yes,
        no_other_place_because_of_risk: no_other,
        healthcare_throughout: Answer::Yes,
        facts: "all three suites state in writing that they cannot hold him because of the danger"
            .into(),
        consultation: StationConsultation::Consulted {
            profession: domain::Profession::RegisteredNurse,
            who: Known::is("duty nurse".into()),
        },
    }
}

fn refuses(desk: &mut Desk, suite: &str, refusal: PlaceRefusal) {
    let place = desk.place(suite);
    let reply = PlaceReplied {
        place,
        offered: false,
        refusal: Some(refusal),
        words: "in writing".into(),
    };
    desk.says(&officer(), reply);
}

fn adult_at_station() -> Desk {
    let mut desk = Desk::met("2026-10-28 20:50");
    desk.says(&officer(), age(38, AgeBasis::Document));
    desk.says(&officer(), not_practicable());
    desk.says(&officer(), detained());
    desk.at("2026-10-28 21:05");
    refuses(&mut desk, "orchard_suite", PlaceRefusal::Full);
    desk.at("2026-10-28 21:40");
    for suite in ["orchard_suite", "harbour_suite", "willow_suite"] {
        refuses(&mut desk, suite, PlaceRefusal::BecauseOfTheRisk);
    }
    desk.at("2026-10-28 21:48");
    let authority = station_authority(&desk, Answer::Yes);
    desk.says(&inspector(), authority);
    let station = desk.place("medway_police_station");
    desk.at("2026-10-28 21:55")
        .says(&officer(), Entered { place: station });
    desk
}

#[test]
fn j10_full_is_not_because_of_the_risk() {
    let mut desk = Desk::met("2026-10-28 20:50");
    desk.says(&officer(), age(38, AgeBasis::Document));
    desk.says(&officer(), detained());
    desk.at("2026-10-28 21:05");
    refuses(&mut desk, "orchard_suite", PlaceRefusal::Full);
    desk.at("2026-10-28 21:06");
    // Whatever the inspector answers, a suite that is merely full does not meet the condition.
    let over_full = station_authority(&desk, Answer::Yes);
    let refusal = desk.tries(&inspector(), over_full).unwrap_err();
    assert_eq!(refusal.why, Why::NotLawful, "{}", refusal.says);
    let full = station_authority(&desk, Answer::No);
    let refusal = desk.tries(&inspector(), full).unwrap_err();
    assert_eq!(refusal.why, Why::NotLawful);
    assert!(refusal.says.contains("risk"), "{}", refusal.says);
    let by_sergeant = station_authority(&desk, Answer::Yes);
    let refusal = desk.tries(&sergeant(), by_sergeant).unwrap_err();
    assert_eq!(refusal.why, Why::RankNeeded(Rank::Inspector));
}

#[test]
fn j10_checks_are_recorded_as_they_are_done() {
    let mut desk = adult_at_station();
    assert_eq!(desk.position().clock.unwrap().start, at("2026-10-28 21:55"));
    let check = WelfareChecked {
        by_healthcare_professional: true,
        result: "awake, drinking water".into(),
        asleep: Answer::No,
        waking_risk: Answer::No,
    };
    desk.at("2026-10-28 22:33");
    let back_filled = Command {
        happened: When::exact(at("2026-10-28 22:25"), TimeSource::Lantern),
        event: check.clone().into(),
        despite: None,
    };
    let refusal = desk.sends(&custody_nurse(), &back_filled).unwrap_err();
    assert_eq!(refusal.why, Why::Invalid);
    desk.says(&custody_nurse(), check);
    let breaches = desk.position().breaches;
    assert!(
        breaches
            .iter()
            .any(|breach| breach.at == Some(at("2026-10-28 22:25"))),
        "the check that was due at 22:25 was missed: {breaches:?}"
    );
}

fn extension(minutes: u16, ground: ExtensionGround) -> Extended {
    Extended {
        name: "Doctor 1".into(),
        profession: domain::Profession::RegisteredMedicalPractitioner,
        responsible_for_examination: Answer::Yes,
        minutes,
        ground,
        reason: "too sedated to be assessed".into(),
        assessed_at_station: Answer::Yes,
    }
}

#[test]
fn j10_extension_with_a_superintendent() {
    let mut desk = adult_at_station();
    desk.at("2026-10-29 21:10");
    for (wrong, blocked) in [
        (extension(600, ExtensionGround::NoAmhp), false),
        (extension(721, ExtensionGround::PersonsCondition), true),
    ] {
        let refusal = desk.tries(&doctor(), wrong).unwrap_err();
        assert_eq!(
            refusal.why == Why::Blocked(Block::ExtensionOutOfTime),
            blocked,
            "{refusal:?}"
        );
        assert!(!refusal.because.is_empty() || blocked);
    }
    desk.says(&doctor(), extension(600, ExtensionGround::PersonsCondition));
    let approved = ExtensionApproved {
        name: "On-call superintendent".into(),
        rank: Rank::Superintendent,
        reason: "sedated; assessment at the station at 06:00".into(),
    };
    let refusal = desk.tries(&inspector(), approved.clone()).unwrap_err();
    assert_eq!(refusal.why, Why::RankNeeded(Rank::Superintendent));
    desk.at("2026-10-29 21:20")
        .says(&superintendent(), approved);
    let clock = desk.position().clock.unwrap();
    assert_eq!(clock.expiry, at("2026-10-30 07:55"));
}

#[test]
fn j10_signed_after_the_period_ended() {
    let mut desk = adult_at_station();
    desk.at("2026-10-29 21:56");
    let late = desk
        .tries(&doctor(), extension(600, ExtensionGround::PersonsCondition))
        .unwrap_err();
    assert_eq!(late.why, Why::Blocked(Block::ExtensionOutOfTime));
    assert!(
        late.says.contains("signed after the period ended"),
        "{}",
        late.says
    );

    // It can still be recorded as what happened, and it does not extend anything.
    let what = Command {
        happened: When::now(desk.now),
        event: extension(600, ExtensionGround::PersonsCondition).into(),
        despite: Some("signed a minute late".into()),
    };
    desk.sends(&doctor(), &what).unwrap();
    assert_eq!(
        desk.position().clock.unwrap().expiry,
        at("2026-10-29 20:55").max(at("2026-10-29 21:55"))
    );
    assert!(matches!(
        desk.position().standing.answer,
        Standing::Expired { .. }
    ));
}

#[test]
fn j10_police_stations_cease_on_a_day() {
    let mut desk = Desk::new("2027-01-02 02:00");
    let text = include_str!("../../../forces/kent.toml");
    let dated = text.replace(
        "[[district]]\nid = \"ashford\"",
        "[law.mha_2025_s48]\non = \"2027-01-01\"\ninstrument = \"invented for the test\"\n\n[[district]]\nid = \"ashford\"",
    );
    desk.force = domain::Force::read("kent.toml", &dated).unwrap();
    desk.profile = law::Profile::from_force(&desk.force);
    desk.says(&officer(), opened());
    desk.says(&officer(), met(LocationKind::Outdoors));
    desk.says(&officer(), age(38, AgeBasis::Document));
    desk.says(&officer(), detained());
    let authority = station_authority(&desk, Answer::Yes);
    let refusal = desk.tries(&inspector(), authority).unwrap_err();
    assert_eq!(refusal.why, Why::NotLawful);
    let station = desk
        .position()
        .powers
        .into_iter()
        .find(|power| power.power == Power::UsePoliceStation)
        .unwrap();
    assert_eq!(station.availability, Availability::Unavailable);
}

#[test]
fn j11_late_and_contradictory_entries() {
    let mut desk = Desk::met("2026-10-08 02:10");
    desk.says(&officer(), not_practicable());
    desk.says(&officer(), detained());
    let medway = desk.place("medway_ed");
    let phone = desk.at("2026-10-08 03:40").says(
        &officer(),
        Entered {
            place: medway.clone(),
        },
    );
    desk.looks(&amhp());
    let ed_log = desk.at("2026-10-08 09:00").says_at(
        &ed_nurse(),
        "2026-10-08 03:05",
        TimeSource::SiteLog,
        Entered { place: medway },
    );
    let file = desk.file();
    assert_eq!(file.contests()[0].lines, [phone, ed_log]);
    let clock = desk.position().clock.unwrap();
    assert_eq!(
        clock.earliest_expiry,
        at("2026-10-09 03:05"),
        "the earlier drives the alarms"
    );
    desk.looks(&suite_nurse());

    let settled = Settled {
        accepted: ed_log,
        not_accepted: vec![phone],
        kept_apart: vec![],
        reason: "triage log is stamped by the door".into(),
    };
    let refused = desk
        .at("2026-10-08 12:15")
        .tries(&officer(), settled.clone())
        .unwrap_err();
    assert_eq!(refused.why, Why::RankNeeded(Rank::Sergeant));
    desk.says(&sergeant(), settled);
    let clock = desk.position().clock.unwrap();
    assert_eq!(clock.start, at("2026-10-08 03:05"));
    assert!(clock.rivals.is_empty());

    // Everybody who saw or wrote the old value is told, once each.
    let notices = casework::notice::notices(desk.file, &desk.lines, &desk.readings, &desk.profile);
    assert_eq!(notices.len(), 1);
    let mut told: Vec<String> = notices[0]
        .to
        .iter()
        .map(|(user, _, _)| user.to_string())
        .collect();
    told.sort();
    assert_eq!(
        told,
        ["amhp_1", "nurse_medway_ed", "nurse_orchard", "pc_4471"]
    );
    assert!(notices[0].was.contains("03:40 BST"), "{}", notices[0].was);
    assert!(notices[0].now.contains("03:05 BST"), "{}", notices[0].now);

    // As known at 12:00 the phone's 03:40 still stands.
    let known = File::known_at(desk.file, &desk.lines, at("2026-10-08 12:00"));
    let position = law::position(&facts::facts(&known), at("2026-10-08 12:00"), &desk.profile);
    assert_eq!(position.clock.unwrap().start, at("2026-10-08 03:40"));

    // Ended at 03:00 with no breach; a month later the ward book says 03:20.
    let end = desk.at("2026-10-09 03:00").says(
        &amhp(),
        Ended {
            reason: EndReason::ArrangementsComplete,
            outcome: OutcomeCategory::CommunityPlan,
            person_told: Answer::Yes,
            care_now_with: "community team".into(),
        },
    );
    desk.ticks();
    let late = |desk: &Desk| {
        desk.position().breaches.iter().any(|breach| {
            breach
                .because
                .iter()
                .any(|reason| reason.rule.id.starts_with("end-expiry"))
        })
    };
    assert!(!late(&desk));
    desk.at("2026-11-12 10:00");
    let correction = Corrected {
        line: end,
        happened: Some(When::exact(at("2026-10-09 03:20"), TimeSource::SiteLog)),
        event: None,
        reason: "the person left the room at 03:20".into(),
        evidence: "ward book of the suite".into(),
    };
    desk.says(&sergeant(), correction);
    assert!(late(&desk), "{:?}", desk.position().breaches);
    desk.ticks();
    let escalated = desk.open_escalations();
    assert!(
        escalated.contains(&Trigger::ChildCheckOrExpiry) || escalated.contains(&Trigger::Breach),
        "{escalated:?}"
    );
}
