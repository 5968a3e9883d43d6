//! Which files name which as the same person, and which file a reference stands for.
//!
//! A link is written in one of its two files. Both pages show it, so whoever is named has to be
//! found: links are worked out again from a file whenever a line of it may change them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use casework::File;
use casework::link::{Link, concerns, links};
use domain::{Event, FileId, Position, Recorded};

use crate::app::App;

/// The index.
#[derive(Default)]
pub(crate) struct Links(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    /// Two files could in principle share a reference.
    references: BTreeMap<String, BTreeSet<FileId>>,
    /// The links written in each file that has any.
    written: BTreeMap<FileId, Vec<Link>>,
    expected: BTreeSet<FileId>,
}

impl Links {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in a line. What it may change is worked out by [`Self::work_out_expected`].
    pub(super) fn note(&self, line: &Recorded) {
        let mut inner = self.inner();
        if line.position == Position::FIRST {
            let reference = line.file.reference();
            inner
                .references
                .entry(reference)
                .or_default()
                .insert(line.file);
        }
        let confirms = matches!(line.event, Event::LinkConfirmed(_));
        let known = inner.written.contains_key(&line.file);
        if confirms || (known && concerns(line.event.kind())) {
            inner.expected.insert(line.file);
        }
    }

    /// Forgets a file whose contents were disposed of.
    pub(super) fn forget(&self, file: FileId) {
        let mut inner = self.inner();
        inner.written.remove(&file);
        if let Some(files) = inner.references.get_mut(&file.reference()) {
            files.remove(&file);
        }
    }

    /// Reads again the files whose links may have changed.
    pub(super) async fn work_out_expected(&self, app: &App) {
        let files = std::mem::take(&mut self.inner().expected);
        for file in files {
            match app.record().read(file).await {
                Ok(Some(held)) => {
                    let found = links(&File::fold(file, &held.lines));
                    self.inner().written.insert(file, found);
                }
                Ok(None) => self.forget(file),
                Err(error) => {
                    tracing::error!("links could not be worked out: {}", error.for_operator());
                }
            }
        }
    }

    /// The file of a reference such as `LN-7F3K-92QD`, however it is typed; none where there is no
    /// such file, or more than one.
    pub(crate) fn file_of(&self, reference: &str) -> Option<FileId> {
        let typed: String = reference
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_uppercase())
            .collect();
        let (letters, rest) = (typed.get(2..6)?, typed.get(6..)?);
        let inner = self.inner();
        let files = inner.references.get(&format!("LN-{letters}-{rest}"))?;
        let mut files = files.iter();
        files.next().copied().filter(|_| files.next().is_none())
    }

    /// The links of other files that name a file: each with the file it is written in.
    pub(crate) fn naming(&self, file: FileId) -> Vec<(FileId, Link)> {
        let inner = self.inner();
        let all = inner
            .written
            .iter()
            .flat_map(|(of, links)| links.iter().map(|link| (*of, link)));
        all.filter(|(_, link)| link.with == file)
            .map(|(of, link)| (of, link.clone()))
            .collect()
    }
}
