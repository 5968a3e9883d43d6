//! Logs by writers who had seen neither the program nor what it learned from. Nothing is taught
//! from them; what was looked at while the reader was put together, and what was only scored,
//! stands in docs/flags.md. `cargo test -p flags --test blind -- --nocapture` prints the figures.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops at the first thing that is not as it should be, and prints its figures"
)]

use std::collections::BTreeMap;

use flags::{Band, Desk, Engine};

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

/// What was measured on 23 November 2026, less one or two logs: a change that costs more than that
/// is to be looked at.
#[test]
fn logs_that_nobody_here_wrote_are_read_as_well_as_they_were() {
    let engine = Engine::shipped().unwrap();
    for (name, logs, found, left) in [
        ("mixed", include_str!("../cases/blind/mixed.jsonl"), 50, 49),
        ("prose", include_str!("../cases/blind/prose.jsonl"), 54, 82),
        ("last", include_str!("../cases/blind/last.jsonl"), 58, 95),
        ("city", include_str!("../cases/blind/city.jsonl"), 59, 243),
        (
            "county",
            include_str!("../cases/blind/county.jsonl"),
            56,
            238,
        ),
        ("shire", include_str!("../cases/blind/shire.jsonl"), 57, 245),
    ] {
        let right = read(&engine, name, logs);
        assert!(right.found.0 >= found, "{name}: {right:?}");
        assert!(right.left.0 >= left, "{name}: {right:?}");
    }
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

/// A day's ordinary logs by three writers, in natural proportion: what decides whether an analyst
/// goes on reading what is flagged. Measured: 11 of 645; before 2,290 ordinary logs were taught with
/// the demand beside them in the same voices, 35.
#[test]
fn few_of_a_days_ordinary_logs_are_flagged() {
    let engine = Engine::shipped().unwrap();
    let (mut raised, mut all) = (0, 0);
    for logs in [
        include_str!("../cases/blind/city.jsonl"),
        include_str!("../cases/blind/county.jsonl"),
        include_str!("../cases/blind/shire.jsonl"),
    ] {
        for line in logs.lines() {
            let log: serde_json::Value = serde_json::from_str(line).unwrap();
            if log["kind"] == "ordinary" {
                all += 1;
                raised += usize::from(flagged(&engine, log["text"].as_str().unwrap()));
            }
        }
    }
    println!("ordinary logs of a day: {raised} of {all} flagged");
    assert_eq!(all, 645);
    assert!(raised <= 12, "{raised}");
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
