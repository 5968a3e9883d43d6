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

mod expected;
mod facts;
mod words;

use std::collections::BTreeSet;
use std::path::Path;

use testkit::scenario::{self, Failure, Row};

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
        failures.extend(check(row));
    }
    assert!(failures.is_empty(), "{}", scenario::report(&failures));
    assert!(rows > 200, "only {rows} rows were found: are the tables where they should be?");
}

#[test]
fn row_names_are_unique_so_that_a_failure_names_one_row() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let tables = scenario::read_folder(&folder).unwrap();
    let mut seen = BTreeSet::new();
    for row in tables.iter().flat_map(|table| &table.rows) {
        assert!(seen.insert(row.name().to_owned()), "two rows are named “{}”", row.name());
    }
}

/// Every failure of one row: cells that cannot be read, columns nobody knows, answers that differ.
fn check(row: &Row) -> Vec<Failure> {
    let scenario = match facts::read(row) {
        Ok(scenario) => scenario,
        Err(failure) => return vec![failure],
    };
    let mut failures = Vec::new();
    let mut expectations = 0;
    for cell in row.cells() {
        if cell.column.ends_with('?') {
            if !cell.text.is_empty() {
                expectations += 1;
                failures.extend(expected::check(&scenario, cell).err());
            }
        } else if !facts::COLUMNS.contains(&cell.column) {
            failures.push(row.failure(cell.column, "a column of the README", "an unknown column"));
        }
    }
    if expectations == 0 {
        failures.push(row.failure("", "at least one expectation", "none"));
    }
    failures
}
