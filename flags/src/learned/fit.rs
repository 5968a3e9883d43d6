//! Learns the weights of words from labelled phrases, the same to the bit on every machine.
//!
//! One logistic regression for demand and one for each code, over words, families of words and
//! pairs of words that stand in more than one phrase. What a family weighs is added to each of its
//! words, so that a reader need not know of it. Phrases are taken in an order that follows from
//! their number, passes are counted and not timed, and the exponential is our own.
//!
//! Talk of another country is learned beside ([`learn_beside`]): what its phrases say beyond what
//! is learned already, to be added where it is asked for and nowhere else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Learned, MODELS, family, folded, is_neutral};
use crate::code::Code;
use crate::lexicon::LexiconError;
use crate::text::Folded;
use crate::train::logistic;
use crate::words::{BREAK, Vocabulary, sign_of};

/// A labelled phrase, or a clause of a log in which there is no demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// Its words.
    pub text: String,
    /// The code that it alone would give a text; none where it gives none.
    pub code: Option<Code>,
}

/// Passes over the phrases.
const PASSES: u32 = 40;
/// How far a first step goes.
const STEP: f64 = 0.35;
/// How strongly weights are held to nothing.
const HOLD: f64 = 2.0;
/// Phrases that a word must stand in.
const LEAST: usize = 2;
/// Thousandths under which a weight is written as nothing,
const NOISE: i32 = 40;
/// and under which a pair is left out that weighs no more for anything: three pairs in ten, without
/// which texts are read the same.
const LITTLE: i32 = 150;

/// Reads a bank: lines of a code, `+` or `-`, and a phrase, parted by tabs. `ORD` is no code.
///
/// # Errors
///
/// The first line that is not of that form.
pub fn bank(text: &str) -> Result<Vec<Phrase>, String> {
    let mut phrases = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let wrong = |says: &str| format!("line {}: {says}", at + 1);
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let mut cells = line.splitn(3, '\t');
        let (Some(code), Some(sign), Some(words)) = (cells.next(), cells.next(), cells.next())
        else {
            return Err(wrong("is not a code, a sign and a phrase, parted by tabs"));
        };
        let code = match (Code::of(code), code) {
            (Some(code), _) => Some(code),
            (None, "ORD") => None,
            (None, _) => return Err(wrong("begins with no code that is known, nor ORD")),
        };
        let code = match sign {
            "+" => code,
            "-" => None,
            _ => return Err(wrong("has neither `+` nor `-` after its code")),
        };
        phrases.push(Phrase {
            text: words.to_owned(),
            code,
        });
    }
    Ok(phrases)
}

/// The clauses of a log in which there is no demand: phrases that give no code.
pub fn clauses(log: &str) -> Vec<Phrase> {
    // Nothing of it is marked, so nothing can be wrong with the marks.
    marked(log, &[]).unwrap_or_default()
}

/// A log with demand, as phrases: the words that carry it, each with its code, and the clauses
/// between, which give none. So what is learned is what was said, and not how its writer writes.
///
/// # Errors
///
/// Marked words that do not stand in the log. The words are not repeated.
pub fn marked(log: &str, parts: &[(Code, &str)]) -> Result<Vec<Phrase>, String> {
    let mut phrases = Vec::new();
    let mut taken = Vec::new();
    for (at, (code, words)) in parts.iter().enumerate() {
        let start = log
            .find(words)
            .ok_or_else(|| format!("the words of part {} do not stand in the log", at + 1))?;
        taken.push(start..start + words.len());
        phrases.push(Phrase {
            text: (*words).to_owned(),
            code: Some(*code),
        });
    }
    let mut text = Folded::default();
    text.fold(log.as_bytes(), &Vocabulary::default());
    let count = u32::try_from(text.breaks.len()).unwrap_or(u32::MAX);
    phrases.extend((0..count).filter_map(|clause| {
        let tokens = text.clause(clause);
        let (start, end) = text.source_span(tokens.start, tokens.end);
        let (start, end) = (start as usize, end as usize);
        let words = log.get(start..end)?;
        let is_taken = taken.iter().any(|it| it.start < end && start < it.end);
        (!is_taken && words.split_whitespace().count() > 1).then(|| Phrase {
            text: words.to_owned(),
            code: None,
        })
    }));
    Ok(phrases)
}

