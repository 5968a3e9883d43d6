//! The stage: where the rows of a batch wait until all of them are read.
//!
//! A batch has a folder of its own in the lake, `imports/BATCH`. Rows come in pieces; a piece is
//! written to files by month and flushed, then the journal is exchanged, which says how far the
//! batch has come. What the journal does not name is not there. So a run that was killed goes on
//! after the last piece of the journal.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::ipc::reader::FileReader;
use datafusion::arrow::ipc::writer::FileWriter;
use domain::Month;
use serde::{Deserialize, Serialize};

use super::row::Refused;
use crate::error::LakeError;
use crate::schema::{Incident, Row as _, Table};
use crate::store::{Change, Origin, Totals, sorted};

const JOURNAL: &str = "journal.json";
const REJECTS: &str = "rejects.csv";
const LOCK: &str = "stage.lock";

/// How far a batch has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Journal {
    /// What the rows were read with.
    made_with: String,
    /// What became of the rows so far.
    pub(super) totals: Totals,
    /// The length of the list of refused rows.
    rejects: u64,
    /// The files of rows, in the order they were written.
    files: Vec<Staged>,
}

/// Rows of one piece in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Staged {
    name: String,
    month: String,
    rows: u64,
}

/// The stage of one batch. One program uses it.
#[derive(Debug)]
pub(super) struct Stage {
    folder: PathBuf,
    pub(super) journal: Journal,
    _lock: File,
}

impl Stage {
    /// Opens the stage of a batch where it was left; begins anew where it was made otherwise.
    pub(super) fn open(root: &Path, batch: &str, made_with: &str) -> Result<Self, LakeError> {
        let folder = root.join("imports").join(batch);
        let fault = |doing| move |error| LakeError::disk(root, doing, error);
        std::fs::create_dir_all(&folder).map_err(fault("written"))?;
        let lock = File::create(folder.join(LOCK)).map_err(fault("written"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(LakeError::InUse(folder)),
            Err(TryLockError::Error(error)) => return Err(fault("locked")(error)),
        }
        // A journal that does not read was never ours, or is of another program: begin anew.
        let journal = std::fs::read(folder.join(JOURNAL))
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Journal>(&bytes).ok())
            .filter(|journal| journal.made_with == made_with)
            .unwrap_or_else(|| Journal {
                made_with: made_with.to_owned(),
                ..Journal::default()
            });
        let stage = Self {
            folder,
            journal,
            _lock: lock,
        };
        stage.clear()?;
        Ok(stage)
    }

    /// Takes away what the journal does not name.
    fn clear(&self) -> Result<(), LakeError> {
        let fault = |error| LakeError::disk(&self.folder, "cleared", error);
        let mut kept: BTreeSet<&str> = BTreeSet::from([JOURNAL, REJECTS, LOCK]);
        kept.extend(self.journal.files.iter().map(|file| file.name.as_str()));
        for entry in std::fs::read_dir(&self.folder).map_err(fault)? {
            let entry = entry.map_err(fault)?;
            if !entry
                .file_name()
                .to_str()
                .is_some_and(|name| kept.contains(name))
            {
                std::fs::remove_file(entry.path()).map_err(fault)?;
            }
        }
        let rejects = self.rejects()?;
        rejects.set_len(self.journal.rejects).map_err(fault)
    }

    fn rejects(&self) -> Result<File, LakeError> {
        let path = self.folder.join(REJECTS);
        OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(|error| LakeError::disk(&path, "written", error))
    }

    /// Adds a piece: the rows taken, those refused and repeated, and the totals with them.
    pub(super) fn add(
        &mut self,
        rows: Vec<Incident>,
        refused: &[Refused],
        totals: Totals,
    ) -> Result<(), LakeError> {
        let mut months: BTreeMap<Month, Vec<Incident>> = BTreeMap::new();
        for row in rows {
            let month = Month::of_day(row.first_day);
            months.entry(month).or_default().push(row);
        }
        let mut next = self.journal.clone();
        for (month, rows) in months {
            let name = format!("{:06}-{}.rows", next.files.len(), month.key());
            self.write(&name, &rows)?;
            next.files.push(Staged {
                name,
                month: month.key(),
                rows: u64::try_from(rows.len()).unwrap_or(u64::MAX),
            });
        }
        next.rejects = self.refuse(refused)?;
        next.totals = totals;
        self.flush()?;
        self.write_journal(&next)?;
        self.journal = next;
        Ok(())
    }

    fn write(&self, name: &str, rows: &[Incident]) -> Result<(), LakeError> {
        let path = self.folder.join(name);
        let encode = |error: datafusion::arrow::error::ArrowError| LakeError::Encode {
            table: Incident::TABLE.name,
            why: error.to_string(),
        };
        let fault = |error| LakeError::disk(&path, "written", error);
        let batch = Incident::batch(rows).map_err(encode)?;
        let file = BufWriter::with_capacity(1 << 18, File::create(&path).map_err(fault)?);
        let mut writer = FileWriter::try_new(file, &batch.schema()).map_err(encode)?;
        writer.write(&batch).map_err(encode)?;
        writer.finish().map_err(encode)?;
        let file = writer.into_inner().map_err(encode)?;
        let file = file
            .into_inner()
            .map_err(|error| fault(error.into_error()))?;
        file.sync_all().map_err(fault)
    }

