//! What can go wrong between the processes, in words for whoever has to act on it.

use std::io;

use crate::Loopback;

/// Why a process could not do its part. None of these holds personal data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// An address cannot be listened on.
    #[error("`{at}` cannot be listened on: {cause}. Stop what listens there, or give another port")]
    Listen {
        /// Which.
        at: Loopback,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// No scheduler is there.
    #[error(
        "no scheduler answers at `{at}` ({why}): start one with `lantern-cluster scheduler --listen {at}`"
    )]
    NoScheduler {
        /// Where.
        at: Loopback,
        /// What was met.
        why: String,
    },
    /// The scheduler has nobody to give work to.
    #[error(
        "the scheduler at `{0}` has no executor: start one or more with `lantern-cluster executor --scheduler {0}`"
    )]
    NoExecutor(Loopback),
    /// A folder for unfinished work cannot be had.
    #[error("`{folder}` cannot hold what executors keep while they work: {cause}")]
    Work {
        /// The folder.
        folder: String,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// An executor could not read a part of the lake.
    #[error(
        "an executor could not read `{part}`: every executor must see the lake under the path that \
         `run` was given, and may read it. Nothing was counted. It said: {why}"
    )]
    Part {
        /// The part, with its whole path.
        part: String,
        /// What the executor said.
        why: String,
    },
    /// What was given is not right.
    #[error("{0}")]
    Given(String),
    /// What was given is right, and it could not be read or written.
    #[error("{0}")]
    CouldNot(String),
    /// An extract cannot be read where it was given.
    #[error("`{file}` cannot be read: {cause}")]
    Extract {
        /// The extract.
        file: String,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// What came of the work cannot be written.
    #[error("`{file}` cannot be written: {cause}")]
    Write {
        /// The file or folder.
        file: String,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The question came to nothing.
    #[error("the executors could not work it out: {0}")]
    Job(String),
    /// A process stopped that should go on.
    #[error("the {what} stopped: {why}")]
    Stopped {
        /// Which: `scheduler`, `executor`.
        what: &'static str,
        /// Why.
        why: String,
    },
}

impl From<extracts::Problem> for Fault {
    fn from(problem: extracts::Problem) -> Self {
        match problem {
            extracts::Problem::Given(says) => Self::Given(says),
            extracts::Problem::CouldNot(says) => Self::CouldNot(says),
        }
    }
}
