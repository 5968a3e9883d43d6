//! The engine: a lexicon and weights, made ready, and the reading of one text with them.

use sha2::{Digest as _, Sha256};

use crate::assertion::{Judge, Reached, Stretch};
use crate::classes::Classes;
use crate::code::{Assertion, Basis, Code, Tier};
use crate::decide;
use crate::features::{self, Features};
use crate::lexicon::{Effect, Lexicon, LexiconError, Role, hex};
use crate::patterns::{Patterns, value_of};
use crate::reading::{Because, Mention, Reading, Stated};
use crate::scan::{Hit, Joined, Scanner, What, makes_mention};
use crate::text::Folded;
use crate::weights::Weights;

/// The version of the engine's behaviour. It changes when the same data would read otherwise.
pub const VERSION: &str = "1";

/// Reads texts. Made once, shared by threads; each thread has a [`Desk`] of its own.
#[derive(Debug)]
pub struct Engine {
    lexicon: Lexicon,
    scanner: Scanner,
    weights: Weights,
    or_class: Classes,
    hash: String,
}

/// What a reading is worked out on, kept from text to text.
#[derive(Debug, Default)]
pub struct Desk {
    text: Folded,
    hits: Vec<Hit>,
    joined: Vec<Joined>,
    found: Vec<Found>,
}

/// A mention before it is written down.
#[derive(Debug, Clone, Copy)]
struct Found {
    stretch: Stretch,
    code: Code,
    tier: Tier,
    basis: Basis,
    from: From,
    assertion: Assertion,
    because: Option<Cause>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    Group(u16, u32),
    Rule(u16),
    Pattern(u16),
}

#[derive(Debug, Clone, Copy)]
enum Cause {
    Hit(u32),
    Rule(Joined),
}

/// What a text says of a stretch of it, apart in its three dimensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "five questions that a text answers apart from each other"
)]
pub struct Judgement {
    /// The one word.
    pub assertion: Assertion,
    /// The text denies it.
    pub negated: bool,
    /// The text doubts it.
    pub possible: bool,
    /// The text puts it in the past.
    pub historical: bool,
    /// The text puts it in a case that has not come.
    pub hypothetical: bool,
    /// The text says it of somebody else.
    pub other: bool,
}

impl Engine {
    /// The shipped lexicon and weights.
    pub fn shipped() -> Result<Self, LexiconError> {
        Self::new(Lexicon::shipped()?, Weights::shipped()?)
    }

    /// An engine of a lexicon and weights.
    pub fn new(lexicon: Lexicon, weights: Weights) -> Result<Self, LexiconError> {
        let scanner = Scanner::new(&lexicon)?;
        let mut hash = Sha256::new();
        hash.update(VERSION);
        hash.update(lexicon.hash());
        hash.update(Patterns::text());
        hash.update(weights.hash_text());
        Ok(Self {
            scanner,
            weights,
            or_class: lexicon
                .class("or")
                .map_or_else(Classes::default, Classes::one),
            hash: hex(&hash.finalize()),
            lexicon,
        })
    }

    /// SHA-256 over everything an answer depends on: lexicon, overlay, patterns, weights and the
    /// version of the engine. In hexadecimal.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// How many terms are looked for, typing slips included.
    pub fn terms(&self) -> usize {
        self.lexicon.len()
    }

    /// The weights in use.
    pub const fn weights(&self) -> &Weights {
        &self.weights
    }

    /// Reads one text. Total: any bytes give an answer.
    pub fn read(&self, source: &[u8], desk: &mut Desk) -> Reading {
        self.scan(source, desk);
        let mut mentions = self.written(source, desk);
        decide::company(&mut mentions);
        let features = Features::of(&mentions);
        for mention in &mut mentions {
            mention.weight = self.weights.weight(feature_of(mention));
        }
        let score = self.weights.score(&features);
        let minutes = self.minutes(desk);
        decide::reading(&self.weights, score, mentions, minutes, desk.text.invalid)
    }

    /// The features of one text, for training.
    pub fn features(&self, source: &[u8], desk: &mut Desk) -> Features {
        self.scan(source, desk);
        let mut mentions = self.written(source, desk);
        decide::company(&mut mentions);
        Features::of(&mentions)
    }

    /// Finds the mentions and what is said of each, and nothing more: the part that is timed as
    /// the scan. Answers how many there are.
    pub fn scan(&self, source: &[u8], desk: &mut Desk) -> usize {
        desk.text.fold(source);
        self.scanner.hits(source, &desk.text, &mut desk.hits);
        self.scanner.join(&desk.hits, &mut desk.joined);
        self.find(desk);
        self.assert(desk);
        desk.found.len()
    }

