//! A run: from the extract to the lake.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use csv::ByteRecord;
use datafusion::arrow::array::{Array as _, RecordBatch, StringArray};
use flags::Engine;
use sha2::{Digest as _, Sha256};

use super::batch::Stage;
use super::map::Map;
use super::row::{Reader, Refused};
use super::source::{self, Source};
use super::when::TWICE;
use crate::error::LakeError;
use crate::follow::Pseudonyms;
use crate::schema::{self, Incident, Row as _, Table};
use crate::store::{Imported, Origin, Totals, Writer, hexadecimal, texts};

/// The version of how rows are read. Raise it when the same bytes would make other rows.
const READER: u32 = 1;

/// Rows of one piece, where nobody asks for another: what a kill can cost, and what memory holds.
pub const PIECE: usize = 50_000;

/// Rows handed from the thread that reads to the one that takes them.
const CHUNK: usize = 2_048;

/// What is to be imported.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The extract.
    pub extract: &'a Path,
    /// How it is read.
    pub map: &'a Map,
    /// The lake, made where there is none.
    pub lake: &'a Path,
    /// Where the refused rows are listed. An older list is taken away where none is refused.
    pub rejects: &'a Path,
    /// The key of pseudonyms, for a map that says who a row is about.
    pub pseudonyms: Option<&'a Pseudonyms>,
    /// Rows of one piece: [`PIECE`].
    pub piece: usize,
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The batch, by the name that its rows bear.
    pub batch: String,
    /// What became of the rows.
    pub totals: Totals,
    /// Whether the same extract was there already, by the same map: then nothing was done.
    pub already: bool,
    /// Whether rows are listed as refused or repeated.
    pub listed: bool,
    /// Rows that an earlier run, which was killed, had already staged.
    pub resumed: u64,
}

/// Why an extract was not imported. None of these holds personal data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The extract and its map do not fit.
    #[error("{}:1: {why}", path.display())]
    Header {
        /// The extract.
        path: PathBuf,
        /// What does not fit.
        why: String,
    },
    /// The map says who a row is about and there is no key to make pseudonyms with.
    #[error("the map names persons, whom the lake knows by keyed pseudonyms alone: give the key")]
    NoKey,
    /// The list of refused rows would take the place of the extract.
    #[error("`{}` is the extract itself: name another file for the refused rows", .0.display())]
    RejectsAreExtract(PathBuf),
    /// The extract cannot be read, or not to its end. Nothing of it counts.
    #[error("`{}` cannot be read: {why}", path.display())]
    Unreadable {
        /// The extract.
        path: PathBuf,
        /// What the system or the reader said.
        why: String,
    },
    /// The rows do not add up. Nothing of them counts.
    #[error(
        "the rows do not add up, so none was taken: {} read, {} taken, {} refused, {} repeated, {staged} staged",
        totals.read, totals.taken, totals.refused, totals.repeated
    )]
    DoNotAddUp {
        /// What was counted.
        totals: Totals,
        /// How many rows are on the stage.
        staged: u64,
    },
    /// The text reader could not be made ready.
    #[error("the text reader cannot be made ready: {0}")]
    Flags(#[from] flags::LexiconError),
    /// The lake.
    #[error(transparent)]
    Lake(#[from] LakeError),
}

impl Fault {
    pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        Self::Unreadable {
            path: path.to_owned(),
            why: error.to_string(),
        }
    }
}

