//! What is answered of a text: a band, codes, totals, and every mention they rest on.

use serde::Serialize;

use crate::code::{Assertion, Basis, Code, Tier};

/// What to do with a text. A suggestion to a person; the program sets nothing on anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Band {
    /// Nothing to suggest.
    None,
    /// A person should look.
    Review,
    /// Suggest the flag.
    Flag,
}

impl Band {
    /// The word written in outputs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Review => "review",
            Self::Flag => "flag",
        }
    }
}

/// One mention: where, of what, and what the text says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mention<'e> {
    /// The sub-category.
    pub code: Code,
    /// How much its words say by themselves.
    pub tier: Tier,
    /// Said, or behaviour alone.
    pub basis: Basis,
    /// What the text says of it.
    pub assertion: Assertion,
    /// In bytes of the text as given, from 0.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// The group, rule or pattern of the data file.
    pub rule: &'e str,
    /// The term of the data file. Nothing for a rule or a pattern.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<&'e str>,
    /// The words were a typing slip of the term.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub slip: bool,
    /// A strong word for illness or a status that says less here, beside what the police are there
    /// for. It is for a person to look at, whatever else is said.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub held_back: bool,
    /// A second cue stands with it: a weak mention counts only then.
    pub company: bool,
    /// What the assertion rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Because<'e>>,
    /// Thousandths of log-odds of the feature that the mention counts in. Mentions of one
    /// feature share one weight.
    pub weight: i32,
}

/// One of the loudest clauses of a text, by what was learned from labelled phrases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Phrase<'e> {
    /// In bytes of the text as given, from 0.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// What it adds to `learned`, in thousandths of log-odds.
    pub adds: i32,
    /// Its weightiest words and pairs of words, the first most.
    pub words: Vec<Word<'e>>,
}

/// A word or a pair of words of what was learned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Word<'e> {
    /// As it was learned: in lower case.
    pub words: &'e str,
    /// Thousandths of log-odds.
    pub weight: i32,
}

/// The trigger of an assertion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Because<'e> {
    /// The group or rule of the data file.
    pub rule: &'e str,
    /// In bytes of the text as given.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A code that the text is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeAnswer {
    /// Which.
    pub code: Code,
    /// Points: 1,000 for a strong live mention, 700 for a medium one, 300 for a weak one with
    /// company. Half of that when the text only doubts.
    pub points: u32,
    /// For `AWOL`: `detained` or `walkout`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// The numbers of its mentions in the list of mentions.
    pub because: Vec<usize>,
}

/// The phases of Right Care, Right Person that the text touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Phase {
    /// A concern for welfare.
    #[serde(rename = "1")]
    Welfare,
    /// Walked out of health care.
    #[serde(rename = "2a")]
    WalkedOut,
    /// A detained patient absent without leave.
    #[serde(rename = "2b")]
    Absent,
    /// Conveying a patient.
    #[serde(rename = "3")]
    Conveying,
    /// A handover under section 136.
    #[serde(rename = "4")]
    Handover,
}

impl Phase {
    /// The word written in outputs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Welfare => "1",
            Self::WalkedOut => "2a",
            Self::Absent => "2b",
            Self::Conveying => "3",
            Self::Handover => "4",
        }
    }
}

/// The three totals. No single number is honest about both ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Totals {
    /// Flagged, and not on dementia, learning disability or autism alone.
    pub strict: bool,
    /// Flagged at all.
    pub broad: bool,
    /// Rests on behaviour alone, or falls short of a flag: for a person to look at.
    pub possible: bool,
}

/// The two limbs of the national definition (NPCC and College of Policing, 2019).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Limbs {
    /// Vulnerability is at the centre of the incident.
    pub centre: bool,
    /// The police did something additionally or differently because of it.
    pub additional: bool,
}

/// A span of time that officers are said to have waited or stayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Stated {
    /// How long, in minutes.
    pub minutes: u32,
    /// In bytes of the text as given.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// What the engine reads in one text. Rules and terms are lent by the engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading<'e> {
    /// What to suggest.
    pub band: Band,
    /// The two together, on one scale: `flag` from nought on.
    pub score: i32,
    /// Thousandths of log-odds that the terms and rules give.
    pub lexicon: i32,
    /// Thousandths of log-odds that its loudest clauses add; nought or more.
    pub learned: i32,
    /// Thousandths of log-odds that a text of its length starts from, below nought.
    pub start: i32,
    /// The codes, in their fixed order. Empty when the band is `none`.
    pub codes: Vec<CodeAnswer>,
    /// Codes that the text mentions as past, and no longer.
    pub historical: Vec<Code>,
    /// The three totals.
    pub totals: Totals,
    /// The two limbs.
    pub limbs: Limbs,
    /// Phases of Right Care, Right Person.
    pub phases: Vec<Phase>,
    /// Times stated.
    pub minutes: Vec<Stated>,
    /// Every mention, those that do not count included, in the order of the text.
    pub mentions: Vec<Mention<'e>>,
    /// The loudest clauses, as was learned, in the order of the text; what they add is `learned`.
    /// Empty when the band is `none`.
    pub phrases: Vec<Phrase<'e>>,
    /// Bytes of the text that were no UTF-8.
    pub invalid_bytes: u32,
}

impl Reading<'_> {
    /// Whether the text is given a code.
    pub fn has(&self, code: Code) -> bool {
        self.codes.iter().any(|answer| answer.code == code)
    }
}
