//! Where the cases come from: a record, or a file of timelines.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use domain::FileId;
use flate2::read::MultiGzDecoder;
use jiff::Timestamp;
use law::Facts;
use record::{Record, RecordError};
use schemars::JsonSchema;
use serde::Deserialize;
use timeline::{Fault, Reader, Weight};
use tokio::task::JoinSet;

use super::{Question, Taken};
use crate::arguments::{Replay, Store};
use crate::outcome::{Problem, Result};
use crate::screen::{self, Progress};
use crate::store;

/// Files read by one task before the next piece is taken up.
const PIECE: usize = 200;

/// Ids of files asked for at once.
const PAGE: u32 = 10_000;

/// Lines handed to a thread at once.
const LINES: usize = 500;

/// Reads every file of a record, folds it as everything else does, and compares.
pub(super) async fn record(wanted: &Replay, question: &Question) -> Result<Taken<FileId>> {
    let (Some(address), Some(keys)) = (&wanted.record, &wanted.keys) else {
        return Err(Problem::given(
            "a record is read with its keys: give --record and --keys, or --timelines",
        ));
    };
    let record = store::open_existing(&Store {
        record: address.clone(),
        keys: keys.clone(),
    })
    .await?;
    let mut files = Vec::new();
    loop {
        let page = record.files(files.last().copied(), PAGE).await?;
        if page.is_empty() {
            break;
        }
        files.extend(page.into_iter().map(|listed| listed.file));
    }
    let bar = Progress::new("files replayed", count(files.len()));
    let question = Arc::new(question.clone());
    let mut pieces = files.chunks(PIECE);
    let mut reading = JoinSet::new();
    let mut taken = Taken::default();
    let mut done = 0;
    loop {
        while reading.len() < 2 * threads()
            && let Some(piece) = pieces.next()
        {
            let piece = piece.to_vec();
            reading.spawn(read_piece(record.clone(), piece, Arc::clone(&question)));
        }
        let Some(read) = reading.join_next().await else {
            break;
        };
        let read =
            read.map_err(|error| Problem::could_not(format!("reading broke off: {error}")))??;
        taken.merge(read);
        done += PIECE;
        bar.at(count(done.min(files.len())));
    }
    bar.done();
    record.close().await?;
    Ok(taken)
}

