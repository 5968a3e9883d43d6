//! A value, or why there is none.
//!
//! Five different absences are kept apart, because a return, a coroner and an equality report each
//! ask about them differently (requirements.md, rule 6 for every row).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why there is no value. None of these is a blank.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "no_value", deny_unknown_fields)]
pub enum NoValue {
    /// Asked or looked for, and still not known.
    Unknown,
    /// Nobody asked, and why.
    NotAsked {
        /// Why it was not asked, in the recorder's words.
        reason: String,
    },
    /// Asked; the person would not say.
    Declined,
    /// The question does not arise.
    NotApplicable,
    /// It cannot be found out, and why.
    NotObtainable {
        /// Why it cannot be had, in the recorder's words.
        reason: String,
    },
}

impl NoValue {
    /// The words shown to a reader.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Unknown => "Unknown",
            Self::NotAsked { .. } => "Not asked",
            Self::Declined => "Declined",
            Self::NotApplicable => "Not applicable",
            Self::NotObtainable { .. } => "Not obtainable",
        }
    }

    /// The reason given with it, where that kind carries one.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::NotAsked { reason } | Self::NotObtainable { reason } => Some(reason),
            Self::Unknown | Self::Declined | Self::NotApplicable => None,
        }
    }
}

/// A value, or why there is none.
///
/// On the wire: `{"value": …}` or `{"no_value": "declined"}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Known<T> {
    /// The value.
    Value(Holds<T>),
    /// Why there is none.
    None(NoValue),
}

/// The wire shape of a value that is there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Holds<T> {
    /// The value.
    pub value: T,
}

impl<T> Known<T> {
    /// A value that is there.
    pub const fn is(value: T) -> Self {
        Self::Value(Holds { value })
    }

    /// Asked or looked for, and not known.
    pub const UNKNOWN: Self = Self::None(NoValue::Unknown);

    /// The value, if there is one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(Holds { value }) => Some(value),
            Self::None(_) => None,
        }
    }

    /// Why there is no value, if there is none.
    pub const fn no_value(&self) -> Option<&NoValue> {
        match self {
            Self::Value(_) => None,
            Self::None(why) => Some(why),
        }
    }
}

impl Known<bool> {
    /// The same as a three-way answer for the law.
    pub fn answer(&self) -> Answer {
        self.value().copied().map_or(Answer::NotKnown, Answer::from)
    }
}

/// Yes, no, or not known. Not known is never read as no.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Nobody has said.
    #[default]
    NotKnown,
}

impl From<bool> for Answer {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

impl Answer {
    /// Whether this is a yes.
    pub const fn is_yes(self) -> bool {
        matches!(self, Self::Yes)
    }

    /// Whether this is a no.
    pub const fn is_no(self) -> bool {
        matches!(self, Self::No)
    }

    /// The words shown to a reader.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::No => "No",
            Self::NotKnown => "Not known",
        }
    }
}
