//! The engine: a lexicon and weights, made ready, and the reading of one text with them.

use sha2::{Digest as _, Sha256};

use crate::assertion::{Judge, Stretch};
use crate::classes::Classes;
use crate::code::{Assertion, Basis, Tier};
use crate::decide::{self, Score};
use crate::features::Features;
use crate::joins::Joined;
use crate::learned::{Ear, Learned};
use crate::lexicon::{Lexicon, LexiconError, Role, hex};
use crate::mentions::{self, Found, Places, feature_of};
use crate::patterns::Patterns;
use crate::reading::{Band, Mention, Phrase, Reading, Stated, Word};
use crate::scan::{Hit, Room, Scanner, What};
use crate::text::Folded;
use crate::weights::Weights;

/// The version of the engine's behaviour. It changes when the same data would read otherwise.
pub const VERSION: &str = "7";

/// The rule that mentions are of which were learned and not found by a term.
pub const LEARNED: &str = "learned";

/// Reads texts. Made once, shared by threads; each thread has a [`Desk`] of its own.
#[derive(Debug)]
pub struct Engine {
    pub(crate) lexicon: Lexicon,
    pub(crate) scanner: Scanner,
    weights: Weights,
    learned: Learned,
    or_class: Classes,
    /// The classes of words that are said in other business, or in play, as well.
    pub(crate) loose_class: Classes,
    hash: String,
}

