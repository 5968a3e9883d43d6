//! What literals cannot say: an age, a dose, the sixth call. Run only in a clause with an anchor.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use regex_automata::meta::{BuildError, Regex};
use regex_automata::util::syntax::Config as Syntax;
use regex_automata::{Anchored, Input};
use serde::Deserialize;

use crate::classes::Classes;
use crate::code::{Code, Tier};
use crate::lexicon::{Lexicon, LexiconError};
use crate::scan::{Hit, What};
use crate::text::{Folded, Token};
use crate::words::Vocabulary;

const FILE: &str = include_str!("../data/patterns.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Words of which one stands, or a figure, wherever a pattern does.
    numbers_in_words: Vec<String>,
    pattern: Vec<Written>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    /// Read only in a clause with a cue of this class.
    anchor: String,
    /// Over the folded text; a space stands for any run of spaces. Group 1 is a number.
    regex: String,
    #[serde(default)]
    least: u32,
    #[serde(default = "any")]
    most: u32,
    #[serde(default)]
    codes: Vec<Code>,
    #[serde(default = "medium")]
    tier: Tier,
    /// The class that the hit has.
    #[serde(default)]
    class: Option<String>,
    /// Minutes in one of the number, for durations.
    #[serde(default)]
    minutes: u32,
    #[expect(dead_code, reason = "for the reader of the data file")]
    source: String,
}

impl File {
    fn shipped() -> Result<Self, LexiconError> {
        toml::from_str(FILE).map_err(|error| wrong("patterns", error.message().to_owned()))
    }
}

fn wrong(id: &str, says: String) -> LexiconError {
    LexiconError::Content {
        file: "patterns.toml".into(),
        id: id.to_owned(),
        says,
    }
}

const fn any() -> u32 {
    u32::MAX
}

const fn medium() -> Tier {
    Tier::Medium
}

/// A pattern, ready.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) id: String,
    regex: Regex,
    least: u32,
    most: u32,
    pub(crate) codes: Vec<Code>,
    pub(crate) tier: Tier,
    classes: Classes,
    pub(crate) minutes: u32,
}

/// The patterns that are read where one cue stands.
#[derive(Debug)]
struct Anchor {
    class: Classes,
    /// Finds whether any of them is there: one reading in place of one for each.
    any: Regex,
    /// The most figures of a number that any of them takes out: a clause whose numbers are all
    /// longer, as times of day and telephone numbers are, need not be read.
    most_figures: usize,
    /// Some of them know their number in words as well.
    in_words: bool,
    /// Which they are.
    patterns: Vec<u16>,
}

impl Anchor {
    /// Whether a clause whose shortest number has so many figures may hold one of them.
    fn may_be_in(&self, fewest: Option<usize>, in_words: impl Fn() -> bool) -> bool {
        fewest.is_some_and(|fewest| fewest <= self.most_figures) || (self.in_words && in_words())
    }
}

#[derive(Debug)]
pub(crate) struct Patterns {
    all: Vec<Pattern>,
    anchors: Vec<Anchor>,
    /// The classes of all anchors.
    anchored: Classes,
    /// By the number of a word, whether it is a number in words.
    numbers: Vec<bool>,
}

/// A clause is read to this many bytes: a stretch without any mark is no sentence.
const LONGEST: usize = 4_096;

impl Patterns {
    pub(crate) fn new(
        lexicon: &Lexicon,
        vocabulary: &mut Vocabulary,
    ) -> Result<Self, LexiconError> {
        let mut file = File::shipped()?;
        file.pattern
            .retain(|pattern| !lexicon.off.contains(&pattern.id));
        let mut all = Vec::new();
        // Those that take out longer numbers apart: most clauses with a long number have no other.
        let mut by_anchor: BTreeMap<(String, usize), Vec<(u16, String)>> = BTreeMap::new();
        let class = |id: &str, name: &str| {
            lexicon
                .class(name)
                .map(Classes::one)
                .ok_or_else(|| wrong(id, format!("no term is of class `{name}`")))
        };
        for (number, written) in (0..).zip(file.pattern) {
            let text = written.regex.replace(' ', " +");
            all.push(Pattern {
                regex: built(std::slice::from_ref(&text))
                    .map_err(|error| wrong(&written.id, error.to_string()))?,
                least: written.least,
                most: written.most,
                classes: match &written.class {
                    Some(name) => class(&written.id, name)?,
                    None => Classes::default(),
                },
                codes: written.codes,
                tier: written.tier,
                minutes: written.minutes,
                id: written.id,
            });
            let anchor = (written.anchor, most_figures(&text));
            let others = by_anchor.entry(anchor).or_default();
            others.push((number, text));
        }
        let mut anchors = Vec::new();
        for ((name, most_figures), written) in by_anchor {
            let (patterns, texts): (Vec<u16>, Vec<String>) = written.into_iter().unzip();
            anchors.push(Anchor {
                class: class(&name, &name)?,
                any: built(&texts).map_err(|error| wrong(&name, error.to_string()))?,
                most_figures,
                in_words: !texts.iter().all(|text| asks_for_figures(text)),
                patterns,
            });
        }
        let anchored = anchors
            .iter()
            .fold(Classes::default(), |set, anchor| set.and(anchor.class));
        let mut numbers = Vec::new();
        for word in &file.numbers_in_words {
            let id = vocabulary.learn(word.as_bytes()) as usize;
            numbers.resize(numbers.len().max(id + 1), false);
            if let Some(is) = numbers.get_mut(id) {
                *is = true;
            }
        }
        Ok(Self {
            all,
            anchors,
            anchored,
            numbers,
        })
    }

