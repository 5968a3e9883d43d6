//! The one error of the tools: a sentence for the person at the terminal.

use std::fmt;

/// Why a tool stopped, in words that say what to do next.
#[derive(Debug)]
pub(crate) struct Problem(String);

pub(crate) type Result<T> = std::result::Result<T, Problem>;

impl Problem {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Says what was being done when something outside the program failed.
pub(crate) trait While<T> {
    /// Turns the error into a [`Problem`] that begins with `doing`.
    fn while_doing(self, doing: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: fmt::Display> While<T> for std::result::Result<T, E> {
    fn while_doing(self, doing: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|error| Problem(format!("{}: {error}", doing())))
    }
}
