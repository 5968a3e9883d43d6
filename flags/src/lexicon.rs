//! The data file: groups of terms, rules that join them, patterns, and a force's own changes.
//!
//! Everything that reads language is data under `flags/data`. A group gives its terms their
//! role, code, tier, case rule and boundary rule, with a source and a note. In a term,
//! `{a|b}` stands for either and `{a|}` for `a` or nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::classes::Classes;
use crate::code::{Basis, Code, Tier};
use crate::patterns::Patterns;

mod building;
mod overlay;

use building::Building;
use overlay::{Overlay, Pack};

/// The shipped files, in the order of the hash.
const FILES: &[(&str, &str)] = &[
    ("sui.toml", include_str!("../data/sui.toml")),
    ("sui_said.toml", include_str!("../data/sui_said.toml")),
    ("sui_acts.toml", include_str!("../data/sui_acts.toml")),
    ("sh.toml", include_str!("../data/sh.toml")),
    ("sh_acts.toml", include_str!("../data/sh_acts.toml")),
    ("psy.toml", include_str!("../data/psy.toml")),
    ("psy_beliefs.toml", include_str!("../data/psy_beliefs.toml")),
    ("mood.toml", include_str!("../data/mood.toml")),
    ("mood_signs.toml", include_str!("../data/mood_signs.toml")),
    ("unsp.toml", include_str!("../data/unsp.toml")),
    ("odd_conduct.toml", include_str!("../data/odd_conduct.toml")),
    ("dem_lda.toml", include_str!("../data/dem_lda.toml")),
    ("dem_signs.toml", include_str!("../data/dem_signs.toml")),
    ("dd.toml", include_str!("../data/dd.toml")),
    ("mha_awol.toml", include_str!("../data/mha_awol.toml")),
    ("agencies.toml", include_str!("../data/agencies.toml")),
    ("cues.toml", include_str!("../data/cues.toml")),
    ("blockers.toml", include_str!("../data/blockers.toml")),
    ("triggers.toml", include_str!("../data/triggers.toml")),
];

/// Words that a typing slip of a term may not be taken for.
const REAL_WORDS: &str = include_str!("../data/real_words.txt");

/// What a group of terms does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Role {
    /// A mention of its codes, and a cue for rules when it has classes.
    Concept,
    /// A cue for rules and nothing else.
    Cue,
    /// Means something else: nothing inside it is read.
    Block,
    /// Denies what follows.
    NegatesBefore,
    /// Denies what stands before it.
    NegatesAfter,
    /// Answers a form's question before it with no.
    FormNo,
    /// Doubts what follows, or what stands before.
    PossibleBefore,
    PossibleAfter,
    /// Puts what follows, or what stands before, in the past.
    HistoryBefore,
    HistoryAfter,
    /// Puts what follows, or what stands before, in a case that has not come.
    HypotheticalBefore,
    HypotheticalAfter,
    /// Says what follows of somebody who is not dealt with.
    OtherBefore,
    /// The text is of an exercise or a test.
    Exercise,
    /// The clause is a standing paragraph.
    Boilerplate,
    /// Ends the reach of triggers.
    Stop,
    /// Ends the reach of triggers, but not of a past before it: `PMH: the patient has asthma`.
    StopSubject,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Case {
    #[default]
    Any,
    /// In capitals only. In a text written in capitals throughout this says nothing.
    Upper,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Edge {
    /// Whole words.
    #[default]
    Word,
    /// The beginning of a word.
    Stem,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    pub(crate) id: String,
    #[serde(default = "concept")]
    pub(crate) role: Role,
    #[serde(default)]
    pub(crate) codes: Vec<Code>,
    #[serde(default = "strong")]
    pub(crate) tier: Tier,
    #[serde(default)]
    pub(crate) class: Vec<String>,
    #[serde(default)]
    pub(crate) case: Case,
    #[serde(default)]
    pub(crate) edge: Edge,
    #[serde(default = "stated")]
    pub(crate) basis: Basis,
    /// Words of seven letters and more are also known with one letter lost or two swapped.
    #[serde(default)]
    pub(crate) typos: bool,
    /// How many words a trigger reaches.
    #[serde(default = "reach")]
    pub(crate) reach: u32,
    /// A trigger that goes through the items of a list.
    #[serde(default)]
    pub(crate) list: bool,
    /// Where the words come from. Never empty.
    pub(crate) source: String,
    #[serde(default)]
    #[expect(dead_code, reason = "for the reader of the data file")]
    note: String,
    #[serde(default)]
    pub(crate) terms: Vec<String>,
    /// Terms of many choices, whose braces stay slots: see [`crate::phrases`].
    #[serde(default)]
    pub(crate) phrases: Vec<String>,
}

impl Group {
    /// Whether it says how the letters of its terms are read.
    fn asks_for_letters(&self) -> bool {
        self.case != Case::Any || self.edge != Edge::Word || self.typos
    }
}

const fn concept() -> Role {
    Role::Concept
}
const fn strong() -> Tier {
    Tier::Strong
}
const fn stated() -> Basis {
    Basis::Stated
}
const fn reach() -> u32 {
    6
}

/// What a rule over cues does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Effect {
    /// Makes a mention.
    #[default]
    Mention,
    /// Blocks the mentions within it.
    Block,
    /// Gives the mentions of its clause that follow it to somebody else.
    Other,
    /// Puts the mentions within it in the past.
    History,
    /// Gives another cause for what somebody does, such as a stroke or a fit: mentions that rest
    /// on behaviour alone are blocked, in the whole text.
    Explain,
    /// The text is of an exercise or a test.
    Exercise,
    /// Lets a word of class `loose` or `grave` be strong: one that also stands in jokes, names and
    /// the background of other business, or that is said in play.
    Frame,
}

