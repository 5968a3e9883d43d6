//! The open data beside the project: labelled logs, and rows of the NegEx test kit.
#![allow(
    dead_code,
    clippy::indexing_slicing,
    reason = "the trials and the benchmark read these rows, and not every one reads all"
)]

use std::path::PathBuf;

use serde_json::Value;

/// A file of the data, or words that it is not there.
pub fn data(name: &str) -> Option<String> {
    let path = folder().join(name);
    let text = std::fs::read_to_string(path).ok();
    if text.is_none() {
        println!("skipped: {name} is not beside the project in ../shared/data");
    }
    text
}

/// Where the data is when it is there.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data")
}

/// The labelled logs.
pub fn narratives() -> Option<Vec<Value>> {
    let text = data("narratives.jsonl")?;
    Some(
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
    )
}

/// A log's text.
pub fn text_of(row: &Value) -> &str {
    row["text"].as_str().unwrap()
}

/// Whether a list of a log has a word.
pub fn has(row: &Value, list: &str, word: &str) -> bool {
    let words = row[list].as_array().unwrap();
    words.iter().any(|value| value == word)
}

/// A sentence of the NegEx kit, and what people said of its concept.
pub struct Judged {
    /// The sentence.
    pub sentence: String,
    /// The concept in it, in bytes.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// It is denied.
    pub negated: bool,
    /// It is of the past.
    pub historical: bool,
}

/// The open rows of the kit.
pub fn kit() -> Option<Vec<Judged>> {
    let text = data("negex/annotated_sentences_open.tsv")?;
    let rows = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let (concept, sentence) = (cells[1], cells[2]);
        // The concept stands in capitals; where it does not, the first place of its words.
        let start = sentence
            .find(&concept.to_uppercase())
            .or_else(|| sentence.to_lowercase().find(&concept.to_lowercase()));
        let (start, end) = start.map_or((0, sentence.len()), |start| {
            (start, (start + concept.len()).min(sentence.len()))
        });
        Judged {
            sentence: sentence.to_owned(),
            start,
            end,
            negated: cells[3] == "Negated",
            historical: cells[4] == "Historical",
        }
    });
    Some(rows.collect())
}
