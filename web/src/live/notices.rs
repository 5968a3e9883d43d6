//! Who has to be told that something they saw was corrected.
//!
//! Worked out from the lines and the log of who looked, whenever a file is corrected, and kept in
//! memory by whom it is for, so that every page can show how many there are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use casework::notice::{Notice, Reading, notices};
use domain::{Event, FileId, Position, Recorded, UserId};
use record::{Access, Seen};

use crate::app::App;

/// The notices of every file that has any.
#[derive(Default)]
pub struct Notices {
    by_file: Mutex<BTreeMap<FileId, Vec<NoticeFor>>>,
    expected: Mutex<BTreeSet<FileId>>,
}

/// A notice, and who of those it is for has read it.
#[derive(Debug, Clone)]
pub struct NoticeFor {
    /// The notice.
    pub notice: Notice,
    /// Who has read it.
    pub read_by: BTreeSet<UserId>,
}

impl NoticeFor {
    /// Whether somebody is to be told of it.
    pub fn is_for(&self, user: &UserId) -> bool {
        self.notice.to.iter().any(|(told, _, _)| told == user)
    }
}

impl Notices {
    fn by_file(&self) -> MutexGuard<'_, BTreeMap<FileId, Vec<NoticeFor>>> {
        self.by_file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every notice for somebody, newest first, and whether they have read it.
    pub fn of(&self, user: &UserId) -> Vec<(Notice, bool)> {
        let mut found: Vec<_> = self
            .by_file()
            .values()
            .flatten()
            .filter(|one| one.is_for(user))
            .map(|one| (one.notice.clone(), one.read_by.contains(user)))
            .collect();
        found.sort_by_key(|(notice, _)| std::cmp::Reverse((notice.recorded, notice.position)));
        found
    }

    /// How many notices somebody has not read.
    pub fn unread(&self, user: &UserId) -> usize {
        self.by_file()
            .values()
            .flatten()
            .filter(|one| one.is_for(user) && !one.read_by.contains(user))
            .count()
    }

    /// Every notice of a file.
    pub fn of_file(&self, file: FileId) -> Vec<NoticeFor> {
        self.by_file().get(&file).cloned().unwrap_or_default()
    }

    /// Whether a line is one that others may have to be told of.
    pub(super) fn is_about(line: &Recorded) -> bool {
        matches!(
            line.event,
            Event::Corrected(_) | Event::Settled(_) | Event::Withdrawn(_)
        )
    }

    /// Remembers a file to be worked out once everything has been read.
    pub(super) fn expect(&self, file: FileId) {
        self.expected
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(file);
    }

    pub(super) async fn work_out_expected(&self, app: &App) {
        let files =
            std::mem::take(&mut *self.expected.lock().unwrap_or_else(PoisonError::into_inner));
        for file in files {
            self.work_out(app, file).await;
        }
    }

    /// Works out the notices of one file from the record as it is now.
    pub async fn work_out(&self, app: &App, file: FileId) {
        let held = match app.record().read(file).await {
            Ok(Some(held)) => held,
            Ok(None) => return,
            Err(error) => {
                tracing::error!("notices could not be worked out: {}", error.for_operator());
                return;
            }
        };
        let readings: Vec<Reading> = held.accesses.iter().filter_map(reading).collect();
        let found: Vec<NoticeFor> = notices(file, &held.lines, &readings, &app.profile())
            .into_iter()
            .map(|notice| NoticeFor {
                read_by: readers_of(&held.accesses, notice.position),
                notice,
            })
            .collect();
        if found.is_empty() {
            self.by_file().remove(&file);
        } else {
            self.by_file().insert(file, found);
        }
    }

    /// Remembers that somebody has read a notice.
    pub(crate) fn read(&self, file: FileId, position: Position, user: &UserId) {
        if let Some(found) = self.by_file().get_mut(&file) {
            for one in found
                .iter_mut()
                .filter(|one| one.notice.position == position)
            {
                one.read_by.insert(user.clone());
            }
        }
    }

    /// Whether somebody who saw a file up to a position missed a correction of it, because they
    /// were looking while it was written.
    pub(crate) fn missed(&self, file: FileId, position: u64, user: &UserId) -> bool {
        self.by_file().get(&file).is_some_and(|found| {
            found
                .iter()
                .any(|one| one.notice.position.get() > position && !one.is_for(user))
        })
    }
}

/// Somebody looked at a file, as casework counts it.
pub(crate) fn reading(access: &Access) -> Option<Reading> {
    // Reading a notice is not reading the file, and a list of files shows no value of any.
    if matches!(access.what, Seen::NoticeRead { .. } | Seen::Listed { .. }) {
        return None;
    }
    Some(Reading {
        user: access.by.user.clone(),
        name: access.by.name.clone(),
        role: access.by.role,
        at: access.at,
        position: Position::new(access.position)?,
    })
}

fn readers_of(accesses: &[Access], notice: Position) -> BTreeSet<UserId> {
    accesses
        .iter()
        .filter(|access| matches!(access.what, Seen::NoticeRead { position } if position == notice))
        .map(|access| access.by.user.clone())
        .collect()
}
