//! `lantern link record`: which files of a record may be about one person, without a name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt as _;

use casework::link::suggested::{Made, Suggestion};
use domain::event::{LinkBasis, LinkConfirmed, LinkRejected, LinkSuggested};
use domain::person::Sex;
use domain::{FileId, Known, PersonFact};
use serde_json::Value;

use crate::run::Folder;
use crate::town::{
    PEOPLE, Writing, after_a_pattern, files_of, pair, pairs_of, somebody, told, told_of, town,
};

const RECORD: &str = "link record --record sqlite:record.db --keys keys";
/// The first line and the others of a file of suggestions, every one read strictly.
fn read(folder: &Folder, name: &str) -> (Made, Vec<Suggestion>) {
    let text = folder.read(name);
    let mut lines = text.lines();
    let made = serde_json::from_str(lines.next().unwrap()).unwrap();
    let rest = lines.map(|line| serde_json::from_str(line).unwrap());
    (made, rest.collect())
}

fn pairs(suggestions: &[Suggestion]) -> BTreeSet<(FileId, FileId)> {
    suggestions.iter().map(|one| (one.one, one.other)).collect()
}

fn run(folder: &Folder, to: &str) -> Value {
    let ran = folder.expect(0, &format!("{RECORD} --to {to} --json"));
    serde_json::from_str(&ran.out).unwrap()
}

#[tokio::test]
async fn it_finds_those_who_are_there_more_than_once_and_names_nobody() {
    let folder = Folder::new();
    let writing = town(&folder).await;
    let head = writing.record.head().await.unwrap();
    writing.record.close().await.unwrap();
    let told = run(&folder, "one.jsonl");
    let (made, suggestions) = read(&folder, "one.jsonl");

    let truth: BTreeSet<_> = (0..PEOPLE).flat_map(pairs_of).collect();
    let said = pairs(&suggestions);
    let right = said.intersection(&truth).count();
    assert_eq!(said.len(), suggestions.len());
    assert!(
        right * 100 >= truth.len() * 90,
        "{right} of {} found",
        truth.len()
    );
    assert!(
        right * 100 >= said.len() * 95,
        "{right} of {} right",
        said.len()
    );

    assert_eq!(made.record, head.record.to_string());
    assert_eq!(
        (made.up_to, told["up_to"].as_u64()),
        (head.seq, Some(head.seq))
    );
    assert_eq!(made.suggestions, u64::try_from(suggestions.len()).unwrap());
    let files: usize = (0..PEOPLE).map(|nth| files_of(nth).len()).sum();
    assert_eq!(told["compared_files"], files);
    assert_eq!(told["files"], files + 12);
    for (one, next) in suggestions.iter().zip(suggestions.iter().skip(1)) {
        assert!(one.weight_centibits >= next.weight_centibits);
    }
    for suggestion in &suggestions {
        assert!(suggestion.probability >= 0.3 && suggestion.one < suggestion.other);
        let fields: Vec<&str> = suggestion
            .why
            .iter()
            .map(|one| one.field.as_str())
            .collect();
        assert_eq!(
            fields,
            ["forename", "surname", "date of birth", "postcode", "sex"]
        );
    }
    no_value_is_in(&folder.read("one.jsonl"));
    let rights = std::fs::metadata(folder.path("one.jsonl"))
        .unwrap()
        .permissions();
    assert_eq!(rights.mode() & 0o777, 0o600);

    // The same record says the same, whatever the threads, but for when it was asked.
    folder.expect(0, &format!("{RECORD} --to two.jsonl --threads 1"));
    let rest = |name: &str| folder.read(name).split_once('\n').unwrap().1.to_owned();
    assert_eq!(rest("one.jsonl"), rest("two.jsonl"));
}

/// No word of a name, no postcode and no date of birth of the record.
fn no_value_is_in(text: &str) {
    let words: BTreeSet<String> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .map(str::to_lowercase)
        .collect();
    let plain = text.to_lowercase();
    for nth in 0..PEOPLE {
        for file in 0..files_of(nth).len() {
            for fact in told(nth, file) {
                match fact {
                    PersonFact::Name { is } => {
                        for word in is.value().unwrap().split([' ', ',']) {
                            let word = word.to_lowercase();
                            assert!(word.is_empty() || !words.contains(&word), "{word}");
                            assert!(word.is_empty() || !plain.contains(&word), "{word}");
                        }
                    }
                    PersonFact::DateOfBirth { is, .. } => {
                        assert!(!plain.contains(&is.value().unwrap().to_string()));
                    }
                    PersonFact::Address { is } => {
                        let address = is.value().unwrap().to_lowercase();
                        let (_, postcode) = address.split_once(", ").unwrap();
                        assert!(!plain.contains(postcode), "{postcode}");
                        assert!(!plain.contains("mill"));
                    }
                    _ => {}
                }
            }
        }
    }
}

