//! Evidence that comes back from executors, put together extract by extract.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use flags::evidence::{Form, Totals, Writer};
use tempfile::TempDir;

use super::{AllFlagged, Extract, Flagged, Flagging, engine};
use crate::Fault;
use crate::machines::Taker;

/// What came so far: a file for each piece, in a folder that goes when this does.
pub(super) struct Collected {
    to: PathBuf,
    form: Form,
    folder: TempDir,
    /// The piece that is being written.
    open: Option<(u32, BufWriter<File>)>,
    totals: Vec<Option<Totals>>,
}

impl Collected {
    pub(super) fn new(flagging: &Flagging, to: &Path) -> Result<Self, Fault> {
        let failed = |cause| Fault::Write {
            file: to.display().to_string(),
            cause,
        };
        std::fs::create_dir_all(to).map_err(failed)?;
        Ok(Self {
            folder: folder(to).map_err(failed)?,
            to: to.to_owned(),
            form: flagging.reading.texts.form,
            open: None,
            totals: vec![None; flagging.pieces()],
        })
    }

    fn piece(&self, number: usize) -> PathBuf {
        self.folder.path().join(number.to_string())
    }

    fn failed(&self, cause: std::io::Error) -> Fault {
        Fault::Write {
            file: self.to.display().to_string(),
            cause,
        }
    }

    fn close(&mut self) -> std::io::Result<()> {
        match self.open.take() {
            Some((_, mut file)) => file.flush(),
            None => Ok(()),
        }
    }

    fn write(&mut self, piece: u32, bytes: &[u8]) -> std::io::Result<()> {
        if self.open.as_ref().is_none_or(|(open, _)| *open != piece) {
            self.close()?;
            let path = self.piece(piece as usize);
            let file = OpenOptions::new().create(true).append(true).open(path)?;
            self.open = Some((piece, BufWriter::with_capacity(1 << 18, file)));
        }
        match &mut self.open {
            Some((_, file)) => file.write_all(bytes),
            None => Ok(()),
        }
    }

    /// Puts the pieces of each extract together, and only then in their place.
    pub(super) fn finish(mut self, flagging: &Flagging) -> Result<AllFlagged, Fault> {
        self.close().map_err(|cause| self.failed(cause))?;
        let head = self.head(flagging)?;
        let mut files = Vec::new();
        let mut first = 0;
        for (nth, extract) in flagging.extracts.iter().enumerate() {
            let flagged = self.extract(extract, (nth, first), &head)?;
            first += extract.pieces.len();
            files.push(flagged);
        }
        // Every one is whole before any is put in its place.
        for (nth, flagged) in files.iter().enumerate() {
            std::fs::rename(self.whole(nth), &flagged.evidence)
                .map_err(|cause| self.failed(cause))?;
        }
        let mut totals = Totals::default();
        for flagged in &files {
            totals.add(&flagged.totals);
        }
        Ok(AllFlagged {
            engine: flagging.reading.engine.clone(),
            totals,
            files,
        })
    }

    /// What stands before the first row of evidence.
    fn head(&self, flagging: &Flagging) -> Result<Vec<u8>, Fault> {
        let engine = engine::agreed(&flagging.reading).map_err(Fault::Job)?;
        let mut head = Vec::new();
        Writer::new(&engine, self.form, false).begin(&mut head);
        Ok(head)
    }

    fn whole(&self, nth: usize) -> PathBuf {
        self.folder.path().join(format!("whole-{nth}"))
    }

    /// Puts the evidence of an extract together: the extract's number, and that of its first piece.
    fn extract(
        &self,
        extract: &Extract,
        (nth, first): (usize, usize),
        head: &[u8],
    ) -> Result<Flagged, Fault> {
        let lost = || Fault::Job("a piece of an extract is lost".to_owned());
        let name = extract.file.file_name().ok_or_else(lost)?;
        let mut name = name.to_os_string();
        name.push(match self.form {
            Form::Lines => ".evidence.jsonl",
            Form::Csv => ".evidence.csv",
        });
        let mut totals = Totals::default();
        let pieces = first..first + extract.pieces.len();
        for piece in pieces.clone() {
            totals.add(&self.totals.get(piece).copied().flatten().ok_or_else(lost)?);
        }
        if totals.accounted_for() != totals.read {
            return Err(Fault::Job(format!(
                "the rows of `{}` do not add up: {} read, {} accounted for",
                extract.file.display(),
                totals.read,
                totals.accounted_for()
            )));
        }
        self.put_together(nth, pieces, head)
            .map_err(|cause| self.failed(cause))?;
        Ok(Flagged {
            file: extract.file.clone(),
            evidence: self.to.join(name),
            totals,
        })
    }

    fn put_together(&self, nth: usize, pieces: Range<usize>, head: &[u8]) -> std::io::Result<()> {
        let mut whole = File::create(self.whole(nth))?;
        whole.write_all(head)?;
        for piece in pieces {
            let path = self.piece(piece);
            // A piece without rows wrote nothing.
            if path.exists() {
                std::io::copy(&mut File::open(&path)?, &mut whole)?;
                std::fs::remove_file(&path)?;
            }
        }
        whole.sync_all()
    }
}

fn folder(to: &Path) -> std::io::Result<TempDir> {
    tempfile::Builder::new()
        .prefix(".lantern-flag-")
        .tempdir_in(to)
}

impl Taker for Collected {
    fn again(&mut self) -> Result<(), Fault> {
        self.open = None;
        self.totals.fill(None);
        self.folder = folder(&self.to).map_err(|cause| self.failed(cause))?;
        Ok(())
    }

    fn take(&mut self, piece: u32, bytes: &[u8]) -> Result<(), Fault> {
        self.write(piece, bytes).map_err(|cause| self.failed(cause))
    }

    fn account(&mut self, piece: u32, account: &str) -> Result<(), Fault> {
        let totals = serde_json::from_str(account)
            .map_err(|error| Fault::Job(format!("an account was not understood: {error}")))?;
        if let Some(slot) = self.totals.get_mut(piece as usize) {
            *slot = Some(totals);
        }
        Ok(())
    }
}
