//! What holds of any bytes at all, and that bytes differ in nothing from run to run.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test reads files of the project and stops at the first thing that is wrong"
)]

mod evidence;
mod promise;

use std::path::Path;
use std::sync::LazyLock;

use promise::promise;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// The files that fuzzing begins with.
fn seeds() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds/logs");
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

/// SHA-256 of the evidence of every case text in both forms, as it was last looked at.
const EVIDENCE: &str = include_str!("../../cases/evidence.sha256");

/// The benchmark asks the same of a release build, and the program's tests of two threads.
#[test]
fn the_evidence_of_the_cases_is_the_same_bytes_in_every_build() {
    let now = evidence::hash();
    if std::env::var_os("LANTERN_UPDATE").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/evidence.sha256");
        std::fs::write(path, format!("{now}\n")).unwrap();
        return;
    }
    assert_eq!(
        now,
        EVIDENCE.trim(),
        "the evidence has changed; LANTERN_UPDATE=1 accepts it when the lexicon or the cases did"
    );
}

#[test]
fn the_seeds_keep_the_promise() {
    let seeds = seeds();
    assert!(seeds.len() >= 6);
    for seed in seeds {
        promise(&seed);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_bytes_near_a_seed_keep_the_promise(
        seed in any::<Index>(),
        edits in proptest::collection::vec((any::<Index>(), any::<Index>(), select(PARTS)), 0..6),
    ) {
        static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(seeds);
        let mut bytes = seed.get(&SEEDS).clone();
        for (from, to, part) in edits {
            let (from, to) = (from.index(bytes.len() + 1), to.index(bytes.len() + 1));
            let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 40));
            bytes.splice(from..to, part.iter().copied());
        }
        promise(&bytes);
    }
}

/// What is written in place of a stretch.
const PARTS: &[&[u8]] = &[
    b"",
    b"\"",
    b",",
    b"\n",
    b"\r\n",
    b"{",
    b"}",
    b"\\",
    b"\\u00e9",
    b"\\ud800",
    b"\xff",
    b"\xc3",
    b"text",
    b"null",
    b"'",
    b"\xe2\x80\x99",
    b"\xc3\xa2\xe2\x82\xac\xe2\x84\xa2",
    b"?",
    b" - ",
    b"0641 ",
    b"s.136",
    b"suicid",
    b"no ",
    b"if ",
    b"x11",
    b"\xef\xbb\xbf",
    b"\0",
];
