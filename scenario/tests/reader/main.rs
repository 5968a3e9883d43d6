//! The table reader on tables near those that are right.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test reads files of the project and stops at the first thing that is not as it should be"
)]

mod promise;

use std::path::Path;
use std::sync::LazyLock;

use promise::promise;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// The files that fuzzing begins with: tables of the project, a few rows of each.
static SEEDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds/table");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let read = |path| std::fs::read_to_string(path).unwrap();
    paths.iter().map(read).collect()
});

#[test]
fn the_files_that_fuzzing_begins_with_keep_the_promise() {
    assert!(SEEDS.len() >= 5, "only {} seeds", SEEDS.len());
    for seed in SEEDS.iter() {
        promise(seed.as_bytes());
    }
}

/// One edit of characters.
#[derive(Debug, Clone)]
enum Edit {
    Cut(Index, Index),
    Insert(Index, &'static str),
    Digit(Index, char),
}

fn edit() -> impl Strategy<Value = Edit> {
    let words = vec![
        "|",
        "\\",
        "\n",
        "|\n|",
        " or ",
        ";",
        ":",
        "about ",
        "between ",
        " and ",
        "unknown",
        "none",
        "99999999999999999999h",
        "-1m",
        "9223372036854775807h",
        "24:00",
        "02:30",
        "9999-12-31 23:59",
        "-009999-01-01 00:00",
        "0000-00-00",
        "BST",
        "+01:00",
        "?",
        "é",
        "\u{feff}",
    ];
    prop_oneof![
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Edit::Cut(from, to)),
        (any::<Index>(), select(words)).prop_map(|(at, word)| Edit::Insert(at, word)),
        (any::<Index>(), select(vec!['0', '1', '3', '9', '-']))
            .prop_map(|(at, c)| Edit::Digit(at, c)),
    ]
}

fn edited(text: &str, edits: &[Edit]) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for edit in edits {
        let length = text.len().max(1);
        match edit {
            Edit::Cut(from, to) if !text.is_empty() => {
                let (from, to) = (from.index(length), to.index(length));
                let from_first = from.min(to);
                text.drain(from_first..from.max(to).min(from_first + 30));
            }
            Edit::Cut(..) => {}
            Edit::Insert(at, word) => {
                let at = at.index(length).min(text.len());
                text.splice(at..at, word.chars());
            }
            Edit::Digit(at, digit) => {
                // Digits decide times, so one of them is changed.
                let digits: Vec<usize> = (0..text.len())
                    .filter(|at| text[*at].is_ascii_digit())
                    .collect();
                if !digits.is_empty() {
                    text[*at.get(&digits)] = *digit;
                }
            }
        }
    }
    text.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_near_a_table_keeps_the_promise(
        seed in any::<Index>(),
        edits in prop::collection::vec(edit(), 0..6),
    ) {
        promise(edited(seed.get::<String>(&SEEDS), &edits).as_bytes());
    }
}
