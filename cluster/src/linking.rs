//! Linking the records of extracts, with the comparing of pairs shared out: what `lantern link
//! dedupe` comes to, from many machines.
//!
//! Whoever asks reads the extracts, makes the blocks, and does all that comes after the comparing.
//! Executors read the same extracts, make the same blocks, and compare some of the pairs. What they
//! send back is numbers: of records, in the order of the table, and of how two agree.

mod engine;
mod files;
mod made;
mod packed;

use std::ops::Range;
use std::path::{Path, PathBuf};

use extracts::read::{Records, records};
use extracts::{Follows, How};
use linkage::pairs::{Compared, Comparing};
use linkage::run::{Linked, Settings, Stage, link_with};
use serde::{Deserialize, Serialize};

use crate::machines::Taker;
use crate::piecework::{Out, Work};
use crate::{Fault, Machines};
use files::Seen;

/// What executors are to read, and what they must come to.
///
/// It holds paths and the names of columns, and nothing of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// The name of the engine of whoever asks.
    engine: String,
    files: Vec<Seen>,
    /// Which column holds which field, as it was told.
    columns: Vec<String>,
    /// Columns that have a use of their own too.
    aside: Vec<String>,
    /// A sum over the records as whoever asks has them packed.
    rows: String,
    /// Into how many pieces whoever asks has the comparing cut.
    pieces: usize,
}

/// Pieces that one executor compares at once, by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stretch {
    from: usize,
    to: usize,
}

/// Extracts that were read, to be linked with executors.
#[derive(Debug)]
pub struct Linking {
    records: Records,
    files: Vec<Seen>,
    columns: Vec<String>,
    aside: Vec<String>,
}

impl Linking {
    /// Reads one extract, or two whose records are linked to one another. `aside` are columns that
    /// have a use of their own.
    ///
    /// # Errors
    ///
    /// [`Fault::Given`] and [`Fault::CouldNot`], as `lantern link` says them, and for an extract that
    /// was changed while it was read.
    pub fn read(
        files: &[PathBuf],
        how: &How,
        aside: &[&str],
        follows: &dyn Follows,
    ) -> Result<Self, Fault> {
        let seen = files.iter().map(|file| Seen::new(file));
        let seen = seen.collect::<Result<Vec<_>, Fault>>()?;
        let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
        let records = records(&paths, how, aside, follows)?;
        for file in &seen {
            file.is_as_it_was().map_err(Fault::CouldNot)?;
        }
        Ok(Self {
            records,
            files: seen,
            columns: how.column.clone(),
            aside: aside.iter().map(|name| (*name).to_owned()).collect(),
        })
    }

    /// The records.
    pub const fn records(&self) -> &Records {
        &self.records
    }

    /// Links them. Executors compare the pairs, in about so many tasks; the rest is done here.
    ///
    /// The answer is that of [`linkage::run::link`]. It is to be asked on a runtime with threads of
    /// its own, one of which it keeps busy.
    ///
    /// # Errors
    ///
    /// [`Fault::Job`] when an executor refuses: it sees other files, is of another version, or comes
    /// to other records.
    pub async fn run(
        &self,
        machines: &Machines,
        settings: &Settings,
        tasks: usize,
        tell: &dyn Fn(Stage),
    ) -> Result<Linked, Fault> {
        machines.are_there().await?;
        let table = &self.records.table;
        let here = tokio::runtime::Handle::current();
        tokio::task::block_in_place(|| {
            link_with(table, settings, tell, &mut |comparing| {
                here.block_on(self.compared(machines, comparing, tasks))
            })
        })
    }

    /// What executors are to be told.
    fn asked(&self, comparing: &Comparing) -> Asked {
        Asked {
            engine: engine::name().to_owned(),
            files: self.files.clone(),
            columns: self.columns.clone(),
            aside: self.aside.clone(),
            rows: made::sum(&self.records.table),
            pieces: comparing.pieces(),
        }
    }

    async fn compared(
        &self,
        machines: &Machines,
        comparing: &Comparing,
        tasks: usize,
    ) -> Result<Compared, Fault> {
        let table = &self.records.table;
        let none = comparing.compare(table, 0..0, 1);
        let stretches = stretches(comparing.pieces(), tasks);
        let mut collected = Collected {
            fits: packed::Fits::new(table, &none),
            bytes: vec![Vec::new(); stretches.len()],
            compared: vec![None; stretches.len()],
            stretches,
        };
        let pieces = collected.stretches.iter().map(serde_json::to_string);
        let pieces = pieces
            .collect::<Result<Vec<String>, _>>()
            .map_err(|error| Fault::Job(format!("a stretch has no JSON form: {error}")))?;
        let work = Work::Link(self.asked(comparing));
        machines.pieces(work, &pieces, &mut collected).await?;
        let mut all = none;
        for part in collected.compared {
            if !part.is_some_and(|part| all.add(part)) {
                return Err(Fault::Job("a stretch of the pairs is lost".to_owned()));
            }
        }
        Ok(all)
    }
}

/// So many pieces in so many stretches or fewer, as equal as can be.
fn stretches(pieces: usize, tasks: usize) -> Vec<Stretch> {
    let tasks = tasks.clamp(1, pieces.max(1));
    let end = |nth: usize| nth * pieces / tasks;
    let all = (0..tasks).map(|nth| Stretch {
        from: end(nth),
        to: end(nth + 1),
    });
    all.filter(|stretch| stretch.from < stretch.to).collect()
}

impl Asked {
    /// Compares the pairs of a stretch, hands on what was found, and says how much it is.
    ///
    /// # Errors
    ///
    /// Sentences that name extracts and nothing that stands in them.
    pub(crate) fn done(
        &self,
        stretch: Stretch,
        cores: usize,
        out: &mut Out<'_>,
    ) -> Result<packed::Account, String> {
        engine::agreed(&self.engine)?;
        let made = made::of(self, cores)?;
        let wanted: Range<usize> = stretch.from..stretch.to;
        let compared = made.comparing.compare(&made.table, wanted, 1);
        Ok(packed::pack(&compared, out))
    }
}

/// What came so far.
struct Collected {
    fits: packed::Fits,
    stretches: Vec<Stretch>,
    bytes: Vec<Vec<u8>>,
    compared: Vec<Option<Compared>>,
}

impl Taker for Collected {
    fn again(&mut self) -> Result<(), Fault> {
        self.bytes.fill(Vec::new());
        self.compared.fill(None);
        Ok(())
    }

    fn take(&mut self, piece: u32, bytes: &[u8]) -> Result<(), Fault> {
        if let Some(before) = self.bytes.get_mut(piece as usize) {
            before.extend_from_slice(bytes);
        }
        Ok(())
    }

    fn account(&mut self, piece: u32, account: &str) -> Result<(), Fault> {
        let wrong = |why: String| Fault::Job(format!("an account was not understood: {why}"));
        let account = serde_json::from_str(account).map_err(|error| wrong(error.to_string()))?;
        let at = piece as usize;
        let (Some(bytes), Some(stretch), Some(slot)) = (
            self.bytes.get_mut(at),
            self.stretches.get(at),
            self.compared.get_mut(at),
        ) else {
            return Err(wrong("it is of no stretch".to_owned()));
        };
        let bytes = std::mem::take(bytes);
        let unpacked = packed::unpack(&self.fits, stretch.from..stretch.to, &account, &bytes);
        *slot = Some(unpacked.ok_or_else(|| wrong("its numbers do not fit".to_owned()))?);
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where it finds a fault")]
mod tests;
