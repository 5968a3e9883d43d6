//! Ids that do not tell records apart: told by their lines, and never by what they are.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::columns::Columns;
use crate::read::{Records, Rows};
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
