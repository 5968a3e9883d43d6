//! Reading who the files of a record are about, and what people have said of any two of them.

use std::collections::{BTreeMap, BTreeSet};

use casework::File;
use casework::link::{Particulars, answered, links, set_apart, stays_apart};
use domain::FileId;
use jiff::Timestamp;
use record::{Record, RecordError};
use tokio::task::JoinSet;

use super::count;
use crate::arguments::Store;
use crate::outcome::{Problem, Result};
use crate::person::Person;
use crate::screen::{self, Progress};
use crate::store;

/// Files read by one task before the next piece is taken up.
const PIECE: usize = 200;

/// Ids of files asked for at once.
const PAGE: u32 = 10_000;

/// Two files, the one with the smaller id first.
pub(super) type Pair = (FileId, FileId);

/// The people of a record.
pub(super) struct People {
    /// The record's own id.
    pub(super) record: String,
    /// When reading began.
    pub(super) at: Timestamp,
    /// The last line there was then.
    pub(super) up_to: u64,
    pub(super) files: u64,
    pub(super) disposed: u64,
    pub(super) unreadable: u64,
    /// Who each file is about, where it says enough to be compared.
    pub(super) of: BTreeMap<FileId, Person>,
    /// What somebody confirmed, and what stands.
    pub(super) confirmed: BTreeSet<Pair>,
    /// What somebody made of a suggestion, the newest answer: whether they are one person.
    pub(super) answers: BTreeMap<Pair, (Timestamp, bool)>,
    /// What somebody took back or rejected, with when.
    set_apart: BTreeMap<Pair, Timestamp>,
    /// Since when the files of those pairs have said what they say now.
    since: BTreeMap<FileId, Option<Timestamp>>,
}

impl People {
    /// Whether somebody set the two apart, and neither file says anything new of its person since.
    pub(super) fn stays_apart(&self, one: FileId, other: FileId) -> bool {
        self.set_apart.get(&(one, other)).is_some_and(|at| {
            let since = [one, other].map(|file| self.since.get(&file).copied().flatten());
            stays_apart(*at, since)
        })
    }
}

/// What a piece of the files said.
#[derive(Default)]
struct Piece {
    files: u64,
    disposed: u64,
    unreadable: u64,
    of: Vec<(FileId, Person)>,
    confirmed: Vec<Pair>,
    answers: Vec<(Pair, Timestamp, bool)>,
    set_apart: Vec<(Pair, Timestamp)>,
}

/// Reads every file of the record.
pub(super) async fn people(store: &Store) -> Result<People> {
    let record = store::open_existing(store).await?;
    let at = Timestamp::now();
    let head = record.head().await?;
    let mut people = People {
        record: head.record.to_string(),
        at,
        up_to: head.seq,
        files: 0,
        disposed: 0,
        unreadable: 0,
        of: BTreeMap::new(),
        confirmed: BTreeSet::new(),
        answers: BTreeMap::new(),
        set_apart: BTreeMap::new(),
        since: BTreeMap::new(),
    };
    let files = files(&record).await?;
    let bar = Progress::new("files read", count(files.len()));
    let mut pieces = files.chunks(PIECE);
    let mut reading = JoinSet::new();
    let mut done = 0;
    loop {
        while reading.len() < threads()
            && let Some(piece) = pieces.next()
        {
            reading.spawn(piece_of(record.clone(), piece.to_vec()));
        }
        let Some(read) = reading.join_next().await else {
            break;
        };
        let read =
            read.map_err(|error| Problem::could_not(format!("reading broke off: {error}")))??;
        people.take(read);
        done += PIECE;
        bar.at(count(done.min(files.len())));
    }
    bar.done();
    let apart: BTreeSet<FileId> = people
        .set_apart
        .keys()
        .flat_map(|(one, other)| [*one, *other])
        .collect();
    for file in apart {
        if let Some(held) = record.read(file).await? {
            let since = Particulars::since(file, &held.lines);
            people.since.insert(file, since);
        }
    }
    record.close().await?;
    Ok(people)
}

impl People {
    fn take(&mut self, piece: Piece) {
        self.files += piece.files;
        self.disposed += piece.disposed;
        self.unreadable += piece.unreadable;
        self.of.extend(piece.of);
        self.confirmed.extend(piece.confirmed);
        for (pair, at, same) in piece.answers {
            let newest = self.answers.entry(pair).or_insert((at, same));
            *newest = (at, same).max(*newest);
        }
        for (pair, at) in piece.set_apart {
            let newest = self.set_apart.entry(pair).or_insert(at);
            *newest = at.max(*newest);
        }
    }
}

async fn files(record: &Record) -> Result<Vec<FileId>> {
    let mut files = Vec::new();
    loop {
        let page = record.files(files.last().copied(), PAGE).await?;
        if page.is_empty() {
            return Ok(files);
        }
        files.extend(page.into_iter().map(|listed| listed.file));
    }
}

async fn piece_of(record: Record, files: Vec<FileId>) -> Result<Piece> {
    let mut piece = Piece::default();
    for file in files {
        match record.read(file).await {
            Ok(Some(held)) if held.disposed.is_some() => piece.disposed += 1,
            Ok(Some(held)) => piece.take(&File::fold(file, &held.lines)),
            // Listed and not there: nothing removes a file, so something is wrong with it.
            Ok(None) => piece.unreadable += 1,
            // One file is damaged; the others are not.
            Err(error @ (RecordError::Line { .. } | RecordError::Nonsense { .. })) => {
                screen::note(format!("lantern: {error}"));
                piece.unreadable += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(piece)
}

impl Piece {
    fn take(&mut self, file: &File) {
        self.files += 1;
        let id = file.id();
        if let Some(person) = Person::of(&Particulars::of(file)) {
            self.of.push((id, person));
        }
        let pair = |with: FileId| (id.min(with), id.max(with));
        let standing = links(file).into_iter().map(|link| pair(link.with));
        self.confirmed.extend(standing);
        let answers = answered(file).into_iter();
        self.answers
            .extend(answers.map(|one| (pair(one.with), one.recorded, one.same)));
        let back = set_apart(file).into_iter();
        self.set_apart
            .extend(back.map(|(with, at)| (pair(with), at)));
    }
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
