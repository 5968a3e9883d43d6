//! A month counted from its files, with what stands in the way of issuing it.

use domain::Month;
use domain::event::{Counted, Figure};

use super::{Fault, Weight, faults, twice};
use crate::file::File;
use crate::monthly::{self, Entry};

/// A month as its files stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The figures.
    pub figures: Vec<Figure>,
    /// The files they were counted from.
    pub counted: Vec<Counted>,
    /// What is to be put right or explained before they are issued, errors first.
    pub faults: Vec<Fault>,
    /// What each file gave.
    pub entries: Vec<Entry>,
}

impl Count {
    /// Counts a month. Files of other months may be among them, and count for nothing.
    pub fn of<'a>(
        files: impl IntoIterator<Item = &'a File>,
        month: Month,
        profile: &law::Profile,
    ) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        let mut found: Vec<Fault> = Vec::new();
        for file in files {
            if let Some(entry) = monthly::entry(file, profile) {
                if entry.used == month {
                    found.extend(faults(file, &entry));
                }
                entries.push(entry);
            }
        }
        let of_month: Vec<Entry> = entries
            .iter()
            .filter(|entry| entry.used == month)
            .cloned()
            .collect();
        found.extend(twice(&of_month));
        found.sort_by_key(|fault| (fault.weight, fault.rule, fault.file));
        Self {
            figures: monthly::figures(&entries, month),
            counted: monthly::counted(&entries, month),
            faults: found,
            entries,
        }
    }
}

/// What stands in the way, and what is to be explained: how many of each.
pub fn weigh(faults: &[Fault]) -> (usize, usize) {
    let error = |fault: &&Fault| fault.weight == Weight::Error;
    let errors = faults.iter().filter(error).count();
    (errors, faults.len() - errors)
}
