//! The data file: groups of terms, rules that join them, patterns, and a force's own changes.
//!
//! Everything that reads language is data under `flags/data`. A group gives its terms their
//! role, code, tier, case rule and boundary rule, with a source and a note. In a term,
//! `{a|b}` stands for either and `{a|}` for `a` or nothing.

use std::collections::BTreeMap;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::classes::{self, Classes};
use crate::code::{Basis, Code, Tier};
use crate::expand;
use crate::text::fold_term;

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

/// Words of the United States, switched on by `packs = ["us"]` of an overlay.
const US: (&str, &str) = ("us.toml", include_str!("../data/us.toml"));

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

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Overlay {
    /// Terms that the force does not read, as they stand in the data file.
    #[serde(default)]
    off: Vec<String>,
    /// Groups and rules that the force does not read, by id.
    #[serde(default)]
    off_rules: Vec<String>,
    /// Packs that the force reads besides: `us`.
    #[serde(default)]
    packs: Vec<String>,
    #[serde(default)]
    group: Vec<Group>,
    #[serde(default)]
    rule: Vec<Rule>,
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
    pub(crate) rules: Vec<Rule>,
    pub(crate) entries: BTreeMap<Vec<u8>, Entry>,
    pub(crate) phrases: Vec<Phrase>,
    pub(crate) classes: Vec<String>,
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
        let mut changes = Overlay::default();
        if let Some((name, text)) = overlay {
            take_in(&mut hash, "overlay", text);
            changes = read(name, text)?;
            for pack in &changes.packs {
                if pack != "us" {
                    return Err(LexiconError::Content {
                        file: name.into(),
                        id: pack.clone(),
                        says: "there is no such pack; there is `us`".into(),
                    });
                }
                take_in(&mut hash, US.0, US.1);
                files.push((US.0, read::<File>(US.0, US.1)?));
            }
            let added = File {
                group: std::mem::take(&mut changes.group),
                rule: std::mem::take(&mut changes.rule),
            };
            files.push((name, added));
        }
        let mut building = Building::default();
        for (name, file) in files {
            for group in file.group {
                if !changes.off_rules.contains(&group.id) {
                    building.group(name, group)?;
                }
            }
            for rule in file.rule {
                if !changes.off_rules.contains(&rule.id) {
                    building.rules.push((name.to_owned(), rule));
                }
            }
        }
        let name = overlay.map_or("the data file", |(name, _)| name);
        building.switch_off(name, &changes.off)?;
        building.finish(hex(&hash.finalize()))
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

fn read<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, LexiconError> {
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

#[derive(Default)]
struct Building {
    groups: Vec<Group>,
    rules: Vec<(String, Rule)>,
    entries: BTreeMap<Vec<u8>, Entry>,
    phrases: Vec<Phrase>,
    /// Typing slips, added last where no term has the same letters.
    slips: BTreeMap<Vec<u8>, Entry>,
    classes: Vec<String>,
}

impl Building {
    fn group(&mut self, file: &str, group: Group) -> Result<(), LexiconError> {
        let wrong = |says: String| LexiconError::Content {
            file: file.to_owned(),
            id: group.id.clone(),
            says,
        };
        if group.source.trim().is_empty() {
            return Err(wrong("has no source".into()));
        }
        if self.groups.iter().any(|other| other.id == group.id) {
            return Err(wrong("stands twice".into()));
        }
        if group.role == Role::Concept && group.codes.is_empty() {
            return Err(wrong("is a concept without a code".into()));
        }
        let number = u16::try_from(self.groups.len())
            .map_err(|_| wrong("there are too many groups".into()))?;
        let mut classes = Classes::default();
        for class in &group.class {
            let number = self
                .class(class)
                .ok_or_else(|| wrong("too many classes".into()))?;
            classes = classes.and(Classes::one(number));
        }
        for written in &group.terms {
            for term in expand::braces(written) {
                let mut folded = fold_term(&term);
                if folded
                    .iter()
                    .filter(|byte| byte.is_ascii_alphanumeric())
                    .count()
                    == 0
                    && !folded.iter().any(|byte| matches!(byte, b'?' | b'^' | b':'))
                {
                    return Err(wrong(format!("`{written}` holds no word")));
                }
                if folded.contains(&b'\n') {
                    return Err(wrong(format!("`{written}` goes over the end of a clause")));
                }
                if group.edge == Edge::Stem {
                    folded.pop();
                }
                if group.typos {
                    for slip in expand::slips(&term, REAL_WORDS) {
                        add(
                            &mut self.slips,
                            fold_term(&slip),
                            &term,
                            number,
                            classes,
                            true,
                        );
                    }
                }
                add(&mut self.entries, folded, &term, number, classes, false);
            }
        }
        for written in &group.phrases {
            self.phrases.push(Phrase {
                written: written.clone(),
                group: number,
                classes,
            });
        }
        self.groups.push(group);
        Ok(())
    }

    fn class(&mut self, name: &str) -> Option<u32> {
        let known = self.classes.iter().position(|class| class == name);
        let at = known.unwrap_or(self.classes.len());
        if known.is_none() {
            self.classes.push(name.to_owned());
        }
        u32::try_from(at)
            .ok()
            .filter(|class| *class < classes::MOST)
    }

    fn switch_off(&mut self, file: &str, off: &[String]) -> Result<(), LexiconError> {
        for term in off {
            let wanted = term.to_lowercase();
            let before = self.entries.len() + self.phrases.len();
            self.entries
                .retain(|_, entry| entry.term.to_lowercase() != wanted);
            self.phrases
                .retain(|phrase| phrase.written.to_lowercase() != wanted);
            self.slips
                .retain(|_, entry| entry.term.to_lowercase() != wanted);
            if self.entries.len() + self.phrases.len() == before {
                return Err(LexiconError::Content {
                    file: file.to_owned(),
                    id: term.clone(),
                    says: "there is no such term to switch off".into(),
                });
            }
        }
        Ok(())
    }

    fn finish(mut self, hash: String) -> Result<Lexicon, LexiconError> {
        for (folded, entry) in std::mem::take(&mut self.slips) {
            self.entries.entry(folded).or_insert(entry);
        }
        // A term that is both a blocker and a concept is a blocker.
        let blocks: Vec<bool> = self
            .groups
            .iter()
            .map(|group| group.role == Role::Block)
            .collect();
        let is_block = |group: &u16| blocks.get(usize::from(*group)).copied().unwrap_or(false);
        for entry in self.entries.values_mut() {
            if entry.groups.iter().any(is_block) {
                entry.groups.retain(is_block);
            }
        }
        for (file, rule) in &self.rules {
            for class in rule.seq.iter().chain(&rule.unless) {
                if !self.classes.contains(class) {
                    return Err(LexiconError::Content {
                        file: file.clone(),
                        id: rule.id.clone(),
                        says: format!("no term is of class `{class}`"),
                    });
                }
            }
            if rule.source.trim().is_empty() || rule.seq.is_empty() {
                return Err(LexiconError::Content {
                    file: file.clone(),
                    id: rule.id.clone(),
                    says: "has no source or no classes".into(),
                });
            }
        }
        Ok(Lexicon {
            groups: self.groups,
            rules: self.rules.into_iter().map(|(_, rule)| rule).collect(),
            entries: self.entries,
            phrases: self.phrases,
            classes: self.classes,
            hash,
        })
    }
}

fn add(
    entries: &mut BTreeMap<Vec<u8>, Entry>,
    folded: Vec<u8>,
    term: &str,
    group: u16,
    classes: Classes,
    slip: bool,
) {
    let entry = entries.entry(folded).or_insert_with(|| Entry {
        term: term.to_owned(),
        groups: Vec::new(),
        classes: Classes::default(),
        slip,
    });
    if !entry.groups.contains(&group) {
        entry.groups.push(group);
    }
    entry.classes = entry.classes.and(classes);
}
