//! Ids that do not tell records apart: told by their lines, and never by what they are.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use csv::StringRecord;

use crate::columns::Columns;
use crate::read::{At, Records, Rows};
use crate::told::counted;
use crate::{Nobody, Out, Problem, Result};

/// A file that was read, and which of its columns hold what.
#[derive(Debug)]
pub(crate) struct Origin {
    path: PathBuf,
    columns: Columns,
}

/// An id, and where it stands in its file.
struct Stands {
    id: String,
    at: String,
}

impl Origin {
    pub(crate) fn new(path: &Path, columns: Columns) -> Self {
        let path = path.to_owned();
        Self { path, columns }
    }

    /// Where the ids stand that are wanted, from the first row on. The file is read once more for
    /// it: to keep the line of every record would cost all those that have nothing wrong with them.
    /// Standard input cannot be, and says nothing.
    fn find(&self, wanted: impl Fn(&str) -> bool) -> Result<Vec<Stands>> {
        if self.path == Path::new("-") {
            return Ok(Vec::new());
        }
        let mut rows = Rows::open(&self.path, &Nobody)?;
        rows.header()?;
        rows.only(self.columns.compared());
        let mut found = Vec::new();
        rows.each(|row, at| {
            let otherwise = at.row.to_string();
            let id = self.columns.raw(row, &otherwise, 0).id;
            if wanted(id) {
                found.push(Stands {
                    id: id.to_owned(),
                    at: at.says(row),
                });
            }
        })?;
        Ok(found)
    }
}

/// The first record of a file that has an empty id, whoever of several comes to one first.
#[derive(Debug, Default)]
pub(crate) struct EmptyId(Mutex<Option<(u64, String)>>);

impl EmptyId {
    /// Looks at the id of a row, and at where it stands.
    pub(crate) fn see(&self, id: &str, row: &StringRecord, at: At) {
        if !id.trim().is_empty() {
            return;
        }
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if first.as_ref().is_none_or(|(row, _)| at.row < *row) {
            *first = Some((at.row, at.says(row)));
        }
    }

    /// Refuses a file that has one.
    pub(crate) fn check(self, path: &Path) -> Result<()> {
        let first = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        match first {
            Some((_, at)) => Err(Problem::given(format!(
                "`{}`: the id on {at} is empty: every record of a file needs its own",
                path.display()
            ))),
            None => Ok(()),
        }
    }
}

/// What is said of an id that two records of one file have.
pub(crate) fn there_twice(origins: &[Origin], id: &str) -> Result<Problem> {
    for origin in origins {
        if let [one, other, ..] = origin.find(|own| own == id)?.as_slice() {
            return Ok(Problem::given(format!(
                "`{}`: {} and {} have one id: every record of a file needs its own",
                origin.path.display(),
                one.at,
                other.at
            )));
        }
    }
    Ok(Problem::given(
        "two records of standard input have one id: every record of a file needs its own; put them \
         in a file to be told their lines",
    ))
}

impl Records {
    /// Refuses two files that share ids where something is to be written that names records by
    /// their ids alone: two people would stand under one name.
    pub fn told_apart_by_ids(&self, out: &Out) -> Result<()> {
        let named = out.files().next();
        let (Some((argument, _)), [one, other]) = (named, self.origins.as_slice()) else {
            return Ok(());
        };
        let shared = self.shared_ids();
        if shared.is_empty() {
            return Ok(());
        }
        let in_one = one.find(|id| shared.contains(id))?;
        let first = in_one.first();
        let in_other = other.find(|id| first.is_some_and(|first| first.id == id))?;
        let first = match (first, in_other.first()) {
            (Some(mine), Some(theirs)) => format!(
                ", the first on {} of `{}` and {} of `{}`",
                mine.at,
                one.path.display(),
                theirs.at,
                other.path.display()
            ),
            _ => String::new(),
        };
        let unnamed = if one.columns.holds_ids() && other.columns.holds_ids() {
            ""
        } else {
            " (the records of a file without a column of ids have the numbers of their rows: add \
             such a column)"
        };
        Err(Problem::given(format!(
            "the two files share {}{first}, so that two people would stand under one name in what \
             `{argument}` writes: give the ids of one file a prefix{unnamed}",
            counted(shared.len() as u64, "id")
        )))
    }

    /// The ids that records of both files have, where none has two of one file.
    fn shared_ids(&self) -> HashSet<&str> {
        let next = self.table.by_id().skip(1);
        let both = self.table.by_id().zip(next);
        both.filter(|((_, one), (_, other))| one == other)
            .map(|((_, id), _)| id)
            .collect()
    }
}
