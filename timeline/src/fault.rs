//! One fault of a timeline, for the person who wrote it.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::tree::Tree;

/// Whether a fault keeps the timeline from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// It cannot be read, or contradicts itself, so there is no answer.
    Error,
    /// It is odd. The law answers all the same, and the reader should look twice.
    Warning,
}

/// What is wrong or odd at one place of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fault {
    /// Whether there can be an answer beside it.
    pub weight: Weight,
    /// Its line, from 1.
    pub line: usize,
    /// Its column, from 1, in characters.
    pub column: usize,
    /// The part of the document, as a JSON Pointer: `/acts/2/what/by`. Empty for the whole.
    pub pointer: String,
    /// What was found.
    pub found: String,
    /// What may stand there, or what is amiss with it.
    pub allowed: String,
    /// The word that was probably meant.
    pub meant: Option<String>,
}

impl Fault {
    pub(crate) fn error(
        (line, column): (usize, usize),
        pointer: impl Into<String>,
        found: impl Into<String>,
        allowed: impl Into<String>,
    ) -> Self {
        Self {
            weight: Weight::Error,
            line,
            column,
            pointer: pointer.into(),
            found: found.into(),
            allowed: allowed.into(),
            meant: None,
        }
    }

    pub(crate) fn warning(
        place: (usize, usize),
        pointer: impl Into<String>,
        found: impl Into<String>,
        allowed: impl Into<String>,
    ) -> Self {
        Self {
            weight: Weight::Warning,
            ..Self::error(place, pointer, found, allowed)
        }
    }

    /// What only the type knows: `serde`'s words, at the part of the text it had come to.
    pub(crate) fn of_serde(error: &serde_json::Error, tree: &Tree<'_>) -> Self {
        let place = (error.line(), error.column());
        Self::error(
            place,
            tree.pointer_at(place),
            "what its type does not take",
            crate::words::reason(error),
        )
    }

    /// Line and column, for sorting.
    pub(crate) fn place(&self) -> (usize, usize) {
        (self.line, self.column)
    }

    /// What is wrong, without its line: `/acts/2/what/by: found `x`, …`.
    pub fn says(&self) -> String {
        let pointer = if self.pointer.is_empty() {
            String::new()
        } else {
            format!("{}: ", self.pointer)
        };
        let meant = self
            .meant
            .as_ref()
            .map(|word| format!(" (did you mean `{word}`?)"))
            .unwrap_or_default();
        match self.weight {
            Weight::Error => format!(
                "{pointer}found {}{meant}; expected {}",
                self.found, self.allowed
            ),
            Weight::Warning => format!("{pointer}{}; {}", self.found, self.allowed),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.says())
    }
}
