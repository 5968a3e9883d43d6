//! A timeline changed in one place is valid, or the fault names that place.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

use super::promise::promise;
use super::{scenarios, seeds};

/// Every part of a document, as pointers.
fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (nth, item) in items.iter().enumerate() {
                pointers(item, &format!("{at}/{nth}"), all);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                pointers(field, &format!("{at}/{name}"), all);
            }
        }
        _ => {}
    }
}

/// What is done to the part.
#[derive(Debug, Clone)]
enum Change {
    Replace(Value),
    Remove,
    Rename,
    Add,
}

fn change() -> impl Strategy<Value = Change> {
    let values = vec![
        Value::Null,
        json!(true),
        json!(-1),
        json!(1e9),
        json!(0.5),
        json!(""),
        json!("constable"),
        json!("2026-02-30T00:00:00Z"),
        json!([]),
        json!({}),
        json!({ "no_value": "unknown" }),
    ];
    prop_oneof![
        select(values).prop_map(Change::Replace),
        Just(Change::Remove),
        Just(Change::Rename),
        Just(Change::Add),
    ]
}

/// Makes the change, and says at which part it shows. `None` where there is nothing to change.
fn make(document: &mut Value, pointer: &str, change: &Change) -> Option<String> {
    if let Change::Replace(value) = change {
        *document.pointer_mut(pointer)? = value.clone();
        return Some(pointer.to_owned());
    }
    if let Change::Add = change {
        let fields: &mut Map<String, Value> = document.pointer_mut(pointer)?.as_object_mut()?;
        fields.insert("zzz".to_owned(), Value::Null);
        return Some(format!("{pointer}/zzz"));
    }
    let (around, name) = pointer.rsplit_once('/')?;
    let fields = document.pointer_mut(around)?.as_object_mut()?;
    let value = fields.remove(name)?;
    if let Change::Rename = change {
        fields.insert(format!("{name}zzzzzz"), value);
    }
    Some(around.to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_change_in_one_place_is_valid_or_named(
        row in any::<Index>(),
        part in any::<Index>(),
        change in change(),
    ) {
        let facts = {
            static ALL: std::sync::LazyLock<Vec<law::Facts>> = std::sync::LazyLock::new(scenarios);
            row.get(&ALL)
        };
        let mut document = serde_json::to_value(facts).unwrap();
        let mut all = Vec::new();
        pointers(&document, "", &mut all);
        let pointer = part.get(&all).clone();
        let Some(shows) = make(&mut document, &pointer, &change) else {
            return Ok(());
        };
        let text = serde_json::to_string_pretty(&document).unwrap();
        let read = timeline::read(text.as_bytes(), jiff::Timestamp::MAX);
        if let Err(faults) = read {
            // The place itself, what stands in it, or what it stands in.
            let named = faults.iter().all(|fault| {
                fault.pointer.starts_with(&shows) || shows.starts_with(&fault.pointer)
            });
            // A name taken twice is told at the second, which may not be the one that changed.
            let taken = faults.iter().all(|fault| fault.pointer.ends_with("/id"));
            prop_assert!(named || taken, "{} changed: {faults:#?}", shows);
        } else if matches!(change, Change::Add | Change::Rename) {
            return Err(TestCaseError::fail(format!("{shows}: a field nobody knows was dropped")));
        }
        promise(text.as_bytes());
    }
}

/// One edit of bytes.
#[derive(Debug, Clone)]
enum Edit {
    Set(Index, u8),
    Cut(Index, Index),
    Copy(Index, Index, Index),
    Insert(Index, &'static str),
}

fn edit() -> impl Strategy<Value = Edit> {
    let words = vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u00e9",
        "null",
        "true",
        "-1",
        "1e400",
        "\n",
        "\"acts\"",
        "\"act\"",
        "\"at\"",
        "\"id\"",
        "\"rank\"",
        "\u{feff}",
        "\u{1f9ed}",
    ];
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Edit::Set(at, byte)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Edit::Cut(from, to)),
        (any::<Index>(), any::<Index>(), any::<Index>())
            .prop_map(|(from, to, at)| Edit::Copy(from, to, at)),
        (any::<Index>(), select(words)).prop_map(|(at, word)| Edit::Insert(at, word)),
    ]
}

fn edited(mut bytes: Vec<u8>, edits: &[Edit]) -> Vec<u8> {
    for edit in edits {
        if bytes.is_empty() {
            return bytes;
        }
        let length = bytes.len();
        let range = |from: &Index, to: &Index| {
            let (from, to) = (from.index(length), to.index(length));
            from.min(to)..from.max(to).min(from.min(to) + 64)
        };
        match edit {
            Edit::Set(at, byte) => bytes[at.index(length)] = *byte,
            Edit::Cut(from, to) => drop(bytes.drain(range(from, to))),
            Edit::Copy(from, to, at) => {
                let copied = bytes[range(from, to)].to_vec();
                let at = at.index(length);
                bytes.splice(at..at, copied);
            }
            Edit::Insert(at, word) => {
                let at = at.index(length);
                bytes.splice(at..at, word.bytes());
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn any_bytes_near_a_timeline_keep_the_promise(
        seed in any::<Index>(),
        edits in prop::collection::vec(edit(), 0..6),
    ) {
        let bytes = {
            static SEEDS: std::sync::LazyLock<Vec<Vec<u8>>> = std::sync::LazyLock::new(seeds);
            edited(seed.get(&SEEDS).clone(), &edits)
        };
        promise(&bytes);
    }
}

#[test]
fn a_text_nested_without_end_is_refused_and_not_followed() {
    promise("[".repeat(100_000).as_bytes());
    promise("{\"a\":".repeat(100_000).as_bytes());
    let deep = format!("{}{}", "[".repeat(120), "]".repeat(120));
    promise(deep.as_bytes());
}