/// Imports an extract. `progress` is told how many bytes of the file are done, and of how many.
///
/// # Errors
///
/// Why nothing of it was taken. What was read until then is kept on the stage, and the next run
/// of the same extract by the same map goes on from there.
pub fn import(asked: Asked<'_>, progress: &mut dyn FnMut(u64, u64)) -> Result<Outcome, Fault> {
    if asked.map.names_persons() && asked.pseudonyms.is_none() {
        return Err(Fault::NoKey);
    }
    if same_file(asked.extract, asked.rejects) {
        return Err(Fault::RejectsAreExtract(asked.rejects.to_owned()));
    }
    let engine = asked
        .map
        .reads_narratives()
        .then(Engine::shipped)
        .transpose()?;
    let (sha256, size) = source::sha256(asked.extract)?;
    let batch = format!("{}-{}", asked.map.name, sha256.get(..12).unwrap_or(&sha256));
    let made_with = made_with(&asked, engine.as_ref());
    // The header is held against the map before anything is written.
    let mut source = Source::open(asked.extract, asked.map)?;
    let header = source.header()?;
    let reader = Reader::new(
        asked.map,
        &header,
        batch.clone(),
        asked.pseudonyms,
        engine.as_ref(),
    )
    .map_err(|why| Fault::Header {
        path: asked.extract.to_owned(),
        why,
    })?;
    let mut writer = Writer::open(asked.lake)?;
    if let Some(there) = already(&writer, &batch, &asked.map.force, &made_with)
        && is_whole(&writer, &batch, &asked.map.force)
    {
        return Ok(Outcome {
            batch,
            totals: there,
            already: true,
            listed: false,
            resumed: 0,
        });
    }
    let stage = Stage::open(asked.lake, &batch, &made_with)?;
    let resumed = stage.journal.totals.read;
    let seen = Seen::of(&asked, &writer, &batch, &stage)?;
    let mut taking = Taking {
        reader,
        totals: stage.journal.totals,
        stage,
        seen,
        rows: Vec::new(),
        refused: Vec::new(),
        piece: asked.piece.max(1),
    };
    take(source, size, &mut taking, progress)?;
    let Taking { stage, totals, .. } = taking;
    let staged = stage.rows();
    if totals.read != totals.taken + totals.refused + totals.repeated || staged != totals.taken {
        return Err(Fault::DoNotAddUp { totals, staged });
    }
    // Before the exchange: a list without its batch is written again, a batch is not.
    let listed = stage.hand_over_rejects(asked.rejects)?;
    let imported = Imported {
        batch: batch.clone(),
        force: asked.map.force.clone(),
        source: sha256,
        made_with,
        totals,
    };
    put(&mut writer, &stage, &imported)?;
    stage.strike()?;
    Ok(Outcome {
        batch,
        totals,
        already: false,
        listed,
        resumed,
    })
}

/// What became of the rows of the same extract, where it was read with the same.
fn already(writer: &Writer, batch: &str, force: &str, made_with: &str) -> Option<Totals> {
    let imports = &writer.manifest().imports;
    imports
        .iter()
        .find(|there| there.batch == batch && there.force == force && there.made_with == made_with)
        .map(|there| there.totals)
}

/// Whether every part of a batch is what the list says. One that is not is made again.
fn is_whole(writer: &Writer, batch: &str, force: &str) -> bool {
    let origin = Origin::Import(batch.to_owned());
    let parts = writer.manifest().parts.iter();
    parts
        .filter(|part| part.origin == origin && part.force == force)
        .all(|part| part.check(writer.root()).is_ok())
}

fn made_with(asked: &Asked<'_>, engine: Option<&Engine>) -> String {
    let key = asked
        .pseudonyms
        .map(Pseudonyms::fingerprint)
        .unwrap_or_default();
    let text = format!(
        "{READER} {} {} {} {key}",
        schema::VERSION,
        asked.map.sha256,
        engine.map_or("", Engine::hash),
    );
    hexadecimal(&Sha256::digest(text))
}

/// Puts the months of a batch into the lake, in place of those it had, in one exchange.
fn put(writer: &mut Writer, stage: &Stage, imported: &Imported) -> Result<(), LakeError> {
    let origin = Origin::Import(imported.batch.clone());
    let Some(table) = Table::named(Incident::TABLE.name) else {
        return Err(LakeError::BrokeOff("writing to the lake"));
    };
    let months = stage.months();
    // Those of an earlier reading that this one has no rows for.
    let gone: Vec<_> = writer
        .manifest()
        .parts
        .iter()
        .filter(|part| part.origin == origin && part.force == imported.force)
        .filter(|part| !months.contains(&part.month))
        .map(|part| crate::store::Change {
            table,
            force: part.force.clone(),
            month: part.month,
            origin: origin.clone(),
            rows: None,
        })
        .collect();
    let mut staged = Vec::new();
    for change in gone {
        staged.push(writer.stage(change)?);
    }
    // One month after another: they need not be in memory together.
    for month in months {
        let change = stage.month(month, table, &imported.force, &origin)?;
        staged.push(writer.stage(change)?);
    }
    writer.list(staged, |manifest| {
        manifest
            .imports
            .retain(|there| there.batch != imported.batch || there.force != imported.force);
        manifest.imports.push(imported.clone());
        manifest.imports.sort();
    })
}

/// The references that came before.
struct Seen {
    /// None where the extract has no references.
    references: Option<HashSet<u128>>,
}

