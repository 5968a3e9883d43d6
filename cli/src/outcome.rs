//! What a command comes to: an answer, or why there is none. Each has its exit code.

use domain::force::ForceError;
use record::RecordError;
use record::keys::KeysError;

/// What a command answers with.
pub(crate) type Result<T> = std::result::Result<T, Problem>;

/// The answer of a command that could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Exit code 0.
    Yes,
    /// The work was done and the answer is no: a line that does not hold, rows refused. Exit
    /// code 1.
    No,
}

/// Why a command could not do its work, in words for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// What was given is not right: an argument, a file's contents. Exit code 2.
    Given(String),
    /// What was given is right and it could not be done: the disk, the database, a port. Exit
    /// code 3.
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

    /// A file that cannot be read.
    pub(crate) fn unreadable(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::CouldNot(format!("`{}` cannot be read: {error}", path.display()))
    }

    /// Whoever read the answer, such as `head`, has enough of it and has gone: nothing is said, and
    /// the exit code tells that not all was written.
    pub(crate) const fn unread() -> Self {
        Self::CouldNot(String::new())
    }

    pub(crate) const fn code(&self) -> u8 {
        match self {
            Self::Given(_) => Self::USAGE,
            Self::CouldNot(_) => 3,
        }
    }

    pub(crate) fn says(&self) -> &str {
        match self {
            Self::Given(says) | Self::CouldNot(says) => says,
        }
    }
}

impl From<extracts::Problem> for Problem {
    fn from(problem: extracts::Problem) -> Self {
        match problem {
            extracts::Problem::Given(says) => Self::Given(says),
            extracts::Problem::CouldNot(says) => Self::CouldNot(says),
        }
    }
}

impl From<RecordError> for Problem {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Address { .. }
            | RecordError::OtherKeys { .. }
            | RecordError::CheckpointFile(_) => Self::Given(error.to_string()),
            other => Self::CouldNot(other.for_operator()),
        }
    }
}

impl From<KeysError> for Problem {
    fn from(error: KeysError) -> Self {
        match error {
            KeysError::NotPrivate { .. } | KeysError::Malformed { .. } => {
                Self::Given(error.to_string())
            }
            other => Self::CouldNot(other.to_string()),
        }
    }
}

impl From<ForceError> for Problem {
    fn from(error: ForceError) -> Self {
        Self::Given(error.to_string())
    }
}
