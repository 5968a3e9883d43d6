//! What a replay answers, case by case: each pair differs in one fact.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

use domain::event::{EndReason, Manner, PlaceRef, StationConsultation};
use domain::force::PolicyKind;
use domain::{Answer, FoundAt, Known, LocationKind, Moment, PlaceKind, Profession, Rank};
use jiff::Timestamp;
use jiff::civil::date;
use law::replay::{Changed, Kind, PlaceName, StayReading, Tally, Turn, Weight, compare};
use law::{
    Act, Availability, Commencement, DutyKind, Facts, Person, Policy, Power, Profile, Regime, What,
};

fn supposed() -> Profile {
    Profile {
        mha_2025_s48: Some(Commencement {
            on: date(2026, 1, 1),
            instrument: "a supposition".to_owned(),
        }),
        ..Profile::default()
    }
}

fn place(kind: PlaceKind) -> PlaceRef {
    PlaceRef {
        id: None,
        kind,
        name: format!("the {}", kind.label()),
    }
}

const STATION: PlaceKind = PlaceKind::PoliceStation;
const SUITE: PlaceKind = PlaceKind::HealthBasedPlaceOfSafety;

fn act(at: &str, what: What) -> Act {
    Act {
        id: at.to_owned(),
        at: Moment::Exact {
            at: at.parse().expect(at),
        },
        rivals: Vec::new(),
        what,
    }
}

fn used(at: &str, manner: Manner) -> Act {
    act(
        at,
        What::PowerUsed {
            manner,
            by: Profession::Constable,
            rank: Some(Rank::Constable),
            brought_out_by_force: Answer::No,
            fresh_facts: Answer::NotKnown,
        },
    )
}

fn entered(at: &str, kind: PlaceKind) -> Act {
    act(at, What::Entered { place: place(kind) })
}

fn ended(at: &str) -> Act {
    act(
        at,
        What::Ended {
            reason: EndReason::ReleasedByPolice,
        },
    )
}

fn authorised(at: &str) -> Act {
    act(
        at,
        What::StationAuthorised {
            by: Profession::Constable,
            rank: Some(Rank::Inspector),
            imminent_risk: Answer::Yes,
            no_other_place_because_of_risk: Answer::Yes,
            healthcare_throughout: Answer::Yes,
            consultation: StationConsultation::Consulted {
                profession: Profession::RegisteredNurse,
                who: Known::UNKNOWN,
            },
        },
    )
}

fn aged(years: u8, acts: Vec<Act>) -> Facts {
    Facts {
        person: Person {
            born: None,
            youngest: Some(years),
            oldest: Some(years),
        },
        acts,
    }
}

/// Used, taken to a place, and released, on three times.
fn detention(years: u8, times: [&str; 3], kind: PlaceKind) -> Facts {
    let mut acts = vec![
        used(times[0], Manner::Remove),
        entered(times[1], kind),
        ended(times[2]),
    ];
    if kind == STATION {
        acts.push(authorised(times[0]));
    }
    aged(years, acts)
}

const AFTER: [&str; 3] = [
    "2026-01-09T21:00:00Z",
    "2026-01-09T21:40:00Z",
    "2026-01-10T04:10:00Z",
];
const BEFORE: [&str; 3] = [
    "2025-12-30T21:00:00Z",
    "2025-12-30T21:40:00Z",
    "2025-12-31T04:10:00Z",
];
const ACROSS: [&str; 3] = [
    "2025-12-31T20:00:00Z",
    "2025-12-31T20:40:00Z",
    "2026-01-01T03:00:00Z",
];

fn replayed(facts: &Facts) -> Changed {
    let changed = compare(facts, &Profile::statute(), &supposed());
    let full = law::replay::compare_at_every_moment(facts, &Profile::statute(), &supposed());
    assert_eq!(changed, full);
    changed
}

fn kinds(changed: &Changed) -> Vec<Kind> {
    changed.changes.iter().map(|change| change.kind).collect()
}