#[tokio::test]
async fn what_a_person_answered_is_not_asked_again_until_more_is_known() {
    let folder = Folder::new();
    let mut writing = town(&folder).await;
    writing.record.close().await.unwrap();
    run(&folder, "before.jsonl");
    let before = pairs(&read(&folder, "before.jsonl").1);

    // Six pairs of two files each: confirmed, undone, undone before one says more, a confirmation
    // that was undone and made again in the other file, rejected, and rejected before one says more.
    let two: Vec<(FileId, FileId)> = (0..PEOPLE)
        .filter(|nth| nth % 6 == 3)
        .map(|nth| (files_of(nth)[0], files_of(nth)[1]))
        .filter(|(one, other)| before.contains(&pair(*one, *other)))
        .take(6)
        .collect();
    writing = Writing::begin(&folder).await;
    let mut lines = BTreeMap::new();
    for (one, other) in two.iter().take(4) {
        lines.insert(*one, writing.confirms(*one, *other).await);
    }
    for (one, _) in two.iter().take(4).skip(1) {
        writing.undoes(*one, lines[one]).await;
    }
    let moved = PersonFact::Address {
        is: Known::is("1 Chapel Row, DA1 1AA".to_owned()),
    };
    writing.says(two[2].1, vec![moved.clone().into()]).await;
    writing.confirms(two[3].1, two[3].0).await;
    let rejected = |with: FileId| LinkRejected {
        with,
        suggested: None,
        reason: "cousins".to_owned(),
    };
    for (one, other) in [two[4], two[5]] {
        writing.says(other, vec![rejected(one).into()]).await;
    }
    writing.says(two[5].0, vec![moved.into()]).await;
    // Of no use for comparing, so nothing new is known of the second pair.
    let language = PersonFact::Language {
        is: Known::is("Polish".to_owned()),
    };
    writing.says(two[1].0, vec![language.into()]).await;
    writing.record.close().await.unwrap();

    let told = run(&folder, "after.jsonl");
    let after = pairs(&read(&folder, "after.jsonl").1);
    let of = |nth: usize| pair(two[nth].0, two[nth].1);
    assert!(!after.contains(&of(0)), "confirmed");
    assert!(!after.contains(&of(1)), "undone");
    assert!(
        after.contains(&of(2)),
        "undone, and one of them moved since"
    );
    assert!(!after.contains(&of(3)), "undone and confirmed again");
    assert!(!after.contains(&of(4)), "rejected");
    assert!(
        after.contains(&of(5)),
        "rejected, and one of them moved since"
    );
    assert_eq!(
        (&told["confirmed"], &told["set_apart"]),
        (&2.into(), &2.into())
    );
    let answered: BTreeSet<_> = [of(0), of(1), of(3), of(4)].into();
    let others: BTreeSet<_> = before.difference(&answered).copied().collect();
    assert_eq!(others.difference(&after).count(), 0);
}

fn suggested() -> LinkSuggested {
    LinkSuggested {
        weight_centibits: 700,
        by: "a program of before".to_owned(),
    }
}

/// People confirm what was suggested of those whose surname is only nearly the same, and find one
/// pair wrong: the answer says how often suggestions were right, and weights can follow.
#[tokio::test]
async fn what_people_make_of_suggestions_is_counted_and_can_move_the_weights() {
    let folder = Folder::new();
    let mut writing = town(&folder).await;
    writing.record.close().await.unwrap();
    let told = run(&folder, "before.jsonl");
    assert_eq!(told["answers"], serde_json::json!([]));
    assert_eq!(told["learnt_with"], 0);
    let before = read(&folder, "before.jsonl").1;
    let surname = |one: &&Suggestion, level: &str| one.why[1].level == level;
    let near: Vec<_> = before
        .iter()
        .filter(|one| surname(one, "nearly the same"))
        .collect();
    let same: Vec<_> = before
        .iter()
        .filter(|one| surname(one, "the same"))
        .collect();
    assert!(
        near.len() > 16 && same.len() > 9,
        "{} {}",
        near.len(),
        same.len()
    );

    writing = Writing::begin(&folder).await;
    for one in near[..14].iter().chain(&same[..8]) {
        let confirmed = LinkConfirmed {
            with: one.other,
            basis: LinkBasis::Document,
            suggested: Some(suggested()),
            reason: "passport".to_owned(),
        };
        let line = writing.says(one.one, vec![confirmed.into()]).await;
        if one == &same[7] {
            writing.undoes(one.one, line).await;
        }
    }
    let rejected = LinkRejected {
        with: same[8].other,
        suggested: Some(suggested()),
        reason: "cousins of one name".to_owned(),
    };
    writing.says(same[8].one, vec![rejected.into()]).await;
    // Nobody had suggested this one, so it says nothing of suggestions.
    writing.confirms(same[9].one, same[9].other).await;
    writing.record.close().await.unwrap();

    let told = run(&folder, "counted.jsonl");
    let sum = |what: &str| -> u64 {
        let bands = told["answers"].as_array().unwrap();
        bands.iter().map(|band| band[what].as_u64().unwrap()).sum()
    };
    assert_eq!((sum("same"), sum("different")), (21, 2));
    assert_eq!(told["learnt_with"], 0);
    let ran = folder.expect(0, &format!("{RECORD} --to learnt.jsonl --learn"));
    assert!(ran.out.contains("learnt with 23 answers"), "{}", ran.out);
    assert!(ran.out.contains("so many are one person"), "{}", ran.out);

    let weight = |of: &[Suggestion], one: &Suggestion| {
        let mut found = of
            .iter()
            .filter(|other| (other.one, other.other) == (one.one, one.other));
        found.next().map(|found| found.weight_centibits)
    };
    let counted = read(&folder, "counted.jsonl").1;
    let learnt = read(&folder, "learnt.jsonl").1;
    for one in &near[14..] {
        // Counting alone moves nothing. Learning moves all, and takes no confirmed kind away.
        assert_eq!(weight(&counted, one), Some(one.weight_centibits));
        assert!(weight(&learnt, one).is_some_and(|now| now != one.weight_centibits));
    }
}