    /// Adds to the list of refused rows, and says how long it is.
    fn refuse(&self, refused: &[Refused]) -> Result<u64, LakeError> {
        if refused.is_empty() {
            return Ok(self.journal.rejects);
        }
        let path = self.folder.join(REJECTS);
        let fault = |error| LakeError::disk(&path, "written", error);
        let file = self.rejects()?;
        let mut out = csv::Writer::from_writer(file);
        let told = |error: csv::Error| LakeError::disk(&path, "written", error.into());
        if self.journal.rejects == 0 {
            out.write_record(["line", "column", "reason"])
                .map_err(told)?;
        }
        for row in refused {
            out.write_record([&row.line.to_string(), &row.column, &row.reason])
                .map_err(told)?;
        }
        let file = out
            .into_inner()
            .map_err(|error| fault(error.into_error()))?;
        file.sync_all().map_err(fault)?;
        Ok(file.metadata().map_err(fault)?.len())
    }

    fn write_journal(&self, journal: &Journal) -> Result<(), LakeError> {
        let path = self.folder.join(JOURNAL);
        let fault = |error| LakeError::disk(&path, "written", error);
        let unfinished = self.folder.join("journal.json.next");
        // Numbers and texts: nothing that JSON cannot hold.
        let bytes = serde_json::to_vec_pretty(journal).unwrap_or_default();
        let mut file = File::create(&unfinished).map_err(fault)?;
        file.write_all(&bytes).map_err(fault)?;
        file.sync_all().map_err(fault)?;
        std::fs::rename(&unfinished, &path).map_err(fault)?;
        self.flush()
    }

    fn flush(&self) -> Result<(), LakeError> {
        File::open(&self.folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| LakeError::disk(&self.folder, "flushed", error))
    }

    /// How many rows wait here.
    pub(super) fn rows(&self) -> u64 {
        self.journal.files.iter().map(|file| file.rows).sum()
    }

    /// The months that rows wait for.
    pub(super) fn months(&self) -> BTreeSet<Month> {
        self.journal
            .files
            .iter()
            .filter_map(|file| file.month.parse().ok())
            .collect()
    }

    /// Every row of one month, in order, as it is to stand in the lake.
    pub(super) fn month(
        &self,
        month: Month,
        table: &'static Table,
        force: &str,
        origin: &Origin,
    ) -> Result<Change, LakeError> {
        let encode = |error: datafusion::arrow::error::ArrowError| LakeError::Encode {
            table: table.name,
            why: error.to_string(),
        };
        let key = month.key();
        let mut batches = Vec::new();
        for file in self.journal.files.iter().filter(|file| file.month == key) {
            batches.extend(self.read(&file.name)?);
        }
        let all = concat_batches(&table.schema(), &batches).map_err(encode)?;
        drop(batches);
        Ok(Change {
            table,
            force: force.to_owned(),
            month,
            origin: origin.clone(),
            rows: Some(sorted(table, &all).map_err(encode)?),
        })
    }

    fn read(&self, name: &str) -> Result<Vec<RecordBatch>, LakeError> {
        let path = self.folder.join(name);
        let file = File::open(&path).map_err(|error| LakeError::disk(&path, "read", error))?;
        FileReader::try_new_buffered(file, None)
            .and_then(Iterator::collect)
            .map_err(|error| LakeError::Encode {
                table: Incident::TABLE.name,
                why: error.to_string(),
            })
    }

    /// Every batch of rows that waits here, one file after another.
    pub(super) fn batches(&self) -> impl Iterator<Item = Result<Vec<RecordBatch>, LakeError>> {
        self.journal.files.iter().map(|file| self.read(&file.name))
    }

    /// Puts the list of refused rows where it was asked for; takes an old one away where there is
    /// none. Whether there is one.
    pub(super) fn hand_over_rejects(&self, to: &Path) -> Result<bool, LakeError> {
        let fault = |error| LakeError::disk(to, "written", error);
        if self.journal.rejects == 0 {
            return match std::fs::remove_file(to) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(fault(error)),
                _ => Ok(false),
            };
        }
        std::fs::copy(self.folder.join(REJECTS), to).map_err(fault)?;
        Ok(true)
    }

    /// Takes the stage away: what was on it is in the lake.
    pub(super) fn strike(self) -> Result<(), LakeError> {
        let fault = |error| LakeError::disk(&self.folder, "removed", error);
        std::fs::remove_dir_all(&self.folder).map_err(fault)?;
        // The folder of all stages goes with the last of them.
        if let Some(all) = self.folder.parent() {
            let _others_are_there = std::fs::remove_dir(all);
        }
        Ok(())
    }
}
