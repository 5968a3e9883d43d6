//! The files of the lake, and the list of them that says what counts.
//!
//! # Invariants
//!
//! - A file is written whole under another name, flushed to the disk, and then given its name,
//!   which holds the beginning of its SHA-256. It is never changed.
//! - What the lake is, is what `manifest.json` lists. It is exchanged in one step, last, with the
//!   place in the record that its rows go up to. So a program that dies anywhere leaves the lake
//!   as it was before or as it was to be.
//! - A lake has its list before its first file, so files without a list are a lake that lost it, and
//!   nothing of it is removed.
//! - One program writes: it holds `writer.lock`.
//! - The same rows make the same bytes.

mod disk;
mod manifest;
mod part;
mod reader;

use std::collections::BTreeSet;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use datafusion::arrow::array::RecordBatch;
use domain::Month;

use crate::error::LakeError;
use crate::schema::Table;

use disk::Disk;
pub(crate) use manifest::hexadecimal;
pub use manifest::{Followed, Imported, MadeWith, Manifest, Origin, Part, Totals, Unread};
pub use part::{conform, decode, encode, sorted, texts};
pub use reader::Reader;

/// The list of the lake's files.
const MANIFEST: &str = "manifest.json";
const LOCK: &str = "writer.lock";

/// Reads the list of a lake.
pub fn manifest(root: &Path) -> Result<Manifest, LakeError> {
    let (path, bytes) = bytes_of_list(root)?;
    Manifest::read(&path, &bytes)
}

/// The list of a lake as it stands on the disk, and where.
fn bytes_of_list(root: &Path) -> Result<(PathBuf, Vec<u8>), LakeError> {
    let path = root.join(MANIFEST);
    match std::fs::read(&path) {
        Ok(bytes) => Ok((path, bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            // The first list itself may be half written.
            let is_part = |path: &PathBuf| path.extension().is_some_and(|kind| kind == "parquet");
            if files(root).is_ok_and(|files| files.iter().any(is_part)) {
                return Err(LakeError::Manifest {
                    path,
                    why: "it is not there, and files of a lake are".into(),
                });
            }
            Err(LakeError::Missing(root.to_owned()))
        }
        Err(error) => Err(LakeError::disk(&path, "read", error)),
    }
}

/// Every file that is a part or the beginning of one.
fn files(root: &Path) -> Result<Vec<PathBuf>, LakeError> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries =
            std::fs::read_dir(&folder).map_err(|error| LakeError::disk(&folder, "read", error))?;
        for entry in entries {
            let entry = entry.map_err(|error| LakeError::disk(&folder, "read", error))?;
            let path = entry.path();
            let kind = entry
                .file_type()
                .map_err(|error| LakeError::disk(&path, "read", error))?;
            if kind.is_dir() {
                folders.push(path);
            } else if disk::is_ours(&path) {
                files.push(path);
            }
        }
    }
    Ok(files)
}

/// When the list was last exchanged, by the clock of the disk; none where that cannot be told.
pub fn built(root: &Path) -> Option<jiff::Timestamp> {
    let changed = std::fs::metadata(root.join(MANIFEST))
        .ok()?
        .modified()
        .ok()?;
    jiff::Timestamp::try_from(changed).ok()
}

/// The rows of one part of one table, to stand in place of those there are.
#[derive(Debug)]
pub struct Change {
    /// The table.
    pub table: &'static Table,
    /// The force.
    pub force: String,
    /// The month.
    pub month: Month,
    /// Whose rows.
    pub origin: Origin,
    /// All of them. None to have no such part any longer.
    pub rows: Option<RecordBatch>,
}

/// A part that is written and not listed yet.
#[derive(Debug)]
pub struct Staged {
    table: &'static Table,
    force: String,
    month: Month,
    origin: Origin,
    part: Option<Part>,
}

/// The one program that writes to a lake.
#[derive(Debug)]
pub struct Writer {
    root: PathBuf,
    manifest: Manifest,
    /// Files replaced in the last exchange: somebody may be reading them still.
    replaced: Vec<String>,
    disk: Disk,
    _lock: File,
}

impl Writer {
    /// Opens a lake to write to it, making it where there is none, and removes what a program
    /// that died left behind.
    pub fn open(root: &Path) -> Result<Self, LakeError> {
        Self::open_on(root, Disk::default())
    }