    /// The ids of all that ship.
    pub(crate) fn ids() -> Result<BTreeSet<String>, LexiconError> {
        let file = File::shipped()?;
        Ok(file.pattern.into_iter().map(|pattern| pattern.id).collect())
    }

    /// The text of the file, for the hash.
    pub(crate) const fn text() -> &'static str {
        FILE
    }

    pub(crate) fn get(&self, number: u16) -> Option<&Pattern> {
        self.all.get(usize::from(number))
    }

    /// Adds the patterns' hits to the terms', in the order of the text.
    pub(crate) fn add(
        &self,
        source: &[u8],
        text: &Folded,
        clause: &mut Clause,
        hits: &mut Vec<Hit>,
    ) {
        let before = hits.len();
        let mut at = 0;
        while let Some(hit) = hits.get(at).filter(|_| at < before) {
            let number = hit.clause;
            let mut present = Classes::default();
            while let Some(hit) = hits.get(at).filter(|_| at < before) {
                if hit.clause != number {
                    break;
                }
                present = present.and(hit.classes);
                at += 1;
            }
            if present.meets(self.anchored) {
                self.read_clause(source, text, clause, (number, present), hits);
            }
        }
        if hits.len() > before {
            hits.sort_by_key(|hit| (hit.start, hit.end));
        }
    }

    fn read_clause(
        &self,
        source: &[u8],
        text: &Folded,
        clause: &mut Clause,
        (number, present): (u32, Classes),
        hits: &mut Vec<Hit>,
    ) {
        let tokens = text.clause(number);
        let (from, to) = text.source_span(tokens.start, tokens.end);
        let span = source.get(from as usize..to as usize).unwrap_or(&[]);
        let fewest = fewest_figures(span);
        let known = OnceCell::new();
        let in_words = || *known.get_or_init(|| self.has_number_in_words(text, tokens.clone()));
        let mut written = false;
        for anchor in &self.anchors {
            if !anchor.class.meets(present) || !anchor.may_be_in(fewest, in_words) {
                continue;
            }
            if !written {
                clause.read(source, text, number, tokens.clone());
                written = true;
            }
            if anchor.any.is_match(Input::new(&clause.bytes)) {
                for pattern in &anchor.patterns {
                    self.read_pattern(*pattern, text, clause, hits);
                }
            }
        }
    }

    fn has_number_in_words(&self, text: &Folded, tokens: Range<u32>) -> bool {
        let is_number = |token: &Token| self.numbers.get(token.id as usize) == Some(&true);
        text.tokens_in(tokens).iter().any(is_number)
    }

    fn read_pattern(&self, number: u16, text: &Folded, clause: &Clause, hits: &mut Vec<Hit>) {
        let Some(pattern) = self.get(number) else {
            return;
        };
        let bytes = clause.bytes.as_slice();
        let mut captures = pattern.regex.create_captures();
        let mut input = Input::new(bytes).anchored(Anchored::No);
        loop {
            pattern.regex.search_captures(&input, &mut captures);
            let Some(whole) = captures.get_match() else {
                break;
            };
            let value = captures
                .get_group(1)
                .and_then(|span| bytes.get(span.start..span.end))
                .map_or(Some(0), number_of)
                .filter(|value| (pattern.least..=pattern.most).contains(value));
            if let Some(value) = value {
                let (start, end) = clause.tokens(whole.start(), whole.end());
                hits.push(Hit {
                    start,
                    end,
                    word: text.word_at(start),
                    word_end: text.word_at(end),
                    clause: clause.number,
                    what: What::Pattern { number, value },
                    classes: pattern.classes,
                });
            }
            let next = whole.end().max(whole.start() + 1);
            if next >= bytes.len() {
                break;
            }
            input.set_start(next);
        }
    }
}

/// One automaton of several patterns. The folded text is ASCII; tables of other scripts are not
/// needed.
fn built(patterns: &[String]) -> Result<Regex, Box<BuildError>> {
    Regex::builder()
        .syntax(Syntax::new().unicode(false).utf8(false))
        .build_many(patterns)
        .map_err(Box::new)
}

/// Whether the number that a pattern takes out is in figures, and not perhaps in words.
fn asks_for_figures(regex: &str) -> bool {
    regex
        .split_once("(\\d")
        .and_then(|(_, rest)| rest.split_once(')'))
        .is_some_and(|(group, _)| !group.contains('|'))
}

