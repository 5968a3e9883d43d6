//! What is written where, and what a command comes to: as in `lantern`.

use std::io::Write as _;

use cluster::Fault;
use extracts::{Bar, Follows, Nobody};
use serde::Serialize;

/// The answer of a command that could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Exit code 0.
    Yes,
    /// Something was left out. Exit code 1.
    No,
}

/// Why a command could not do its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// What was given is not right. Exit code 2.
    Given(String),
    /// What was given is right and it could not be done. Exit code 3.
    CouldNot(String),
}

impl Problem {
    /// The exit code of a mistake in what was given.
    pub(crate) const USAGE: u8 = 2;

    pub(crate) fn given(says: impl Into<String>) -> Self {
        Self::Given(says.into())
    }

    pub(crate) fn could_not(says: impl Into<String>) -> Self {
        Self::CouldNot(says.into())
    }

    pub(crate) const fn code(&self) -> u8 {
        match self {
            Self::Given(_) => Self::USAGE,
            Self::CouldNot(_) => 3,
        }
    }
}

impl From<extracts::Problem> for Problem {
    fn from(problem: extracts::Problem) -> Self {
        Fault::from(problem).into()
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Given(says) => Self::Given(says),
            other => Self::CouldNot(other.to_string()),
        }
    }
}

/// Writes lines to standard output. A reader that has gone away is no failure.
pub(crate) fn say(text: impl AsRef<str>) -> Result<(), Problem> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{}", text.as_ref()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Problem::could_not(
            format!("standard output cannot be written: {error}"),
        )),
        _ => Ok(()),
    }
}

/// Writes one JSON document to standard output.
pub(crate) fn say_json(value: &impl Serialize) -> Result<(), Problem> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Problem::could_not(format!("the answer has no JSON form: {error}")))?;
    say(text)
}

/// Writes a note to standard error.
pub(crate) fn note(text: impl AsRef<str>) {
    // Nothing can be told to anybody when standard error is gone.
    let _gone = writeln!(std::io::stderr().lock(), "{}", text.as_ref());
}

/// The screen as reading an extract takes it: notes, and no bars.
pub(crate) struct Screen;

impl Follows for Screen {
    fn note(&self, says: &str) {
        note(says);
    }

    fn bar(&self, of: &'static str, total: u64) -> Box<dyn Bar> {
        Nobody.bar(of, total)
    }
}

/// Writes why a command could not do its work to standard error.
pub(crate) fn complain(problem: &Problem) {
    let (Problem::Given(says) | Problem::CouldNot(says)) = problem;
    for line in says.lines() {
        note(format!("lantern-cluster: {line}"));
    }
}