/// Learns, and writes what was learned as the file that is read.
pub fn learn(phrases: &[Phrase]) -> String {
    learn_from(&Learned::default(), phrases)
}

/// Learns what the phrases say beyond a file that was learned before, and writes a file of the
/// same form, whose weights are to be added to that one's. What a clause weighs before any of its
/// words is heard stays as it was: it says how much demand a bank holds, and no bank holds as much
/// of it as another.
///
/// # Errors
///
/// What is wrong with the file.
pub fn learn_beside(before: &str, phrases: &[Phrase]) -> Result<String, LexiconError> {
    Ok(learn_from(&Learned::read("before", before)?, phrases))
}

fn learn_from(before: &Learned, phrases: &[Phrase]) -> String {
    let words: Vec<Vec<String>> = phrases
        .iter()
        .map(|phrase| words_of(&phrase.text))
        .collect();
    let before = if before.names.is_empty() {
        BTreeMap::new()
    } else {
        before.by_name()
    };
    let own = kept(phrases, &words);
    let families = families(&own);
    let single = before.keys().filter(|name| !name.contains(' '));
    let known: BTreeSet<String> = own.into_iter().chain(single.cloned()).collect();
    let named = features(&words, &known, &families, &before);
    let index: BTreeMap<&str, usize> = named
        .iter()
        .enumerate()
        .map(|(at, (name, _))| (name.as_str(), at))
        .collect();
    let grams: Vec<BTreeSet<String>> = words
        .iter()
        .map(|words| grams(words, &known, &families).into_iter().collect())
        .collect();
    let rows: Vec<Vec<usize>> = grams
        .iter()
        .map(|grams| {
            let places = grams.iter().map(|gram| index.get(gram.as_str()).copied());
            places.flatten().collect()
        })
        .collect();
    let counts: Vec<usize> = named.iter().map(|(_, count)| *count).collect();
    let fitted: Vec<(f64, Vec<f64>)> = (0..MODELS)
        .map(|model| {
            let is: Vec<bool> = phrases.iter().map(|it| speaks(it.code, model)).collect();
            let from: Vec<f64> = grams.iter().map(|it| said(it, &before, model)).collect();
            let (bias, weights) = fit(&rows, &is, &counts, &from);
            (if before.is_empty() { bias } else { 0.0 }, weights)
        })
        .collect();
    written(&named, &families, &fitted, &before)
}

/// What was learned before of a phrase, in log-odds.
fn said(grams: &BTreeSet<String>, before: &BTreeMap<String, [i32; MODELS]>, model: usize) -> f64 {
    let rows = grams.iter().map(String::as_str).chain([super::NOTHING]);
    let weights = rows.filter_map(|row| before.get(row)?.get(model));
    f64::from(weights.sum::<i32>()) / 1_000.0
}

/// Whether a phrase speaks for a model: the first is demand, the others are the codes. Repetition,
/// age and a request to check are no demand by themselves.
fn speaks(code: Option<Code>, model: usize) -> bool {
    match (code, model.checked_sub(1)) {
        (None, _) => false,
        (Some(code), None) => !matches!(code, Code::Rpt | Code::Cyp | Code::Cfw),
        (Some(code), Some(index)) => code.index() == index,
    }
}

/// The folded words of a phrase, with nothing where a clause ends.
fn words_of(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut whole = Folded::default();
    whole.fold(text.as_bytes(), &Vocabulary::default());
    let mut letters = Vec::new();
    for token in &whole.tokens {
        if token.id == BREAK {
            out.push(String::new());
        } else if sign_of(token.id).is_none() {
            let word = folded(text.as_bytes(), token, &mut letters);
            out.push(String::from_utf8_lossy(word).into_owned());
        }
    }
    out
}

