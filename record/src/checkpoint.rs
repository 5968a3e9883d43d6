//! Checkpoints: heads of the past, signed and kept, also outside the database.
//!
//! The head finds a record whose end was cut off. It cannot find a whole database put back to an
//! older copy, because the older copy has an older head. A checkpoint kept elsewhere can.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::chain::{Hash, Head};
use crate::keys::Signature;

/// A head, when it was taken, and its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Checkpoint {
    pub(crate) head: Head,
    pub(crate) at_micros: i64,
    pub(crate) signature: Signature,
}

/// A checkpoint as one line of JSON in a file outside the database.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    record: Uuid,
    seq: u64,
    hash: String,
    access_seq: u64,
    access_hash: String,
    disposals: u64,
    at_micros: i64,
    signed_by: String,
    signature: String,
}

/// A file outside the database to which every checkpoint is added.
pub(crate) struct Sink {
    path: PathBuf,
    /// What went wrong last, until it goes right again.
    trouble: Mutex<Option<String>>,
}

impl Sink {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self {
            path,
            trouble: Mutex::new(None),
        }
    }

    /// Adds a checkpoint. A failure is kept for the health page: an append that is already
    /// durable is not refused because a second file cannot be written.
    pub(crate) fn add(&self, checkpoint: &Checkpoint) {
        let result = self.append(checkpoint);
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = result.err().map(|error| {
            format!(
                "checkpoints cannot be written to `{}`: {error}",
                self.path.display()
            )
        });
    }

    pub(crate) fn trouble(&self) -> Option<String> {
        self.trouble
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn append(&self, checkpoint: &Checkpoint) -> std::io::Result<()> {
        let mut line = serde_json::to_string(&Written::from(checkpoint))?;
        line.push('\n');
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.path)?;
        file.write_all(line.as_bytes())?;
        file.sync_data()
    }
}

impl From<&Checkpoint> for Written {
    fn from(checkpoint: &Checkpoint) -> Self {
        Self {
            record: checkpoint.head.record,
            seq: checkpoint.head.seq,
            hash: hex(&checkpoint.head.hash),
            access_seq: checkpoint.head.access_seq,
            access_hash: hex(&checkpoint.head.access_hash),
            disposals: checkpoint.head.disposals,
            at_micros: checkpoint.at_micros,
            signed_by: checkpoint.signature.by.clone(),
            signature: hex(&checkpoint.signature.bytes),
        }
    }
}

/// Reads a file of checkpoints. The error names the line.
///
/// A last line without its end is left out: it was being written when the power went.
pub(crate) fn read_file(path: &Path) -> Result<Vec<Checkpoint>, String> {
    let failed = |error: std::io::Error| {
        format!(
            "the checkpoint file `{}` cannot be read: {error}",
            path.display()
        )
    };
    let mut lines = BufReader::new(File::open(path).map_err(failed)?);
    let mut checkpoints = Vec::new();
    let mut line = String::new();
    for number in 1.. {
        line.clear();
        if lines.read_line(&mut line).map_err(failed)? == 0 || !line.ends_with('\n') {
            break;
        }
        let checkpoint = serde_json::from_str::<Written>(&line)
            .ok()
            .and_then(Written::read)
            .ok_or_else(|| {
                format!(
                    "line {number} of the checkpoint file `{}` is not a checkpoint",
                    path.display()
                )
            })?;
        checkpoints.push(checkpoint);
    }
    Ok(checkpoints)
}

impl Written {
    fn read(self) -> Option<Checkpoint> {
        Some(Checkpoint {
            head: Head {
                record: self.record,
                seq: self.seq,
                hash: hash(&self.hash)?,
                access_seq: self.access_seq,
                access_hash: hash(&self.access_hash)?,
                disposals: self.disposals,
            },
            at_micros: self.at_micros,
            signature: Signature {
                by: self.signed_by,
                bytes: unhex(&self.signature)?,
            },
        })
    }
}

fn hash(text: &str) -> Option<Hash> {
    unhex(text)?.try_into().ok()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}
