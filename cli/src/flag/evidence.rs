//! Evidence out: one JSON line for each log, in the order of the file.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use flags::{Band, Desk, Engine, Reading};
use serde::Serialize;
use serde_json::json;

use super::source::{Log, Source, Text};
use crate::arguments::Flag;
use crate::outcome::{Answer, Problem, Result};
use crate::screen::{self, Progress, number};

/// Bytes of text handed to a thread at once.
const BATCH: usize = 1 << 19;

/// One line of evidence.
#[derive(Serialize)]
struct Line<'l> {
    row: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: &'l Option<String>,
    /// The engine's hash: what the answer depends on besides the text.
    engine: &'l str,
    #[serde(flatten)]
    reading: &'l Reading<'l>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<Vec<String>>,
}

/// What became of the rows.
#[derive(Debug, Default, Clone, Copy, Serialize)]
struct Totals {
    read: u64,
    flag: u64,
    review: u64,
    none: u64,
    empty: u64,
    unreadable: u64,
    strict: u64,
    broad: u64,
    possible: u64,
    with_invalid_bytes: u64,
}

/// Reads a file of logs and writes the evidence.
pub(super) fn write(file: &Path, wanted: &Flag) -> Result<Answer> {
    let engine = super::engine(&wanted.with)?;
    let mut source = Source::open(file, &wanted.text_column, wanted.id_column.as_deref(), &[])?;
    let mut out: Box<dyn Write> = match &wanted.out {
        None => Box::new(std::io::stdout().lock()),
        Some(path) => Box::new(File::create(path).map_err(|error| {
            Problem::could_not(format!("`{}` cannot be written: {error}", path.display()))
        })?),
    };
    let mut out = BufWriter::with_capacity(1 << 18, &mut out);
    let totals = if wanted.threads == 1 {
        alone(&engine, &mut source, wanted.full, &mut out)?
    } else {
        together(&engine, &mut source, wanted, &mut out)?
    };
    out.flush().map_err(|error| unwritable(&error))?;
    tell(&totals, &engine, wanted)?;
    Ok(if totals.unreadable == 0 {
        Answer::Yes
    } else {
        Answer::No
    })
}

fn unwritable(error: &std::io::Error) -> Problem {
    Problem::could_not(format!("the evidence cannot be written: {error}"))
}

/// A batch of logs; empty at the end of the file.
fn batch(source: &mut Source) -> Result<Vec<Log>> {
    let mut logs = Vec::new();
    let mut bytes = 0;
    while bytes < BATCH {
        let Some(log) = source.next()? else { break };
        if let Text::Is(text) = &log.text {
            bytes += text.len();
        }
        bytes += 64;
        logs.push(log);
    }
    Ok(logs)
}

fn alone(engine: &Engine, source: &mut Source, full: bool, out: &mut dyn Write) -> Result<Totals> {
    let progress = Progress::new("logs read", 0);
    let mut desk = Desk::default();
    let mut totals = Totals::default();
    loop {
        let logs = batch(source)?;
        if logs.is_empty() {
            break;
        }
        let (bytes, of_batch) = read_batch(engine, &logs, full, &mut desk);
        totals.add(&of_batch);
        out.write_all(&bytes).map_err(|error| unwritable(&error))?;
        progress.at_of(totals.read, totals.read);
    }
    progress.done();
    Ok(totals)
}

type Written = (Vec<u8>, Totals);

