//! Runs every row of every table under `law/scenarios`.
//!
//! A column with a question mark is an expectation; any other column is a fact. The vocabulary is
//! in `law/scenarios/README.md`. An unknown column is a failure.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_row_of_every_table_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let tables = scenario::read_folder(&folder).unwrap_or_else(|failures| {
        panic!("{}", scenario::report(&failures));
    });
    let mut failures = Vec::new();
    let mut rows = 0;
    for row in tables.iter().flat_map(|table| &table.rows) {
        rows += 1;
        failures.extend(scenario::check(row));
    }
    assert!(failures.is_empty(), "{}", scenario::report(&failures));
    assert!(
        rows > 200,
        "only {rows} rows were found: are the tables where they should be?"
    );
}

#[test]
fn row_names_are_unique_so_that_a_failure_names_one_row() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let tables = scenario::read_folder(&folder).unwrap();
    let mut seen = BTreeSet::new();
    for row in tables.iter().flat_map(|table| &table.rows) {
        assert!(
            seen.insert(row.name().to_owned()),
            "two rows are named “{}”",
            row.name()
        );
    }
}

#[test]
fn every_column_is_explained_to_the_person_who_edits_the_tables() {
    let readme = include_str!("../scenarios/README.md");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let tables = scenario::read_folder(&folder).unwrap();
    let used = tables
        .iter()
        .flat_map(|table| table.columns.iter().skip(1).map(String::as_str));
    for column in used.chain(scenario::COLUMNS.iter().copied()) {
        assert!(
            readme.contains(&format!("`{column}`")),
            "`{column}` is not in the README"
        );
    }
}

/// The worked cases that this crate answers so far, and those of them that are contested.
const CONTESTED_CASES: &[&str] = &[
    "ABS-08", "AWL-14", "AWL-18", "CON-02", "END-01", "END-03", "LOC-06",
];
const CASES: &[&str] = &[
    "ABS-03", "ABS-08", "AWL-01", "AWL-04", "AWL-10", "AWL-13", "AWL-14", "AWL-18", "CLK-05",
    "CLK-10", "CLK-13", "CLK-14", "CLK-15", "CON-02", "CON-07", "END-01", "END-02", "END-03",
    "END-08", "ENT-04", "ENT-06", "EXT-04", "EXT-09", "EXT-11", "FUT-02", "FUT-05", "LOC-04",
    "LOC-05", "LOC-06", "LOC-11", "POS-04", "POS-06", "REG-03", "SRCH-03", "SRCH-05", "STN-01",
    "STN-03", "STN-04", "STN-05", "STN-09", "WAR-02", "WAR-09", "WAR-11", "WAR-12",
];

#[test]
fn every_worked_case_is_a_row_and_raises_the_contested_flag_only_if_it_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let tables = scenario::read_folder(&folder).unwrap();
    for case in CASES {
        // The first row that bears the id is the case as it is told; later ones vary it.
        let row = tables
            .iter()
            .flat_map(|table| &table.rows)
            .find(|row| row.name().starts_with(case));
        let row = row.unwrap_or_else(|| panic!("{case} has no row"));
        let scenario = scenario::read(row).unwrap();
        let position = law::position(&scenario.facts, scenario.at, &scenario.profile);
        let located = scenario.found.as_ref().is_some_and(|found| {
            let day = domain::time::in_london(scenario.at).date();
            law::location(found, day).certainty == law::Certainty::Contested
        });
        assert_eq!(
            position.is_contested() || located,
            CONTESTED_CASES.contains(case),
            "{case}: {}",
            law::explain(&position).join("\n")
        );
    }
}