    fn open_on(root: &Path, disk: Disk) -> Result<Self, LakeError> {
        std::fs::create_dir_all(root).map_err(|error| LakeError::disk(root, "made", error))?;
        let lock_path = root.join(LOCK);
        let lock = File::create(&lock_path)
            .map_err(|error| LakeError::disk(&lock_path, "opened", error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(LakeError::InUse(root.to_owned())),
            Err(TryLockError::Error(error)) => {
                return Err(LakeError::disk(&lock_path, "locked", error));
            }
        }
        let manifest = match manifest(root) {
            Ok(manifest) => manifest,
            Err(LakeError::Missing(_)) => {
                let manifest = Manifest::default();
                disk.write(&root.join(MANIFEST), &manifest.to_bytes())?;
                disk.flush_folder(root)?;
                manifest
            }
            Err(error) => return Err(error),
        };
        let writer = Self {
            root: root.to_owned(),
            manifest,
            replaced: Vec::new(),
            disk,
            _lock: lock,
        };
        writer.sweep()?;
        Ok(writer)
    }

    /// Where the lake is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What the lake is.
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The rows there are of one part, with the columns of today; none where there is no part.
    pub fn rows(
        &self,
        table: &'static Table,
        force: &str,
        month: Month,
        origin: &Origin,
    ) -> Result<Option<RecordBatch>, LakeError> {
        let Some(part) = self.manifest.part(table.name, force, month, origin) else {
            return Ok(None);
        };
        let bytes = part.bytes_of(&self.root)?;
        decode(part, table, bytes).map(Some)
    }

    /// Exchanges parts, and says what else is so from then on, in one step.
    pub fn exchange(
        &mut self,
        changes: Vec<Change>,
        say: impl FnOnce(&mut Manifest),
    ) -> Result<(), LakeError> {
        let staged = changes
            .into_iter()
            .map(|change| self.stage(change))
            .collect::<Result<Vec<Staged>, _>>()?;
        self.list(staged, say)
    }

    /// Writes a part that counts only once it is listed. Several threads may stage at once; what
    /// is staged and never listed is removed when the lake is next opened.
    pub fn stage(&self, change: Change) -> Result<Staged, LakeError> {
        let rows = change.rows.as_ref().filter(|rows| rows.num_rows() > 0);
        let part = match rows {
            None => None,
            Some(rows) => {
                let bytes = encode(change.table, rows)?;
                let part = Part::of(&change, rows, &bytes);
                // One that is listed is there already, unless it came to harm.
                let is_there =
                    self.manifest.parts.contains(&part) && part.check(&self.root).is_ok();
                if !is_there {
                    self.disk.write(&self.root.join(&part.path), &bytes)?;
                }
                Some(part)
            }
        };
        Ok(Staged {
            table: change.table,
            force: change.force,
            month: change.month,
            origin: change.origin,
            part,
        })
    }

    /// Lists staged parts in place of those there are, and says what else is so from then on, in
    /// one step.
    pub fn list(
        &mut self,
        staged: Vec<Staged>,
        say: impl FnOnce(&mut Manifest),
    ) -> Result<(), LakeError> {
        let mut next = self.manifest.clone();
        let mut folders = BTreeSet::new();
        for staged in staged {
            next.take(
                staged.table.name,
                &staged.force,
                staged.month,
                &staged.origin,
            );
            if let Some(part) = staged.part {
                let path = self.root.join(&part.path);
                folders.extend(path.parent().map(Path::to_owned));
                next.parts.push(part);
            }
        }
        say(&mut next);
        next.parts.sort();
        for folder in folders {
            self.disk.flush_folder(&folder)?;
        }
        self.disk
            .write(&self.root.join(MANIFEST), &next.to_bytes())?;
        self.disk.flush_folder(&self.root)?;
        let kept: BTreeSet<&str> = next.parts.iter().map(|part| part.path.as_str()).collect();
        let gone: Vec<String> = self
            .manifest
            .parts
            .iter()
            .filter(|part| !kept.contains(part.path.as_str()))
            .map(|part| part.path.clone())
            .collect();
        // One exchange later nobody reads them any more, or asks again.
        for path in std::mem::replace(&mut self.replaced, gone) {
            if !kept.contains(path.as_str()) {
                self.disk.remove(&self.root.join(path))?;
            }
        }
        self.manifest = next;
        Ok(())
    }

    /// Removes files that the list does not name.
    fn sweep(&self) -> Result<(), LakeError> {
        let kept: BTreeSet<PathBuf> = self
            .manifest
            .parts
            .iter()
            .map(|part| self.root.join(&part.path))
            .collect();
        for path in files(&self.root)? {
            if !kept.contains(&path) {
                self.disk.remove(&path)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
