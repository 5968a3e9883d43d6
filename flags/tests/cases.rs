//! The case files, and what must hold of every text.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads its tables and stops at the first thing that is wrong"
)]

use std::sync::LazyLock;

use flags::{Band, Code, Desk, Engine, Reading};
use proptest::prelude::*;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::shipped().unwrap());

const PITFALLS: &str = include_str!("../cases/pitfalls.md");
const ORDINARY: &str = include_str!("../cases/ordinary.txt");

/// What nobody may have to guess.
const OUTRIGHT: &str = include_str!("../cases/outright.txt");

fn read(text: &str) -> Reading<'static> {
    ENGINE.read(text.as_bytes(), &mut Desk::default())
}

fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    PITFALLS
        .lines()
        .filter_map(|line| {
            line.strip_prefix("| ")?
                .strip_suffix(" |")?
                .split_once(" | ")
        })
        .filter(|(text, _)| *text != "text")
}

/// What is wrong with the answer to a row.
fn wrong(text: &str, wanted: &str) -> Option<String> {
    let reading = read(text);
    let flagged = reading.band == Band::Flag;
    for word in wanted.split_whitespace() {
        let holds = match word {
            "flag" => flagged,
            "not" => !flagged,
            other => {
                let (no, name) = other
                    .strip_prefix('!')
                    .map_or((false, other), |name| (true, name));
                reading.has(Code::of(name).unwrap()) != no
            }
        };
        if !holds {
            let marks: Vec<String> = reading
                .mentions
                .iter()
                .map(|mention| format!("{} {:?}", mention.rule, mention.assertion))
                .collect();
            return Some(format!("{word}: {text} {} {marks:?}", reading.score));
        }
    }
    None
}