fn duty(duty: DutyKind, turn: Turn) -> impl Fn(&Kind) -> bool {
    move |kind| matches!(kind, Kind::Duty { duty: this, turn: that, .. } if *this == duty && *that == turn)
}

#[test]
fn an_adult_at_a_station_would_have_had_no_lawful_place() {
    let changed = replayed(&detention(40, AFTER, STATION));

    assert_eq!(changed.stays.len(), 1);
    let stay = &changed.stays[0];
    assert_eq!(stay.reading, StayReading::NoLawfulPlace);
    assert_eq!(stay.from, AFTER[1].parse::<Timestamp>().unwrap());
    assert_eq!(stay.until, AFTER[2].parse::<Timestamp>().ok());
    let kinds = kinds(&changed);
    assert!(
        kinds
            .iter()
            .any(duty(DutyKind::WelfareCheck, Turn::Vanishes)),
        "{kinds:#?}"
    );
    assert!(
        kinds
            .iter()
            .any(duty(DutyKind::StationReview, Turn::Vanishes)),
        "{kinds:#?}"
    );
    assert!(
        kinds
            .iter()
            .any(duty(DutyKind::MoveFromStation, Turn::Appears)),
        "{kinds:#?}"
    );
    assert!(kinds.contains(&Kind::Breach {
        rule: "mha25-s48-effects",
        turn: Turn::Appears
    }));
    // No check was made in six hours: that breach is of the regulations, which would be gone.
    assert!(kinds.contains(&Kind::Breach {
        rule: "stn-check-30",
        turn: Turn::Vanishes
    }));
    assert!(changed.changes.iter().all(|change| !change.contested));
}

#[test]
fn a_breach_shows_from_the_moment_it_happened() {
    let changed = replayed(&detention(40, AFTER, STATION));
    let missed = changed
        .changes
        .iter()
        .find(|change| {
            matches!(
                change.kind,
                Kind::Breach {
                    rule: "stn-check-30",
                    ..
                }
            )
        })
        .unwrap();

    // Entered at 21:40: the first check is late after 22:10.
    assert_eq!(missed.first, "2026-01-09T22:10:01Z".parse().unwrap());
}

#[test]
fn an_adult_at_a_suite_keeps_everything_but_an_option_and_the_wording() {
    let changed = replayed(&detention(40, AFTER, SUITE));

    assert!(changed.stays.is_empty());
    assert_eq!(
        kinds(&changed),
        [
            Kind::Power {
                power: Power::UsePoliceStation,
                was: Some(Availability::Judgement),
                would_be: Some(Availability::Unavailable),
            },
            Kind::Wording {
                was: Regime::TwentyFourHours,
                would_be: Regime::NoPoliceStations,
            },
        ]
    );
    assert_eq!(kinds(&changed)[0].weight(), Weight::Options);
}

#[test]
fn a_child_at_a_suite_never_had_the_option() {
    let changed = replayed(&detention(15, AFTER, SUITE));

    assert_eq!(changed.changes.len(), 1);
    assert_eq!(changed.changes[0].kind.weight(), Weight::Wording);
}

#[test]
fn a_child_at_a_station_was_barred_before_and_is_no_change_of_place() {
    let changed = replayed(&detention(15, AFTER, STATION));

    assert_eq!(changed.stays[0].reading, StayReading::Unchanged);
    assert_eq!(changed.stays[0].child, Answer::Yes);
}

#[test]
fn a_detention_over_before_the_day_is_not_touched() {
    for kind in [STATION, SUITE] {
        let changed = replayed(&detention(40, BEFORE, kind));
        assert!(changed.is_nothing(), "{changed:#?}");
        assert_eq!(changed.stays.len(), usize::from(kind == STATION));
    }
}

