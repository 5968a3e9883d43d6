//! How long a replay of a million detentions takes, on one core and on two.
//!
//! `cargo bench -p law --bench replay` prints a Markdown table. LANTERN_BENCH_CASES=20000 for a
//! look. The aim is five seconds for a million on two cores. One detention in a hundred is at a
//! police station with every check, as in the national figures (data.md 2.1: 1.1 %).
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads the clock and prints a table"
)]

use std::time::{Duration, Instant};

use domain::event::{EndReason, ExamFinding, Manner, PlaceRef, StationConsultation};
use domain::{Answer, FoundAt, Known, LocationKind, Moment, PlaceKind, Profession, Rank};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use law::replay::{Tally, compare};
use law::{Act, Commencement, Facts, Person, Profile, What};

/// The allocator of the program, so that what is measured is what runs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Midnight in London at the start of 2026.
const YEAR: Timestamp = Timestamp::constant(1_767_225_600, 0);
/// Minutes in that year.
const MINUTES: u32 = 525_600;
/// Timelines whose times are varied.
const TEMPLATES: u32 = 300;
/// The aim for a million on two cores.
const AIM_SECONDS: u32 = 5;

fn main() {
    let cases: u32 = std::env::var("LANTERN_BENCH_CASES")
        .ok()
        .and_then(|given| given.parse().ok())
        .unwrap_or(1_000_000);
    let templates: Vec<Facts> = (0..TEMPLATES).map(template).collect();
    println!("| detentions | cores | seconds | detentions a second | aim, s | answer |");
    println!("|---:|---:|---:|---:|---:|---|");
    let mut answers = Vec::new();
    for cores in [1, 2] {
        let (taken, tally) = run(&templates, cases, cores);
        let report = tally.report();
        let answer = format!(
            "{} at a station, {} for the person",
            report.station_stays, report.differ_for_the_person.number
        );
        let seconds = taken.as_secs_f64();
        let aim = if cores == 2 && cases == 1_000_000 {
            AIM_SECONDS.to_string()
        } else {
            "–".to_owned()
        };
        println!(
            "| {cases} | {cores} | {seconds:.2} | {:.0} | {aim} | {answer} |",
            f64::from(cases) / seconds
        );
        answers.push(report);
    }
    let same = answers.windows(2).all(|pair| pair.first() == pair.last());
    println!("The answer is the same on both: {same}.");
}

/// Replays the cases on so many cores: comparing and tallying, without reading or reporting.
fn run(templates: &[Facts], cases: u32, cores: u32) -> (Duration, Tally<u32>) {
    let supposed = Profile {
        mha_2025_s48: Some(Commencement {
            on: date(2026, 1, 1),
            instrument: "a supposition".to_owned(),
        }),
        ..Profile::default()
    };
    let actual = Profile::statute();
    let begun = Instant::now();
    let mut whole = Tally::default();
    std::thread::scope(|scope| {
        let (actual, supposed) = (&actual, &supposed);
        let parts: Vec<_> = (0..cores)
            .map(|core| {
                scope.spawn(move || {
                    let mut own = templates.to_vec();
                    let mut tally = Tally::default();
                    // Runs of cases, and not every other one: a station's every hundredth would
                    // all fall to one core.
                    let from = cases / cores * core;
                    let until = if core + 1 == cores {
                        cases
                    } else {
                        from + cases / cores
                    };
                    for case in from..until {
                        let index = usize::try_from(case % TEMPLATES).unwrap_or(0);
                        if let (Some(facts), Some(template)) =
                            (own.get_mut(index), templates.get(index))
                        {
                            shift(facts, template, case);
                            tally.take(&case, facts, compare(facts, actual, supposed));
                        }
                    }
                    tally
                })
            })
            .collect();
        for part in parts {
            if let Ok(part) = part.join() {
                whole.merge(part);
            }
        }
    });
    (begun.elapsed(), whole)
}

