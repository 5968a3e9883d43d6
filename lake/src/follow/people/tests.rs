//! Who is who, against a count that knows nothing of what changed: everybody joined anew each time.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where it finds a fault"
)]

use std::collections::{BTreeMap, BTreeSet};

use domain::FileId;

use super::{People, Says};
use crate::follow::Pseudonyms;
use crate::schema::Text;

const PSEUDONYMS: Pseudonyms = Pseudonyms::new([5; 32]);

fn file(number: usize) -> FileId {
    FileId::new(uuid::Uuid::from_u128(100 + number as u128))
}

fn says(alone: Option<&str>, links: &[usize]) -> Says {
    Says {
        month: Some("2026-10".parse().unwrap()),
        alone: alone.map(|key| Text::Owned(key.to_owned())),
        links: links.iter().map(|number| file(*number)).collect(),
    }
}

/// A step as a whole: what one file says now.
fn one(number: usize, says: Option<Says>) -> BTreeMap<FileId, Option<Says>> {
    BTreeMap::from([(file(number), says)])
}

/// Every file's key, joined from nothing: labels that spread until nothing changes.
fn joined(all: &BTreeMap<FileId, Says>) -> BTreeMap<FileId, Option<Text>> {
    // Files that are only named in links are there as well.
    let named = all.values().flat_map(|says| says.links.iter().copied());
    let nodes: BTreeSet<FileId> = all.keys().copied().chain(named).collect();
    let mut label: BTreeMap<FileId, FileId> = nodes.iter().map(|id| (*id, *id)).collect();
    loop {
        let before = label.clone();
        let mut meet = |one: FileId, other: FileId| {
            let least = label[&one].min(label[&other]);
            label.insert(one, least);
            label.insert(other, least);
        };
        for (id, says) in all {
            for with in &says.links {
                meet(*id, *with);
            }
            for (other, beside) in all {
                if says.alone.is_some() && says.alone == beside.alone {
                    meet(*id, *other);
                }
            }
        }
        if label == before {
            break;
        }
    }
    all.keys()
        .map(|id| {
            let members: Vec<_> = all
                .iter()
                .filter(|(other, _)| label[*other] == label[id])
                .collect();
            let own = members.iter().filter_map(|(_, says)| says.alone.clone());
            let nobody = || {
                let first = members.iter().map(|(id, _)| **id).min().unwrap();
                (members.len() > 1).then(|| PSEUDONYMS.of_file(first))
            };
            (*id, own.min().or_else(nobody))
        })
        .collect()
}

/// SplitMix64: chance that repeats.
fn next(seed: &mut u64) -> usize {
    *seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *seed;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap()
}

#[test]
fn a_chain_is_one_person_and_a_link_taken_out_of_it_makes_two() {
    let mut people = People::default();
    for (number, key) in [(1, "a"), (2, "b"), (3, "c"), (4, "c")] {
        people.change(one(number, Some(says(Some(key), &[]))), &PSEUDONYMS);
    }
    let key = |keys: &BTreeMap<FileId, Option<Text>>, number| {
        keys.get(&file(number))
            .cloned()
            .flatten()
            .map(Text::into_owned)
    };
    // 1 is 2: nobody else is touched.
    let told = people.change(one(1, Some(says(Some("a"), &[2]))), &PSEUDONYMS);
    assert_eq!(told.len(), 2);
    assert_eq!(key(&told, 2).as_deref(), Some("a"));
    // 3 is 2, so 3 is 1; and 4 has the name of 3.
    let told = people.change(one(3, Some(says(Some("c"), &[2]))), &PSEUDONYMS);
    assert_eq!(key(&told, 3).as_deref(), Some("a"));
    assert_eq!(key(&told, 4).as_deref(), Some("a"));
    assert!(!told.contains_key(&file(1)) && !told.contains_key(&file(2)));
    // The first link is undone: 2, 3 and 4 are another.
    let told = people.change(one(1, Some(says(Some("a"), &[]))), &PSEUDONYMS);
    assert_eq!(key(&told, 1).as_deref(), Some("a"));
    for number in 2..5 {
        assert_eq!(key(&told, number).as_deref(), Some("b"), "{number}");
    }
}

#[test]
fn two_files_of_nobody_known_are_one_person_once_that_is_confirmed() {
    let mut people = People::default();
    for number in [1, 2] {
        let told = people.change(one(number, Some(says(None, &[]))), &PSEUDONYMS);
        assert_eq!(told[&file(number)], None);
    }
    let told = people.change(one(2, Some(says(None, &[1]))), &PSEUDONYMS);
    assert_eq!(told[&file(1)], Some(PSEUDONYMS.of_file(file(1))));
    assert_eq!(told[&file(1)], told[&file(2)]);
    // A link to a file that has no rows makes nobody known.
    let told = people.change(one(3, Some(says(None, &[9]))), &PSEUDONYMS);
    assert_eq!(told[&file(3)], None);
}

#[test]
fn whatever_changes_everybody_has_the_key_of_a_count_from_nothing() {
    let keys = ["a", "b", "c", "d", "e"];
    let mut renamed = 0;
    for seed in 0..120_u64 {
        let mut chance = seed;
        let mut people = People::default();
        let mut all: BTreeMap<FileId, Says> = BTreeMap::new();
        let mut shown: BTreeMap<FileId, Option<Text>> = BTreeMap::new();
        for _ in 0..25 {
            let mut step = BTreeMap::new();
            for _ in 0..=next(&mut chance) % 3 {
                let number = next(&mut chance) % 12;
                let gone = next(&mut chance).is_multiple_of(8);
                let known = !next(&mut chance).is_multiple_of(4);
                let key = known.then(|| keys[next(&mut chance) % keys.len()]);
                let links: Vec<usize> = (0..next(&mut chance) % 3)
                    .map(|_| next(&mut chance) % 13)
                    .filter(|with| *with != number)
                    .collect();
                step.insert(file(number), (!gone).then(|| says(key, &links)));
            }
            for (id, says) in &step {
                match says {
                    Some(says) => all.insert(*id, says.clone()),
                    None => all.remove(id),
                };
            }
            let touched: BTreeSet<FileId> = step.keys().copied().collect();
            let told = people.change(step, &PSEUDONYMS);
            let wanted = joined(&all);
            for (id, key) in &wanted {
                let news = told.contains_key(id);
                let another = shown.get(id) != Some(key);
                assert_eq!(
                    news,
                    touched.contains(id) || another,
                    "seed {seed}: exactly the files that are somebody else are told"
                );
                renamed += usize::from(news && !touched.contains(id));
            }
            shown.extend(told);
            shown.retain(|id, _| all.contains_key(id));
            assert_eq!(shown, wanted, "seed {seed}");
        }
    }
    assert!(renamed > 500, "{renamed}: too few were joined or parted");
}
