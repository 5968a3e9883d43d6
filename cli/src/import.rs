//! `lantern import`: extracts of other systems, a row a file.
//!
//! Rows are read on a thread of their own while the rows before them are sealed and written. The
//! id of a file follows from its row, so a second run, or one after a kill, finds what is there.

mod mapping;
mod rejects;
mod row;

use std::collections::VecDeque;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::Instant;

use csv::{ByteRecord, ReaderBuilder};
use jiff::Timestamp;
use record::{Imported, NewFile, Options, Record, RecordError};
use serde_json::json;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::arguments::Detentions;
use crate::outcome::{Answer, Problem, Result};
use crate::screen::{self, Progress, counted, number};
use crate::store;
use mapping::Mapping;
use rejects::Rejects;
use row::{Reader, Refused};

/// Rows handed to the record at once: one piece of its own.
const BATCH: usize = 10_000;

/// Batches in the record's hands at once: one is sealed while the one before it is written.
const IN_HAND: usize = 2;

/// What a run came to.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Tally {
    read: u64,
    taken: u64,
    already_there: u64,
    refused: u64,
}

/// Some rows of the extract.
#[derive(Default)]
struct Batch {
    files: Vec<NewFile>,
    /// The line in the extract, and why.
    refused: Vec<(u64, Refused)>,
    rows: u64,
    /// How far into the extract it ends, in bytes.
    until: u64,
}

pub(crate) async fn detentions(wanted: Detentions) -> Result<Answer> {
    let mapping = Mapping::open(&wanted.map)?;
    let extract = mapping.extract.name.clone();
    let (rows, size) = open(&wanted.file, mapping)?;
    let rejects_path = wanted
        .rejects
        .clone()
        .unwrap_or_else(|| beside(&wanted.file));
    if same_file(&rejects_path, &wanted.file) {
        return Err(Problem::given(format!(
            "`{}` is the extract itself: name another file for the refused rows",
            rejects_path.display()
        )));
    }
    let record = store::open_or_make(&wanted.store, wanted.create_keys, Options::default()).await?;
    let mut rejects = Rejects::create(&rejects_path)?;

    let began = Instant::now();
    let (sender, mut batches) = mpsc::channel(1);
    let reading = std::thread::spawn(move || read_all(rows, &sender));
    let mut writing = Writing::new(record.clone(), size);
    while let Some(batch) = batches.recv().await.transpose()? {
        for (line, refused) in &batch.refused {
            rejects.add(*line, refused)?;
        }
        writing.take(batch).await?;
    }
    let tally = writing.finish().await?;
    reading
        .join()
        .map_err(|_| Problem::could_not("the extract could not be read to its end"))?;
    rejects.finish()?;
    record.close().await?;
    tally.adds_up()?;
    told(&extract, &tally, &rejects_path, began, wanted.json)?;
    Ok(if tally.refused == 0 {
        Answer::Yes
    } else {
        Answer::No
    })
}

/// Batches on their way into the record, and what became of those before them.
struct Writing {
    record: Record,
    now: Timestamp,
    tally: Tally,
    bar: Progress,
    in_hand: VecDeque<JoinHandle<Written>>,
}

/// What the record made of a batch, and how far into the extract the batch ends.
type Written = (std::result::Result<Imported, RecordError>, u64);

impl Writing {
    fn new(record: Record, size: u64) -> Self {
        Self {
            record,
            now: Timestamp::now(),
            tally: Tally::default(),
            bar: Progress::new("bytes of the extract read", size),
            in_hand: VecDeque::with_capacity(IN_HAND),
        }
    }

    /// Hands a batch to the record, once there is room.
    async fn take(&mut self, batch: Batch) -> Result<()> {
        self.tally.read += batch.rows;
        self.tally.refused += u64::try_from(batch.refused.len()).unwrap_or(u64::MAX);
        let (record, now) = (self.record.clone(), self.now);
        let writing = async move { (record.append_new(batch.files, now).await, batch.until) };
        self.in_hand.push_back(tokio::spawn(writing));
        if self.in_hand.len() >= IN_HAND {
            self.first_written().await?;
        }
        Ok(())
    }

