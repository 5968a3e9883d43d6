//! The record about itself: corrections, settled contests, exceptions, imports.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Event;
use crate::ids::EventId;
use crate::known::Known;
use crate::labelled::labelled;
use crate::person::Sex;
use crate::place::{LocationKind, PlaceKind};
use crate::time::When;

/// A line was corrected. The earlier line stays, and readers see both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Corrected {
    /// The line that was wrong.
    pub line: EventId,
    /// The right time, where the time was wrong.
    #[serde(default)]
    pub happened: Option<When>,
    /// The right contents, where they were wrong: the same kind of event.
    ///
    /// Called `contents` on the wire, where `event` is already the name of the kind.
    #[serde(default, rename = "contents")]
    pub event: Option<Box<Event>>,
    /// Why it is believed.
    pub reason: String,
    /// The evidence: a log, a ward book, a camera.
    pub evidence: String,
}

/// One of several live values of a fact was accepted by somebody entitled to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settled {
    /// The line that is accepted.
    pub accepted: EventId,
    /// The lines that are not; they stay visible.
    pub not_accepted: Vec<EventId>,
    /// Lines that turn out to be facts of their own: two requests, not one. They stand beside it.
    #[serde(default)]
    pub kept_apart: Vec<EventId>,
    /// Why.
    pub reason: String,
}

/// A line was withdrawn: a wrong tap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    /// The line.
    pub line: EventId,
    /// Why.
    pub reason: String,
}

/// Reality broke an absolute block: what happened is recorded, labelled, and told to the
/// inspector and the liaison officer (workflows.md section 0). The line it concerns follows it
/// in the same command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExceptionRecorded {
    /// The absolute block, or none where another rule of law or policy was not kept.
    #[serde(default)]
    pub block: Option<Block>,
    /// What happened and why, in words.
    pub what_happened: String,
}

labelled! {
    /// The absolute blocks, and no others (workflows.md section 0).
    pub enum Block {
        ChildAtStation => "B1: under 18 at a police station as a place of safety",
        ExtensionOutOfTime => "B2: extension signed after 24 hours, or for more than 12",
        WarrantUnaccompanied => "B3: section 135(1) warrant without an AMHP or a doctor there",
        AbdCleared => "B4: suspected ABD cleared by somebody other than an ED doctor",
        WarrantExpired => "B5: warrant used after its stop date",
        MissingSubmission => "B6: case closed with a mandatory submission missing",
    }
}

/// A detention read from another system's extract: one row, one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DetentionImported {
    /// The extract, as the mapping names it.
    pub extract: String,
    /// The row, counting from 1 after the header.
    pub row: u64,
    /// The power, in the source's words.
    pub power: Known<String>,
    /// Sex.
    pub sex: Known<Sex>,
    /// Age in whole years: the first and last it can be.
    pub age: Known<AgeBand>,
    /// Ethnicity, in the source's code.
    pub ethnicity: Known<String>,
    /// Where the person was found.
    pub found_at: Known<LocationKind>,
    /// The first place of safety.
    pub first_place: Known<PlaceKind>,
    /// Columns the mapping keeps in the source's own words.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kept: BTreeMap<String, String>,
}

/// An age known as a band of whole years, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgeBand {
    /// The youngest.
    pub from: u8,
    /// The oldest; none when open-ended.
    #[serde(default)]
    pub to: Option<u8>,
}
