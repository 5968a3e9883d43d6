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

use flags::Code;
use flags::learned::fit::{Phrase, bank, clauses, learn, learn_beside, marked};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

fn parts_of(parts: &serde_json::Value) -> Vec<(Code, &str)> {
    let part = |part: &'_ serde_json::Value| part["code"].as_str().and_then(Code::of).unwrap();
    let parts = parts.as_array().unwrap();
    parts
        .iter()
        .map(|it| (part(it), it["words"].as_str().unwrap()))
        .collect()
}

/// Every labelled phrase, file by file; every clause of the logs in which there is no demand; and
/// of those with demand whose words are marked, what is marked and the clauses between.
fn phrases(folder: &str) -> Vec<Phrase> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(data().join(folder))
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
            for (at, line) in text.lines().enumerate() {
                let log: serde_json::Value = serde_json::from_str(line).unwrap();
                let words = log["text"].as_str().unwrap();
                let of_log = match (&log["mh"], log.get("parts")) {
                    (serde_json::Value::Bool(false), _) => Ok(clauses(words)),
                    (_, Some(parts)) => marked(words, &parts_of(parts)),
                    (_, None) => Ok(Vec::new()),
                };
                let of_log = of_log.map_err(|says| (file.display(), at + 1, says));
                phrases.extend(of_log.unwrap());
            }
        }
    }
    phrases
}

/// `LANTERN_UPDATE_LEARNED=1` writes the files anew after a bank has changed.
#[test]
fn the_shipped_weights_follow_from_the_banks() {
    let phrases_of_all = phrases("bank");
    assert!(phrases_of_all.len() > 2_000);
    let learned = learn(&phrases_of_all);
    is_shipped("learned.tsv", &learned, phrases_of_all.len());
    let american = phrases("bank_us");
    let beside = learn_beside(&learned, &american).unwrap();
    is_shipped("learned_us.tsv", &beside, american.len());
}

fn is_shipped(name: &str, learned: &str, phrases: usize) {
    let path = data().join(name);
    if std::env::var_os("LANTERN_UPDATE_LEARNED").is_some() {
        std::fs::write(&path, learned).unwrap();
    }
    let shipped = std::fs::read_to_string(&path).unwrap();
    println!(
        "{name}: {phrases} phrases, {} weights",
        learned.lines().count()
    );
    assert!(learned == shipped, "data/{name} is not what the bank gives");
}
