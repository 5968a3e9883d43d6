//! What can go wrong, in the words of the person who has to act on it.
//!
//! `Display` is for whoever asked; [`RecordError::for_operator`] adds what the person who runs
//! the machine needs. Neither holds personal data. The cause is kept as `source`.

use std::fmt::Write as _;
use std::sync::Arc;

use domain::{CommandId, FileId, Position};

use crate::keys::KeysError;
use crate::wire::WireError;

/// Why the record could not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The address of the record is not one.
    #[error(
        "`{given}` is not the address of a record: use `sqlite:FILE` or `postgres://USER@HOST/DATABASE`"
    )]
    Address {
        /// What was given, without any password.
        given: String,
    },
    /// The database does not answer.
    #[error("the record cannot be reached while {doing}; nothing was changed: try again")]
    Unreachable {
        /// What was being done.
        doing: &'static str,
        /// What the database driver said.
        #[source]
        cause: Arc<sqlx::Error>,
    },
    /// The database went away between asking it to save and its answer.
    #[error(
        "the record stopped answering while saving, so it may or may not have been saved: send the same command again, which is safe"
    )]
    InDoubt {
        /// What the database driver said.
        #[source]
        cause: Arc<sqlx::Error>,
    },
    /// There is no room on the disk.
    #[error("the disk of the record is full; nothing was changed: make room and try again")]
    Full {
        /// What the database driver said.
        #[source]
        cause: Arc<sqlx::Error>,
    },
    /// Another program holds the record for too long.
    #[error(
        "another program is writing to the record and does not finish; nothing was changed: try again"
    )]
    Busy {
        /// What the database driver said.
        #[source]
        cause: Arc<sqlx::Error>,
    },
    /// The database refused or failed in another way.
    #[error("the database failed while {doing}; nothing was changed")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// What the database driver said.
        #[source]
        cause: Arc<sqlx::Error>,
    },
    /// A line cannot be read.
    #[error("line {position} of file {file} cannot be read: {trouble}")]
    Line {
        /// Its place in the whole record.
        seq: u64,
        /// Its file.
        file: FileId,
        /// Its position in the file.
        position: Position,
        /// Why.
        trouble: LineTrouble,
    },
    /// An entry of the access log cannot be read.
    #[error("entry {seq} of the access log, about file {file}, cannot be read: {trouble}")]
    Access {
        /// Its place in the access log.
        seq: u64,
        /// Its file.
        file: FileId,
        /// Why.
        trouble: LineTrouble,
    },
    /// A number or id in the database cannot be one.
    #[error(
        "the database holds a value that the record never writes, in `{column}`: run `lantern verify`"
    )]
    Nonsense {
        /// The table and column.
        column: &'static str,
    },
    /// A command id was used before, for something else or by somebody else.
    #[error(
        "command {command} was used before, for something else or by another user: nothing was done; use a new id"
    )]
    CommandIdReused {
        /// The command.
        command: CommandId,
    },
    /// An event id was used before.
    #[error(
        "an event of command {command} has an id that is already in the record: nothing was done; use new ids"
    )]
    EventIdReused {
        /// The command.
        command: CommandId,
    },
    /// The file was disposed of: its key is destroyed.
    #[error("file {file} was disposed of; what it said cannot be read, and nothing can be added")]
    Disposed {
        /// The file.
        file: FileId,
    },
    /// There is no such file.
    #[error("there is no file {file}")]
    NoSuchFile {
        /// The file.
        file: FileId,
    },
    /// Others were faster, again and again.
    #[error(
        "file {file} is being changed by so many at once that {tries} tries did not get through; nothing was changed: try again"
    )]
    Contended {
        /// The file.
        file: FileId,
        /// How many tries were made.
        tries: u32,
    },
    /// The database was written by a newer Lantern.
    #[error(
        "the record is of version {found}, and this version of Lantern knows up to {known}: use the newer Lantern, nothing was changed"
    )]
    NewerVersion {
        /// The version of the database.
        found: i64,
        /// The newest version known here.
        known: i64,
    },
    /// The record was signed by keys that were not given.
    #[error(
        "the record was signed with key `{signed_by}`, which is not in the key file given: use the key file of this record"
    )]
    OtherKeys {
        /// The signing key it names.
        signed_by: String,
    },
    /// A key could not be used.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// What was to be written has no wire form.
    #[error("a line cannot be written: {0}")]
    Unwritable(WireError),
    /// The file of checkpoints outside the database cannot be read. Names its line.
    #[error("{0}")]
    CheckpointFile(String),
    /// A backup could not be made or restored.
    #[error(transparent)]
    Backup(#[from] crate::backup::BackupError),
    /// The record was closed.
    #[error("the record is closed")]
    Closed,
}

