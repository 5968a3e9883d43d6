//! Bad timelines with every fault they have, and what holds of any timeline at all.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test reads files of the project and stops at the first thing that is not as it should be"
)]

mod faults;
mod mutations;
mod promise;

use std::path::Path;

use jiff::Timestamp;

/// A timeline with nothing wrong in it.
const GOOD: &str = r#"{
  "person": { "youngest": 30, "oldest": 40 },
  "acts": [
    { "id": "met", "at": { "precision": "exact", "at": "2026-10-23T01:14:00Z" },
      "what": { "act": "met", "at": { "kind": "outdoors", "description": "a bridge" } } },
    { "id": "detained", "at": { "precision": "exact", "at": "2026-10-23T01:17:00Z" },
      "what": { "act": "power_used", "manner": { "how": "remove" }, "by": "constable", "rank": "sergeant" } },
    { "id": "entered", "at": { "precision": "exact", "at": "2026-10-23T02:26:00Z" },
      "rivals": [{ "id": "site log", "at": { "precision": "about", "at": "2026-10-23T02:20:00Z" } }],
      "what": { "act": "entered", "place": { "kind": "emergency_department", "name": "an ED" } } },
    { "id": "own accord", "at": { "precision": "on", "date": "2026-10-22" }, "what": { "act": "voluntary" } },
    { "id": "ended", "at": { "precision": "exact", "at": "2026-10-23T09:00:00Z" },
      "what": { "act": "ended", "reason": "arrangements_complete" } }
  ]
}"#;

fn now() -> Timestamp {
    "2026-10-23T12:00:00Z".parse().unwrap()
}

/// The files that fuzzing begins with.
fn seeds() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds/timeline");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

#[test]
fn a_timeline_with_nothing_wrong_is_read_without_a_word() {
    let read = timeline::read(GOOD.as_bytes(), now()).unwrap();
    assert_eq!(read.odd, []);
    assert_eq!(read.facts, serde_json::from_str(GOOD).unwrap());
}

#[test]
fn every_timeline_of_the_scenario_tables_is_read_as_it_was_written() {
    for facts in scenarios() {
        let text = serde_json::to_string_pretty(&facts).unwrap();
        let read = timeline::read(text.as_bytes(), Timestamp::MAX)
            .unwrap_or_else(|faults| panic!("{faults:#?}\n{text}"));
        assert_eq!(read.facts, facts);
    }
}

/// The facts of every row of the project's scenario tables.
fn scenarios() -> Vec<law::Facts> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../law/scenarios");
    let tables = scenario::read_folder(&folder).unwrap();
    let rows = tables.iter().flat_map(|table| &table.rows);
    rows.map(|row| scenario::read(row).unwrap().facts).collect()
}

#[test]
fn the_files_that_fuzzing_begins_with_keep_the_promise() {
    let seeds = seeds();
    assert!(seeds.len() >= 8, "only {} seeds", seeds.len());
    for seed in seeds {
        promise::promise(&seed);
    }
}