#[test]
fn a_detention_under_way_on_the_day_is_contested_and_nothing_else() {
    for kind in [STATION, SUITE] {
        let changed = replayed(&detention(40, ACROSS, kind));
        assert!(!changed.changes.is_empty());
        assert!(
            changed.changes.iter().all(|change| change.contested),
            "{changed:#?}"
        );
        assert!(
            changed
                .stays
                .iter()
                .all(|stay| stay.reading == StayReading::Contested)
        );
    }
}

#[test]
fn a_station_left_before_the_day_is_as_it_was_though_the_detention_went_on() {
    let mut facts = detention(40, ACROSS, STATION);
    facts.acts.push(act(
        "2025-12-31T22:00:00Z",
        What::TransferBegan {
            to: place(SUITE),
            authorised_by: Profession::Constable,
            accepted: Answer::Yes,
        },
    ));
    facts.acts.push(entered("2025-12-31T22:30:00Z", SUITE));

    assert_eq!(replayed(&facts).stays[0].reading, StayReading::Unchanged);
}

#[test]
fn a_station_left_as_the_day_begins_is_not_touched() {
    for (left, reading) in [
        ("2026-01-01T00:00:00Z", StayReading::Unchanged),
        ("2026-01-01T00:01:00Z", StayReading::Contested),
    ] {
        let times = ["2025-12-31T20:00:00Z", "2025-12-31T21:00:00Z", left];
        let changed = replayed(&detention(40, times, STATION));

        assert_eq!(changed.stays[0].reading, reading, "left at {left}");
    }
}

#[test]
fn a_power_used_before_the_day_and_a_station_entered_after_it_is_contested() {
    let times = [
        "2025-12-31T23:30:00Z",
        "2026-01-01T00:20:00Z",
        "2026-01-01T06:00:00Z",
    ];
    let changed = replayed(&detention(40, times, STATION));

    assert_eq!(changed.stays[0].reading, StayReading::Contested);
}

#[test]
fn a_person_kept_at_a_station_is_a_stay_from_the_decision() {
    let keep = Manner::Keep { at: place(STATION) };
    let facts = aged(40, vec![used(AFTER[0], keep), ended(AFTER[2])]);
    let changed = replayed(&facts);

    assert_eq!(
        changed.stays[0].from,
        AFTER[0].parse::<Timestamp>().unwrap()
    );
    assert_eq!(changed.stays[0].reading, StayReading::NoLawfulPlace);
}

#[test]
fn a_stay_with_no_end_recorded_lasts_until_the_period_runs_out() {
    let mut facts = detention(40, AFTER, STATION);
    facts
        .acts
        .retain(|act| !matches!(act.what, What::Ended { .. }));

    let until = replayed(&facts).stays[0].until;
    assert_eq!(until, "2026-01-10T21:40:00Z".parse().ok());
}

#[test]
fn the_other_way_round_a_station_is_no_longer_barred() {
    let facts = detention(40, AFTER, STATION);
    let changed = compare(&facts, &supposed(), &Profile::statute());

    assert_eq!(changed.stays[0].reading, StayReading::NoLongerBarred);
    assert!(kinds(&changed).contains(&Kind::Breach {
        rule: "mha25-s48-effects",
        turn: Turn::Vanishes
    }));
}

#[test]
fn another_forces_policy_changes_advice_and_no_law() {
    let policy = Profile {
        policies: vec![Policy {
            rule: PolicyKind::InspectorForPoliceVehicle136,
            from: date(2026, 1, 1),
            to: None,
            instrument: "another force's procedure".to_owned(),
        }],
        ..Profile::default()
    };
    let facts = detention(40, AFTER, SUITE);
    let changed = compare(&facts, &Profile::statute(), &policy);

    assert_eq!(changed.changes.len(), 1, "{changed:#?}");
    assert!(matches!(
        changed.changes[0].kind,
        Kind::Advisory {
            turn: Turn::Appears,
            ..
        }
    ));
    assert!(compare(&detention(40, BEFORE, SUITE), &Profile::statute(), &policy).is_nothing());
}