/// Cues that mean something together.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) effect: Effect,
    #[serde(default)]
    pub(crate) codes: Vec<Code>,
    #[serde(default = "strong")]
    pub(crate) tier: Tier,
    #[serde(default = "stated")]
    pub(crate) basis: Basis,
    /// The classes, one cue of each.
    pub(crate) seq: Vec<String>,
    /// The most words between one cue and the next.
    #[serde(default = "reach")]
    pub(crate) gap: u32,
    /// In any order.
    #[serde(default)]
    pub(crate) any_order: bool,
    /// Anywhere in the text, not in one clause.
    #[serde(default)]
    pub(crate) whole_text: bool,
    /// In neighbouring clauses as well: the gap goes on over their ends, and `unless` speaks of
    /// the whole text.
    #[serde(default)]
    pub(crate) across: bool,
    /// No cue of these classes in the same clause, or text.
    #[serde(default)]
    pub(crate) unless: Vec<String>,
    pub(crate) source: String,
    #[serde(default)]
    #[expect(dead_code, reason = "for the reader of the data file")]
    note: String,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    group: Vec<Group>,
    #[serde(default)]
    rule: Vec<Rule>,
}

impl File {
    fn ids(&self) -> impl Iterator<Item = &str> {
        let groups = self.group.iter().map(|group| group.id.as_str());
        groups.chain(self.rule.iter().map(|rule| rule.id.as_str()))
    }
}

/// Why a data file or an overlay cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LexiconError {
    /// Not the TOML that is wanted; the message names the line.
    #[error("{file}: {says}")]
    Form {
        /// The file, as given.
        file: String,
        /// What is wrong with it.
        says: String,
    },
    /// A term or rule that cannot be used.
    #[error("{file}: `{id}`: {says}")]
    Content {
        /// The file, as given.
        file: String,
        /// The group or rule.
        id: String,
        /// What is wrong with it.
        says: String,
    },
}

/// One thing to look for: a folded term and the groups it stands in.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The term as the data file has it, braces worked out.
    pub(crate) term: String,
    pub(crate) groups: Vec<u16>,
    pub(crate) classes: Classes,
    /// A typing slip of the term, not the term itself.
    pub(crate) slip: bool,
}