/// Batches go to the threads in turn and come back in turn, so the order is that of the file.
fn together(
    engine: &Engine,
    source: &mut Source,
    wanted: &Flag,
    out: &mut dyn Write,
) -> Result<Totals> {
    std::thread::scope(|scope| {
        let mut doors: VecDeque<(SyncSender<Vec<Log>>, Receiver<Written>)> = VecDeque::new();
        for _ in 0..wanted.threads {
            let (give, take) = sync_channel::<Vec<Log>>(2);
            let (hand, fetch) = sync_channel::<Written>(2);
            let full = wanted.full;
            scope.spawn(move || {
                let mut desk = Desk::default();
                for logs in take {
                    if hand
                        .send(read_batch(engine, &logs, full, &mut desk))
                        .is_err()
                    {
                        break;
                    }
                }
            });
            doors.push_back((give, fetch));
        }
        let stopped = || Problem::could_not("a reading thread stopped");
        let progress = Progress::new("logs read", 0);
        let mut totals = Totals::default();
        let mut given = 0_usize;
        let mut fetched = 0_usize;
        let mut more = true;
        let threads = doors.len();
        while more || fetched < given {
            if more {
                let logs = batch(source)?;
                if logs.is_empty() {
                    more = false;
                } else {
                    let (give, _) = doors.get(given % threads).ok_or_else(stopped)?;
                    give.send(logs).map_err(|_| stopped())?;
                    given += 1;
                }
            }
            if fetched < given && (!more || given - fetched > threads) {
                let (_, fetch) = doors.get(fetched % threads).ok_or_else(stopped)?;
                let (bytes, of_batch) = fetch.recv().map_err(|_| stopped())?;
                fetched += 1;
                totals.add(&of_batch);
                out.write_all(&bytes).map_err(|error| unwritable(&error))?;
                progress.at_of(totals.read, totals.read);
            }
        }
        progress.done();
        drop(doors);
        Ok(totals)
    })
}

fn read_batch(engine: &Engine, logs: &[Log], full: bool, desk: &mut Desk) -> Written {
    let mut totals = Totals::default();
    let mut bytes = Vec::with_capacity(BATCH);
    for log in logs {
        totals.read += 1;
        let text = match &log.text {
            Text::Is(text) => text,
            Text::Empty | Text::Unreadable => {
                let empty = matches!(log.text, Text::Empty);
                totals.empty += u64::from(empty);
                totals.unreadable += u64::from(!empty);
                let why = if empty { "empty" } else { "unreadable" };
                let line = json!({ "row": log.row, "id": log.id, "band": null, "why": why });
                bytes.extend_from_slice(line.to_string().as_bytes());
                bytes.push(b'\n');
                continue;
            }
        };
        let reading = engine.read(text, desk);
        match reading.band {
            Band::Flag => totals.flag += 1,
            Band::Review => totals.review += 1,
            Band::None => totals.none += 1,
        }
        totals.strict += u64::from(reading.totals.strict);
        totals.broad += u64::from(reading.totals.broad);
        totals.possible += u64::from(reading.totals.possible);
        totals.with_invalid_bytes += u64::from(reading.invalid_bytes > 0);
        let words = full.then(|| {
            reading
                .mentions
                .iter()
                .map(|mention| {
                    let span = text.get(mention.start as usize..mention.end as usize);
                    String::from_utf8_lossy(span.unwrap_or_default()).into_owned()
                })
                .collect()
        });
        let line = Line {
            row: log.row,
            id: &log.id,
            engine: engine.hash().get(..12).unwrap_or_default(),
            reading: &reading,
            words,
        };
        // A reading always has a JSON form, and writing to memory does not fail.
        let _never = serde_json::to_writer(&mut bytes, &line);
        bytes.push(b'\n');
    }
    (bytes, totals)
}

impl Totals {
    fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.flag += other.flag;
        self.review += other.review;
        self.none += other.none;
        self.empty += other.empty;
        self.unreadable += other.unreadable;
        self.strict += other.strict;
        self.broad += other.broad;
        self.possible += other.possible;
        self.with_invalid_bytes += other.with_invalid_bytes;
    }
}

fn tell(totals: &Totals, engine: &Engine, wanted: &Flag) -> Result<()> {
    let whole = totals.flag + totals.review + totals.none + totals.empty + totals.unreadable;
    if whole != totals.read {
        return Err(Problem::could_not(format!(
            "the rows do not add up: {} read, {whole} accounted for",
            totals.read
        )));
    }
    let told = if wanted.json {
        json!({ "engine": engine.hash(), "totals": totals }).to_string()
    } else {
        format!(
            "{} logs read = {} flag + {} review + {} none + {} empty + {} unreadable\n\
             strict {}, broad {}, possible {}; {} with bytes that are no UTF-8\n\
             engine {}",
            number(totals.read),
            number(totals.flag),
            number(totals.review),
            number(totals.none),
            number(totals.empty),
            number(totals.unreadable),
            number(totals.strict),
            number(totals.broad),
            number(totals.possible),
            number(totals.with_invalid_bytes),
            engine.hash(),
        )
    };
    if wanted.out.is_some() {
        screen::say(told)
    } else {
        screen::note(told);
        Ok(())
    }
}
