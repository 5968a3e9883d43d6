//! A file of logs opened: CSV or JSON lines, gzip or not, or standard input.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use flags::logs::{Batch, Columns, Logs, LogsError, Seen, Unreadable, Wanted};
use flate2::read::MultiGzDecoder;

use crate::outcome::{Problem, Result};
use crate::screen::{self, counted};

const BUFFER: usize = 1 << 18;

/// What to do about a column, or field, that is not there, as it follows what is said of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hints {
    /// Of the text's.
    pub(super) text: &'static str,
    /// Of one that is neither the text's nor the id's.
    pub(super) other: &'static str,
}

impl Hints {
    /// Where arguments name them: the text's, and this one the others.
    pub(super) const fn arguments(other: &'static str) -> Self {
        Self {
            text: "`--text-column` names the one that holds the text",
            other,
        }
    }
}

/// The rows of a file, one batch after another.
pub(super) struct Source {
    name: String,
    hints: Hints,
    logs: Logs<Box<dyn BufRead + Send>>,
    /// The first rows, read before anything is written, so that what is wrong with a small file
    /// is told in time.
    ahead: Option<Batch>,
    /// The rows that could not be taken apart: for each reason the first line and how many.
    unreadable: BTreeMap<Unreadable, (u64, u64)>,
    /// The rows with fewer values than columns: the line of the first, and how many.
    short: Option<(u64, u64)>,
}

impl Source {
    /// Opens a file and reads its header, if it has one, and the first rows.
    pub(super) fn open(path: &Path, columns: Columns, hints: Hints) -> Result<Self> {
        let failed = |error: &std::io::Error| Problem::unreadable(path, error);
        let raw: Box<dyn Read + Send> = if path == Path::new("-") {
            Box::new(std::io::stdin())
        } else {
            Box::new(File::open(path).map_err(|error| failed(&error))?)
        };
        let mut reader: Box<dyn BufRead + Send> = Box::new(BufReader::with_capacity(BUFFER, raw));
        let start = reader.fill_buf().map_err(|error| failed(&error))?;
        if start.starts_with(&[0x1f, 0x8b]) {
            let unpacked = MultiGzDecoder::new(reader);
            reader = Box::new(BufReader::with_capacity(BUFFER, unpacked));
        }
        let name = path.display().to_string();
        let mut logs =
            Logs::open(reader, columns).map_err(|error| problem(&name, hints, &error))?;
        let mut ahead = Batch::default();
        logs.fill(&mut ahead)
            .map_err(|error| problem(&name, hints, &error))?;
        Ok(Self {
            name,
            hints,
            logs,
            ahead: Some(ahead),
            unreadable: BTreeMap::new(),
            short: None,
        })
    }

    /// Fills a batch with the next logs, and says whether there were any.
    pub(super) fn fill(&mut self, batch: &mut Batch) -> Result<bool> {
        if let Some(ahead) = self.ahead.take() {
            *batch = ahead;
        } else {
            self.logs
                .fill(batch)
                .map_err(|error| problem(&self.name, self.hints, &error))?;
        }
        for (line, why) in batch.unreadable() {
            self.unreadable.entry(why).or_insert((line, 0)).1 += 1;
        }
        if let Some((line, count)) = batch.short() {
            self.short.get_or_insert((line, 0)).1 += count;
        }
        Ok(!batch.is_empty())
    }

    /// A row that nothing can be made of, where every row must be read.
    pub(super) fn unreadable(&self, line: u64, why: Unreadable) -> Problem {
        Problem::given(format!("{}:{line}: {}", self.name, why.says()))
    }

    /// Tells of the rows that could not be taken apart, and of those that were cut short: the first
    /// of each kind, and how many.
    pub(super) fn tell_unreadable(&self) {
        if let Some((line, count)) = self.short {
            let (name, rows) = (&self.name, counted(count, "row"));
            screen::note(format!(
                "{name}:{line}: the row has fewer values than the header has columns, and the \
                 others are taken for empty ({rows} so); a text that goes over the end of a line \
                 must stand in quotation marks"
            ));
        }
        for (why, (line, count)) in &self.unreadable {
            let (name, says) = (&self.name, why.says());
            let rows = counted(*count, "row");
            screen::note(format!(
                "{name}:{line}: {says} ({rows} unreadable for this)"
            ));
        }
    }
}

fn problem(name: &str, hints: Hints, error: &LogsError) -> Problem {
    match error {
        LogsError::NoColumn(missing) => {
            let hint = match missing.wanted {
                Wanted::Text => hints.text,
                Wanted::Id => "`--id-column` names the one that holds the id",
                Wanted::By => hints.other,
            };
            let line = match missing.seen {
                Seen::Columns(_) => ":1",
                Seen::Fields(_) => "",
            };
            Problem::given(format!("{name}{line}: {error}; {hint}"))
        }
        LogsError::Several { .. } => Problem::given(format!("{name}:1: {error}")),
        LogsError::Unclosed { .. } | LogsError::Astray { .. } => {
            Problem::could_not(format!("{name}: {error}"))
        }
        LogsError::Nothing | LogsError::Utf16 | LogsError::Array => {
            Problem::given(format!("`{name}` {error}"))
        }
        LogsError::Broken(_) => Problem::could_not(format!("`{name}` {error}")),
    }
}
