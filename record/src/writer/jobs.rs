//! What the writer is asked to do, sealed and ready.

use domain::{CommandId, FileId};
use jiff::Timestamp;
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::error::RecordError;
use crate::keys::Wrapped;

/// A line sealed and ready, without its place in the whole record.
pub(crate) struct SealedLine {
    pub(crate) file: FileId,
    pub(crate) position: u64,
    pub(crate) id: domain::EventId,
    pub(crate) recorded_micros: i64,
    pub(crate) sealed: Vec<u8>,
}

/// A wrapped key for a new file.
pub(crate) struct NewKey {
    pub(crate) file: FileId,
    pub(crate) wrapped: Wrapped,
    pub(crate) created_micros: i64,
}

/// A command as it is remembered.
pub(crate) struct NewCommand {
    pub(crate) id: CommandId,
    pub(crate) by_user: String,
    pub(crate) digest: [u8; 32],
    pub(crate) file: FileId,
}

/// The lines of one command, decided on what the file held up to `seen`.
pub(crate) struct Append {
    pub(crate) file: FileId,
    /// The last position the decision saw; 0 for a file that was not there.
    pub(crate) seen: u64,
    /// The last entry of the access log the decision saw; 0 for none.
    pub(crate) seen_access: i64,
    pub(crate) new_key: Option<NewKey>,
    pub(crate) command: NewCommand,
    pub(crate) lines: Vec<SealedLine>,
}

/// What became of an append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Appended {
    /// It is durable.
    Written,
    /// The file, its key or the command is not as the caller saw it: look again.
    Stale,
}

/// An entry of the access log sealed and ready.
pub(crate) struct SealedAccess {
    pub(crate) id: Uuid,
    pub(crate) file: FileId,
    pub(crate) at_micros: i64,
    pub(crate) sealed: Vec<u8>,
}

/// Who disposes of a file, and why.
pub(crate) struct Disposal {
    pub(crate) file: FileId,
    pub(crate) at_micros: i64,
    pub(crate) by_user: String,
    pub(crate) reason: String,
}

type Reply<T> = oneshot::Sender<Result<T, RecordError>>;

pub(crate) enum Job {
    Append(Append, Reply<Appended>),
    Access(SealedAccess, Reply<()>),
    /// Whole new files: keys and lines. `Stale` when one of them is there already.
    Import(Vec<NewKey>, Vec<SealedLine>, Reply<Appended>),
    Dispose(Disposal, Reply<()>),
    /// Signs where the record stands now, if it has moved since the last time.
    Checkpoint(Timestamp, Reply<()>),
}
