//! That two files are about the same person: confirmed by somebody, taken back by somebody, or
//! compared and rejected.
//!
//! A program suggests (`lantern link`); only a person confirms (requirements.md I-01). A link
//! stands in one of the two files, and is shown in both.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{EventId, FileId};
use crate::labelled::labelled;

/// Somebody says that the person of this file is the person of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkConfirmed {
    /// The other file.
    pub with: FileId,
    /// How they know.
    pub basis: LinkBasis,
    /// What a program had suggested, where it had.
    #[serde(default)]
    pub suggested: Option<LinkSuggested>,
    /// What was compared, in their words.
    pub reason: String,
}

/// What a program suggested, so that its mistakes can be counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkSuggested {
    /// The match weight in hundredths of a bit.
    pub weight_centibits: i32,
    /// The version of what suggested it.
    pub by: String,
}

/// Somebody takes a confirmed link back: from here on the two files are about different people, or
/// nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkUndone {
    /// The line that confirmed it, in this file.
    pub confirmed: EventId,
    /// What shows that it was wrong.
    pub reason: String,
}

/// Somebody compared this file's person with another's, and they are two people. No program suggests
/// the two again until one of the files says something new of its person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkRejected {
    /// The other file.
    pub with: FileId,
    /// What a program had suggested, where it had.
    #[serde(default)]
    pub suggested: Option<LinkSuggested>,
    /// What shows that they are two people.
    pub reason: String,
}

labelled! {
    /// How somebody knows that two files are about one person.
    pub enum LinkBasis {
        Identifier => "an identifier that only one person has",
        Document => "a document seen",
        SaidByPerson => "the person says so",
        KnownToOfficer => "an officer knows the person from both",
        ComparedParticulars => "the particulars of both were compared",
    }
}
