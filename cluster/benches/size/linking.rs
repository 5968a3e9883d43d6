//! Linking one extract: by one thread and by two of this process, and by one executor and by two of
//! one core each.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use cluster::{Linking, Machines};
use extracts::{How, Nobody, read};
use linkage::run::{self, Settings, Stage};

use crate::{Took, processor, started};

/// How records are read: as `lantern link` does, by so many threads.
fn how(threads: usize) -> How {
    How {
        // Of the generated set; columns of other extracts are known by their names.
        column: Vec::new(),
        threshold: 0.95,
        model: None,
        threads: Some(threads),
    }
}

fn settings(threads: usize) -> Settings {
    Settings {
        threads,
        ..Settings::default()
    }
}

/// So many invented records, one to nine of a person.
fn invented(path: &Path, records: usize) -> PathBuf {
    let mut state = 136_u64;
    let mut dice = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let name = |number: usize| -> String {
        let parts = [
            "bel", "den", "for", "gil", "har", "ke", "lo", "min", "ra", "tum", "vo", "wen",
        ];
        (0..3_u32)
            .map(|place| parts[number / parts.len().pow(place) % parts.len()])
            .collect()
    };
    let mut out = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    writeln!(out, "id,forename,surname,dob,postcode,sex").unwrap();
    let mut row = 0;
    while row < records {
        // The least of two throws: some names are commoner than others.
        let forename = name(dice(400).min(dice(400)));
        let surname = name(dice(1_728).min(dice(1_728)));
        let born = (1935 + dice(75), 1 + dice(12), 1 + dice(28));
        let home = (1 + dice(40), dice(10), dice(20), dice(20));
        let area = ["CT", "ME", "TN", "DA"][dice(4)];
        let times = [1, 1, 1, 1, 2, 2, 3, 4, 9][dice(9)];
        for nth in 0..times {
            let letter = |nth: usize| char::from(b"ABDEFGHJLNPQRSTUWXYZ"[nth]);
            let first = if nth > 0 && dice(6) == 0 {
                &forename[..1]
            } else {
                &forename
            };
            let day = if nth > 0 && dice(12) == 0 {
                1 + dice(28)
            } else {
                born.2
            };
            writeln!(
                out,
                "{row},{first},{surname},{}-{:02}-{day:02},{area}{} {}{}{},{}",
                born.0,
                born.1,
                home.0,
                home.1,
                letter(home.2),
                letter(home.3),
                ["F", "M"][row % 2]
            )
            .unwrap();
            row += 1;
        }
    }
    out.flush().unwrap();
    path.to_owned()
}

/// What one process takes, and what of it is comparing, with how many pairs there are and were kept.
fn alone(file: &Path, threads: usize) -> (Took, Took, (u64, usize)) {
    let own = || processor(std::process::id());
    let (begun, before) = (Instant::now(), own());
    let records = read::records(&[file], &how(threads), &[], &Nobody).unwrap();
    let mut comparing = Took::NEVER;
    let table = &records.table;
    let linked = run::link_with(table, &settings(threads), &|_: Stage| {}, &mut |all| {
        let (begun, before) = (Instant::now(), own());
        let compared = all.compare(table, 0..all.pieces(), threads);
        comparing = Took {
            wall: begun.elapsed().as_secs_f64(),
            processor: own() - before,
        };
        Ok::<_, ()>(compared)
    });
    let linked = linked.unwrap();
    let took = Took {
        wall: begun.elapsed().as_secs_f64(),
        processor: own() - before,
    };
    (took, comparing, (linked.compared, linked.pairs.len()))
}

fn row(by: &str, all: Took, comparing: Option<Took>) {
    let comparing = comparing.map_or_else(
        || "| |".to_owned(),
        |took| format!("{:.2} | {:.2} |", took.wall, took.processor),
    );
    println!(
        "| {by} | {:.2} | {:.2} | {comparing}",
        all.wall, all.processor
    );
}

/// So many invented records, or those of an extract that is there.
pub(crate) async fn linking(what: &str, rounds: u32) {
    let folder = tempfile::tempdir().unwrap();
    let file = match what.parse() {
        Ok(records) => invented(&folder.path().join("people.csv"), records),
        Err(_) => PathBuf::from(what),
    };
    let records = read::records(&[&file], &how(1), &[], &Nobody).unwrap();
    let count = records.table.len();
    drop(records);
    let mut found = None;
    let mut rows = Vec::new();
    for threads in [1, 2] {
        let mut best = (Took::NEVER, Took::NEVER);
        for _ in 0..rounds {
            let (all, comparing, pairs) = alone(&file, threads);
            assert!(found.is_none_or(|found| found == pairs));
            found = Some(pairs);
            best = (best.0.least(all), best.1.least(comparing));
        }
        rows.push((format!("{threads} threads"), best.0, Some(best.1)));
    }
    for executors in [1, 2] {
        let mut best = (Took::NEVER, Took::NEVER);
        for _ in 0..rounds {
            // New ones each time: they keep what they made of the last extract.
            let (at, processes) = started(executors);
            let ids = processes.iter().map(|process| process.0.id());
            let ids: Vec<u32> = ids.chain([std::process::id()]).collect();
            let all = || ids.iter().map(|id| processor(*id)).sum::<f64>();
            for again in [false, true] {
                let (begun, before) = (Instant::now(), all());
                let files = std::slice::from_ref(&file);
                let linking = Linking::read(files, &how(1), &[], &Nobody).unwrap();
                let (machines, settings) = (Machines::of(at, 1), settings(1));
                let linked = linking.run(&machines, &settings, 8 * executors, &|_| {});
                let linked = linked.await.unwrap();
                assert_eq!(Some((linked.compared, linked.pairs.len())), found);
                let took = Took {
                    wall: begun.elapsed().as_secs_f64(),
                    processor: all() - before,
                };
                if again {
                    best.1 = best.1.least(took);
                } else {
                    best.0 = best.0.least(took);
                }
            }
        }
        rows.push((format!("{executors} executors"), best.0, None));
        rows.push((
            format!("{executors} executors that have the extract"),
            best.1,
            None,
        ));
    }
    let (compared, kept) = found.unwrap_or_default();
    println!("{count} records, {compared} pairs compared, {kept} kept");
    println!("| linked by | s | processor s | of it comparing, s | processor s |");
    println!("|---|---:|---:|---:|---:|");
    for (by, all, comparing) in rows {
        row(&by, all, comparing);
    }
}
