//! Returns: figures of a month that leave the force, each version kept as it was issued.
//!
//! A return is a file of its own, and speaks of no person by name: it holds figures, and which
//! lines of which files they were counted from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{EventId, FileId, Position};
use crate::known::Known;
use crate::labelled::labelled;
use crate::month::Month;

labelled! {
    /// Which return.
    pub enum ReturnKind {
        Section136Monthly => "section 136 detentions, month by month",
    }
}

labelled! {
    /// What a figure counts.
    pub enum Unit {
        Detentions => "detentions",
        Minutes => "minutes",
    }
}

labelled! {
    /// To whom a return is sent, which decides whether small numbers are hidden (data.md
    /// section 4): one body takes exact figures over a protected channel, the others do not.
    pub enum Recipient {
        HomeOffice => "Home Office",
        Partner => "partner organisation",
        Public => "the public",
    }
}

/// One figure of a return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The id of its definition, which never changes its meaning: a new meaning is a new id.
    pub definition: String,
    /// Its name on the page.
    pub name: String,
    /// The figure, in its unit.
    pub value: Known<u64>,
    /// Its unit.
    pub unit: Unit,
}

/// A file that was counted, and up to which of its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// The file.
    pub file: FileId,
    /// Its last line that was read.
    pub position: Position,
}

/// A version of a return was issued: its figures are fixed, and are kept when another follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnIssued {
    /// Which return.
    pub which: ReturnKind,
    /// The month.
    pub period: Month,
    /// The version, from 1.
    pub version: u16,
    /// Its figures.
    pub figures: Vec<Figure>,
    /// The files they were counted from.
    pub counted: Vec<Counted>,
    /// The number of the last line of the whole record when they were counted.
    pub up_to: u64,
    /// What changed since the version before, in one line; blank for the first.
    #[serde(default)]
    pub difference: String,
    /// Why there is another version, in words; blank for the first.
    #[serde(default)]
    pub reason: String,
    /// How many things were missing or odd when it was issued, and stood. Nought in versions that
    /// were issued before they were counted.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub warnings: u32,
    /// What whoever issued it says of them; blank where there were none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub explained: String,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
const fn is_nought(number: &u32) -> bool {
    *number == 0
}

/// Somebody signed a version. It takes two people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnSigned {
    /// The line that issued the version.
    pub issued: EventId,
    /// Their name as they typed it to sign.
    pub signature: String,
}

/// A signed version was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnSent {
    /// The line that issued the version.
    pub issued: EventId,
    /// To whom, which decides whether small numbers were hidden.
    pub to: Recipient,
    /// The body or the person, by name.
    pub name: String,
    /// What shows that it arrived: a receipt, a reference, or how it was sent.
    pub receipt: String,
}