/// A phrase with slots, as it is written, and the group it stands in.
#[derive(Debug, Clone)]
pub(crate) struct Phrase {
    pub(crate) written: String,
    pub(crate) group: u16,
    pub(crate) classes: Classes,
}

/// The terms, groups and rules in force, checked.
#[derive(Debug, Clone)]
pub struct Lexicon {
    pub(crate) groups: Vec<Group>,
    files: Vec<String>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) entries: BTreeMap<Vec<u8>, Entry>,
    pub(crate) phrases: Vec<Phrase>,
    pub(crate) classes: Vec<String>,
    /// The ids of what is not read.
    pub(crate) off: BTreeSet<String>,
    /// What is read besides.
    pub(crate) packs: Vec<Pack>,
    hash: String,
}

impl Lexicon {
    /// The shipped lexicon, without any force's changes.
    pub fn shipped() -> Result<Self, LexiconError> {
        Self::with_overlay(None)
    }

    /// The shipped lexicon with a force's changes: the file's name and its TOML.
    pub fn with_overlay(overlay: Option<(&str, &str)>) -> Result<Self, LexiconError> {
        let mut hash = Sha256::new();
        let mut files = Vec::new();
        for (name, text) in FILES {
            take_in(&mut hash, name, text);
            files.push((*name, read::<File>(name, text)?));
        }
        take_in(&mut hash, "real_words.txt", REAL_WORDS);
        let mut changes = match overlay {
            None => Overlay::default(),
            Some((name, text)) => {
                take_in(&mut hash, "overlay", text);
                Overlay::read(name, text)?
            }
        };
        let packs = changes.packs()?;
        for pack in &packs {
            take_in(&mut hash, pack.name, pack.terms);
            files.push((pack.name, read::<File>(pack.name, pack.terms)?));
        }
        let own = changes.take_own();
        let theirs = files.iter().map(|(_, file)| file).chain([&own]);
        let ids: BTreeSet<&str> = theirs.flat_map(File::ids).collect();
        let patterns = Patterns::ids()?;
        let is_known = |id: &str| ids.contains(id) || patterns.contains(id);
        let off = changes.off_rules(is_known)?.clone();
        let mut building = Building::new(off);
        for (name, file) in files {
            building.file(name, file)?;
        }
        building.switch_off(&changes)?;
        // After what is switched off: a term of theirs may stand in the place of ours.
        building.file(changes.name(), own)?;
        building.finish(packs, hex(&hash.finalize()))
    }

    /// SHA-256 over every file the lexicon was made of, in hexadecimal.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// How many terms are known, typing slips included.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no term at all.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The terms as they are written, typing slips left out, in the order they fold to.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        let written = self.entries.values().filter(|entry| !entry.slip);
        written.map(|entry| entry.term.as_str())
    }

    /// What is wrong with something of a group, as its file's reader is told.
    pub(crate) fn wrong(&self, group: u16, written: &str, says: &str) -> LexiconError {
        let file = self.files.get(usize::from(group));
        LexiconError::Content {
            file: file.cloned().unwrap_or_default(),
            id: written.to_owned(),
            says: says.to_owned(),
        }
    }

    pub(crate) fn class(&self, name: &str) -> Option<u32> {
        let at = self.classes.iter().position(|class| class == name)?;
        u32::try_from(at).ok()
    }
}

fn take_in(hash: &mut Sha256, name: &str, text: &str) {
    hash.update(name.as_bytes());
    hash.update([0]);
    hash.update(text.as_bytes());
    hash.update([0]);
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _never = write!(text, "{byte:02x}");
        text
    })
}

/// A TOML file, or the line of it that is wrong.
pub(crate) fn read<T: serde::de::DeserializeOwned>(
    name: &str,
    text: &str,
) -> Result<T, LexiconError> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let line = error
            .span()
            .and_then(|span| text.get(..span.start))
            .map_or(1, |before| before.matches('\n').count() + 1);
        LexiconError::Form {
            file: format!("{name}:{line}"),
            says: error.message().to_owned(),
        }
    })
}
