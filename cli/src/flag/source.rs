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

/// The rows of a file, one batch after another.
pub(super) struct Source {
    name: String,
    /// The argument that names other columns than those of the text and the id.
    by: &'static str,
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
    /// `by` is the argument that names other columns than those of the text and the id.
    pub(super) fn open(path: &Path, columns: Columns, by: &'static str) -> Result<Self> {
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
        let mut logs = Logs::open(reader, columns).map_err(|error| problem(&name, by, &error))?;
        let mut ahead = Batch::default();
        logs.fill(&mut ahead)
            .map_err(|error| problem(&name, by, &error))?;
        Ok(Self {
            name,
            by,
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
                .map_err(|error| problem(&self.name, self.by, &error))?;
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

fn problem(name: &str, by: &str, error: &LogsError) -> Problem {
    match error {
        LogsError::NoColumn(missing) => {
            let (argument, holds) = match missing.wanted {
                Wanted::Text => ("--text-column", "the one that holds the text"),
                Wanted::Id => ("--id-column", "the one that holds the id"),
                Wanted::By => (by, "one that is there"),
            };
            let line = match missing.seen {
                Seen::Columns(_) => ":1",
                Seen::Fields(_) => "",
            };
            Problem::given(format!("{name}{line}: {error}; `{argument}` names {holds}"))
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