/// Words that may weigh: in enough phrases, not neutral, and no proper name.
fn kept(phrases: &[Phrase], words: &[Vec<String>]) -> BTreeSet<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for words in words {
        let own: BTreeSet<&str> = words.iter().map(String::as_str).collect();
        for word in own {
            *counts.entry(word).or_default() += 1;
        }
    }
    let named = proper_names(phrases);
    counts.retain(|word, _| !word.is_empty() && !is_neutral(word) && !named.contains(*word));
    let mut families: BTreeMap<String, usize> = BTreeMap::new();
    for word in counts.keys() {
        *families.entry(family::of(word)).or_default() += 1;
    }
    let has_kin = |word: &str| {
        families
            .get(&family::of(word))
            .is_some_and(|words| *words > 1)
    };
    counts
        .into_iter()
        .filter(|(word, count)| *count >= LEAST || has_kin(word))
        .map(|(word, _)| word.to_owned())
        .collect()
}

/// Marks a family among words: no word has it.
const FAMILY: char = '#';

/// The family of each word that has others in it.
fn families(known: &BTreeSet<String>) -> BTreeMap<String, String> {
    let mut words: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for word in known {
        words.entry(family::of(word)).or_default().push(word);
    }
    let several = words.into_iter().filter(|(_, words)| words.len() > 1);
    several
        .flat_map(|(family, words)| {
            let family = format!("{FAMILY}{family}");
            words
                .into_iter()
                .map(move |word| (word.clone(), family.clone()))
        })
        .collect()
}

/// Words that are written with a capital, and then small letters, more often than not where no
/// sentence begins.
fn proper_names(phrases: &[Phrase]) -> BTreeSet<String> {
    let mut seen: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for phrase in phrases {
        let mut begins = true;
        for word in phrase.text.split_whitespace() {
            let letters: String = word.chars().filter(|it| it.is_alphanumeric()).collect();
            let mut characters = letters.chars();
            let capital = characters.next().is_some_and(char::is_uppercase)
                && characters.next().is_some_and(char::is_lowercase);
            if !begins {
                let counts = seen.entry(letters.to_lowercase()).or_default();
                counts.0 += usize::from(capital);
                counts.1 += 1;
            }
            begins = word.ends_with(['.', '!', '?', ':']);
        }
    }
    seen.into_iter()
        .filter(|(_, (capital, all))| capital * 2 > *all)
        .map(|(word, _)| word)
        .collect()
}

/// The words of a phrase, their families, and its pairs. Words that may not weigh are passed over.
fn grams(
    words: &[String],
    known: &BTreeSet<String>,
    families: &BTreeMap<String, String>,
) -> Vec<String> {
    let mut out = Vec::new();
    let mut before: Option<&str> = None;
    for word in words {
        if word.is_empty() {
            before = None;
            continue;
        }
        if !known.contains(word) {
            continue;
        }
        if let Some(before) = before {
            out.push(format!("{before} {word}"));
        }
        out.push(word.clone());
        out.extend(families.get(word).cloned());
        before = Some(word);
    }
    out
}

