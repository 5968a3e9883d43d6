//! The file of a backup: a first line, rows, and a hash of everything before it at the end.
//!
//! A row is its table's number, its length, and its values one after the other, each with a
//! byte before it that says whether it is there. Numbers are eight bytes, lengths four, all with
//! the high byte first.

use std::fs::File;
use std::io::{BufReader, Read, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::BackupError;
use super::tables::{Holds, TABLES, Table};
use crate::error::RecordError;
use crate::store::Value;

const FIRST_LINE: &[u8] = b"LANTERN BACKUP 1\n";
const ANY_FIRST_LINE: &[u8] = b"LANTERN BACKUP ";

/// In the place of a table's number: the end, with the hash.
const END: u8 = 0xff;

/// No row is longer: what claims to be is damage, and is not given memory.
const LONGEST: u32 = 64 * 1024 * 1024;

pub(super) fn failed(path: &Path, error: &std::io::Error) -> BackupError {
    BackupError::File {
        path: path.display().to_string(),
        why: error.to_string(),
    }
}

/// A backup being written.
pub(super) struct Out {
    path: PathBuf,
    file: File,
    hash: Sha256,
    bytes: u64,
    buffer: Vec<u8>,
}

impl Out {
    pub(super) fn new(path: PathBuf, file: File) -> Self {
        Self {
            path,
            file,
            hash: Sha256::new(),
            bytes: 0,
            buffer: FIRST_LINE.to_vec(),
        }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, table: u8, row: &[Value]) {
        self.buffer.push(table);
        let length_at = self.buffer.len();
        self.buffer.extend_from_slice(&[0; 4]);
        for value in row {
            match value {
                Value::NoNumber | Value::NoBytes | Value::NoText => self.buffer.push(0),
                Value::Number(number) => {
                    self.buffer.push(1);
                    self.buffer.extend_from_slice(&number.to_be_bytes());
                }
                Value::Bytes(bytes) => self.long(bytes),
                Value::Text(text) => self.long(text.as_bytes()),
            }
        }
        let length = u32::try_from(self.buffer.len() - length_at - 4).unwrap_or(u32::MAX);
        if let Some(place) = self.buffer.get_mut(length_at..length_at + 4) {
            place.copy_from_slice(&length.to_be_bytes());
        }
    }

    fn long(&mut self, bytes: &[u8]) {
        self.buffer.push(1);
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.buffer.extend_from_slice(&length.to_be_bytes());
        self.buffer.extend_from_slice(bytes);
    }

    /// Writes what was added to the file.
    pub(super) async fn flush(mut self) -> Result<Self, RecordError> {
        // The disk may be slow, and other people's requests wait on this thread.
        tokio::task::spawn_blocking(move || {
            self.hash.update(&self.buffer);
            self.bytes += u64::try_from(self.buffer.len()).unwrap_or(0);
            self.file
                .write_all(&self.buffer)
                .map_err(|error| failed(&self.path, &error))?;
            self.buffer.clear();
            Ok(self)
        })
        .await
        .map_err(|_| RecordError::Closed)?
    }

    /// Writes the end and waits for the disk. Gives the size of the file.
    pub(super) async fn finish(self) -> Result<u64, RecordError> {
        let mut out = self.flush().await?;
        out.buffer.push(END);
        let hash = out.hash.clone().finalize();
        out.buffer.extend_from_slice(&hash);
        let out = out.flush().await?;
        tokio::task::spawn_blocking(move || {
            out.file
                .sync_all()
                .map_err(|error| failed(&out.path, &error))?;
            Ok(out.bytes)
        })
        .await
        .map_err(|_| RecordError::Closed)?
    }
}

/// Reads a file to its end and says whether it is whole. Gives its size.
pub(super) fn check(path: &Path) -> Result<u64, RecordError> {
    let mut frames = Frames::open(path)?;
    while frames.next()?.is_some() {}
    Ok(frames.read)
}

/// One row and its table.
pub(super) struct Frame {
    pub(super) table: &'static Table,
    pub(super) row: Vec<Value>,
}

/// A backup being read.
pub(super) struct Frames {
    path: PathBuf,
    file: BufReader<File>,
    hash: Sha256,
    read: u64,
}

impl Frames {
    pub(super) fn open(path: &Path) -> Result<Self, RecordError> {
        let file = File::open(path).map_err(|error| failed(path, &error))?;
        let mut frames = Self {
            path: path.to_owned(),
            file: BufReader::with_capacity(1 << 20, file),
            hash: Sha256::new(),
            read: 0,
        };
        let mut first = vec![0; FIRST_LINE.len()];
        if frames.fill(&mut first).is_err() || !first.starts_with(ANY_FIRST_LINE) {
            return Err(BackupError::NotABackup(frames.name()).into());
        }
        if first != FIRST_LINE {
            return Err(BackupError::Newer(frames.name()).into());
        }
        Ok(frames)
    }

    /// The next row; none at the end, which must be where and what it should.
    pub(super) fn next(&mut self) -> Result<Option<Frame>, RecordError> {
        let mut hash_so_far = self.hash.clone();
        let [number] = self.array()?;
        if number == END {
            let said: [u8; 32] = self.array()?;
            let computed: [u8; 32] = hash_so_far.finalize_reset().into();
            let mut more = [0; 1];
            let at_end = self.file.read(&mut more).is_ok_and(|count| count == 0);
            return if said == computed && at_end {
                Ok(None)
            } else {
                Err(BackupError::Changed(self.name()).into())
            };
        }
        let changed = || BackupError::Changed(self.path.display().to_string());
        let table = TABLES.get(usize::from(number)).ok_or_else(changed)?;
        let length = u32::from_be_bytes(self.array()?);
        if length > LONGEST {
            return Err(BackupError::Changed(self.name()).into());
        }
        let mut row = vec![0; usize::try_from(length).unwrap_or(0)];
        self.fill(&mut row)?;
        let row = values(table, &row).ok_or_else(|| BackupError::Changed(self.name()))?;
        Ok(Some(Frame { table, row }))
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], RecordError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RecordError> {
        self.file
            .read_exact(bytes)
            .map_err(|error| match error.kind() {
                std::io::ErrorKind::UnexpectedEof => BackupError::CutOff {
                    path: self.name(),
                    bytes: self
                        .file
                        .get_ref()
                        .metadata()
                        .map_or(self.read, |file| file.len()),
                },
                _ => failed(&self.path, &error),
            })?;
        self.hash.update(&*bytes);
        self.read += u64::try_from(bytes.len()).unwrap_or(0);
        Ok(())
    }
}

/// The values of a row, if its bytes are exactly those of the table's columns.
fn values(table: &Table, mut bytes: &[u8]) -> Option<Vec<Value>> {
    let mut row = Vec::with_capacity(table.columns.len());
    for holds in table.columns {
        let (there, rest) = bytes.split_first()?;
        bytes = rest;
        row.push(match (there, holds) {
            (0, Holds::Number) => Value::NoNumber,
            (0, Holds::Bytes) => Value::NoBytes,
            (0, Holds::Text) => Value::NoText,
            (1, Holds::Number) => {
                let (number, rest) = bytes.split_first_chunk()?;
                bytes = rest;
                Value::Number(i64::from_be_bytes(*number))
            }
            (1, _) => {
                let (length, rest) = bytes.split_first_chunk()?;
                let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
                let (value, rest) = rest.split_at_checked(length)?;
                bytes = rest;
                if *holds == Holds::Text {
                    Value::Text(String::from_utf8(value.to_vec()).ok()?)
                } else {
                    Value::Bytes(value.to_vec())
                }
            }
            _ => return None,
        });
    }
    bytes.is_empty().then_some(row)
}
