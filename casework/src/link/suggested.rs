//! What a program suggests: that two files may be about one person. Only a person confirms it.
//!
//! Suggestions stand in a file beside the record and not in it (ADR 0016):
//! JSON, a line each, the first of which says what the others were made from. No line holds a name
//! or any other value of the record, only which files, and how they agree, in words of level.

use domain::FileId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The layout of the file. Another is refused by its number.
pub const LAYOUT: u32 = 1;

/// What suggestions were made from, by what and when: the first line of their file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// The layout, [`LAYOUT`].
    pub layout: u32,
    /// The program and the model, which another model's weights cannot be held against.
    pub by: String,
    /// When reading of the record began, in UTC. Lines recorded later are not in it.
    pub at: Timestamp,
    /// The record's own id, so that suggestions of one are not shown in another.
    pub record: String,
    /// The last line of the whole record that was read.
    pub up_to: u64,
    /// Pairs under this probability are not listed.
    pub least: f64,
    /// How many suggestions follow, so that a file cut short is found out.
    pub suggestions: u64,
}

/// Two files that may be about one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suggestion {
    /// One file: of the two the one with the smaller id.
    pub one: FileId,
    /// The other.
    pub other: FileId,
    /// How likely it is that both are about one person, from 0 to 1.
    pub probability: f64,
    /// The match weight in hundredths of a bit.
    pub weight_centibits: i32,
    /// Why, field by field, in the order they are compared.
    pub why: Vec<Agreement>,
}

impl Suggestion {
    /// How likely it is by the weight of the two alone, from 0 to 1; [`Suggestion::probability`] may
    /// know of other files too.
    pub fn by_themselves(&self) -> f64 {
        1.0 / (1.0 + (-f64::from(self.weight_centibits) / 100.0).exp2())
    }

    /// The file that is suggested to somebody who looks at this one.
    pub fn with(&self, file: FileId) -> Option<FileId> {
        match file {
            file if file == self.one => Some(self.other),
            file if file == self.other => Some(self.one),
            _ => None,
        }
    }
}

/// How two files agree in one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// The field, in words: `surname`.
    pub field: String,
    /// How they agree, in words: `the same`.
    pub level: String,
    /// What that adds to the weight, in hundredths of a bit; less than nothing where it speaks
    /// against.
    pub centibits: i32,
}

impl Agreement {
    /// How much it counts for, in words. Two bits make one person four times as likely, six make
    /// it 64 times: our own steps, for reading.
    pub const fn strength(&self) -> &'static str {
        match self.centibits {
            600.. => "speaks strongly for it",
            200..600 => "speaks for it",
            50..200 => "speaks a little for it",
            -49..50 => "says next to nothing",
            -199..-49 => "speaks a little against it",
            -599..-199 => "speaks against it",
            _ => "speaks strongly against it",
        }
    }
}
