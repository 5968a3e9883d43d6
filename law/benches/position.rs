//! How many positions a second one core answers, over timelines as they happen.
//!
//! `cargo bench -p law --bench position` prints a Markdown table. The aim is one microsecond for
//! each act of the timeline.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads the clock and prints a table"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use domain::event::{
    EscapedFrom, ExamFinding, ExtensionGround, Manner, PlaceRef, StationConsultation,
};
use domain::{Answer, FoundAt, Known, LocationKind, Moment, PlaceKind, Profession, Rank};
use jiff::{SignedDuration, Timestamp};
use law::{Act, Facts, Person, Profile, What};

/// Friday 23 October 2026, 02:14 BST.
const START: Timestamp = Timestamp::constant(1_792_718_040, 0);

fn main() {
    let timelines = [
        ("met, grounds, consulted, used", street(4)),
        ("to release from a suite", street(12)),
        ("a transfer, an escape and a further period", night(24)),
        ("a day at a police station, every check", station(48)),
    ];
    println!(
        "| timeline | acts | ns a position | ns an act | positions a second | aim, ns an act |"
    );
    println!("|---|---:|---:|---:|---:|---:|");
    for (name, facts) in &timelines {
        let nanoseconds = measure(facts);
        let acts = u32::try_from(facts.acts.len()).unwrap_or(u32::MAX);
        println!(
            "| {name} | {acts} | {nanoseconds:.0} | {:.0} | {:.0} | 1000 |",
            nanoseconds / f64::from(acts),
            1e9 / nanoseconds,
        );
    }
}

/// Nanoseconds a position, the best of five runs: the others are the machine's noise.
fn measure(facts: &Facts) -> f64 {
    let profile = Profile::statute();
    let last = facts
        .acts
        .iter()
        .filter_map(|act| act.at.instant())
        .max()
        .unwrap_or(START);
    let run = |times: u32| {
        let begun = Instant::now();
        for _ in 0..times {
            black_box(law::position(black_box(facts), black_box(last), &profile));
        }
        begun.elapsed()
    };
    let mut times = 100_u32;
    while run(times) < Duration::from_millis(200) {
        times = times.saturating_mul(2);
    }
    let best = (0..5).map(|_| run(times)).min().unwrap_or_default();
    best.as_secs_f64() * 1e9 / f64::from(times)
}

fn act(minutes: i64, what: What) -> Act {
    let at = START
        .checked_add(SignedDuration::from_mins(minutes))
        .unwrap_or(START);
    Act {
        id: format!("line {minutes}"),
        at: Moment::Exact { at },
        rivals: Vec::new(),
        what,
    }
}

fn place(kind: PlaceKind) -> PlaceRef {
    PlaceRef {
        id: None,
        kind,
        name: kind.label().to_owned(),
    }
}

fn opening() -> Vec<Act> {
    let at = FoundAt {
        kind: LocationKind::Outdoors,
        description: "footbridge".to_owned(),
        district: None,
        lived_in: Answer::NotKnown,
        shared: Answer::NotKnown,
        place: None,
    };
    let yes = Answer::Yes;
    vec![
        act(0, What::Met { at }),
        act(
            1,
            What::Grounds {
                appears_disordered: yes,
                immediate_need: yes,
                necessary: yes,
            },
        ),
        act(
            2,
            What::Consulted {
                profession: Profession::RegisteredNurse,
            },
        ),
        act(
            3,
            What::PowerUsed {
                manner: Manner::Remove,
                by: Profession::Constable,
                rank: Some(Rank::Constable),
                brought_out_by_force: Answer::No,
                fresh_facts: Answer::NotKnown,
            },
        ),
    ]
}

fn adult(acts: Vec<Act>, keep: usize) -> Facts {
    let person = Person {
        born: None,
        youngest: Some(29),
        oldest: Some(29),
    };
    Facts {
        person,
        acts: acts.into_iter().take(keep).collect(),
    }
}

fn street(keep: usize) -> Facts {
    let mut acts = opening();
    let suite = || place(PlaceKind::HealthBasedPlaceOfSafety);
    acts.push(act(40, What::Departed { to: suite() }));
    acts.push(act(62, What::ReachedSite { place: suite() }));
    acts.push(act(70, What::Entered { place: suite() }));
    acts.push(act(80, What::AmhpServiceTold));
    acts.push(act(90, What::RightsExplained));
    acts.push(act(
        400,
        What::Examined {
            by: Profession::RegisteredMedicalPractitioner,
            section_12: Answer::Yes,
            finding: ExamFinding::DisorderNoAdmission,
        },
    ));
    acts.push(act(
        420,
        What::AmhpInterviewed {
            sees_no_need: Answer::Yes,
        },
    ));
    acts.push(act(
        500,
        What::ArrangementsMade {
            awaiting_bed: Answer::No,
        },
    ));
    adult(acts, keep)
}

fn night(keep: usize) -> Facts {
    let mut acts = opening();
    let ed = || place(PlaceKind::EmergencyDepartment);
    let suite = || place(PlaceKind::HealthBasedPlaceOfSafety);
    acts.push(act(40, What::Departed { to: ed() }));
    acts.push(act(62, What::ReachedSite { place: ed() }));
    acts.push(act(170, What::Entered { place: ed() }));
    for minutes in [180, 200, 260] {
        acts.push(act(minutes, What::AmhpServiceTold));
    }
    acts.push(act(
        300,
        What::TransferBegan {
            to: suite(),
            authorised_by: Profession::Constable,
            accepted: Answer::Yes,
        },
    ));
    acts.push(act(340, What::Entered { place: suite() }));
    acts.push(act(350, What::RightsExplained));
    acts.push(act(
        700,
        What::Extended {
            by: Profession::RegisteredMedicalPractitioner,
            responsible_for_examination: Answer::Yes,
            minutes: 720,
            ground: ExtensionGround::PersonsCondition,
            assessed_at_station: Answer::NotKnown,
        },
    ));
    acts.push(act(
        720,
        What::Escaped {
            from: EscapedFrom::PlaceOfSafety,
        },
    ));
    acts.push(act(
        800,
        What::Retaken {
            by: Profession::Constable,
        },
    ));
    acts.push(act(820, What::Entered { place: suite() }));
    for minutes in [830, 840, 850, 860, 870, 880] {
        acts.push(act(minutes, What::RightsExplained));
    }
    acts.push(act(
        900,
        What::AmhpInterviewed {
            sees_no_need: Answer::No,
        },
    ));
    adult(acts, keep)
}

fn station(keep: usize) -> Facts {
    let mut acts = opening();
    let custody = || place(PlaceKind::PoliceStation);
    acts.push(act(
        20,
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
    ));
    acts.push(act(40, What::Entered { place: custody() }));
    let mut minutes = 40;
    while acts.len() < keep {
        minutes += 29;
        acts.push(act(
            minutes,
            What::WelfareChecked {
                by_healthcare_professional: true,
                asleep: Answer::No,
                waking_risk: Answer::No,
            },
        ));
        if acts.len().is_multiple_of(2) {
            acts.push(act(
                minutes + 1,
                What::StationReviewed {
                    imminent_risk: Answer::Yes,
                    no_other_place_because_of_risk: Answer::Yes,
                    consulted_professional: Answer::Yes,
                },
            ));
        }
    }
    adult(acts, keep)
}
