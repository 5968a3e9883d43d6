//! The first thing that does not hold, in words.

use std::fmt;

use domain::FileId;

use super::rows::Row;

/// Which part of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain {
    /// The lines.
    Lines,
    /// The access log.
    Accesses,
    /// The signed end of both.
    Head,
    /// A signed end of the past.
    Checkpoint,
}

/// What happened to it, as far as can be told from what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Something in it is not as it was written.
    Changed,
    /// It is not there any more.
    Removed,
    /// It was not written by Lantern.
    Inserted,
    /// Another stands in its place.
    Reordered {
        /// The number under which what stands there was written.
        own: u64,
    },
    /// It was given another number.
    Moved {
        /// The number under which it is now.
        found: u64,
    },
    /// The chain agrees with itself, and not with what was signed at this place.
    Rewritten {
        /// The last number of which a signature says that it is right.
        after: u64,
    },
    /// The signature is not of a key we hold, or over something else.
    Signature,
    /// It is about another record.
    OtherRecord,
    /// A checkpoint was signed when there was more: the end is missing.
    RolledBack {
        /// The number of the last entry when the checkpoint was signed.
        then: u64,
        /// Whether the checkpoint is of the file outside the database.
        outside: bool,
    },
    /// A destroyed key was put back, or one was destroyed by something other than Lantern.
    Disposals {
        /// How many disposals were signed for.
        signed: u64,
        /// How many there are.
        found: i64,
    },
    /// The key of its file is missing without a disposal.
    KeyGone,
}

/// The first thing found that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub chain: Chain,
    /// Its number there.
    pub seq: u64,
    /// The file that is named there, where the entry can still be read so far. It may itself
    /// have been changed.
    pub file: Option<FileId>,
    /// The position in the file that is named there, for a line.
    pub position: Option<u64>,
    /// What happened.
    pub how: How,
}

impl Fault {
    pub(super) const fn of(chain: Chain, seq: u64, how: How) -> Self {
        Self {
            chain,
            seq,
            file: None,
            position: None,
            how,
        }
    }

    pub(super) fn at(chain: Chain, seq: u64, row: &Row, how: How) -> Self {
        Self {
            chain,
            seq,
            file: row.file(),
            position: row.position().filter(|_| chain == Chain::Lines),
            how,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seq = self.seq;
        match self.chain {
            Chain::Lines => write!(f, "line {seq} of the record")?,
            Chain::Accesses => write!(f, "entry {seq} of the access log")?,
            Chain::Head => write!(f, "the end of the record, at line {seq},")?,
            Chain::Checkpoint => write!(f, "the checkpoint at line {seq}")?,
        }
        match (self.position, self.file) {
            (Some(position), Some(file)) => write!(f, " (position {position} of file {file})")?,
            (None, Some(file)) => write!(f, " (file {file})")?,
            _ => {}
        }
        match self.how {
            How::Changed => f.write_str(" was changed after it was written"),
            How::Removed => f.write_str(" was removed"),
            How::Inserted => f.write_str(" was inserted by something other than Lantern"),
            How::Reordered { own } => {
                write!(f, " was replaced: what stands there was written as {own}")
            }
            How::Moved { found } => write!(f, " was moved and is now {found}"),
            How::Rewritten { after } => write!(
                f,
                " is not what was signed there: something after {after} was rewritten"
            ),
            How::Signature => f.write_str(" is not signed by a key of this record"),
            How::OtherRecord => f.write_str(" belongs to another record"),
            How::RolledBack { then, outside } => {
                let place = if outside {
                    "outside the database"
                } else {
                    "in the database"
                };
                write!(
                    f,
                    " is missing: a checkpoint {place} was signed when there were {then}"
                )
            }
            How::Disposals { signed, found } => write!(
                f,
                " was signed with {signed} files disposed of, and there are {found}"
            ),
            How::KeyGone => f.write_str(" has lost its key, and no disposal is recorded"),
        }
    }
}
