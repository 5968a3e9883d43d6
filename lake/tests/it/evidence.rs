//! Every measure against generated data, and what a reader is told of what is not there.

use std::path::Path;

use domain::Month;
use figures::evidence::{Answer, CellOf, Evidence as _, LeftOut};
use figures::filters::Filters;
use figures::measure::Kind;
use figures::table::Cell;
use jiff::civil::date;
use lake::Lake;
use lake::generate::{Plan, generate};
use lake::store::Writer;

/// Two small forces, four months.
pub(crate) fn made(root: &Path) {
    let month: Month = "2025-10".parse().unwrap();
    let plan = Plan {
        seed: 7,
        forces: vec![("north".to_owned(), 140_000), ("south".to_owned(), 40_000)],
        first: month,
        months: 4,
        threads: 2,
    };
    let mut writer = Writer::open(root).unwrap();
    generate(&mut writer, &plan, "trial", &|_, _| {}).unwrap();
}

pub(crate) fn all() -> Filters {
    Filters::over(date(2025, 10, 1), date(2026, 2, 1))
}

pub(crate) async fn ask(lake: &Lake, name: &str, filters: &Filters) -> Answer {
    lake.answer(name, filters)
        .await
        .unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

#[tokio::test]
async fn every_measure_answers_and_opens_to_as_many_records_as_it_counts() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path());
    let lake = Lake::open(folder.path()).unwrap();
    for measure in lake.measures() {
        let answer = ask(&lake, &measure.name, &all()).await;
        assert!(
            !answer.table.rows.is_empty(),
            "{} has no rows",
            measure.name
        );
        assert_eq!(answer.left_out, [], "{}", measure.name);
        // Where one record is one thing counted, the last row opens to as many as it says.
        let counts_records = measure.sources != ["phase"] && measure.name != "most_frequent";
        let row = answer.table.rows.len() - 1;
        for column in measure
            .columns
            .iter()
            .filter(|column| column.kind.is_count())
        {
            let Some(Cell::Count(count)) = answer.table.cell(row, &column.name) else {
                continue;
            };
            if !counts_records || column.name == "persons" {
                continue;
            }
            let key = answer.table.key(row);
            let of = CellOf {
                row: key
                    .iter()
                    .map(|(key, text)| ((*key).to_owned(), text.clone()))
                    .collect(),
                column: column.name.clone(),
            };
            let behind = lake.records(&measure.name, &all(), &of).await.unwrap();
            assert_eq!(
                behind.total, *count,
                "{} {} {key:?}",
                measure.name, column.name
            );
            assert_eq!(behind.records.len() as u64, (*count).min(1_000));
        }
    }
}

#[tokio::test]
async fn a_quantile_opens_to_the_stretches_it_is_of_and_follows_from_their_values() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path());
    let lake = Lake::open(folder.path()).unwrap();
    let mut opened = 0;
    for measure in lake.measures() {
        let answer = ask(&lake, &measure.name, &all()).await;
        for column in &measure.columns {
            let Kind::Quantile { percent, among, .. } = &column.kind else {
                continue;
            };
            for row in 0..answer.table.rows.len() {
                let (Some(Cell::Number(told)), Some(Cell::Count(count))) = (
                    answer.table.cell(row, &column.name),
                    answer.table.cell(row, among),
                ) else {
                    continue;
                };
                let key = answer.table.key(row).into_iter();
                let of = CellOf {
                    row: key.map(|(key, text)| (key.to_owned(), text)).collect(),
                    column: column.name.clone(),
                };
                let behind = lake.records(&measure.name, &all(), &of).await.unwrap();
                let named = format!("{} {} {:?}", measure.name, column.name, of.row);
                assert_eq!(behind.total, *count, "{named}");
                assert_eq!(behind.values.len(), behind.records.len(), "{named}");
                assert!(behind.values.is_sorted(), "{named}");
                // Between its two neighbours, by how far it lies from the lower one.
                let steps = (count - 1) * u64::from(*percent);
                let below = usize::try_from(steps / 100).unwrap();
                let rest = f64::from(u32::try_from(steps % 100).unwrap()) / 100.0;
                let around: Vec<f64> = behind.around.iter().map(|(_, value)| *value).collect();
                let at = below.min(2);
                let above = (at + 1).min(around.len() - 1);
                let wanted = around[at] + rest * (around[above] - around[at]);
                assert!((told - wanted).abs() < 0.051, "{named}: {told} {wanted}");
                if let Some(value) = behind.values.get(below) {
                    assert!((value - around[at]).abs() < 1e-9, "{named}");
                    assert_eq!(behind.records[below], behind.around[at].0, "{named}");
                }
                opened += 1;
            }
        }
    }
    assert!(opened > 20, "{opened}");
}

