//! What somebody asks to write, and the answer.

use domain::event::Block;
use domain::{Actor, Event, Force, NewEvent, Rank, When};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What somebody wants to write in a file.
///
/// There is one vocabulary, not two: a command proposes a line, and [`decide`](crate::decide) says
/// whether it may be written by them, and which other lines follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// When it happened, as far as they know.
    pub happened: When,
    /// What happened.
    pub event: Event,
    /// "Record what happened": the words of somebody who records something that should not have
    /// happened, so that it is kept, labelled and told, instead of refused.
    #[serde(default)]
    pub despite: Option<String>,
}

/// What a decision is taken with: who asks, when, and under which configuration.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// The server's clock.
    pub now: Timestamp,
    /// The force's configuration.
    pub force: &'a Force,
    /// The law and policy in force.
    pub profile: &'a law::Profile,
}

/// The lines that follow, and what the recorder should be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Lines to write, together or not at all. The first is the one asked for.
    pub events: Vec<NewEvent>,
    /// Things to say on the next page: policy, good practice, what is owed next.
    pub advice: Vec<String>,
}

/// A command that was refused. Nothing was written; what was typed is shown again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Refusal {
    /// Why, as a kind.
    pub why: Why,
    /// What happened and what to do, in one or two sentences.
    pub says: String,
    /// The fields that must change, for a form.
    pub fields: Vec<FieldProblem>,
    /// The rules relied on, where the law or a policy speaks.
    pub because: Vec<law::Reason>,
}

/// One field of what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldProblem {
    /// The field, by its name on the wire.
    pub field: String,
    /// What is wrong and what to do.
    pub says: String,
}

/// Why a command was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "refused", content = "detail")]
pub enum Why {
    /// This role may not record this.
    NotPermitted,
    /// This needs a higher rank.
    RankNeeded(Rank),
    /// Something in it is missing or impossible.
    Invalid,
    /// Something must be recorded first.
    NotYet,
    /// It is already recorded: correct it instead.
    AlreadyRecorded,
    /// An absolute block. It may still be recorded as what happened.
    Blocked(Block),
    /// Refused by a rule of law or policy. It may still be recorded as what happened.
    NotLawful,
    /// The line it speaks of is not in this file.
    NoSuchLine,
}

impl Why {
    /// Whether "record what happened" is offered.
    pub const fn may_be_recorded_as_happened(self) -> bool {
        matches!(self, Self::Blocked(_) | Self::NotLawful)
    }
}

impl Refusal {
    pub(crate) fn new(why: Why, says: impl Into<String>) -> Self {
        Self {
            why,
            says: says.into(),
            fields: Vec::new(),
            because: Vec::new(),
        }
    }

    /// A month in whose files so many contradictions stand cannot be issued.
    pub fn unready(errors: usize) -> Self {
        let says = match errors {
            1 => "one error stands in the way: it is put right in its file, or its exception is \
                 recorded there"
                .to_owned(),
            number => format!(
                "{number} errors stand in the way: each is put right in its file, or its \
                 exception is recorded there"
            ),
        };
        Self::new(Why::NotYet, says)
    }

    /// A version that leaves the force before two people have signed it.
    pub fn unsigned() -> Self {
        Self::new(
            Why::NotYet,
            "a version leaves the force once two people have signed it",
        )
    }

    pub(crate) fn because(mut self, because: Vec<law::Reason>) -> Self {
        self.because = because;
        self
    }

    pub(crate) fn invalid(fields: Vec<FieldProblem>) -> Self {
        let says = fields
            .iter()
            .map(|field| field.says.as_str())
            .collect::<Vec<_>>()
            .join("; ");
        Self {
            why: Why::Invalid,
            says,
            fields,
            because: Vec::new(),
        }
    }

    pub(crate) fn field(field: &str, says: impl Into<String>) -> Self {
        Self::invalid(vec![FieldProblem {
            field: field.to_owned(),
            says: says.into(),
        }])
    }
}