/// Why one line cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineTrouble {
    /// It does not open with the key of its file.
    #[error(
        "its sealed contents were changed, or belong somewhere else; run `lantern verify` and restore from a backup"
    )]
    DoesNotOpen,
    /// It opens, and is not understood.
    #[error("{0}")]
    Wire(#[from] WireError),
    /// A line before it is missing.
    #[error("line {expected} before it is missing; run `lantern verify` and restore from a backup")]
    Gap {
        /// The position that should have come.
        expected: u64,
    },
}

impl RecordError {
    /// The message for the person who runs the machine: the same, with what the system said.
    pub fn for_operator(&self) -> String {
        let mut text = self.to_string();
        if let Self::Line { seq, .. } = self {
            let _infallible = write!(text, " (line {seq} of the whole record)");
        }
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            let _infallible = write!(text, ": {error}");
            cause = error.source();
        }
        text
    }

    /// Whether the same request may succeed later without anybody changing it.
    pub const fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. }
                | Self::InDoubt { .. }
                | Self::Full { .. }
                | Self::Busy { .. }
                | Self::Contended { .. }
                | Self::Keys(KeysError::Unavailable(_))
        )
    }

    /// Sorts what the driver said into what somebody can do about it.
    pub(crate) fn database(doing: &'static str, error: sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::PoolClosed) {
            return Self::Closed;
        }
        let cause = Arc::new(error);
        match kind_of(&cause) {
            Kind::Full => Self::Full { cause },
            Kind::Busy => Self::Busy { cause },
            Kind::Gone => Self::Unreachable { doing, cause },
            Kind::Unique | Kind::Other => Self::Database { doing, cause },
        }
    }

    /// The same for the answer to a commit, which is in doubt when the connection is gone.
    pub(crate) fn commit(error: sqlx::Error) -> Self {
        match Self::database("saving", error) {
            Self::Unreachable { cause, .. } => Self::InDoubt { cause },
            other => other,
        }
    }

    /// Whether a unique value was there already.
    pub(crate) fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Database { cause, .. } if kind_of(cause) == Kind::Unique)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Full,
    Busy,
    Gone,
    Unique,
    Other,
}

fn kind_of(error: &sqlx::Error) -> Kind {
    match error {
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default();
            match code.as_ref() {
                // PostgreSQL: disk_full.
                "53100" => return Kind::Full,
                // lock_not_available, query_canceled by a lock timeout, deadlock_detected.
                "55P03" | "57014" | "40P01" => return Kind::Busy,
                // admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections,
                // idle_in_transaction_session_timeout, class 08 below.
                "57P01" | "57P02" | "57P03" | "53300" | "25P03" => return Kind::Gone,
                "23505" => return Kind::Unique,
                _ => {}
            }
            if code.len() == 5 && code.starts_with("08") {
                return Kind::Gone;
            }
            // SQLite gives its extended code as a number; the low byte is the class.
            match code.parse::<u32>().map(|code| (code & 0xff, code)) {
                Ok((13, _)) => Kind::Full,
                Ok((5 | 6, _)) => Kind::Busy,
                Ok((_, 1555 | 2067)) => Kind::Unique,
                // Cannot open the file, or an input/output error: the disk is away.
                Ok((10 | 14, _)) => Kind::Gone,
                _ => Kind::Other,
            }
        }
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::WorkerCrashed => Kind::Gone,
        _ => Kind::Other,
    }
}
