//! Every measure beside a count of the same files that knows nothing of its SQL
//! (`lake/checks/count.py`, with DuckDB).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use figures::evidence::Evidence as _;
use figures::filters::Filters;
use figures::measure::{Column, Kind};
use figures::table::Cell;
use jiff::civil::date;
use lake::Lake;

use crate::evidence::{all, ask, made};
use crate::place::Place;

/// A Python that has DuckDB: the one named, the workspace's, or the machine's. None where there is
/// none; then the test says so and holds nothing, except where the test command asked for it.
pub(crate) fn python() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let named = std::env::var_os("LANTERN_DUCKDB_PYTHON").map(PathBuf::from);
    let has = |python: &PathBuf| {
        let mut command = Command::new(python);
        let run = command.args(["-c", "import duckdb"]).output();
        run.is_ok_and(|output| output.status.success())
    };
    let found = [
        named.clone(),
        Some(root.join("target/tools/venv/bin/python")),
        Some(PathBuf::from("python3")),
    ]
    .into_iter()
    .flatten()
    .find(has);
    assert!(
        found.is_some() || named.is_none(),
        "LANTERN_DUCKDB_PYTHON names a Python that has no DuckDB"
    );
    if found.is_none() {
        eprintln!("skipped: no Python with DuckDB was found; `cargo xtask test` installs one");
    }
    found
}

type Counted = BTreeMap<String, Vec<Vec<String>>>;

fn counted(python: &Path, lake: &Path, filters: &Filters) -> Counted {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("checks/count.py");
    let dash = |word: &Option<String>| word.clone().unwrap_or_else(|| "-".to_owned());
    let output = Command::new(python)
        .arg(script)
        .arg(lake)
        .args([filters.from.to_string(), filters.to.to_string()])
        .args([dash(&filters.force), dash(&filters.area)])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What is worked out from counts over time: bounds with six places, after the counts.
fn worked_out(columns: &[Column], row: &[Cell]) -> Vec<String> {
    let keys: Vec<&Kind> = columns.iter().map(|column| &column.kind).collect();
    let over_time = keys
        .iter()
        .filter(|kind| kind.is_key())
        .all(|kind| matches!(kind, Kind::Month | Kind::Day));
    if !over_time || !keys.iter().any(|kind| kind.is_key()) {
        return Vec::new();
    }
    let told = |kind: &Kind, cell: &Cell| match (kind, cell) {
        (Kind::Interval(_), Cell::Rate(rate)) => {
            format!("{:.6} {:.6}", rate.interval.low, rate.interval.high)
        }
        (_, Cell::Rate(rate)) => format!(
            "{:.6} {:.6} {:.6}",
            rate.value, rate.interval.low, rate.interval.high
        ),
        (_, cell) => cell.to_string(),
    };
    // Intervals of counts first, then shares.
    let of = |wanted: fn(&Kind) -> bool| {
        columns
            .iter()
            .zip(row)
            .filter(move |(column, _)| wanted(&column.kind))
            .map(move |(column, cell)| told(&column.kind, cell))
    };
    let intervals = of(|kind| matches!(kind, Kind::Interval(_)));
    intervals
        .chain(of(|kind| matches!(kind, Kind::Share { .. })))
        .collect()
}

/// The cells that the SQL gave, as the script writes them, and what is worked out from them.
fn texts(columns: &[Column], row: &[Cell]) -> Vec<String> {
    let selected = columns
        .iter()
        .zip(row)
        .filter(|(column, _)| !column.kind.is_derived());
    selected
        .map(|(_, cell)| match cell {
            Cell::Number(number) => format!("{number:?}"),
            cell => cell.to_string(),
        })
        .chain(worked_out(columns, row))
        .collect()
}

pub(crate) async fn compare(python: &Path, root: &Path, questions: &[Filters]) {
    let lake = Lake::open(root).unwrap();
    for filters in questions {
        let mut counted = counted(python, root, filters);
        for measure in lake.measures() {
            let answer = ask(&lake, &measure.name, filters).await;
            let columns = &answer.table.columns;
            let mut rows: Vec<_> = answer
                .table
                .rows
                .iter()
                .map(|row| texts(columns, row))
                .collect();
            rows.sort();
            let again = counted
                .remove(&measure.name)
                .unwrap_or_else(|| panic!("{} is not counted a second time", measure.name));
            assert_eq!(rows, again, "{} for {}", measure.name, filters.query());
        }
        assert!(
            counted.is_empty(),
            "counted and not measured: {:?}",
            counted.keys()
        );
    }
}

#[tokio::test]
async fn every_measure_is_what_a_second_count_of_generated_rows_says() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    made(folder.path());
    // All of it; across the end of summer time with one force; one area of both.
    let south = Filters {
        force: Some("south".to_owned()),
        ..Filters::over(date(2025, 10, 19), date(2025, 12, 3))
    };
    let area = Filters {
        area: Some("area_02".to_owned()),
        ..Filters::over(date(2025, 12, 25), date(2026, 1, 14))
    };
    compare(&python, folder.path(), &[all(), south, area]).await;
}

#[tokio::test]
async fn every_measure_is_what_a_second_count_of_a_followed_record_says() {
    let Some(python) = python() else { return };
    let place = Place::new().await;
    place
        .tell(&place.happenings(4, "2026-03-27T12:00:00Z", 24 * 5))
        .await;
    place.follow("lake").catch_up().await.unwrap();
    // The clocks go forward on 29 March.
    let week = Filters::over(date(2026, 3, 27), date(2026, 4, 2));
    compare(&python, &place.lake("lake"), &[week]).await;
}
