//! `lantern return`: a month from a record, its faults with whom to ask, and its files.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::run::Folder;

const OF_RECORD: &str =
    "--record sqlite:record.db --keys record.keys --force ROOT/forces/kent.toml";

#[test]
fn a_month_is_counted_checked_and_written_without_a_server() {
    let folder = Folder::new();
    folder.expect(
        0,
        "night --create-keys --days 3 --record sqlite:record.db --keys record.keys",
    );
    let ran = folder
        .lantern(&format!("return 2026-01 --json {OF_RECORD}"))
        .output()
        .unwrap();
    let told: Value = serde_json::from_slice(&ran.stdout).unwrap();
    let faults = told["faults"].as_array().unwrap();
    let errors = faults.iter().filter(|fault| fault["error"] == true).count();
    assert_eq!(ran.status.code(), Some(i32::from(errors > 0)), "{faults:?}");
    for fault in faults {
        assert!(
            fault["file"].as_str().unwrap().starts_with("LN-"),
            "{fault}"
        );
        assert!(!fault["owner"].as_str().unwrap().is_empty(), "{fault}");
    }
    // Each variable of each power adds up to its base.
    let mut sums: BTreeMap<(&str, &str), (u64, u64)> = BTreeMap::new();
    for row in told["rows"].as_array().unwrap() {
        let number = |key: &str| row[key].as_u64().unwrap();
        let of = |key: &str| row[key].as_str().unwrap();
        let sum = sums.entry((of("power"), of("variable"))).or_default();
        *sum = (sum.0 + number("detentions"), number("of"));
    }
    assert!(sums.len() > 5, "{sums:?}");
    for (variable, (sum, of)) in &sums {
        assert_eq!(sum, of, "variable {variable:?}");
    }
    let most = sums.values().map(|(_, of)| of).max().unwrap();
    assert!(*most > 5, "{sums:?}");

    let text = folder
        .lantern(&format!("return 2026-01 {OF_RECORD}"))
        .output()
        .unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(
        text.starts_with("# National return for January 2026"),
        "{text}"
    );
    let chase = format!(
        "## Missing or odd, to chase or explain: {}",
        faults.len() - errors
    );
    assert!(text.contains(&chase), "{text}");

    let files = format!("return 2026-01 --csv month.csv --ods month.ods {OF_RECORD}");
    if errors > 0 {
        let told = folder.expect(1, &files);
        assert!(told.err.contains("no file was written"), "{}", told.err);
        assert!(!folder.path("month.csv").exists());
    } else {
        let told = folder.expect(0, &files);
        assert!(told.err.contains("a draft"), "{}", told.err);
        let csv = folder.read("month.csv");
        assert_eq!(csv.lines().count(), 1 + told_rows(&text));
        assert!(
            std::fs::read(folder.path("month.ods"))
                .unwrap()
                .starts_with(b"PK")
        );
        // What is there is not written over.
        let again = folder.expect(3, &files);
        assert!(
            again.err.contains("month.csv` cannot be written"),
            "{}",
            again.err
        );
    }
}

/// The rows of the table of numbers.
fn told_rows(text: &str) -> usize {
    text.lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| power"))
        .filter(|line| !line.starts_with("| ---"))
        .count()
}

#[test]
fn an_empty_month_is_noughts_and_what_was_not_issued_has_no_version() {
    let folder = Folder::new();
    folder.expect(
        0,
        "night --create-keys --days 1 --record sqlite:record.db --keys record.keys",
    );
    let empty = folder.expect(
        0,
        &format!("return 2019-05 --json --csv empty.csv {OF_RECORD}"),
    );
    let told: Value = serde_json::from_str(&empty.out).unwrap();
    let rows = told["rows"].as_array().unwrap();
    assert!(
        rows.iter()
            .all(|row| row["detentions"] == 0 && row["of"] == 0)
    );
    assert_eq!(folder.read("empty.csv").lines().count(), 1 + rows.len());
    let none = folder.expect(2, &format!("return 2026-01 --version 1 {OF_RECORD}"));
    assert!(
        none.err.contains("no version 1 of January 2026 was issued"),
        "{}",
        none.err
    );
    let month = folder.expect(2, &format!("return 2026-13 {OF_RECORD}"));
    assert!(month.err.contains("2026-13"), "{}", month.err);
}