    /// Says what the text says of a stretch of it, given in bytes.
    pub fn judge(&self, source: &[u8], start: usize, end: usize, desk: &mut Desk) -> Judgement {
        desk.text.fold(source);
        self.scanner.hits(source, &desk.text, &mut desk.hits);
        let folded = |place: usize| {
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            let at = desk.text.offsets.partition_point(|offset| *offset < place);
            u32::try_from(at).unwrap_or(u32::MAX)
        };
        let (start, end) = (folded(start), folded(end));
        let stretch = Stretch {
            start,
            end,
            word: desk.text.word_at(start),
            word_end: desk.text.word_at(end),
            clause: u32::try_from(desk.text.clause_ends.partition_point(|end| *end <= start))
                .unwrap_or(u32::MAX),
        };
        let reached = self.judge_of(desk).reached(&stretch);
        Judgement {
            assertion: reached.verdict().0,
            negated: reached.negated.is_some(),
            possible: reached.possible.is_some(),
            historical: reached.historical.is_some(),
            hypothetical: reached.hypothetical.is_some(),
            other: reached.other.is_some(),
        }
    }

    fn judge_of<'t>(&'t self, desk: &'t Desk) -> Judge<'t> {
        Judge {
            text: &desk.text,
            hits: &desk.hits,
            scanner: &self.scanner,
            groups: &self.lexicon.groups,
            or_class: self.or_class,
        }
    }

    /// Mentions by term, by pattern and by rule, in the order of the text.
    fn find(&self, desk: &mut Desk) {
        desk.found.clear();
        for hit in &desk.hits {
            let stretch = Stretch {
                start: hit.start,
                end: hit.end,
                word: hit.word,
                word_end: hit.word_end,
                clause: hit.clause,
            };
            let mut add = |code, tier, basis, from| {
                desk.found.push(Found {
                    stretch,
                    code,
                    tier,
                    basis,
                    from,
                    assertion: Assertion::Affirmed,
                    because: None,
                });
            };
            match hit.what {
                What::Entry(entry) => {
                    let Some(known) = self.scanner.known.get(entry as usize) else {
                        continue;
                    };
                    for number in &known.groups {
                        let Some(group) = self.lexicon.groups.get(usize::from(*number)) else {
                            continue;
                        };
                        if group.role == Role::Concept {
                            for code in &group.codes {
                                add(*code, group.tier, group.basis, From::Group(*number, entry));
                            }
                        }
                    }
                }
                What::Pattern(number) => {
                    if let Some(pattern) = self.scanner.patterns.get(number) {
                        for code in &pattern.codes {
                            add(*code, pattern.tier, Basis::Stated, From::Pattern(number));
                        }
                    }
                }
            }
        }
        for joined in &desk.joined {
            let Some(rule) = self.lexicon.rules.get(usize::from(joined.rule)) else {
                continue;
            };
            if makes_mention(rule.effect) {
                for code in &rule.codes {
                    desk.found.push(Found {
                        stretch: Stretch {
                            start: joined.start,
                            end: joined.end,
                            word: joined.word,
                            word_end: joined.word_end,
                            clause: joined.clause,
                        },
                        code: *code,
                        tier: rule.tier,
                        basis: rule.basis,
                        from: From::Rule(joined.rule),
                        assertion: Assertion::Affirmed,
                        because: None,
                    });
                }
            }
        }
        // The longest of those that begin together is first; the rest are inside it.
        desk.found.sort_by_key(|found| {
            (
                found.stretch.start,
                std::cmp::Reverse(found.stretch.end),
                found.code,
                std::cmp::Reverse(found.tier),
            )
        });
        Self::drop_inner(desk);
    }

    /// A mention inside a longer one of the same code that says no less is dropped.
    fn drop_inner(desk: &mut Desk) {
        let mut reach = [(0_u32, Tier::Weak); Code::ALL.len()];
        desk.found.retain(|found| {
            let Some((end, tier)) = reach.get_mut(found.code.index()) else {
                return true;
            };
            if found.stretch.end <= *end && found.tier <= *tier {
                return false;
            }
            if found.stretch.end > *end {
                (*end, *tier) = (found.stretch.end, found.tier);
            }
            true
        });
    }

    /// Judges every mention.
    fn assert(&self, desk: &mut Desk) {
        let mut found = std::mem::take(&mut desk.found);
        let exercise = desk
            .hits
            .iter()
            .position(|hit| self.is(hit, Role::Exercise))
            .and_then(|at| u32::try_from(at).ok());
        let judge = self.judge_of(desk);
        for mention in &mut found {
            let by_rule = self.changed_by_rule(mention, &desk.joined);
            let (assertion, because) = match (by_rule, exercise) {
                (Some((Assertion::Blocked, joined)), _) => {
                    (Assertion::Blocked, Some(Cause::Rule(joined)))
                }
                (_, Some(hit)) => (Assertion::Exercise, Some(Cause::Hit(hit))),
                (by_rule, None) => {
                    let reached: Reached = judge.reached(&mention.stretch);
                    let (assertion, trigger) = reached.verdict();
                    match by_rule {
                        Some((instead, joined)) if assertion.is_live() => {
                            (instead, Some(Cause::Rule(joined)))
                        }
                        _ => (assertion, trigger.map(Cause::Hit)),
                    }
                }
            };
            mention.assertion = assertion;
            mention.because = because;
        }
        desk.found = found;
    }

