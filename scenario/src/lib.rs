//! Scenario tables: rows of facts and expected answers, in Markdown that a lawyer can edit.
//!
//! [`table`] reads any table; [`read`] turns the fact columns of a row into a timeline for `law`;
//! [`check`] asks the law and names every cell whose answer differs. The project's own tables are
//! under `law/scenarios`, whose README is the vocabulary; `lantern law test` runs anybody's.
//!
//! A column with a question mark is an expectation; any other column is a fact. An unknown column
//! is a failure, so that a misspelt expectation can never pass by saying nothing.

mod expected;
mod facts;
mod reasons;
pub mod table;
mod words;

pub use facts::{COLUMNS, Scenario};
pub use reasons::rests_on;
pub use table::{Cell, Failure, Row, Table, read_folder, read_path, report};

/// Reads a row.
///
/// # Errors
///
/// The first cell that cannot be read.
pub fn read(row: &Row) -> Result<Scenario, Failure> {
    facts::read(row).map_err(Failure::of_the_table)
}

/// Every failure of one row: cells that cannot be read, columns nobody knows, answers that differ.
pub fn check(row: &Row) -> Vec<Failure> {
    let scenario = match read(row) {
        Ok(scenario) => scenario,
        Err(failure) => return vec![failure],
    };
    let mut failures = Vec::new();
    let mut expectations = 0_usize;
    for cell in row.cells() {
        if cell.column.ends_with('?') {
            if !cell.text.is_empty() {
                expectations = expectations.saturating_add(1);
                failures.extend(expected::check(&scenario, cell).err());
            }
        } else if !COLUMNS.contains(&cell.column) {
            failures.push(
                row.failure(cell.column, "a column of the README", "an unknown column")
                    .of_the_table(),
            );
        }
    }
    if expectations == 0 {
        failures.push(
            row.failure("", "at least one expectation", "none")
                .of_the_table(),
        );
    }
    failures
}
