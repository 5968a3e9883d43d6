//! Recognising people in a server: the linker behind `web`'s question who somebody is.
//!
//! It holds who every file is about, in memory alone, and an index of them. The index is made when
//! the server has read the record, and again in the background when a part of the files has changed
//! since; a file that changes in between is added to it, and what it said before is passed over.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use casework::link::Particulars;
use domain::FileId;
use linkage::index::{Asking, Index};
use linkage::model::Model;
use linkage::run::{self, Settings};
use web::recognises::{Answer, Found, Likeness, Recognises};

use crate::link::{agreements, centibits, count, name_of};
use crate::outcome::Result;
use crate::person::{Person, file_of, table_of};

/// What a record of fewer files than this is weighed with: a model lent, because so few teach
/// none.
const ENOUGH_TO_LEARN: usize = 5_000;

/// The index is made again when more than one file in so many has changed since,
const CHANGED_IN: usize = 10;

/// and at least so many.
const LEAST_CHANGED: usize = 100;

/// Files less likely than this are not told of.
const LEAST: f64 = 0.01;

/// Files told of, at most.
const MOST: usize = 20;

/// Recognises people by what the files of a record say of theirs.
pub(crate) struct Recogniser(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    /// Whether the record was read to its end.
    caught_up: bool,
    /// A model to weigh with, in place of one learnt or lent.
    model: Option<Model>,
    /// Who every file is about that says enough, as it says now.
    people: BTreeMap<FileId, Arc<Person>>,
    ready: Option<Ready>,
    /// What changed while an index is being made: it is not in it yet. None while none is.
    meanwhile: Option<BTreeSet<FileId>>,
    /// Whether a file was forgotten while an index is being made, which holds its name: it is made
    /// once more.
    again: bool,
}

/// An index, and whose its records are.
struct Ready {
    index: Index,
    by: String,
    /// The file of each record.
    files: Vec<FileId>,
    /// The record of each file that says what it says now.
    newest: HashMap<FileId, u32>,
    /// How many files changed since it was made.
    changed: usize,
}

impl Recogniser {
    /// One that weighs with what it learns from the record, or with this model.
    pub(crate) fn new(model: Option<Model>) -> Arc<Self> {
        let inner = Inner {
            model,
            ..Inner::default()
        };
        Arc::new(Self(Arc::new(Mutex::new(inner))))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        lock(&self.0)
    }
}

/// Makes the index aside, if nobody does.
fn make(shared: &Arc<Mutex<Inner>>, inner: &mut Inner) {
    if inner.meanwhile.is_some() {
        return;
    }
    (inner.meanwhile, inner.again) = (Some(BTreeSet::new()), false);
    let people = inner.people.clone();
    let model = inner.model.clone();
    let theirs = Arc::clone(shared);
    let making = std::thread::Builder::new().name("recogniser".to_owned());
    let made = making.spawn(move || {
        let began = Instant::now();
        let made = Ready::of(&people, model.as_ref());
        drop(people);
        let mut inner = lock(&theirs);
        let meanwhile = inner.meanwhile.take().unwrap_or_default();
        match made {
            Ok(ready) => {
                tracing::info!(
                    files = ready.files.len(),
                    milliseconds = began.elapsed().as_millis(),
                    "people are recognised"
                );
                inner.ready = Some(ready);
            }
            Err(error) => tracing::error!("people are not recognised: {}", error.says()),
        }
        for file in meanwhile {
            inner.take(file);
        }
        if inner.again {
            make(&theirs, &mut inner);
        }
    });
    if let Err(error) = made {
        inner.meanwhile = None;
        tracing::error!("people are not recognised: no thread could be started: {error}");
    }
}

fn lock(inner: &Mutex<Inner>) -> MutexGuard<'_, Inner> {
    inner.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Inner {
    /// Brings the index up to what a file says now.
    fn take(&mut self, file: FileId) {
        if let Some(meanwhile) = &mut self.meanwhile {
            meanwhile.insert(file);
        }
        let Some(ready) = &mut self.ready else {
            return;
        };
        ready.newest.remove(&file);
        ready.changed += 1;
        if let Some(person) = self.people.get(&file) {
            let id = file.to_string();
            let (record, _) = ready.index.add(&person.raw(&id), Asking::default());
            // Records are added one after another, so each has the place of its file.
            ready.files.push(file);
            ready.newest.insert(file, record);
        }
    }

    fn is_stale(&self) -> bool {
        self.ready
            .as_ref()
            .is_some_and(|ready| ready.changed > LEAST_CHANGED.max(self.people.len() / CHANGED_IN))
    }
}

