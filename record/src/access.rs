//! Who looked at what: the log that section 62 of the Data Protection Act 2018 asks for, and the
//! way to tell everybody who saw a value that was corrected later.

use domain::{Actor, FileId, Position};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{LineTrouble, RecordError};
use crate::read::Loaded;
use crate::record::Record;
use crate::seal::{DataKey, access_place, random_id};
use crate::store;
use crate::wire;
use crate::writer::{Job, SealedAccess};

/// What somebody did with a file, beside adding to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what", deny_unknown_fields)]
pub enum Seen {
    /// They opened it.
    Viewed,
    /// They looked at it as it was known at a time.
    ViewedAsKnownAt {
        /// That time.
        at: Timestamp,
    },
    /// They printed it.
    Printed,
    /// They took it out of Lantern.
    Exported,
    /// They saw it in a list and did not open it: of the files a figure was counted from, or of
    /// those that may be about the same person.
    Listed {
        /// The list: a figure by its measure and column and the keys of its row, or the file whose
        /// suggestions these are.
        figure: String,
    },
    /// They read the notice about a correction or another line.
    NoticeRead {
        /// The line the notice is about.
        position: Position,
    },
}

/// One entry of the access log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The file.
    pub file: FileId,
    /// Who, as they were at that moment.
    pub by: Actor,
    /// When, in UTC, to the microsecond.
    pub at: Timestamp,
    /// The last position they could see; 0 for none.
    pub position: u64,
    /// What they did.
    pub what: Seen,
}

impl Record {
    /// Writes an entry of the access log. It is durable when this returns.
    ///
    /// Fails with [`RecordError::NoSuchFile`] for a file that is not there, and with
    /// [`RecordError::Disposed`] for one whose key is destroyed.
    pub async fn note_access(&self, access: Access) -> Result<(), RecordError> {
        let key = match self.0.load(access.file).await? {
            Loaded::Open(entry) => entry.key,
            Loaded::Missing => return Err(RecordError::NoSuchFile { file: access.file }),
            Loaded::Disposed(_) => return Err(RecordError::Disposed { file: access.file }),
        };
        let id = random_id()?;
        let contents = wire::write_access(&access.by, access.position, &access.what)
            .map_err(RecordError::Unwritable)?;
        let sealed = SealedAccess {
            id,
            file: access.file,
            at_micros: access.at.as_microsecond(),
            sealed: key.seal(&access_place(access.file, id), &contents)?,
        };
        self.0.ask(|reply| Job::Access(sealed, reply)).await
    }

    /// Everybody who looked at a file, oldest first. Empty for a file that is not there or whose
    /// key is destroyed.
    pub async fn accesses(&self, file: FileId) -> Result<Vec<Access>, RecordError> {
        match self.0.load(file).await? {
            Loaded::Open(entry) => Ok(entry.accesses.as_ref().clone()),
            Loaded::Missing | Loaded::Disposed(_) => Ok(Vec::new()),
        }
    }
}

/// An entry from its row: number, id, time, sealed contents.
pub(crate) fn open_access(
    file: FileId,
    key: &DataKey,
    (seq, id, at, sealed): (i64, Vec<u8>, i64, Vec<u8>),
) -> Result<Access, RecordError> {
    let seq = store::count(seq, "access.seq")?;
    let id = store::id(&id, "access.id")?;
    let trouble = |trouble| RecordError::Access { seq, file, trouble };
    let contents = key
        .open(&access_place(file, id), &sealed)
        .ok_or_else(|| trouble(LineTrouble::DoesNotOpen))?;
    let entry = wire::read_access(&contents).map_err(|error| trouble(error.into()))?;
    Ok(Access {
        file,
        by: entry.b,
        at: Timestamp::from_microsecond(at)
            .map_err(|_| trouble(crate::wire::WireError::Time.into()))?,
        position: entry.p,
        what: entry.w,
    })
}