/// The most figures of the number that a pattern takes out: the second number of `(\d{1,2}` or
/// the one of `(\d{2}`. Nought for a pattern that knows it in words alone.
fn most_figures(regex: &str) -> usize {
    let group = regex.split_once("(\\d{").map(|(_, rest)| rest);
    let counts = group.and_then(|rest| Some(rest.split_once('}')?.0));
    let most = counts.and_then(|counts| counts.rsplit(',').next()?.parse().ok());
    most.unwrap_or(if regex.contains("(\\d") {
        usize::MAX
    } else {
        0
    })
}

/// How many figures the shortest number of a stretch has; nothing where there is none.
fn fewest_figures(span: &[u8]) -> Option<usize> {
    let (mut fewest, mut figures) = (usize::MAX, 0);
    for byte in span {
        if byte.is_ascii_digit() {
            figures += 1;
        } else if figures > 0 {
            fewest = fewest.min(figures);
            figures = 0;
        }
    }
    if figures > 0 {
        fewest = fewest.min(figures);
    }
    (fewest < usize::MAX).then_some(fewest)
}

/// A clause written out for the patterns, kept from clause to clause.
#[derive(Debug, Default)]
pub(crate) struct Clause {
    bytes: Vec<u8>,
    /// Where in `bytes` each of its tokens begins.
    begins: Vec<u32>,
    /// Its first token.
    first: u32,
    number: u32,
}

impl Clause {
    fn read(&mut self, source: &[u8], text: &Folded, number: u32, tokens: Range<u32>) {
        self.number = number;
        self.first = tokens.start;
        self.bytes.clear();
        self.begins.clear();
        for token in text.tokens_in(tokens) {
            if self.bytes.len() > LONGEST {
                break;
            }
            self.begins.push(narrow(self.bytes.len()));
            Folded::write(token, source, &mut self.bytes);
        }
    }

    /// The tokens that a stretch of bytes lies in, the spaces about it left out.
    fn tokens(&self, start: usize, end: usize) -> (u32, u32) {
        let found = self.bytes.get(start..end).unwrap_or(&[]);
        let start = start + found.len() - found.trim_ascii_start().len();
        let end = end - (found.len() - found.trim_ascii_end().len());
        let at = |place: usize| {
            let place = narrow(place);
            let after = self.begins.partition_point(|begin| *begin <= place);
            narrow(after.saturating_sub(1)) + self.first
        };
        (at(start), at(end.saturating_sub(1)) + 1)
    }
}

fn number_of(digits: &[u8]) -> Option<u32> {
    const WORDS: &[(&[u8], u32)] = &[
        (b"two", 2),
        (b"three", 3),
        (b"four", 4),
        (b"five", 5),
        (b"six", 6),
        (b"seven", 7),
        (b"eight", 8),
        (b"nine", 9),
        (b"ten", 10),
        (b"second", 2),
        (b"third", 3),
        (b"fourth", 4),
        (b"fifth", 5),
        (b"sixth", 6),
        (b"seventh", 7),
        (b"eighth", 8),
        (b"ninth", 9),
        (b"tenth", 10),
    ];
    if let Some((_, value)) = WORDS.iter().find(|(word, _)| *word == digits) {
        return Some(*value);
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn narrow(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands beside the engine: labelled logs and cases, line by line.
    const TEXTS: [&str; 3] = [
        include_str!("../data/bank/logs.jsonl"),
        include_str!("../cases/ordinary.txt"),
        include_str!("../cases/pitfalls.md"),
    ];

    #[test]
    fn no_pattern_is_in_a_clause_that_is_passed_over() {
        let mut vocabulary = Vocabulary::default();
        let patterns = Patterns::new(&Lexicon::shipped().unwrap(), &mut vocabulary).unwrap();
        let (mut text, mut clause) = (Folded::default(), Clause::default());
        let (mut passed, mut found) = (0, 0);
        for line in TEXTS.iter().flat_map(|texts| texts.lines()) {
            let source = line.as_bytes();
            text.fold(source, &vocabulary);
            for number in 0..narrow(text.breaks.len()) {
                let tokens = text.clause(number);
                clause.read(source, &text, number, tokens.clone());
                let fewest = fewest_figures(&clause.bytes);
                let in_words = || patterns.has_number_in_words(&text, tokens.clone());
                for anchor in &patterns.anchors {
                    let is_there = anchor.any.is_match(Input::new(&clause.bytes));
                    if anchor.may_be_in(fewest, in_words) {
                        found += u32::from(is_there);
                    } else {
                        passed += u32::from(fewest.is_some());
                        assert!(!is_there, "{}", String::from_utf8_lossy(&clause.bytes));
                    }
                }
            }
        }
        assert!(passed > 500 && found > 100, "{passed} {found}");
    }

    #[test]
    fn a_pattern_says_how_long_its_number_may_be() {
        for (regex, most) in [
            (" (\\d{1,2})(?: )?yo ", 2),
            (" (?:f|m)(\\d{2}) ", 2),
            (" (\\d{1,3}|three) times ", 3),
            (" (\\d+) ", usize::MAX),
            (" (?:third|fourth) call ", 0),
        ] {
            assert_eq!(most_figures(regex), most, "{regex}");
        }
        assert_eq!(fewest_figures(b"0641 rm 12, 07700900123"), Some(2));
        assert_eq!(fewest_figures(b"none"), None);
    }
}