impl Recognises for Recogniser {
    fn note(&self, file: FileId, says: &Particulars) {
        let mut inner = self.inner();
        let person = Person::of(says).map(Arc::new);
        let was = inner.people.get(&file);
        if was.map(Arc::as_ref) == person.as_deref() {
            return;
        }
        match person {
            Some(person) => inner.people.insert(file, person),
            None => inner.people.remove(&file),
        };
        if inner.caught_up {
            inner.take(file);
            if inner.is_stale() {
                make(&self.0, &mut inner);
            }
        }
    }

    fn forget(&self, file: FileId) {
        let mut inner = self.inner();
        if inner.people.remove(&file).is_some() && inner.caught_up {
            inner.take(file);
            // The index still holds the name, and so may one that is being made.
            inner.again = true;
            make(&self.0, &mut inner);
        }
    }

    fn caught_up(&self) {
        let mut inner = self.inner();
        inner.caught_up = true;
        make(&self.0, &mut inner);
    }

    fn ask(&self, about: &Particulars) -> Answer {
        let Some(person) = Person::asked(about) else {
            return Answer::TooLittle;
        };
        let mut inner = self.inner();
        let files = count(inner.people.len());
        match &mut inner.ready {
            None => Answer::NotYet,
            Some(ready) => Answer::Found(Found {
                by: ready.by.clone(),
                files,
                likely: ready.likely(&person),
            }),
        }
    }
}

impl Ready {
    fn of(people: &BTreeMap<FileId, Arc<Person>>, given: Option<&Model>) -> Result<Self> {
        let table = table_of(people.iter().map(|(file, person)| (*file, &**person)));
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let settings = |model: Option<Model>| Settings {
            threads,
            model,
            ..Settings::default()
        };
        let lent = || -> Result<Settings> { Ok(settings(Some(extracts::lent(table.len(), &[])?))) };
        let mut linked = match given {
            Some(model) => run::link(&table, &settings(Some(model.clone())), &|_| {}),
            None if table.len() < ENOUGH_TO_LEARN => run::link(&table, &lent()?, &|_| {}),
            None => run::link(&table, &settings(None), &|_| {}),
        };
        if given.is_none() && (!linked.model.makes_sense() || linked.model.is_doubtful()) {
            linked = run::link(&table, &lent()?, &|_| {});
        }
        let by = name_of(&linked)?;
        let by = match linked.model.lent {
            Some(_) => format!("{by}, learnt from invented people"),
            None => by,
        };
        let files = (0..).map_while(|record| file_of(&table, record));
        let files: Vec<FileId> = files.collect();
        Ok(Self {
            newest: files.iter().copied().zip(0..).collect(),
            files,
            index: Index::new(table, &linked),
            by,
            changed: 0,
        })
    }

    /// The files whose people are most like somebody.
    fn likely(&mut self, person: &Person) -> Vec<Likeness> {
        let least = run::bits(LEAST);
        let mut found = Vec::new();
        for reading in person.readings() {
            let row = self.index.row(&reading.raw(""));
            let all = self.index.ask(&row, None, Asking::default()).candidates;
            let likely = all.into_iter().filter(|it| it.weight >= least);
            found.extend(likely.map(|candidate| (candidate, row)));
        }
        // The nearest first, as each answer has them.
        found.sort_by(|(one, _), (other, _)| other.weight.total_cmp(&one.weight));
        let mut likely: Vec<Likeness> = Vec::new();
        for (candidate, row) in found {
            let Some(file) = self.files.get(candidate.record as usize).copied() else {
                continue;
            };
            if self.newest.get(&file) != Some(&candidate.record)
                || likely.iter().any(|one| one.file == file)
            {
                continue;
            }
            let Some(why) = self.index.why(&row, candidate.record) else {
                continue;
            };
            likely.push(Likeness {
                file,
                probability: run::probability(candidate.weight),
                weight_centibits: centibits(candidate.weight),
                why: agreements(&why),
            });
            if likely.len() == MOST {
                break;
            }
        }
        likely
    }
}

#[cfg(test)]
mod tests;
