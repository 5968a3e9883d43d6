//! One pass over a folded text for the terms, the pattern layer, and the rules over cues.

use std::collections::HashMap;

use crate::classes::Classes;
use crate::joins::Joins;
use crate::lexicon::{Case, Effect, Entry, Lexicon, LexiconError, Phrase, Role};
use crate::patterns::{Clause, Patterns};
use crate::phrases::{Active, Ended, Making, Phrases};
use crate::terms::Terms;
use crate::text::Folded;
use crate::words::{BREAK, Vocabulary};

/// Something of the lexicon found in a text. Places are tokens of the folded text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The number of its first word, and one past its last.
    pub(crate) word: u32,
    pub(crate) word_end: u32,
    pub(crate) clause: u32,
    pub(crate) what: What,
    pub(crate) classes: Classes,
}

/// What a hit is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Entry(u32),
    /// A pattern, and the number it took out.
    Pattern {
        number: u16,
        value: u32,
    },
}

/// What a scan is worked out on, kept from text to text.
#[derive(Debug, Default)]
pub(crate) struct Room {
    clause: Clause,
    phrases: PhraseRoom,
}

#[derive(Debug, Default)]
struct PhraseRoom {
    active: Active,
    ended: Vec<Ended>,
    hits: Vec<Hit>,
}

/// An entry as answers name it.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) term: String,
    pub(crate) slip: bool,
}

/// What many entries have in common, and all that the scan needs of one. Kept apart from
/// [`Known`] so that it stays in the processor's near memory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Sort {
    pub(crate) groups: Vec<u16>,
    pub(crate) classes: Classes,
    /// Every group wants capitals.
    upper: bool,
    /// The roles of its groups.
    pub(crate) roles: Roles,
}

impl Sort {
    fn new(groups: &[u16], classes: Classes, lexicon: &Lexicon) -> Self {
        let known = |group: &u16| lexicon.groups.get(usize::from(*group));
        Self {
            groups: groups.to_vec(),
            classes,
            upper: groups
                .iter()
                .all(|group| known(group).is_some_and(|group| group.case == Case::Upper)),
            roles: groups
                .iter()
                .filter_map(known)
                .fold(Roles::default(), |roles, group| roles.and(group.role)),
        }
    }
}

/// The sorts of all entries.
#[derive(Debug, Default)]
struct Sorts {
    all: Vec<Sort>,
    /// By entry.
    of: Vec<u32>,
}

impl Sorts {
    fn new(each: impl Iterator<Item = Sort>) -> Self {
        let mut numbers = HashMap::new();
        let mut this = Self::default();
        for sort in each {
            let next = place(this.all.len());
            let number = *numbers.entry(sort.clone()).or_insert(next);
            if number == next {
                this.all.push(sort);
            }
            this.of.push(number);
        }
        this
    }
}

/// The terms and the rules.
#[derive(Debug)]
pub(crate) struct Scanner {
    terms: Terms,
    phrases: Phrases,
    /// The terms, and the phrases after them.
    pub(crate) known: Vec<Known>,
    sorts: Sorts,
    pub(crate) joins: Joins,
    pub(crate) patterns: Patterns,
}

impl Scanner {
    pub(crate) fn new(lexicon: &Lexicon) -> Result<Self, LexiconError> {
        let mut terms =
            Terms::new(lexicon.entries.keys().map(Vec::as_slice)).map_err(|too_long| {
                let entry = lexicon.entries.values().nth(too_long.0);
                let group = entry.and_then(|entry| entry.groups.first());
                lexicon.wrong(
                    group.copied().unwrap_or_default(),
                    entry.map_or("", |entry| &entry.term),
                    "the beginning of a word that is looked for may have 16 letters at most",
                )
            })?;
        let mut making = Making::default();
        for phrase in &lexicon.phrases {
            making
                .add(&phrase.written, &mut terms.vocabulary)
                .map_err(|unfit| lexicon.wrong(phrase.group, &phrase.written, unfit.0))?;
        }
        let patterns = Patterns::new(lexicon, &mut terms.vocabulary)?;
        let entry = |entry: &Entry| Known {
            term: entry.term.clone(),
            slip: entry.slip,
        };
        let phrase = |phrase: &Phrase| Known {
            term: phrase.written.clone(),
            slip: false,
        };
        let known = lexicon.entries.values().map(entry);
        let known = known.chain(lexicon.phrases.iter().map(phrase)).collect();
        let entry = |entry: &Entry| Sort::new(&entry.groups, entry.classes, lexicon);
        // A phrase is found in any dress.
        let phrase = |phrase: &Phrase| Sort {
            upper: false,
            ..Sort::new(&[phrase.group], phrase.classes, lexicon)
        };
        let sorts = lexicon.entries.values().map(entry);
        let sorts = Sorts::new(sorts.chain(lexicon.phrases.iter().map(phrase)));
        Ok(Self {
            phrases: making.done(&terms.vocabulary),
            terms,
            known,
            sorts,
            joins: Joins::new(lexicon)?,
            patterns,
        })
    }

    /// The vocabulary, for words that are looked for beside the terms.
    pub(crate) const fn vocabulary_mut(&mut self) -> &mut Vocabulary {
        &mut self.terms.vocabulary
    }

    /// The words that terms are made of.
    pub(crate) const fn vocabulary(&self) -> &Vocabulary {
        &self.terms.vocabulary
    }

    fn sort(&self, entry: u32) -> Option<&Sort> {
        let number = *self.sorts.of.get(entry as usize)?;
        self.sorts.all.get(number as usize)
    }