async fn read_piece(
    record: Record,
    files: Vec<FileId>,
    question: Arc<Question>,
) -> Result<Taken<FileId>> {
    let mut taken = Taken::default();
    for file in files {
        match record.read(file).await {
            Ok(Some(held)) if held.disposed.is_some() => taken.disposed(file),
            Ok(Some(held)) => {
                let folded = casework::File::fold(file, &held.lines);
                taken.take(&file, &casework::facts::facts(&folded), &question);
            }
            // Listed and not there: nothing removes a file, so something is wrong with it.
            Ok(None) => taken.unreadable(file),
            // One file is damaged; the others are not.
            Err(error @ (RecordError::Line { .. } | RecordError::Nonsense { .. })) => {
                screen::note(format!("lantern: {error}"));
                taken.unreadable(file);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(taken)
}

/// One line of a file of timelines.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Timeline {
    /// The name of the case.
    id: String,
    /// What happened.
    facts: Facts,
}

/// How every line is read.
struct Reading<'p> {
    path: &'p Path,
    reader: Reader<Timeline>,
    /// What counts as now, for times that lie in the future.
    now: Timestamp,
}

/// Some lines of the file, from the number of the first.
struct Lines {
    first: u64,
    text: Vec<String>,
}

/// What one thread made of its lines.
#[derive(Default)]
struct Part {
    taken: Taken<String>,
    /// Every id with the line it stands in.
    ids: Vec<(String, u64)>,
}

/// Reads a file of timelines on every core. The answer is the same on any number of them.
pub(super) fn timelines(path: &Path, question: &Question) -> Result<Taken<String>> {
    let file = File::open(path).map_err(|error| Problem::unreadable(path, &error))?;
    let size = file.metadata().map_or(0, |about| about.len());
    let bar = Progress::new("bytes replayed", size);
    let far = Arc::new(AtomicU64::new(0));
    let counted = Counted {
        file,
        far: Arc::clone(&far),
    };
    let packed = path.extension().is_some_and(|end| end == "gz");
    let text: Box<dyn Read> = if packed {
        Box::new(MultiGzDecoder::new(BufReader::new(counted)))
    } else {
        Box::new(counted)
    };
    let (sender, waiting) = mpsc::sync_channel::<Lines>(2 * threads());
    let waiting = Mutex::new(waiting);
    let reading = Reading {
        path,
        reader: Reader::new(),
        now: Timestamp::now(),
    };
    let parts = std::thread::scope(|scope| -> Result<Vec<Part>> {
        let workers: Vec<_> = (0..threads())
            .map(|_| scope.spawn(|| work(&reading, &waiting, question)))
            .collect();
        let text = BufReader::with_capacity(1 << 20, text);
        let read = hand_out(text, &sender, || bar.at(far.load(Ordering::Relaxed)));
        // The workers stop when nobody can hand them more.
        drop(sender);
        let mut parts = Vec::with_capacity(workers.len());
        for worker in workers {
            let part = worker.join();
            parts.push(part.map_err(|_| Problem::could_not("a thread broke off while comparing"))?);
        }
        read.map_err(|error| Problem::unreadable(path, &error))?;
        Ok(parts)
    })?;
    bar.done();
    one_of_all(parts, path)
}

/// Reads the lines and hands them out in pieces.
fn hand_out(
    text: impl BufRead,
    sender: &mpsc::SyncSender<Lines>,
    tell: impl Fn(),
) -> std::io::Result<()> {
    let mut first = 1;
    let mut lines = Vec::with_capacity(LINES);
    for line in text.lines() {
        lines.push(line?);
        if lines.len() == LINES {
            let text = std::mem::replace(&mut lines, Vec::with_capacity(LINES));
            if sender.send(Lines { first, text }).is_err() {
                // Nobody takes them any more: why is told by the thread that broke off.
                return Ok(());
            }
            first += count(LINES);
            tell();
        }
    }
    let _joined_by_the_caller = sender.send(Lines { first, text: lines });
    Ok(())
}

/// Adds up what the threads made, and sees that no two timelines have one id.
fn one_of_all(parts: Vec<Part>, path: &Path) -> Result<Taken<String>> {
    let mut taken = Taken::default();
    let mut ids = BTreeMap::new();
    let mut twice: Option<(u64, u64)> = None;
    for part in parts {
        taken.merge(part.taken);
        for (id, line) in part.ids {
            if let Some(other) = ids.insert(id, line) {
                let pair = (line.max(other), line.min(other));
                twice = Some(twice.map_or(pair, |known| known.min(pair)));
            }
        }
    }
    match twice {
        None => Ok(taken),
        Some((second, first)) => Err(Problem::given(format!(
            "{}:{second}: the id is that of line {first}; each timeline needs its own",
            path.display()
        ))),
    }
}

fn work(
    reading: &Reading<'_>,
    waiting: &Mutex<mpsc::Receiver<Lines>>,
    question: &Question,
) -> Part {
    let mut part = Part::default();
    loop {
        let next = waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(lines) = next else { return part };
        for (number, text) in (lines.first..).zip(&lines.text) {
            if text.trim().is_empty() {
                continue;
            }
            match reading.line(number, text) {
                Some((timeline, odd)) => {
                    part.taken.take(&timeline.id, &timeline.facts, question);
                    part.taken.odd += u64::from(odd);
                    part.ids.push((timeline.id, number));
                }
                None => part.taken.unreadable(format!("line {number}")),
            }
        }
    }
}

impl Reading<'_> {
    /// Reads one line, and says whether anything in it is odd. Every fault is told with its column;
    /// nothing is returned where one keeps the line from being a timeline.
    fn line(&self, number: u64, text: &str) -> Option<(Timeline, bool)> {
        let read = self.reader.read(
            text.as_bytes(),
            "/facts",
            |timeline| &timeline.facts,
            self.now,
        );
        match read {
            Ok((timeline, odd)) => {
                for fault in &odd {
                    self.tell(number, fault, " (read all the same)");
                }
                Some((timeline, !odd.is_empty()))
            }
            Err(faults) => {
                for fault in &faults {
                    let aside = match fault.weight {
                        Weight::Error => "",
                        Weight::Warning => " (odd)",
                    };
                    self.tell(number, fault, aside);
                }
                None
            }
        }
    }

    fn tell(&self, number: u64, fault: &Fault, aside: &str) {
        screen::note(format!(
            "lantern: {}:{number}:{}: {}{aside}",
            self.path.display(),
            fault.column,
            fault.says()
        ));
    }
}

/// Counts the bytes read of a file.
struct Counted {
    file: File,
    far: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(into)?;
        self.far.fetch_add(count(read), Ordering::Relaxed);
        Ok(read)
    }
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
