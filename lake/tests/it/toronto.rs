//! The two public sets of the Toronto police: every row of them in the lake, as DuckDB counts the
//! extracts themselves, and every measure as DuckDB counts the lake.

use std::path::{Path, PathBuf};
use std::process::Command;

use figures::filters::Filters;
use figures::table::Cell;
use jiff::civil::date;
use lake::Lake;
use lake::incidents::{Asked, Map, PIECE, import};

use crate::counted_again::{compare, python};
use crate::evidence::ask;

const SETS: [(&str, u64); 2] = [
    ("toronto_mha_apprehensions", 104_518),
    ("toronto_persons_in_crisis", 97_790),
];

/// Where the sets are; none where they are not, which is said.
fn data() -> Option<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let there = data.exists();
    if !there {
        eprintln!("skipped: {} is not there", data.display());
    }
    there.then_some(data)
}

fn imported(data: &Path, root: &Path) {
    let maps = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps");
    for (name, rows) in SETS {
        let map = Map::open(&maps.join(format!("{name}.toml"))).unwrap();
        let asked = Asked {
            extract: &data.join(format!("{name}.csv")),
            map: &map,
            lake: root,
            rejects: &root.join("rejects.csv"),
            pseudonyms: None,
            piece: PIECE,
        };
        let outcome = import(asked, &mut |_, _| {}).unwrap();
        assert_eq!((outcome.totals.read, outcome.totals.taken), (rows, rows));
    }
}

#[tokio::test]
async fn the_public_sets_are_in_the_lake_row_by_row_and_no_measure_of_days_has_them() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().unwrap();
    imported(&data, folder.path());
    let lake = Lake::open(folder.path()).unwrap();
    let years = Filters::over(date(2014, 1, 1), date(2024, 1, 1));
    let demand = ask(&lake, "demand_by_month", &years).await;
    assert_eq!(demand.table.rows.len(), 0);
    let all = 104_518 + 97_790;
    let undated = demand.missing.last().map(|last| (last.count, last.of));
    assert_eq!(undated, Some((all, all)), "{:?}", demand.missing);

    let complete = ask(&lake, "quality_completeness", &years).await;
    let count = |row: usize, column: &str| complete.table.cell(row, column).cloned();
    assert_eq!(count(0, "incidents"), Some(Cell::Count(104_518)));
    // 17,424 rows have "Other" premises (counted in the extract by hand).
    assert_eq!(count(0, "place_kind"), Some(Cell::Count(104_518 - 17_424)));
    assert_eq!(count(1, "area"), Some(Cell::Count(97_790)));
    assert_eq!(count(1, "day"), Some(Cell::Count(0)));
    // Nine years hold only nine years of the one set, and nothing of the other.
    let nine = Filters::over(date(2014, 1, 1), date(2023, 1, 1));
    assert_eq!(
        ask(&lake, "quality_completeness", &nine)
            .await
            .table
            .rows
            .len(),
        1
    );

    let Some(python) = python() else { return };
    for (name, rows) in SETS {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("checks/imported.py");
        let output = Command::new(&python)
            .arg(script)
            .arg(folder.path())
            .arg(data.join(format!("{name}.csv")))
            .arg(name)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{told}");
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(told["same"], true, "{name}: {told}");
        assert_eq!((&told["rows"], &told["held"]), (&rows.into(), &rows.into()));
    }
    compare(&python, folder.path(), &[years]).await;
}