    async fn finish(mut self) -> Result<Tally> {
        while !self.in_hand.is_empty() {
            self.first_written().await?;
        }
        self.bar.done();
        Ok(self.tally)
    }

    async fn first_written(&mut self) -> Result<()> {
        let Some(first) = self.in_hand.pop_front() else {
            return Ok(());
        };
        // Only a program that is ending gives a batch up.
        let (imported, until) = first
            .await
            .map_err(|_| Problem::could_not("the rows could not be written to their end"))?;
        let imported = imported?;
        self.tally.taken += imported.files;
        self.tally.already_there += imported.skipped;
        self.bar.at(until);
        Ok(())
    }
}

impl Tally {
    /// Every row read became something, and only one thing.
    fn adds_up(&self) -> Result<()> {
        if self.read == self.taken + self.already_there + self.refused {
            return Ok(());
        }
        Err(Problem::could_not(format!(
            "the rows do not add up: {} read, {} taken, {} already there, {} refused",
            self.read, self.taken, self.already_there, self.refused
        )))
    }
}

/// The extract, held against its mapping, and its size in bytes.
fn open(path: &Path, mapping: Mapping) -> Result<(Rows, u64)> {
    let failed = |error| Problem::unreadable(path, &error);
    let file = File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    let mut csv = ReaderBuilder::new()
        .delimiter(mapping.extract.delimiter())
        .flexible(true)
        .from_reader(BufReader::with_capacity(1 << 16, file));
    let name = path.display().to_string();
    let header = csv
        .byte_headers()
        .map_err(|error| unreadable(&name, &error))?
        .clone();
    let reader = Reader::new(mapping, &name, &header)?;
    Ok((Rows { csv, reader, name }, size))
}

struct Rows {
    csv: csv::Reader<BufReader<File>>,
    reader: Reader,
    name: String,
}

fn unreadable(name: &str, error: &csv::Error) -> Problem {
    Problem::could_not(format!("`{name}` cannot be read: {error}"))
}

/// Reads every row, a batch at a time. Stops when nobody takes them any more.
fn read_all(mut rows: Rows, sender: &mpsc::Sender<Result<Batch>>) {
    let mut row = ByteRecord::new();
    let mut number = 0;
    let mut batch = Batch::default();
    loop {
        match rows.csv.read_byte_record(&mut row) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                let _nobody_takes_it = sender.blocking_send(Err(unreadable(&rows.name, &error)));
                return;
            }
        }
        number += 1;
        batch.rows += 1;
        match rows.reader.read(number, &row) {
            Ok(file) => batch.files.push(file),
            Err(refused) => {
                let line = row.position().map_or(0, csv::Position::line);
                batch.refused.push((line, refused));
            }
        }
        if batch.files.len() + batch.refused.len() >= BATCH {
            batch.until = rows.csv.position().byte();
            if sender
                .blocking_send(Ok(std::mem::take(&mut batch)))
                .is_err()
            {
                return;
            }
        }
    }
    batch.until = rows.csv.position().byte();
    let _nobody_takes_it = sender.blocking_send(Ok(batch));
}

/// Whether two names are one file. A file that is not there is none.
fn same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// `extract.rejects.csv` beside `extract.csv`.
fn beside(file: &Path) -> PathBuf {
    file.with_extension("rejects.csv")
}

fn told(extract: &str, tally: &Tally, rejects: &Path, began: Instant, json: bool) -> Result<()> {
    let seconds = began.elapsed().as_secs_f64();
    if json {
        return screen::say_json(&json!({
            "extract": extract,
            "read": tally.read,
            "taken": tally.taken,
            "already_there": tally.already_there,
            "refused": tally.refused,
            "rejects": (tally.refused > 0).then(|| rejects.display().to_string()),
            "seconds": (seconds * 1_000.0).round() / 1_000.0,
        }));
    }
    screen::say(format!(
        "{extract}: {} read = {} taken + {} already there + {} refused",
        counted(tally.read, "row"),
        number(tally.taken),
        number(tally.already_there),
        number(tally.refused),
    ))?;
    if tally.refused > 0 {
        screen::say(format!(
            "Refused rows, by line and reason: {}",
            rejects.display()
        ))?;
    }
    Ok(())
}