    fn is(&self, hit: &Hit, role: Role) -> bool {
        let What::Entry(entry) = hit.what else {
            return false;
        };
        self.scanner.known.get(entry as usize).is_some_and(|known| {
            known.groups.iter().any(|group| {
                self.lexicon
                    .groups
                    .get(usize::from(*group))
                    .is_some_and(|group| group.role == role)
            })
        })
    }

    fn changed_by_rule(&self, found: &Found, joined: &[Joined]) -> Option<(Assertion, Joined)> {
        let stretch = found.stretch;
        let mut instead = None;
        for joined in joined.iter().filter(|rule| rule.clause == stretch.clause) {
            let effect = self.lexicon.rules.get(usize::from(joined.rule))?.effect;
            let overlaps = stretch.start < joined.end && joined.start < stretch.end;
            match effect {
                Effect::Block if overlaps => return Some((Assertion::Blocked, *joined)),
                Effect::Other if stretch.end > joined.start => {
                    instead = Some((Assertion::Other, *joined));
                }
                Effect::History if overlaps => instead = Some((Assertion::Historical, *joined)),
                _ => {}
            }
        }
        instead
    }

    fn written(&self, source: &[u8], desk: &Desk) -> Vec<Mention> {
        let mut places = Places::new(source);
        desk.found
            .iter()
            .map(|found| {
                let (start, end) = desk
                    .text
                    .source_span(found.stretch.start, found.stretch.end);
                let (line, column) = places.of(start);
                let (rule, term, slip) = match found.from {
                    From::Group(group, entry) => {
                        let known = self.scanner.known.get(entry as usize);
                        (
                            self.group_id(group),
                            known.map(|known| known.term.clone()),
                            known.is_some_and(|known| known.slip),
                        )
                    }
                    From::Rule(rule) => (self.rule_id(rule), None, false),
                    From::Pattern(number) => {
                        let pattern = self.scanner.patterns.get(number);
                        (
                            pattern.map_or_else(String::new, |pattern| pattern.id.clone()),
                            None,
                            false,
                        )
                    }
                };
                Mention {
                    code: found.code,
                    tier: found.tier,
                    basis: found.basis,
                    assertion: found.assertion,
                    start,
                    end,
                    line,
                    column,
                    rule,
                    term,
                    slip,
                    company: false,
                    because: found.because.and_then(|cause| self.because(desk, cause)),
                    weight: 0,
                }
            })
            .collect()
    }

    fn because(&self, desk: &Desk, cause: Cause) -> Option<Because> {
        let (rule, start, end) = match cause {
            Cause::Hit(number) => {
                let hit = desk.hits.get(number as usize)?;
                let What::Entry(entry) = hit.what else {
                    return None;
                };
                let known = self.scanner.known.get(entry as usize)?;
                (self.group_id(*known.groups.first()?), hit.start, hit.end)
            }
            Cause::Rule(joined) => (self.rule_id(joined.rule), joined.start, joined.end),
        };
        let (start, end) = desk.text.source_span(start, end);
        Some(Because { rule, start, end })
    }

    fn group_id(&self, number: u16) -> String {
        self.lexicon
            .groups
            .get(usize::from(number))
            .map_or_else(String::new, |group| group.id.clone())
    }

    fn rule_id(&self, number: u16) -> String {
        self.lexicon
            .rules
            .get(usize::from(number))
            .map_or_else(String::new, |rule| rule.id.clone())
    }

    fn minutes(&self, desk: &Desk) -> Vec<Stated> {
        desk.hits
            .iter()
            .filter_map(|hit| {
                let What::Pattern(number) = hit.what else {
                    return None;
                };
                let pattern = self.scanner.patterns.get(number)?;
                if pattern.minutes == 0 {
                    return None;
                }
                let value = value_of(pattern, &desk.text, hit)?;
                let (start, end) = desk.text.source_span(hit.start, hit.end);
                Some(Stated {
                    minutes: value.saturating_mul(pattern.minutes),
                    start,
                    end,
                })
            })
            .collect()
    }
}

fn feature_of(mention: &Mention) -> usize {
    if mention.assertion == Assertion::Affirmed && mention.tier != Tier::Weak {
        features::of_code(mention.code, mention.tier)
    } else {
        features::of_other(mention.assertion, mention.company)
    }
}

/// Lines and columns, counted once from the front.
struct Places<'s> {
    source: &'s [u8],
    at: usize,
    line: u32,
    column: u32,
}

impl<'s> Places<'s> {
    const fn new(source: &'s [u8]) -> Self {
        Self {
            source,
            at: 0,
            line: 1,
            column: 1,
        }
    }

    /// Line and column of a place. Places must not go backwards.
    fn of(&mut self, place: u32) -> (u32, u32) {
        let to = (place as usize).min(self.source.len());
        for byte in self.source.get(self.at..to).unwrap_or(&[]) {
            if *byte == b'\n' {
                self.line = self.line.saturating_add(1);
                self.column = 1;
            } else if byte & 0xc0 != 0x80 {
                self.column = self.column.saturating_add(1);
            }
        }
        self.at = to.max(self.at);
        (self.line, self.column)
    }
}
