//! The fourteen sub-categories, and what a mention is made of.

use serde::{Deserialize, Serialize};

/// A sub-category of mental-health demand. A text may have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Code {
    /// Stated or shown intent, plan, preparation, attempt or farewell; at a height, a rail line or
    /// water in distress. A threat with a condition counts.
    Sui,
    /// Deliberate self-injury or self-poisoning, whatever the motive.
    Sh,
    /// Hallucination, delusion, paranoia, mania, a named psychosis, a lapsed depot.
    Psy,
    /// Depression, anxiety, panic, post-traumatic stress, perinatal illness.
    Mood,
    /// Mental ill health of a kind not stated, personality or eating disorder, marked odd
    /// behaviour.
    Unsp,
    /// Dementia and the confused wandering that goes with it.
    Dem,
    /// Learning disability, autism, ADHD.
    Lda,
    /// Substance use tied to a mental disorder.
    Dd,
    /// A power of the Mental Health Act 1983 used, or a status under it.
    Mha,
    /// A detained patient absent without leave, or a patient who walked out before assessment.
    Awol,
    /// A health, care or helpline agency asks the police to check on somebody.
    Cfw,
    /// Crisis and mental-health services involved with the person.
    Crs,
    /// Repeated contact that has a mental-health side.
    Rpt,
    /// The person is under 18 and another code applies.
    Cyp,
}

impl Code {
    /// Every code, in the order of every output.
    pub const ALL: [Self; 14] = [
        Self::Sui,
        Self::Sh,
        Self::Psy,
        Self::Mood,
        Self::Unsp,
        Self::Dem,
        Self::Lda,
        Self::Dd,
        Self::Mha,
        Self::Awol,
        Self::Cfw,
        Self::Crs,
        Self::Rpt,
        Self::Cyp,
    ];

    /// The code as it is written: `SUI`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sui => "SUI",
            Self::Sh => "SH",
            Self::Psy => "PSY",
            Self::Mood => "MOOD",
            Self::Unsp => "UNSP",
            Self::Dem => "DEM",
            Self::Lda => "LDA",
            Self::Dd => "DD",
            Self::Mha => "MHA",
            Self::Awol => "AWOL",
            Self::Cfw => "CFW",
            Self::Crs => "CRS",
            Self::Rpt => "RPT",
            Self::Cyp => "CYP",
        }
    }

    /// What the text mentions, in words for a page. Never what a person has.
    pub const fn says(self) -> &'static str {
        match self {
            Self::Sui => "text mentions suicide: intent, plan, attempt or a dangerous place",
            Self::Sh => "text mentions deliberate self-harm",
            Self::Psy => "text mentions psychosis or what may be it",
            Self::Mood => "text mentions mood, anxiety or trauma",
            Self::Unsp => "text mentions mental ill health of a kind not stated",
            Self::Dem => "text mentions dementia or confused wandering",
            Self::Lda => "text mentions learning disability, autism or ADHD",
            Self::Dd => "text mentions substance use tied to mental ill health",
            Self::Mha => "text mentions a power of the Mental Health Act or a status under it",
            Self::Awol => "text mentions a patient absent or walked out",
            Self::Cfw => "text mentions a health or care agency asking for a check",
            Self::Crs => "text mentions crisis or mental-health services",
            Self::Rpt => "text mentions repeated contact",
            Self::Cyp => "text mentions that the person is under 18",
        }
    }

    /// The code of a name such as `SUI`.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }

    /// The place of the code in [`Code::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// How much a term says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Says nothing without a second cue: `bridge`, `crisis`, `medication`.
    Weak,
    /// Says something: `low in mood`.
    Medium,
    /// Enough alone, when it is affirmed: `wants to end his life`.
    Strong,
}

/// What a mention rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Something was said or is on record.
    Stated,
    /// Somebody's behaviour alone. A person must look at it.
    Behaviour,
}

/// Whether the text says that the thing is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assertion {
    /// The text says so.
    Affirmed,
    /// The text says perhaps.
    Possible,
    /// The text says that it was so once.
    Historical,
    /// The text says what is to be done, or asked for, if it should come to be so.
    Hypothetical,
    /// The text says it of somebody who is not dealt with.
    Other,
    /// The text says that it is not so.
    Negated,
    /// A form's question, a leaflet or a standing paragraph: in nearly every text.
    Boilerplate,
    /// An exercise or a test call.
    Exercise,
    /// The words mean something else here: another Act, a place name, slang.
    Blocked,
}

impl Assertion {
    /// Whether the mention can speak for the person dealt with, now.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Affirmed | Self::Possible)
    }

    /// The word written in outputs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Affirmed => "affirmed",
            Self::Possible => "possible",
            Self::Historical => "historical",
            Self::Hypothetical => "hypothetical",
            Self::Other => "other",
            Self::Negated => "negated",
            Self::Boilerplate => "boilerplate",
            Self::Exercise => "exercise",
            Self::Blocked => "blocked",
        }
    }
}
