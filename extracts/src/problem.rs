//! Why an extract could not be read or an answer not be written.

use std::path::Path;

/// What reading and writing come to.
pub type Result<T> = std::result::Result<T, Problem>;

/// Why something could not be done, in words for the person who typed it.
///
/// The words may hold a column's name, and an id that somebody typed or wrote into a review file;
/// they hold no value of a record, and of an id that is wrong only its line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// What was given is not right: an argument, a file's contents.
    #[error("{0}")]
    Given(String),
    /// What was given is right and it could not be done: the disk, a file that is damaged.
    #[error("{0}")]
    CouldNot(String),
}

impl Problem {
    pub(crate) fn given(says: impl Into<String>) -> Self {
        Self::Given(says.into())
    }

    pub(crate) fn could_not(says: impl Into<String>) -> Self {
        Self::CouldNot(says.into())
    }

    /// A file that cannot be read.
    pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        Self::CouldNot(format!("`{}` cannot be read: {error}", path.display()))
    }

    /// The words.
    pub fn says(&self) -> &str {
        match self {
            Self::Given(says) | Self::CouldNot(says) => says,
        }
    }
}