    /// What a hit is of has in common with others; nothing for a pattern.
    pub(crate) fn sort_of(&self, hit: &Hit) -> Option<&Sort> {
        match hit.what {
            What::Entry(entry) => self.sort(entry),
            What::Pattern { .. } => None,
        }
    }

    /// Whether what a hit is of has a role.
    pub(crate) fn is(&self, hit: &Hit, role: Role) -> bool {
        self.sort_of(hit).is_some_and(|sort| sort.roles.has(role))
    }

    /// Finds every hit, in the order of the text.
    pub(crate) fn hits(&self, source: &[u8], text: &Folded, room: &mut Room, hits: &mut Vec<Hit>) {
        hits.clear();
        let mut in_capitals = None;
        let mut clause = 0;
        let mut tokens = text.tokens.as_slice();
        let mut at = 0;
        while let Some(first) = tokens.first() {
            clause += u32::from(first.id == BREAK);
            let Some((number, length)) = self.terms.longest(tokens) else {
                tokens = tokens.get(1..).unwrap_or(&[]);
                at += 1;
                continue;
            };
            let (start, end) = (at, at + place(length));
            at = end;
            tokens = tokens.get(length..).unwrap_or(&[]);
            let Some(known) = self.sort(number) else {
                continue;
            };
            if known.upper
                && !*in_capitals.get_or_insert_with(|| written_throughout_in_capitals(source))
                && !written_in_capitals(source, text, start, end)
            {
                continue;
            }
            hits.push(Hit {
                start,
                end,
                word: first.word,
                word_end: tokens.first().map_or(u32::MAX, |next| next.word),
                clause,
                what: What::Entry(number),
                classes: known.classes,
            });
        }
        self.add_phrases(text, &mut room.phrases, hits);
        self.patterns.add(source, text, &mut room.clause, hits);
    }

    /// Adds the phrases to the terms. A phrase inside a blocker is not read, and a trigger inside
    /// a phrase belongs to the phrase: `wont be here` denies nothing that follows.
    fn add_phrases(&self, text: &Folded, room: &mut PhraseRoom, hits: &mut Vec<Hit>) {
        room.hits.clear();
        let terms = place(self.known.len() - self.phrases.len());
        let mut clause = 0;
        let mut tokens = text.tokens.as_slice();
        let mut at = 0;
        while let Some(first) = tokens.first() {
            clause += u32::from(first.id == BREAK);
            room.ended.clear();
            self.phrases
                .beginning(tokens, &mut room.active, &mut room.ended);
            for (phrase, length) in &room.ended {
                let number = terms + phrase;
                room.hits.push(Hit {
                    start: at,
                    end: at + place(*length),
                    word: first.word,
                    word_end: tokens.get(*length).map_or(u32::MAX, |next| next.word),
                    clause,
                    what: What::Entry(number),
                    classes: self
                        .sort(number)
                        .map_or_else(Classes::default, |sort| sort.classes),
                });
            }
            tokens = tokens.get(1..).unwrap_or(&[]);
            at += 1;
        }
        if room.hits.is_empty() {
            return;
        }
        let has = |hit: &Hit, role: Role| self.is(hit, role);
        let inside =
            |inner: &Hit, outer: &Hit| outer.start <= inner.start && inner.end <= outer.end;
        room.hits.retain(|phrase| {
            let to = hits.partition_point(|hit| hit.start <= phrase.start);
            let before = to.checked_sub(1).and_then(|at| hits.get(at));
            !before.is_some_and(|hit| has(hit, Role::Block) && inside(phrase, hit))
        });
        let phrases = &room.hits;
        if phrases.iter().any(|phrase| has(phrase, Role::Concept)) {
            hits.retain(|hit| {
                !self
                    .sort_of(hit)
                    .is_some_and(|sort| sort.roles.is_trigger())
                    || !phrases
                        .iter()
                        .any(|phrase| has(phrase, Role::Concept) && inside(hit, phrase))
            });
        }
        hits.extend_from_slice(phrases);
        hits.sort_by_key(|hit| (hit.start, hit.end));
    }
}

fn place(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn written_in_capitals(source: &[u8], text: &Folded, start: u32, end: u32) -> bool {
    let (from, to) = text.source_span(start, end);
    source
        .get(from as usize..to as usize)
        .is_some_and(|span| !span.iter().any(u8::is_ascii_lowercase))
}

/// Whether a text has no small letters to speak of, so that case says nothing.
fn written_throughout_in_capitals(source: &[u8]) -> bool {
    let of = |wanted: fn(&u8) -> bool| source.iter().filter(|byte| wanted(byte)).count();
    of(u8::is_ascii_lowercase).saturating_mul(8) < of(u8::is_ascii_uppercase)
}

/// The roles of a term's groups, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Roles(u32);

impl Roles {
    const fn and(self, role: Role) -> Self {
        Self(self.0 | 1 << role as u32)
    }

    /// Whether one of them is this.
    pub(crate) const fn has(self, role: Role) -> bool {
        self.0 & (1 << role as u32) != 0
    }

    /// Whether one of them speaks of what stands around it.
    pub(crate) const fn is_trigger(self) -> bool {
        let quiet = 1 << Role::Concept as u32 | 1 << Role::Cue as u32 | 1 << Role::Block as u32;
        self.0 & !quiet != 0
    }
}

/// Whether a role speaks of what stands around it rather than for itself.
pub(crate) const fn is_trigger(role: Role) -> bool {
    !matches!(role, Role::Concept | Role::Cue | Role::Block)
}

/// Whether the rule makes a mention.
pub(crate) const fn makes_mention(effect: Effect) -> bool {
    matches!(effect, Effect::Mention)
}
