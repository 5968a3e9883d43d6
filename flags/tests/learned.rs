//! The learned weights follow from the bank of labelled phrases, to the bit.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads and, when asked to, writes its files"
)]

use std::path::{Path, PathBuf};

use flags::learned::fit::{Phrase, bank, clauses, learn};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

/// Every labelled phrase, file by file, and every clause of the logs in which there is no demand.
fn phrases() -> Vec<Phrase> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(data().join("bank"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut phrases = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        if file.extension().is_some_and(|it| it == "tsv") {
            phrases.extend(bank(&text).unwrap_or_else(|says| panic!("{}: {says}", file.display())));
        } else {
            for line in text.lines() {
                let log: serde_json::Value = serde_json::from_str(line).unwrap();
                if log["mh"] == false {
                    phrases.extend(clauses(log["text"].as_str().unwrap()));
                }
            }
        }
    }
    phrases
}

/// `LANTERN_UPDATE_LEARNED=1` writes the file anew after the bank has changed.
#[test]
fn the_shipped_weights_follow_from_the_bank() {
    let phrases = phrases();
    assert!(phrases.len() > 2_000);
    let learned = learn(&phrases);
    let shipped = data().join("learned.tsv");
    if std::env::var_os("LANTERN_UPDATE_LEARNED").is_some() {
        std::fs::write(&shipped, &learned).unwrap();
    }
    let shipped = std::fs::read_to_string(&shipped).unwrap();
    println!(
        "{} phrases, {} weights",
        phrases.len(),
        learned.lines().count()
    );
    assert!(
        learned == shipped,
        "data/learned.tsv is not what the bank gives"
    );
}
