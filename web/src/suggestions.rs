//! What a program suggests of the same person in other files, from the file that
//! `lantern link record` writes.
//!
//! The file is looked at with every question and read again when it is another. Why it cannot be
//! used is told to the operator's log once, and the page says only that there are no suggestions to
//! be had.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use casework::link::suggested::{LAYOUT, Made, Suggestion};
use domain::FileId;
use jiff::{SignedDuration, Timestamp};

/// Suggestions older than this are not shown: our own measure, of a program that should run every
/// night and has not for a month.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(31 * 24);

/// Where suggestions are read from.
pub struct Suggestions {
    path: PathBuf,
    kept: Mutex<Kept>,
}

/// What was read last, and of which file.
#[derive(Default)]
struct Kept {
    /// When the file was written and how long it is.
    of: Option<(SystemTime, u64)>,
    read: Option<Arc<Read>>,
    /// What was told to the log last, so that it is told once.
    told: Option<String>,
}

/// A file of suggestions, as read.
#[derive(Debug)]
pub(crate) struct Read {
    made: Made,
    suggestions: Vec<Suggestion>,
    /// The places of each file's suggestions.
    of: HashMap<FileId, Vec<usize>>,
}

/// The record that suggestions have to be of.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    /// Its own id.
    pub(crate) record: String,
    /// Its last line.
    pub(crate) lines: u64,
    /// The instant it is now.
    pub(crate) now: Timestamp,
}

impl Suggestions {
    /// From this file, which may not be there yet.
    pub fn at(path: impl Into<PathBuf>) -> Arc<Self> {
        Arc::new(Self {
            path: path.into(),
            kept: Mutex::default(),
        })
    }

    /// What the file holds now; none where it cannot be used, which the log says why. Reads from
    /// the disk.
    pub(crate) fn read(&self, held: &Held) -> Option<Arc<Read>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        match self.look(&mut kept, held) {
            Ok(read) => {
                kept.told = None;
                Some(read)
            }
            Err(says) => {
                if kept.told.as_ref() != Some(&says) {
                    tracing::error!("suggestions of the same person are not available: {says}");
                    kept.told = Some(says);
                }
                None
            }
        }
    }

    fn look(&self, kept: &mut Kept, held: &Held) -> Result<Arc<Read>, String> {
        let path = self.path.display();
        let cannot = |error: std::io::Error| format!("`{path}` cannot be read: {error}");
        let about = std::fs::metadata(&self.path).map_err(cannot)?;
        let of = (about.modified().map_err(cannot)?, about.len());
        if kept.of != Some(of) {
            *kept = Kept {
                told: kept.told.take(),
                ..Kept::default()
            };
        }
        let read = if let Some(read) = &kept.read {
            Arc::clone(read)
        } else {
            let read = Arc::new(Read::of(&self.path)?);
            (kept.of, kept.read) = (Some(of), Some(Arc::clone(&read)));
            read
        };
        read.check(held)
            .map_err(|says| format!("`{path}` {says}"))?;
        Ok(read)
    }
}

impl Read {
    /// Reads a file; what is wrong with it is told with the line.
    fn of(path: &Path) -> Result<Self, String> {
        let called = path.display();
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("`{called}` cannot be read: {error}"))?;
        let mut lines = (1..).zip(text.lines());
        let (_, first) = lines
            .next()
            .ok_or_else(|| format!("`{called}` is empty: run `lantern link record` again"))?;
        let made: Made = serde_json::from_str(first)
            .map_err(|error| format!("`{called}`: line 1 {}", wrong(&error)))?;
        if made.layout != LAYOUT {
            return Err(format!(
                "`{called}` is of layout {}, and this program reads {LAYOUT}: run `lantern link \
                 record` of this version again",
                made.layout
            ));
        }
        let mut read = Self {
            made,
            suggestions: Vec::new(),
            of: HashMap::new(),
        };
        for (number, line) in lines {
            let suggestion: Suggestion = serde_json::from_str(line)
                .map_err(|error| format!("`{called}`: line {number} {}", wrong(&error)))?;
            let place = read.suggestions.len();
            for file in [suggestion.one, suggestion.other] {
                read.of.entry(file).or_default().push(place);
            }
            read.suggestions.push(suggestion);
        }
        let there = u64::try_from(read.suggestions.len()).unwrap_or(u64::MAX);
        if there != read.made.suggestions {
            return Err(format!(
                "`{called}` says that it holds {} suggestions and holds {there}: it was cut short \
                 or edited",
                read.made.suggestions
            ));
        }
        Ok(read)
    }

    /// Whether it is of this record, and of late.
    fn check(&self, held: &Held) -> Result<(), String> {
        if self.made.record != held.record || self.made.up_to > held.lines {
            return Err(
                "was made from another record, or from more of this one than is there".to_owned(),
            );
        }
        if held.now.duration_since(self.made.at) > GOOD_FOR {
            return Err(format!(
                "was made on {}, more than 31 days ago: run `lantern link record` again",
                domain::time::full_time(self.made.at)
            ));
        }
        Ok(())
    }

    /// What they were made from, and when.
    pub(crate) const fn made(&self) -> &Made {
        &self.made
    }

    /// The suggestions that name a file, strongest first.
    pub(crate) fn of_file(&self, file: FileId) -> Vec<&Suggestion> {
        let places = self.of.get(&file).into_iter().flatten();
        let mut found: Vec<&Suggestion> = places
            .filter_map(|place| self.suggestions.get(*place))
            .collect();
        found.sort_by_key(|one| std::cmp::Reverse(one.weight_centibits));
        found
    }
}

/// What is wrong with a line, in words that quote nothing of it: a file that was edited by hand
/// might hold anything.
fn wrong(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Data => "is not what this program writes",
        serde_json::error::Category::Eof => "ends too early",
        _ => "is not JSON",
    };
    format!("{what}, from character {}", error.column())
}

#[cfg(test)]
mod tests;