#[test]
fn a_record_of_descriptions_suggests_nothing() {
    let folder = Folder::new();
    folder.expect(
        0,
        "night --create-keys --days 1 --record sqlite:record.db --keys keys",
    );
    let ran = folder.expect(0, &format!("{RECORD} --to none.jsonl"));
    assert!(
        ran.out.contains("0 suggestions of at least 0.3"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("Only a person says"), "{}", ran.out);
    assert_eq!(read(&folder, "none.jsonl").1, []);
}

#[tokio::test]
async fn a_record_that_teaches_nonsense_is_refused_and_a_model_from_elsewhere_serves() {
    let folder = Folder::new();
    let mut writing = Writing::begin(&folder).await;
    let people = 120;
    for nth in 0..people {
        for (place, file) in files_of(nth).into_iter().enumerate() {
            let told = told_of(after_a_pattern(nth), nth, place);
            writing.opens(file, told).await;
        }
    }
    writing.record.close().await.unwrap();
    folder.write("kept.jsonl", "kept");
    let ran = folder.expect(3, &format!("{RECORD} --to kept.jsonl"));
    assert!(
        ran.err.contains("what 180 files teach makes no sense"),
        "{}",
        ran.err
    );
    assert_eq!(folder.read("kept.jsonl"), "kept");
    // As many people after that pattern in an extract that is large enough to be learnt from:
    // linked, and marked as doubtful.
    let mut csv = "id,forename,surname,dob,postcode,sex\n".to_owned();
    for nth in 0..5 * people {
        for place in 0..files_of(nth).len() {
            let known = after_a_pattern(nth);
            let (forename, surname) = known.name.split_once(' ').unwrap();
            let (born, postcode) = (known.born, &known.postcode);
            let _ = writeln!(csv, "{nth}-{place},{forename},{surname},{born},{postcode},");
        }
    }
    folder.write("pattern.csv", csv);
    let ran = folder.expect(0, "link dedupe pattern.csv");
    assert!(ran.out.contains("Doubt this"), "{}", ran.out);

    let mut csv = "id,forename,surname,dob,postcode,sex\n".to_owned();
    for nth in 0..PEOPLE {
        for place in 0..files_of(nth).len() {
            let known = somebody(nth);
            let (forename, surname) = known.name.split_once(' ').unwrap();
            let born = match place {
                2 => String::new(),
                _ => known.born.to_string(),
            };
            let sex = if known.sex == Sex::Male { "M" } else { "F" };
            let _ = writeln!(
                csv,
                "{nth}-{place},{forename},{surname},{born},{},{sex}",
                known.postcode
            );
        }
    }
    folder.write("extract.csv", csv);
    folder.expect(0, "link train extract.csv --to model.json");
    let ran = folder.expect(0, "link dedupe extract.csv");
    assert!(!ran.out.contains("Doubt this"), "{}", ran.out);
    folder.expect(0, &format!("{RECORD} --to kept.jsonl --model model.json"));
    let found = pairs(&read(&folder, "kept.jsonl").1);
    let truth: BTreeSet<_> = (0..people).flat_map(pairs_of).collect();
    let right = found.intersection(&truth).count();
    assert!(right * 10 >= truth.len() * 8, "{right} of {}", truth.len());
    assert!(right * 10 >= found.len() * 9, "{right} of {}", found.len());
}

#[test]
fn mistakes_are_told_and_leave_what_was_there() {
    let folder = Folder::new();
    folder.write("kept.jsonl", "kept");
    let ran = folder.expect(3, &format!("{RECORD} --to kept.jsonl"));
    assert!(ran.err.contains("there is no record at"), "{}", ran.err);
    let ran = folder.expect(2, &format!("{RECORD} --to kept.jsonl --least 1"));
    assert!(ran.err.contains("--least is a probability"), "{}", ran.err);
    folder.expect(2, RECORD);
    assert_eq!(folder.read("kept.jsonl"), "kept");
    // Neither the keys nor the record are written over.
    folder.write("keys", "not keys at all");
    for to in ["keys", "./record.db"] {
        let ran = folder.expect(2, &format!("{RECORD} --to {to}"));
        assert!(ran.err.contains("name another file"), "{}", ran.err);
    }
    assert_eq!(folder.read("keys"), "not keys at all");
}
