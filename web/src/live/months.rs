//! Which files a month's figures are counted from, and which returns there are.
//!
//! Kept in memory from the lines as they are followed, so that counting a month reads its files
//! and not the whole record. A file may stand in a month it does not count in: whoever counts
//! reads it and leaves it out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::{Event, FileId, Month, Recorded};

use crate::desk::returns::Offer;

/// The index.
#[derive(Default)]
pub(crate) struct Months(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    files: BTreeMap<Month, BTreeSet<FileId>>,
    returns: BTreeMap<Month, FileId>,
    /// Counts up with every line of a file of a month.
    changes: BTreeMap<Month, u64>,
    offers: BTreeMap<Month, (u64, Option<Offer>)>,
}

impl Months {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in a line: which months its file may count in, or that there is a return.
    pub(super) fn note(&self, line: &Recorded) {
        let mut inner = self.inner();
        if let Event::ReturnIssued(issued) = &line.event {
            inner.returns.insert(issued.period, line.file);
            *inner.changes.entry(issued.period).or_default() += 1;
        }
        for month in casework::monthly::months(line) {
            inner.files.entry(month).or_default().insert(line.file);
        }
    }

    /// Remembers that a file has grown: what was worked out for its months is out of date.
    pub(super) fn touched(&self, file: FileId) {
        let mut inner = self.inner();
        let months: Vec<Month> = inner
            .files
            .iter()
            .filter(|(_, files)| files.contains(&file))
            .map(|(month, _)| *month)
            .collect();
        for month in months {
            *inner.changes.entry(month).or_default() += 1;
        }
    }

    /// The files that may count in a month.
    pub(crate) fn files(&self, month: Month) -> Vec<FileId> {
        let inner = self.inner();
        inner
            .files
            .get(&month)
            .into_iter()
            .flatten()
            .copied()
            .collect()
    }

    /// The months that have a return, newest first.
    pub(crate) fn returns(&self) -> Vec<(Month, FileId)> {
        let inner = self.inner();
        inner
            .returns
            .iter()
            .rev()
            .map(|(month, file)| (*month, *file))
            .collect()
    }

    /// What was worked out last for a month, if nothing has changed since. Otherwise how often its
    /// files have changed so far: take it before working out, and give it to [`Self::keep`].
    pub(crate) fn offer(&self, month: Month) -> Result<Option<Offer>, u64> {
        let inner = self.inner();
        let now = inner.changes.get(&month).copied().unwrap_or(0);
        match inner.offers.get(&month) {
            Some((at, offer)) if *at == now => Ok(offer.clone()),
            _ => Err(now),
        }
    }

    /// Keeps what was worked out, as of so many changes.
    pub(crate) fn keep(&self, month: Month, changes: u64, offer: Option<Offer>) {
        self.inner().offers.insert(month, (changes, offer));
    }
}
