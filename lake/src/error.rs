//! What can go wrong with the lake, in words for whoever has to act on it.

use std::path::{Path, PathBuf};

use record::RecordError;

/// Why the lake could not do what was asked. None of these holds personal data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LakeError {
    /// A file or folder of the lake could not be read or written.
    #[error("`{}` could not be {doing}: {cause}", path.display())]
    Disk {
        /// Which.
        path: PathBuf,
        /// What was being done: `read`, `written`.
        doing: &'static str,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// Another program writes to this lake.
    #[error(
        "another program is writing to the lake in `{}`: stop it, or let it follow the record alone",
        .0.display()
    )]
    InUse(PathBuf),
    /// There is no lake there.
    #[error("there is no lake in `{}`: make one with `lantern lake build`", .0.display())]
    Missing(PathBuf),
    /// The list of the lake's files does not read.
    #[error(
        "`{}` is not the list of a lake that this program can read ({why}): put it back from a copy; or \
         move the folder away, make the lake again with `lantern lake build`, and import the extracts \
         again",
        path.display()
    )]
    Manifest {
        /// The list.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A file of the lake is not what the list says it is.
    #[error("`{part}` is damaged ({why}): {mend}")]
    Damaged {
        /// The file, inside the lake.
        part: String,
        /// What is wrong with it.
        why: String,
        /// What to do about it.
        mend: String,
    },
    /// Rows could not be put into a file.
    #[error("rows of `{table}` could not be put into a file: {why}")]
    Encode {
        /// The table.
        table: &'static str,
        /// What the writer said.
        why: String,
    },
    /// The record could not be read.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A piece of work broke off.
    #[error("{0} broke off before it was done: try again")]
    BrokeOff(&'static str),
}

impl LakeError {
    /// A file that could not be dealt with.
    pub(crate) fn disk(path: &Path, doing: &'static str, cause: std::io::Error) -> Self {
        Self::Disk {
            path: path.to_owned(),
            doing,
            cause,
        }
    }
}