#[test]
fn nothing_that_happened_to_nobody_is_still_an_answer() {
    assert!(replayed(&Facts::default()).stays.is_empty());
    let met = What::Met {
        at: FoundAt {
            kind: LocationKind::PoliceStation,
            description: String::new(),
            district: None,
            lived_in: Answer::NotKnown,
            shared: Answer::NotKnown,
            place: None,
        },
    };
    assert!(
        replayed(&aged(40, vec![act(AFTER[0], met)]))
            .stays
            .is_empty()
    );
}

#[test]
fn a_tally_counts_each_case_where_when_and_of_what_age() {
    let cases = [
        ("a", detention(40, AFTER, STATION)),
        ("b", detention(40, AFTER, SUITE)),
        ("c", detention(15, AFTER, SUITE)),
        ("d", detention(40, BEFORE, STATION)),
        ("e", detention(40, ACROSS, STATION)),
        ("f", aged(40, vec![used(AFTER[0], Manner::Remove)])),
        ("g", aged(40, Vec::new())),
    ];
    let mut tally = Tally::default();
    for (case, facts) in &cases {
        tally.take(case, facts, replayed(facts));
    }
    tally.unreadable("h");
    let report = tally.report();

    assert_eq!(
        (report.read, report.detained, report.station_stays),
        (7, 6, 3)
    );
    assert_eq!(report.unreadable.cases, ["h"]);
    assert_eq!(report.place_not_recorded, 1);
    assert_eq!((report.hour_not_recorded, report.age_not_known), (0, 0));
    assert_eq!(report.differ_for_the_person.cases, ["a"]);
    assert_eq!(report.contested.cases, ["e"]);
    let option = report
        .changes
        .iter()
        .find(|change| {
            !change.contested
                && matches!(
                    change.kind,
                    Kind::Power {
                        power: Power::UsePoliceStation,
                        was: Some(Availability::Judgement),
                        ..
                    }
                )
        })
        .unwrap();
    assert_eq!(option.cases.cases, ["b", "f"]);
    assert_eq!((option.detentions, option.by_age), (2, [0, 2, 0]));
    assert_eq!(option.by_hour[21], 2);
    assert_eq!(option.by_hour.iter().sum::<u64>(), 2);
    let places: Vec<_> = option
        .by_place
        .iter()
        .map(|row| (row.place.as_ref().map(PlaceName::label), row.number, row.of))
        .collect();
    assert_eq!(
        places,
        [
            (None, 1, 1),
            (Some("the health-based place of safety"), 1, 2)
        ]
    );

    let lost: Vec<_> = report
        .stations
        .iter()
        .filter(|row| row.reading == StayReading::NoLawfulPlace)
        .collect();
    // All stations together, and the one.
    assert_eq!(lost.len(), 2);
    assert_eq!(lost[1].cases.cases, ["a"]);
    assert_eq!((lost[1].of, lost[1].by_age), (3, [0, 1, 0]));
    assert_eq!(lost[1].occupancy.minutes, 390);
    assert_eq!(lost[1].occupancy.hours.len(), 8);
    let rows = tally.cases();
    let behind = |number: &str| {
        rows.iter()
            .filter(|row| row.number == number && !row.contested)
            .count()
    };
    assert_eq!(behind(&option.says), 2);
}

#[test]
fn the_name_of_a_home_is_in_no_report() {
    let mut facts = detention(40, AFTER, PlaceKind::PrivateHome);
    facts.acts[1].what = What::Entered {
        place: PlaceRef {
            id: None,
            kind: PlaceKind::PrivateHome,
            name: "12 Street A".to_owned(),
        },
    };
    let mut tally = Tally::default();
    tally.take(&1, &facts, replayed(&facts));

    let said = serde_json::to_string(&tally.report()).unwrap()
        + &serde_json::to_string(&tally.cases()).unwrap();
    assert!(!said.contains("12 Street A"));
    assert!(said.contains("private home"));
}