/// Puts a template somewhere else in the year.
fn shift(facts: &mut Facts, template: &Facts, case: u32) {
    let minutes = case.wrapping_mul(2_654_435_761) % MINUTES;
    let by = SignedDuration::from_mins(i64::from(minutes));
    for (act, was) in facts.acts.iter_mut().zip(&template.acts) {
        if let Some(at) = was.at.instant() {
            act.at = Moment::Exact {
                at: at.checked_add(by).unwrap_or(at),
            };
        }
    }
}

fn act(minutes: u32, what: What) -> Act {
    let by = SignedDuration::from_mins(i64::from(minutes));
    Act {
        id: format!("line {minutes}"),
        at: Moment::Exact {
            at: YEAR.checked_add(by).unwrap_or(YEAR),
        },
        rivals: Vec::new(),
        what,
    }
}

fn place(kind: PlaceKind, number: u32) -> PlaceRef {
    PlaceRef {
        id: None,
        kind,
        name: format!("{} {}", kind.label(), number % 6),
    }
}

/// One of the timelines: where it goes and how long it takes follow from its number.
fn template(number: u32) -> Facts {
    let first = match number % 100 {
        0 => PlaceKind::PoliceStation,
        1..=51 => PlaceKind::EmergencyDepartment,
        _ => PlaceKind::HealthBasedPlaceOfSafety,
    };
    let here = || place(first, number);
    let yes = Answer::Yes;
    let at = FoundAt {
        kind: LocationKind::Outdoors,
        description: "footbridge".to_owned(),
        district: None,
        lived_in: Answer::NotKnown,
        shared: Answer::NotKnown,
        place: None,
    };
    let ride = 20 + number % 37;
    let mut acts = vec![
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
            4,
            What::PowerUsed {
                manner: Manner::Remove,
                by: Profession::Constable,
                rank: Some(Rank::Constable),
                brought_out_by_force: Answer::No,
                fresh_facts: Answer::NotKnown,
            },
        ),
        act(10, What::Departed { to: here() }),
        act(10 + ride, What::ReachedSite { place: here() }),
        act(12 + ride, What::Entered { place: here() }),
        act(30 + ride, What::AmhpServiceTold),
        act(40 + ride, What::RightsExplained),
    ];
    let stays = 300 + number * 7 % 900;
    if first == PlaceKind::PoliceStation {
        acts.push(act(6, authority()));
        station_rounds(&mut acts, 12 + ride, 12 + ride + stays);
    }
    acts.push(act(
        stays,
        What::Examined {
            by: Profession::RegisteredMedicalPractitioner,
            section_12: yes,
            finding: ExamFinding::DisorderNoAdmission,
        },
    ));
    acts.push(act(stays + 20, What::AmhpInterviewed { sees_no_need: yes }));
    acts.push(act(
        stays + 60,
        What::ArrangementsMade {
            awaiting_bed: Answer::No,
        },
    ));
    acts.push(act(
        stays + 61,
        What::Ended {
            reason: EndReason::ArrangementsComplete,
        },
    ));
    let age = u8::try_from(16 + number % 60).unwrap_or(40);
    Facts {
        person: Person {
            born: None,
            youngest: Some(if first == PlaceKind::PoliceStation {
                40
            } else {
                age
            }),
            oldest: Some(if first == PlaceKind::PoliceStation {
                40
            } else {
                age
            }),
        },
        acts,
    }
}

fn authority() -> What {
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
    }
}

/// A check every 29 minutes and a review after every second check.
fn station_rounds(acts: &mut Vec<Act>, from: u32, until: u32) {
    for round in 1..(until - from) / 29 {
        let minutes = from + round * 29;
        acts.push(act(
            minutes,
            What::WelfareChecked {
                by_healthcare_professional: true,
                asleep: Answer::No,
                waking_risk: Answer::No,
            },
        ));
        if round % 2 == 0 {
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
}