#[test]
fn the_seven_families_of_mistakes_are_read_right() {
    let faults: Vec<String> = rows()
        .filter_map(|(text, wanted)| wrong(text, wanted))
        .collect();
    assert!(rows().count() >= 72);
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn ordinary_logs_raise_no_flag() {
    let raised: Vec<&str> = ORDINARY
        .lines()
        .filter(|text| read(text).band == Band::Flag)
        .collect();
    assert!(ORDINARY.lines().count() >= 60);
    assert!(raised.is_empty(), "{}", raised.join("\n"));
}

#[test]
fn the_past_is_told_from_now() {
    use flags::Assertion::{Affirmed, Historical, Negated};
    for (text, wanted) in [
        ("PMH: the patient has depression.", Historical),
        ("History of depression, years back.", Historical),
        ("Two day history of psychosis, worsening.", Affirmed),
        (
            "History of present illness: psychosis since this morning.",
            Affirmed,
        ),
        ("Was suicidal the last time police attended.", Historical),
        ("No history of depression.", Negated),
        ("Previously sectioned, fine now.", Historical),
        (
            "Psychosis, as previously reported by the neighbour.",
            Affirmed,
        ),
    ] {
        let reading = read(text);
        let said: Vec<_> = reading.mentions.iter().map(|it| it.assertion).collect();
        assert!(said.contains(&wanted), "{text}: {said:?}");
    }
}

#[test]
fn an_ordinary_word_is_no_slip_of_a_term() {
    let words: Vec<&str> = include_str!("../data/real_words.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    assert!(words.len() >= 60);
    let phrases = ["warning makers", "a leaning disability", "inured himself"];
    for text in words.into_iter().chain(phrases) {
        let slipped = read(text).mentions.iter().any(|it| it.slip);
        assert!(!slipped, "{text}");
    }
    assert!(read("delusonal").mentions.iter().any(|it| it.slip));
}

#[test]
fn another_name_pronoun_or_age_gets_the_same_answer() {
    let pairs = [
        (
            "Male says he wants to die, M 46, brother Tariq with him.",
            "Female says she wants to die, F 27, sister Emily with her.",
        ),
        (
            "Oluwaseun has stopped taking his meds and is hearing voices.",
            "Charlotte has stopped taking her meds and is hearing voices.",
        ),
        (
            "He has cut both his wrists and will not let her near him.",
            "She has cut both her wrists and will not let him near her.",
        ),
        (
            "Man M 31 stood on the bridge parapet crying, name given as Wei.",
            "Woman F 58 stood on the bridge parapet crying, name given as Anne.",
        ),
    ];
    for (one, other) in pairs {
        let (one, other) = (read(one), read(other));
        assert_eq!(one.score, other.score);
        let codes = |reading: &Reading<'_>| -> Vec<Code> {
            reading.codes.iter().map(|answer| answer.code).collect()
        };
        assert_eq!(codes(&one), codes(&other));
    }
}

/// Who a log may be about: given names and family names that are common in England and Wales
/// among many origins, some of them words as well, and how logs describe people.
const WHO: &[&str] = &[
    "Oliver Smith",
    "Charlotte Jones",
    "Mohammed Khan",
    "Fatima Begum",
    "Oluwaseun Adeyemi",
    "Chidinma Okafor",
    "Kwame Mensah",
    "Abdi Warsame",
    "Hodan Ali",
    "Harpreet Kaur",
    "Gurpreet Singh",
    "Priya Patel",
    "Arjun Sharma",
    "Wei Zhang",
    "Mei Ling Chan",
    "Linh Nguyen",
    "Piotr Kowalski",
    "Agnieszka Nowak",
    "Ionut Popescu",
    "Siobhan O'Connor",
    "Rhys Llewellyn",
    "Tyrone Campbell",
    "Shanice Brown",
    "Dwayne Clarke",
    "Yusuf Demir",
    "Leila Hosseini",
    "Tamar Cohen",
    "Jos\u{e9} Fern\u{e1}ndez",
    "Zo\u{eb} Young",
    "Grace Hope",
    "Joy Rivers",
    "a white male",
    "a white female",
    "a black male",
    "a black female",
    "an Asian male",
    "an Asian female",
    "a mixed race male",
    "an Irish Traveller",
    "a Roma male",
    "a Somali male",
    "an IC1 male",
    "an IC3 male",
    "an IC4 female",
];

/// What is said of them. Pronouns are of nobody, so that only the person differs.
const SAID: &[&str] = &[
    "Caller reports {who} says life is not worth living, has written a note.",
    "{who} stopped taking medication, hearing voices telling to hurt people.",
    "Officers with {who}, detained s136, waiting at ED 4 hrs.",
    "{who} denies any thoughts of self harm, no MH markers.",
    "Shop theft by {who}, two bottles of gin, CCTV held.",
    "{who} stood on the bridge parapet crying, known to crisis team.",
    "Ward reports {who} absent without leave from section 3.",
    "{who} drunk and shouting outside the pub, moved on.",
    "Family say {who} has dementia and has gone missing in slippers.",
    "No history of depression. {who} upset after an argument.",
];

#[test]
fn the_same_words_of_anybody_get_the_same_answer() {
    let mut faults = Vec::new();
    for said in SAID {
        let of = |who: &str| {
            let reading = ENGINE.read(said.replace("{who}", who).as_bytes(), &mut Desk::default());
            let codes: Vec<Code> = reading.codes.iter().map(|answer| answer.code).collect();
            let stated: Vec<_> = reading
                .mentions
                .iter()
                .map(|it| (it.code, it.assertion))
                .collect();
            (reading.band, reading.score, codes, stated)
        };
        let first = of(WHO[0]);
        for who in WHO {
            let other = of(who);
            if other != first {
                faults.push(format!("{said} {who}: {other:?}, not {first:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn a_denied_or_blocked_mention_never_raises_a_score() {
    let added = [
        " Denies suicidal thoughts.",
        " Suicidal? N.",
        " Bumper hanging off.",
        " No self harm.",
        " Suicide lane.",
    ];
    for (text, _) in rows().chain(ORDINARY.lines().map(|text| (text, ""))) {
        let before = read(text).score;
        for more in added {
            let after = read(&format!("{text}{more}")).score;
            assert!(after <= before, "{text}{more}: {before} to {after}");
        }
    }
}

/// Whoever reads a line of evidence can reckon its score again, as the guide says.
#[test]
fn a_score_is_the_sum_of_its_parts() {
    let mut listed = 0;
    for (text, _) in rows() {
        let reading = read(text);
        let lexicon = (i64::from(reading.lexicon).clamp(-600, 4_000) + 600) * 1_100 / 1_000;
        let sum = lexicon + i64::from(reading.learned) + i64::from(reading.start);
        assert_eq!(i64::from(reading.score), sum, "{text}");
        if reading.band != Band::None {
            let adds: i32 = reading.phrases.iter().map(|phrase| phrase.adds).sum();
            assert_eq!(adds, reading.learned, "{text}");
            listed += reading.phrases.len();
        }
    }
    assert!(listed > 30, "{listed}");
}

#[test]
fn megabytes_without_a_full_stop_and_bytes_that_are_no_text_are_read() {
    let long = "suicidal and no self harm, ".repeat(40_000);
    assert!(long.len() > 1_000_000);
    let reading = read(&long);
    assert_eq!(reading.band, Band::Flag, "{:?}", reading.mentions.first());
    let mut bytes = b"caller \xff\xfe wants to die \x80".to_vec();
    bytes.extend_from_slice("â€™£".as_bytes());
    let reading = ENGINE.read(&bytes, &mut Desk::default());
    assert_eq!(reading.invalid_bytes, 3);
    assert_eq!(reading.band, Band::Flag);
    assert_eq!(read("").mentions, []);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_bytes_give_an_answer_whose_spans_lie_inside(
        noise in proptest::collection::vec(any::<u8>(), 0..200),
        row in 0_usize..56,
        at in 0_usize..200,
    ) {
        let (text, _) = rows().nth(row).unwrap();
        let mut bytes = text.as_bytes().to_vec();
        let at = at.min(bytes.len());
        bytes.splice(at..at, noise);
        let reading = ENGINE.read(&bytes, &mut Desk::default());
        for mention in &reading.mentions {
            prop_assert!(mention.start <= mention.end && mention.end as usize <= bytes.len());
        }
        prop_assert_eq!(&reading, &ENGINE.read(&bytes, &mut Desk::default()));
    }
}

/// Each alone, in the forms that people write it in. Before they were written down, "she does not
/// want to live" was none.
#[test]
fn what_is_said_outright_is_flagged_in_every_form() {
    let missed: Vec<&str> = OUTRIGHT
        .lines()
        .filter(|text| read(text).band != Band::Flag)
        .collect();
    assert!(missed.is_empty(), "{missed:?}");
    for plain in [
        "he does not want to live with his dad",
        "is cutting himself a slice of cake",
        "he does not want to wake up the baby",
        "he cannot carry on trading",
        "she tried to cut herself free",
        "one of them has a bottle in his hand",
        "he has a knife in his hand and is after the other male",
        "took the tablets from the counter without paying",
    ] {
        assert_ne!(read(plain).band, Band::Flag, "{plain}");
    }
}
