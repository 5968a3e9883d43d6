//! What literals cannot say: an age, a dose, the sixth call. Run only in a clause with an anchor.

use regex_automata::meta::Regex;
use regex_automata::util::syntax::Config as Syntax;
use regex_automata::{Anchored, Input};
use serde::Deserialize;

use crate::classes::Classes;
use crate::code::{Code, Tier};
use crate::lexicon::{Lexicon, LexiconError};
use crate::scan::{Hit, What};
use crate::text::Folded;

const FILE: &str = include_str!("../data/patterns.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
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
    anchor: Classes,
    regex: Regex,
    least: u32,
    most: u32,
    pub(crate) codes: Vec<Code>,
    pub(crate) tier: Tier,
    classes: Classes,
    pub(crate) minutes: u32,
    /// It asks for a figure, so a clause without one need not be read.
    figures: bool,
}

#[derive(Debug)]
pub(crate) struct Patterns {
    pub(crate) all: Vec<Pattern>,
    anchors: Classes,
}

/// A clause is read to this many bytes: a stretch without any mark is no sentence.
const LONGEST: usize = 4_096;

impl Patterns {
    pub(crate) fn new(lexicon: &Lexicon) -> Result<Self, LexiconError> {
        let wrong = |id: &str, says: String| LexiconError::Content {
            file: "patterns.toml".into(),
            id: id.to_owned(),
            says,
        };
        let file: File =
            toml::from_str(FILE).map_err(|error| wrong("patterns", error.message().to_owned()))?;
        let mut all = Vec::new();
        for written in file.pattern {
            let bit = |name: &str| {
                lexicon
                    .class(name)
                    .map(Classes::one)
                    .ok_or_else(|| wrong(&written.id, format!("no term is of class `{name}`")))
            };
            all.push(Pattern {
                anchor: bit(&written.anchor)?,
                regex: Regex::builder()
                    // The folded text is ASCII; tables of other scripts are not needed.
                    .syntax(Syntax::new().unicode(false).utf8(false))
                    .build(&written.regex.replace(' ', " +"))
                    .map_err(|error| wrong(&written.id, error.to_string()))?,
                least: written.least,
                most: written.most,
                classes: match &written.class {
                    Some(name) => bit(name)?,
                    None => Classes::default(),
                },
                codes: written.codes,
                tier: written.tier,
                minutes: written.minutes,
                figures: asks_for_figures(&written.regex),
                id: written.id,
            });
        }
        let anchors = all
            .iter()
            .fold(Classes::default(), |set, pattern: &Pattern| {
                set.and(pattern.anchor)
            });
        Ok(Self { all, anchors })
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
            if present.meets(self.anchors) {
                clause.read(source, text, number);
                self.read_clause(text, clause, present, hits);
            }
        }
        if hits.len() > before {
            hits.sort_by_key(|hit| (hit.start, hit.end));
        }
    }

    fn read_clause(&self, text: &Folded, clause: &Clause, present: Classes, hits: &mut Vec<Hit>) {
        let bytes = clause.bytes.as_slice();
        let has_figures = bytes.iter().any(u8::is_ascii_digit);
        for (number, pattern) in self.all.iter().enumerate() {
            if !pattern.anchor.meets(present) || (pattern.figures && !has_figures) {
                continue;
            }
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
                        what: What::Pattern {
                            number: u16::try_from(number).unwrap_or(u16::MAX),
                            value,
                        },
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
}

/// Whether the number that a pattern takes out is in figures, and not perhaps in words.
fn asks_for_figures(regex: &str) -> bool {
    regex
        .split_once("(\\d")
        .and_then(|(_, rest)| rest.split_once(')'))
        .is_some_and(|(group, _)| !group.contains('|'))
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
    fn read(&mut self, source: &[u8], text: &Folded, number: u32) {
        let end_of = |clause: usize| text.breaks.get(clause).copied();
        let index = number as usize;
        self.number = number;
        self.first = index
            .checked_sub(1)
            .and_then(end_of)
            .map_or(0, |before| before + 1);
        let to = end_of(index).unwrap_or_default() as usize;
        self.bytes.clear();
        self.begins.clear();
        let tokens = text.tokens.get(self.first as usize..to).unwrap_or(&[]);
        for token in tokens {
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