#[tokio::test]
async fn a_corrupted_file_a_missing_month_and_an_old_schema_are_named_and_never_a_smaller_number() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path());
    let before = ask(
        &Lake::open(folder.path()).unwrap(),
        "detentions_by_month",
        &all(),
    )
    .await;
    let list = folder.path().join("manifest.json");
    let mut manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&list).unwrap()).unwrap();
    let parts = manifest["parts"].as_array_mut().unwrap();
    // One file with a byte changed, one cut short, one gone; one force without a month; and one
    // file of a time when there was no such column.
    let path = |table: &str, force: &str, month: &str, parts: &[serde_json::Value]| -> String {
        let part = parts.iter().find(|part| {
            part["table"] == table && part["force"] == force && part["month"] == month
        });
        part.unwrap()["path"].as_str().unwrap().to_owned()
    };
    let changed = path("detention", "north", "2025-10", parts);
    let cut = path("detention", "south", "2025-10", parts);
    let gone = path("detention", "north", "2025-11", parts);
    let old = path("detention", "south", "2025-11", parts);
    let mut bytes = std::fs::read(folder.path().join(&changed)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x20;
    std::fs::write(folder.path().join(&changed), &bytes).unwrap();
    let half = std::fs::read(folder.path().join(&cut)).unwrap();
    std::fs::write(folder.path().join(&cut), &half[..half.len() / 2]).unwrap();
    std::fs::remove_file(folder.path().join(&gone)).unwrap();
    parts.retain(|part| !(part["force"] == "north" && part["month"] == "2025-12"));
    for part in parts.iter_mut().filter(|part| part["path"] == old.as_str()) {
        part["schema"] = 0.into();
    }
    std::fs::write(&list, serde_json::to_vec(&manifest).unwrap()).unwrap();

    let lake = Lake::open(folder.path()).unwrap();
    let answer = ask(&lake, "detentions_by_month", &all()).await;
    assert_ne!(answer.table, before.table);
    let mut named: Vec<String> = answer.left_out.iter().map(LeftOut::to_string).collect();
    named.sort();
    assert_eq!(named.len(), 5, "{named:#?}");
    let told = |text: &str, why: &str| {
        named
            .iter()
            .any(|line| line.contains(text) && line.contains(why))
    };
    assert!(
        told(&changed, "contents are not the ones listed"),
        "{named:#?}"
    );
    assert!(told(&cut, "length is not the one listed"), "{named:#?}");
    assert!(told(&gone, "not there"), "{named:#?}");
    assert!(told("December 2025", "`north`"), "{named:#?}");
    assert!(told(&old, "older version (0)"), "{named:#?}");
    // Of what was not asked for, nothing is said.
    let january = Filters::over(date(2026, 1, 1), date(2026, 2, 1));
    let answer = ask(&lake, "detentions_by_month", &january).await;
    assert_eq!(answer.left_out, []);
    assert_eq!(answer.table.rows, before.table.rows[3..]);
    // A month that nobody holds is missing too, before the first as after the last.
    let summer = Filters::over(date(2025, 9, 1), date(2026, 2, 1));
    let left_out = ask(&lake, "attention", &summer).await.left_out;
    assert_eq!(left_out.len(), 3, "{left_out:#?}");
}

#[tokio::test]
async fn incidents_of_no_known_day_are_told_beside_the_figures() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path());
    let lake = Lake::open(folder.path()).unwrap();
    let manifest = lake::store::manifest(folder.path()).unwrap();
    let incidents = manifest
        .parts
        .iter()
        .filter(|part| part.table == "incident");
    let (all_rows, undated) = incidents.fold((0, 0), |(rows, undated), part| {
        (rows + part.rows, undated + part.undated)
    });
    assert!(undated > 0);
    let answer = ask(&lake, "attention", &all()).await;
    assert_eq!(answer.table.rows[0][0], Cell::Count(all_rows - undated));
    let told = answer.missing.last().unwrap();
    assert_eq!((told.count, told.of), (undated, all_rows), "{}", told.what);
    // A measure of detentions has nothing to do with it.
    let answer = ask(&lake, "first_place", &all()).await;
    assert!(
        answer
            .missing
            .iter()
            .all(|missing| missing.count != undated)
    );
}

#[tokio::test]
async fn an_empty_lake_and_a_misspelt_measure_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).unwrap();
    let empty = lake
        .answer("attention", &all())
        .await
        .unwrap_err()
        .to_string();
    assert!(empty.contains("is empty"), "{empty}");
    made(folder.path());
    let misspelt = lake
        .answer("attention_", &all())
        .await
        .unwrap_err()
        .to_string();
    assert!(misspelt.contains("did you mean `attention`"), "{misspelt}");
}

#[tokio::test]
async fn the_same_plan_makes_the_same_bytes_with_any_number_of_threads() {
    let month: Month = "2026-02".parse().unwrap();
    let mut plan = Plan::force(3, "kent", 30_000, month, 2);
    let mut seen = Vec::new();
    for threads in [1, 3] {
        plan.threads = threads;
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::open(folder.path()).unwrap();
        let made = generate(&mut writer, &plan, "trial", &|_, _| {}).unwrap();
        // 30,000 residents at 15,571 a year for each 100,000, for 59 of 365 days.
        assert_eq!(made.incidents, 4_671 * 28 / 365 + 4_671 * 31 / 365);
        seen.push(crate::place::contents(folder.path()));
    }
    assert!(seen[0] == seen[1]);
}
