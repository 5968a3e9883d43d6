//! The whole answer to every row of every scenario table, kept line by line.
//!
//! A table says what matters in a row; this file holds everything else the law answered there, so
//! that no answer changes unnoticed. When one changes on purpose, read the difference of
//! `law/tests/answers.tsv` as a reviewer would, then write it afresh with
//! `LANTERN_UPDATE_ANSWERS=1 cargo test -p law --test answers`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test reads files of the project and stops at the first thing that is not as it should be"
)]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use law::{Availability, Position, Reason};
use serde_json::Value;

#[test]
fn no_answer_changes_unnoticed() {
    let path = here("tests/answers.tsv");
    let told = answers();
    if std::env::var_os("LANTERN_UPDATE_ANSWERS").is_some() {
        fs::write(&path, &told).unwrap();
        return;
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let changed: Vec<String> = differences(&kept, &told);
    assert!(
        changed.is_empty(),
        "{} answers differ from tests/answers.tsv:\n{}",
        changed.len(),
        changed.join("\n")
    );
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// One line a row: its name, what is answered in short, and a digest of all of it.
fn answers() -> String {
    let tables = scenario::read_folder(&here("scenarios"))
        .unwrap_or_else(|failures| panic!("{}", scenario::report(&failures)));
    let mut told = String::from(
        "# row\tregime\tstanding\tclock\tpowers\towed\tbreaches\tadvice\tmissing\tdigest of the whole answer and its argument\n",
    );
    for row in tables.iter().flat_map(|table| &table.rows) {
        let asked = scenario::read(row).unwrap();
        let position = law::position(&asked.facts, asked.at, &asked.profile);
        let argument = law::argue(&asked.facts, asked.at, &asked.profile)
            .lines()
            .join("\n");
        let whole = format!("{}\n{argument}", serde_json::to_string(&position).unwrap());
        writeln!(
            told,
            "{}\t{}\t{:016x}",
            row.name(),
            short(&position),
            digest(&whole)
        )
        .unwrap();
    }
    told
}

fn short(position: &Position) -> String {
    let standing = serde_json::to_value(&position.standing.answer).unwrap();
    let clock = position.clock.as_ref().map_or_else(
        || "none".to_owned(),
        |clock| {
            format!(
                "{} to {} ({})",
                clock.start,
                clock.expiry,
                clock.certainty.label()
            )
        },
    );
    let powers = position.powers.iter().map(|finding| {
        let mark = match finding.availability {
            Availability::Available => '+',
            Availability::Unavailable => '-',
            Availability::Judgement => '?',
        };
        format!(
            "{mark}{}",
            word(&serde_json::to_value(finding.power).unwrap())
        )
    });
    let owed = position
        .duties
        .iter()
        .map(|duty| word(&serde_json::to_value(duty.kind).unwrap()));
    let missing = position
        .missing
        .iter()
        .map(|missing| missing.rule.id.to_owned());
    [
        word(&serde_json::to_value(position.regime.answer).unwrap()),
        format!(
            "{} ({})",
            standing.get("standing").map_or_else(String::new, word),
            position.standing.certainty.label()
        ),
        clock,
        list(powers),
        list(owed),
        list(
            position
                .breaches
                .iter()
                .map(|breach| first(&breach.because)),
        ),
        list(
            position
                .advisories
                .iter()
                .map(|advisory| first(&advisory.because)),
        ),
        list(missing),
    ]
    .join("\t")
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or("?").to_owned()
}

fn first(because: &[Reason]) -> String {
    because
        .first()
        .map_or("?", |reason| reason.rule.id)
        .to_owned()
}

fn list(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(" ")
}

/// The same on every machine and in every version: FNV-1a of 64 bits.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// What is told otherwise than it is kept, both ways.
fn differences(kept: &str, told: &str) -> Vec<String> {
    let kept: Vec<&str> = kept.lines().collect();
    let told: Vec<&str> = told.lines().collect();
    let gone = kept
        .iter()
        .filter(|line| !told.contains(line))
        .map(|line| format!("- {line}"));
    let come = told
        .iter()
        .filter(|line| !kept.contains(line))
        .map(|line| format!("+ {line}"));
    let mut all: Vec<String> = gone.chain(come).collect();
    all.sort_by(|one, other| one.get(2..).cmp(&other.get(2..)));
    all
}