impl Seen {
    /// Those of the stage, and of other batches that the same map brought.
    fn of(
        asked: &Asked<'_>,
        writer: &Writer,
        batch: &str,
        stage: &Stage,
    ) -> Result<Self, LakeError> {
        if asked.map.reference.is_none() {
            return Ok(Self { references: None });
        }
        let mut references = HashSet::new();
        let of_this_map = format!("{}-", asked.map.name);
        for part in &writer.manifest().parts {
            let Origin::Import(other) = &part.origin else {
                continue;
            };
            let same = other != batch && other.starts_with(&of_this_map);
            if same && part.table == Incident::TABLE.name && part.force == asked.map.force {
                texts(asked.lake, part, Incident::TABLE.id(), |id| {
                    references.insert(hash(id));
                })?;
            }
        }
        for batches in stage.batches() {
            for rows in batches? {
                ids(&rows, |id| {
                    references.insert(hash(id));
                });
            }
        }
        Ok(Self {
            references: Some(references),
        })
    }

    /// Whether a reference comes for the first time.
    fn is_new(&mut self, reference: &str) -> bool {
        match &mut self.references {
            Some(references) => references.insert(hash(reference)),
            None => true,
        }
    }
}

fn ids(rows: &RecordBatch, mut each: impl FnMut(&str)) {
    let ids = rows
        .column_by_name(Incident::TABLE.id())
        .and_then(|column| column.as_any().downcast_ref::<StringArray>());
    for id in ids.into_iter().flatten().flatten() {
        each(id);
    }
}

/// Half of a SHA-256: two references of a nation's incidents never have the same.
fn hash(reference: &str) -> u128 {
    let digest = Sha256::digest(reference);
    let (half, _) = digest.split_at(16);
    half.iter()
        .fold(0, |number, byte| (number << 8) | u128::from(*byte))
}

/// Rows that were read, and how far into the file they go.
type Chunk = Result<(Vec<ByteRecord>, u64), Fault>;

/// Takes every row: one thread reads, this one takes.
fn take(
    source: Source,
    size: u64,
    taking: &mut Taking<'_>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), Fault> {
    let skip = taking.totals.read;
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(4);
        scope.spawn(move || read_all(source, skip, &sender));
        taking.all(&receiver, size, progress)
    })
}

/// Reads every row but those that were dealt with. Stops when nobody takes them any more.
fn read_all(mut source: Source, skip: u64, sender: &SyncSender<Chunk>) {
    let mut row = ByteRecord::new();
    let mut chunk = Vec::with_capacity(CHUNK);
    let mut number = 0;
    loop {
        match source.next(&mut row) {
            Ok(true) => number += 1,
            Ok(false) => break,
            Err(fault) => {
                let _nobody_takes_it = sender.send(Err(fault));
                return;
            }
        }
        if number <= skip {
            continue;
        }
        chunk.push(std::mem::take(&mut row));
        if chunk.len() >= CHUNK {
            let full = std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK));
            if sender.send(Ok((full, source.done()))).is_err() {
                return;
            }
        }
    }
    let _nobody_takes_it = sender.send(Ok((chunk, source.done())));
}

/// Rows on their way to the stage.
struct Taking<'m> {
    reader: Reader<'m>,
    stage: Stage,
    totals: Totals,
    seen: Seen,
    rows: Vec<Incident>,
    refused: Vec<Refused>,
    piece: usize,
}

impl Taking<'_> {
    fn all(
        &mut self,
        chunks: &Receiver<Chunk>,
        size: u64,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(), Fault> {
        for chunk in chunks {
            let (rows, done) = chunk?;
            for row in &rows {
                self.one(row);
                if self.rows.len() + self.refused.len() >= self.piece {
                    self.hand_over()?;
                }
            }
            progress(done.min(size), size);
        }
        if !self.rows.is_empty() || !self.refused.is_empty() {
            self.hand_over()?;
        }
        Ok(())
    }

    fn one(&mut self, row: &ByteRecord) {
        self.totals.read += 1;
        match self.reader.read(self.totals.read, row) {
            Ok(taken) if self.seen.is_new(&taken.incident_id) => {
                self.totals.taken += 1;
                self.totals.hour_twice += u64::from(taken.when_precision == TWICE);
                self.rows.push(taken);
            }
            Ok(_) => {
                self.totals.repeated += 1;
                self.refused.push(self.reader.repeated(row));
            }
            Err(refused) => {
                self.totals.refused += 1;
                self.refused.push(refused);
            }
        }
    }

    fn hand_over(&mut self) -> Result<(), Fault> {
        let rows = std::mem::take(&mut self.rows);
        self.stage.add(rows, &self.refused, self.totals)?;
        self.refused.clear();
        Ok(())
    }
}

/// Whether two names are one file. A file that is not there is none.
fn same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}