/// What a reading is worked out on, kept from text to text.
#[derive(Debug, Default)]
pub struct Desk {
    pub(crate) text: Folded,
    room: Room,
    pub(crate) hits: Vec<Hit>,
    pub(crate) joined: Vec<Joined>,
    pub(crate) found: Vec<Found>,
    ear: Ear,
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
        let mut scanner = Scanner::new(&lexicon)?;
        let mut learned = Learned::shipped()?;
        for pack in &lexicon.packs {
            learned.add(pack.name, pack.learned)?;
        }
        learned.bind(scanner.vocabulary_mut());
        let class = |name: &str| {
            lexicon
                .class(name)
                .map_or_else(Classes::default, Classes::one)
        };
        let mut hash = Sha256::new();
        hash.update(VERSION);
        hash.update(lexicon.hash());
        hash.update(Patterns::text());
        hash.update(weights.hash_text());
        hash.update(Learned::text());
        for pack in &lexicon.packs {
            hash.update(pack.learned);
        }
        Ok(Self {
            scanner,
            weights,
            or_class: class("or"),
            loose_class: class("loose").and(class("grave")),
            learned,
            hash: hex(&hash.finalize()),
            lexicon,
        })
    }

    /// SHA-256 over everything an answer depends on: lexicon, overlay, patterns, weights and the
    /// version of the engine. In hexadecimal.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The version as figures carry it: that of how texts are read, and the beginning of the hash.
    pub fn version(&self) -> String {
        format!("{VERSION}-{}", self.short_hash())
    }

    /// The beginning of the hash, enough to tell engines apart, for each line of evidence.
    pub fn short_hash(&self) -> &str {
        self.hash.get(..12).unwrap_or_default()
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
    pub fn read<'e>(&'e self, source: &[u8], desk: &mut Desk) -> Reading<'e> {
        self.scan(source, desk);
        let mut mentions = self.written(source, desk);
        decide::company(&mut mentions);
        let features = Features::of(&mentions);
        for mention in &mut mentions {
            mention.weight = self.weights.weight(feature_of(mention));
        }
        let lexicon = self.weights.score(&features);
        let learned = self.listen(desk);
        let said = Score {
            lexicon,
            learned,
            clauses: desk.ear.clauses,
        };
        let band = decide::band(&self.weights, said, &mentions);
        let phrases = if band == Band::None {
            Vec::new()
        } else {
            self.phrases(source, desk, &mut mentions)
        };
        let minutes = self.minutes(desk);
        decide::reading(band, said, mentions, phrases, minutes, desk.text.invalid)
    }

    /// What the words of a text add, as was learned from labelled phrases: thousandths of
    /// log-odds, nought or more.
    fn listen(&self, desk: &mut Desk) -> i32 {
        let blocked: Vec<(u32, u32)> = desk
            .hits
            .iter()
            .filter(|hit| self.scanner.is(hit, Role::Block))
            .map(|hit| (hit.start, hit.end))
            .collect();
        let quiet = mentions::quiet(&desk.found);
        let passed = |token: u32| {
            blocked
                .iter()
                .any(|(from, to)| (*from..*to).contains(&token))
        };
        let mut ear = std::mem::take(&mut desk.ear);
        let adds = self
            .learned
            .listen(&desk.text, passed, |clause| quiet.has(clause), &mut ear);
        desk.ear = ear;
        adds
    }

    /// What the words of a text added, clause by clause; and for each code that a clause speaks
    /// for, a mention of it.
    fn phrases<'e>(
        &'e self,
        source: &[u8],
        desk: &Desk,
        mentions: &mut Vec<Mention<'e>>,
    ) -> Vec<Phrase<'e>> {
        let mut phrases = Vec::with_capacity(desk.ear.loudest.len());
        let mut places = Places::new(source);
        for loud in &desk.ear.loudest {
            let heard = self.learned.heard(loud, &desk.ear);
            let (start, end) = desk.text.source_span(loud.tokens.start, loud.tokens.end);
            let (line, column) = places.of(start);
            for (code, weight) in &heard.codes {
                mentions.push(Mention {
                    code: *code,
                    tier: Tier::Medium,
                    basis: Basis::Behaviour,
                    assertion: Assertion::Affirmed,
                    start,
                    end,
                    line,
                    column,
                    rule: LEARNED,
                    term: None,
                    slip: false,
                    held_back: false,
                    company: false,
                    because: None,
                    weight: *weight,
                });
            }
            phrases.push(Phrase {
                start,
                end,
                line,
                column,
                adds: loud.adds,
                words: heard
                    .words
                    .iter()
                    .map(|(row, weight)| Word {
                        words: self.learned.name(*row),
                        weight: *weight,
                    })
                    .collect(),
            });
        }
        mentions.sort_by_key(|mention| (mention.start, mention.end));
        phrases
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
        self.hits(source, desk);
        self.scanner.joins.join(&desk.hits, &mut desk.joined);
        self.find(desk);
        self.assert(desk);
        desk.found.len()
    }

    /// Says what the text says of a stretch of it, given in bytes.
    pub fn judge(&self, source: &[u8], start: usize, end: usize, desk: &mut Desk) -> Judgement {
        self.hits(source, desk);
        let tokens = &desk.text.tokens;
        let from = tokens.partition_point(|token| (token.end as usize) <= start);
        let to = tokens.partition_point(|token| (token.start as usize) < end);
        let narrow = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        let (start, end) = (narrow(from), narrow(to.max(from)));
        let stretch = Stretch {
            start,
            end,
            word: desk.text.word_at(start),
            word_end: desk.text.word_at(end),
            clause: narrow(desk.text.breaks.partition_point(|at| *at < start)),
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

    fn hits(&self, source: &[u8], desk: &mut Desk) {
        desk.text.fold(source, self.scanner.vocabulary());
        self.scanner
            .hits(source, &desk.text, &mut desk.room, &mut desk.hits);
    }

    pub(crate) fn judge_of<'t>(&'t self, desk: &'t Desk) -> Judge<'t> {
        Judge {
            text: &desk.text,
            hits: &desk.hits,
            scanner: &self.scanner,
            groups: &self.lexicon.groups,
            or_class: self.or_class,
        }
    }

    fn minutes(&self, desk: &Desk) -> Vec<Stated> {
        desk.hits
            .iter()
            .filter_map(|hit| {
                let What::Pattern { number, value } = hit.what else {
                    return None;
                };
                let pattern = self.scanner.patterns.get(number)?;
                if pattern.minutes == 0 {
                    return None;
                }
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