/// What is weighed, with the number of phrases each stands in. Every word that may weigh is among
/// them, so that a reader passes over the same words; those that were known before need not be.
fn features(
    words: &[Vec<String>],
    known: &BTreeSet<String>,
    families: &BTreeMap<String, String>,
    before: &BTreeMap<String, [i32; MODELS]>,
) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for words in words {
        let own: BTreeSet<String> = grams(words, known, families).into_iter().collect();
        for gram in own {
            *counts.entry(gram).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .filter(|(gram, count)| {
            *count >= LEAST || (known.contains(gram) && !before.contains_key(gram))
        })
        .collect()
}

/// One regression: the bias, and a weight for each feature, beside what each row starts from.
fn fit(rows: &[Vec<usize>], is: &[bool], counts: &[usize], from: &[f64]) -> (f64, Vec<f64>) {
    let mut weights = vec![0.0_f64; counts.len()];
    let mut squares = vec![1.0_f64; counts.len()];
    // Each time that a weight is touched it is drawn back by its part of the hold.
    let holds: Vec<f64> = counts
        .iter()
        .map(|count| HOLD / f64::from(u32::try_from(*count).unwrap_or(u32::MAX)))
        .collect();
    let (mut bias, mut bias_squares) = (0.0_f64, 1.0_f64);
    for pass in 0..PASSES {
        for at in order(rows.len(), pass) {
            let (Some(row), Some(is), Some(from)) = (rows.get(at), is.get(at), from.get(at)) else {
                continue;
            };
            let sum = row
                .iter()
                .filter_map(|feature| weights.get(*feature))
                .fold(bias + from, |sum, weight| sum + weight);
            let miss = logistic(sum) - f64::from(u8::from(*is));
            bias_squares += miss * miss;
            bias -= STEP * miss / bias_squares.sqrt();
            for feature in row {
                if let (Some(weight), Some(square), Some(hold)) = (
                    weights.get_mut(*feature),
                    squares.get_mut(*feature),
                    holds.get(*feature),
                ) {
                    let slope = miss + hold * *weight;
                    *square += slope * slope;
                    *weight -= STEP * slope / square.sqrt();
                }
            }
        }
    }
    (bias, weights)
}

/// An order of the phrases for a pass: steps that share no divisor with their number.
fn order(count: usize, pass: u32) -> impl Iterator<Item = usize> {
    let pass = pass as usize;
    let mut step = (count * 5 / 13 + pass * 7).max(1);
    while gcd(step, count) > 1 {
        step += 1;
    }
    (0..count).scan(pass % count.max(1), move |at, _| {
        let now = *at;
        *at = (*at + step) % count;
        Some(now)
    })
}

const fn gcd(one: usize, other: usize) -> usize {
    let (mut one, mut other) = (one, other);
    while other > 0 {
        (one, other) = (other, one % other);
    }
    one
}

fn written(
    named: &[(String, usize)],
    families: &BTreeMap<String, String>,
    fitted: &[(f64, Vec<f64>)],
    before: &BTreeMap<String, [i32; MODELS]>,
) -> String {
    let places: BTreeMap<&str, usize> = (named.iter().enumerate())
        .map(|(at, (name, _))| (name.as_str(), at))
        .collect();
    let mut text = String::from(
        "# Thousandths of log-odds of words and pairs of words. Learned from data/bank; not \
         edited by hand.\n# words, demand, then",
    );
    for code in Code::ALL {
        let _never = write!(text, " {}", code.name());
    }
    let _never = write!(text, "\n{}", super::NOTHING);
    for (bias, _) in fitted {
        let _never = write!(text, "\t{}", thousandths(*bias));
    }
    text.push('\n');
    for (at, (name, _)) in named.iter().enumerate() {
        if name.starts_with(FAMILY) {
            continue;
        }
        let kin = families.get(name).and_then(|of| places.get(of.as_str()));
        let places = [Some(&at), kin].into_iter().flatten();
        let mut weights = fitted
            .iter()
            .map(|(_, weights)| {
                let each = places.clone().filter_map(|at| weights.get(*at));
                thousandths(each.sum())
            })
            .collect::<Vec<_>>();
        for weight in &mut weights {
            if weight.abs() < NOISE {
                *weight = 0;
            }
        }
        let least = match name.contains(' ') {
            true => LITTLE,
            false if before.contains_key(name) => NOISE,
            // Every word that is known is written, so that a reader passes over the same ones.
            false => 0,
        };
        if weights.iter().all(|weight| weight.abs() < least) {
            continue;
        }
        text.push_str(name);
        for weight in weights {
            match weight {
                0 => text.push('\t'),
                weight => {
                    let _never = write!(text, "\t{weight}");
                }
            }
        }
        text.push('\n');
    }
    text
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "weights are held between -30 and 30"
)]
fn thousandths(value: f64) -> i32 {
    (value.clamp(-30.0, 30.0) * 1_000.0).round() as i32
}
