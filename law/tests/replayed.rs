//! What another law would have changed in every row of every scenario table, kept line by line.
//!
//! `tests/replay.rs` says what matters and the property tests hold the quick way to the slow one;
//! this file holds everything else that a replay says of the tables, so that none of it changes
//! unnoticed. When it changes on purpose, read the difference of `law/tests/replayed.tsv`, then
//! write it afresh with `LANTERN_UPDATE_ANSWERS=1 cargo test -p law --test replayed`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test reads files of the project and stops at the first thing that is not as it should be"
)]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use domain::force::PolicyKind;
use jiff::civil::{Date, date};
use law::replay::{Tally, compare, day};
use law::{Commencement, Policy, Profile};
use scenario::Scenario;

/// A law or policy that is supposed: its name, and how it changes the profile of a row whose first
/// day is given.
type Supposed = (&'static str, fn(&mut Profile, Date));

const SUPPOSED: &[Supposed] = &[
    ("section 48 long before", |profile, _| {
        profile.mha_2025_s48 = Some(appointed(date(1990, 1, 1)));
    }),
    ("section 48 from the day after", |profile, first| {
        profile.mha_2025_s48 = Some(appointed(first.tomorrow().unwrap()));
    }),
    ("section 29 long before", |profile, _| {
        profile.mha_2025_s29 = Some(appointed(date(1990, 1, 1)));
    }),
    ("policies, the next day one fewer", |profile, first| {
        for (rule, to) in [
            (PolicyKind::EntryStartsClock, None),
            (PolicyKind::EmergencyDepartmentStartsClock, None),
            (PolicyKind::InspectorForPoliceVehicle136, Some(first)),
        ] {
            profile.policies.push(Policy {
                rule,
                from: date(1990, 1, 1),
                to,
                instrument: "a manual".to_owned(),
            });
        }
    }),
];

#[test]
fn no_replay_changes_unnoticed() {
    let path = here("tests/replayed.tsv");
    let told = told();
    if std::env::var_os("LANTERN_UPDATE_ANSWERS").is_some() {
        fs::write(&path, &told).unwrap();
        return;
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let changed: Vec<String> = kept
        .lines()
        .filter(|line| !told.lines().any(|other| other == *line))
        .map(|line| format!("- {line}"))
        .chain(
            told.lines()
                .filter(|line| !kept.lines().any(|other| other == *line))
                .map(|line| format!("+ {line}")),
        )
        .collect();
    assert!(
        changed.is_empty(),
        "{} lines differ from tests/replayed.tsv:\n{}",
        changed.len(),
        changed.join("\n")
    );
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn appointed(on: Date) -> Commencement {
    Commencement {
        on,
        instrument: "an order invented for the test".to_owned(),
    }
}

/// Of each row and each law supposed, how many differences and stays, and a digest of all of it;
/// then the report of all rows.
fn told() -> String {
    let tables = scenario::read_folder(&here("scenarios"))
        .unwrap_or_else(|failures| panic!("{}", scenario::report(&failures)));
    let rows: Vec<(String, Scenario)> = tables
        .iter()
        .flat_map(|table| &table.rows)
        .map(|row| (row.name().to_owned(), scenario::read(row).unwrap()))
        .collect();
    let mut told = String::from("# row\tfor each law supposed: differences, stays, digest\n");
    let mut tallies: Vec<Tally<String>> = SUPPOSED.iter().map(|_| Tally::default()).collect();
    for (name, row) in &rows {
        told.push_str(name);
        for ((_, suppose), tally) in SUPPOSED.iter().zip(&mut tallies) {
            let mut supposed = row.profile.clone();
            suppose(&mut supposed, day(&row.facts).unwrap_or(date(2024, 1, 1)));
            let changed = compare(&row.facts, &row.profile, &supposed);
            let mut words = format!("{} {:?}", changed.is_nothing(), changed);
            for change in &changed.changes {
                write!(words, "\n{} {:?}", change.kind.says(), change.kind.weight()).unwrap();
            }
            write!(
                told,
                "\t{} {} {:016x}",
                changed.changes.len(),
                changed.stays.len(),
                digest(&words)
            )
            .unwrap();
            tally.take(name, &row.facts, changed);
        }
        told.push('\n');
    }
    for ((name, _), tally) in SUPPOSED.iter().zip(&tallies) {
        let report = serde_json::to_string(&tally.report()).unwrap();
        let cases = serde_json::to_string(&tally.cases()).unwrap();
        writeln!(
            told,
            "report: {name}\t{} read, {} detained\t{:016x}\t{:016x}",
            tally.report().read,
            tally.report().detained,
            digest(&report),
            digest(&cases)
        )
        .unwrap();
    }
    // Two tallies put together are counted as one.
    let mut parts = tallies.into_iter();
    if let (Some(mut one), Some(other)) = (parts.next(), parts.next()) {
        one.merge(other);
        let report = serde_json::to_string(&one.report()).unwrap();
        writeln!(
            told,
            "report: both of section 48 together\t{:016x}",
            digest(&report)
        )
        .unwrap();
    }
    told
}

/// The same on every machine and in every version: FNV-1a of 64 bits.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
