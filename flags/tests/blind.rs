//! Logs by writers who had seen neither the program nor what it learned from. Nothing is taught
//! from them; what was looked at while the reader was put together, and what was only scored,
//! stands in docs/flags.md. `cargo test -p flags --test blind -- --nocapture` prints the figures.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at the first thing that is not as it should be, and prints its figures"
)]

use std::collections::BTreeMap;
use std::path::Path;

use flags::{Band, Desk, Engine, Lexicon, Weights};

/// Right of all, of those with demand and of those without.
#[derive(Debug, Default, Clone, Copy)]
struct Right {
    found: (usize, usize),
    left: (usize, usize),
}

fn flagged(engine: &Engine, text: &str) -> bool {
    engine.read(text.as_bytes(), &mut Desk::default()).band == Band::Flag
}

fn read(engine: &Engine, name: &str, logs: &str) -> Right {
    let mut right = Right::default();
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for line in logs.lines() {
        let log: serde_json::Value = serde_json::from_str(line).unwrap();
        let demand = log["mh"].as_bool().unwrap();
        let is_right = flagged(engine, log["text"].as_str().unwrap()) == demand;
        let kind = format!("{} ({})", log["kind"].as_str().unwrap(), u8::from(demand));
        for count in [
            if demand {
                &mut right.found
            } else {
                &mut right.left
            },
            kinds.entry(kind).or_default(),
        ] {
            count.0 += usize::from(is_right);
            count.1 += 1;
        }
    }
    println!("{name}: {right:?} {kinds:?}");
    right
}

/// What was measured on 24 November 2026, less one or two logs: a change that costs more than that
/// is to be looked at.
#[test]
fn logs_that_nobody_here_wrote_are_read_as_well_as_they_were() {
    let engine = Engine::shipped().unwrap();
    let american = american();
    let mut wrong = Vec::new();
    for (name, found, left) in FLOORS {
        let engine = if name == "american" {
            &american
        } else {
            &engine
        };
        let right = read(engine, name, &logs(name));
        if right.found.0 < found || right.left.0 < left {
            wrong.push(format!("{name}: {right:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Of each set how many with demand are found and how many without are left alone, at least.
const FLOORS: [(&str, usize, usize); 14] = [
    ("city", 60, 245),
    ("county", 57, 244),
    ("shire", 58, 246),
    ("borough", 59, 323),
    ("coast", 63, 318),
    ("valley", 61, 330),
    ("fen", 59, 328),
    ("long", 34, 102),
    ("long2", 28, 76),
    ("mixed", 51, 56),
    ("prose", 53, 83),
    ("last", 54, 98),
    ("half", 82, 83),
    ("american", 63, 170),
];

fn logs(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/blind");
    std::fs::read_to_string(folder.join(name).with_extension("jsonl")).unwrap()
}

/// American logs are read with American words.
fn american() -> Engine {
    let lexicon = Lexicon::with_overlay(Some(("us", "packs = [\"us\"]"))).unwrap();
    Engine::new(lexicon, Weights::shipped().unwrap()).unwrap()
}

/// Full sentences of ordinary business. Until they were taught, 31 of these 40 were flagged.
#[test]
fn ordinary_business_in_full_sentences_is_mostly_left_alone() {
    let engine = Engine::shipped().unwrap();
    let logs = include_str!("../cases/blind/ordinary_prose.txt");
    let raised = logs.lines().filter(|log| flagged(&engine, log)).count();
    println!(
        "ordinary prose: {raised} of {} flagged",
        logs.lines().count()
    );
    assert!(raised <= 3, "{raised}");
}

/// A day's ordinary logs by seven writers, in natural proportion: what decides whether an analyst
/// goes on reading what is flagged. Measured: 25 of 1,845; as it was the day before, 57.
#[test]
fn few_of_a_days_ordinary_logs_are_flagged() {
    let (raised, all) = ordinary(&[
        "city", "county", "shire", "borough", "coast", "valley", "fen",
    ]);
    assert_eq!(all, 1_845);
    assert!(raised <= 26, "{raised}");
}

/// Long ordinary logs, of 110 to 400 words. Until only the loudest clauses counted, and such logs
/// were taught, 81 of these 180 were flagged.
#[test]
fn a_log_is_not_flagged_for_its_length() {
    let (raised, all) = ordinary(&["long", "long2"]);
    assert_eq!(all, 180);
    assert!(raised <= 21, "{raised}");
}

fn ordinary(sets: &[&str]) -> (usize, usize) {
    let engine = Engine::shipped().unwrap();
    let (mut raised, mut all) = (0, 0);
    for set in sets {
        for line in logs(set).lines() {
            let log: serde_json::Value = serde_json::from_str(line).unwrap();
            if log["kind"] == "ordinary" {
                all += 1;
                raised += usize::from(flagged(&engine, log["text"].as_str().unwrap()));
            }
        }
    }
    println!("ordinary logs of {sets:?}: {raised} of {all} flagged");
    (raised, all)
}

/// An explicit word is for review at least, however much else a log holds.
#[test]
fn what_is_said_outright_is_never_passed_over_for_the_length_of_a_log() {
    let engine = Engine::shipped().unwrap();
    for said in [
        "he wants to kill himself",
        "male is suicidal",
        "she has taken an overdose",
        "he tried to hang himself",
        "female self harming",
        "she has been sectioned",
        "he is hearing voices",
    ] {
        let log = format!(
            "0904 RTC Station Rd. 0911 recovery called. 0918 no drink. 0927 {said}. 0935 road \
             clear. 0940 resume"
        );
        let reading = engine.read(log.as_bytes(), &mut Desk::default()).band;
        assert_ne!(reading, Band::None, "{said}");
    }
    for drugs in ["heroin", "ketamine at a party"] {
        let log = format!("male has taken an overdose of {drugs}, ambulance with him");
        assert!(!flagged(&engine, &log), "{drugs}");
    }
}
