//! Logs out of a stream of bytes: CSV or JSON lines, whatever bytes are in them.
//!
//! Rows are copied once, into a [`Batch`] that is used again, and a text is never made a string:
//! bytes that are no UTF-8 come through as they are and are counted by the engine.

use std::io::{BufRead, Chain, Cursor, Read as _};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::json::{self, Fields};

mod error;
mod met;
mod start;
mod table;
mod unreadable;

pub use error::{LogsError, Missing, Seen, Wanted};
use met::Met;
use start::{Is, Start};
use table::Table;
pub use unreadable::Unreadable;

/// Which columns of a CSV, or fields of a JSON line, are wanted.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// What holds the text.
    pub text: String,
    /// What holds an id to carry through.
    pub id: Option<String>,
    /// What else is wanted, for rates.
    pub by: Vec<String>,
}

/// The text of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text<'b> {
    /// Bytes, which may be no UTF-8.
    Is(&'b [u8]),
    /// The field is there and has nothing in it.
    Empty,
    /// The row cannot be taken apart.
    Unreadable {
        /// The line that it begins on, from 1.
        line: u64,
        /// Why.
        why: Unreadable,
    },
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log<'b> {
    /// From 1, a header not counted.
    pub row: u64,
    /// What of it could be read.
    pub text: Text<'b>,
    /// The id, when one was asked for.
    pub id: Option<&'b [u8]>,
    /// The values of the other columns asked for.
    pub by: Vec<&'b [u8]>,
}

/// Where in a batch's bytes the parts of a row are.
#[derive(Debug, Clone)]
struct Row {
    number: u64,
    /// The line and the reason of a row that cannot be taken apart.
    text: Result<Range<usize>, (u64, Unreadable)>,
    id: Option<Range<usize>>,
    /// Where its other values begin in `by`.
    by: usize,
}

/// Rows that are read together.
#[derive(Debug, Default)]
pub struct Batch {
    bytes: Vec<u8>,
    rows: Vec<Row>,
    by: Vec<Range<usize>>,
    /// The line of the first row with fewer values than columns, and how many there are.
    short: Option<(u64, u64)>,
}

impl Batch {
    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows, in the order of the file.
    pub fn logs(&self) -> impl Iterator<Item = Log<'_>> {
        let ends = self.rows.iter().skip(1).map(|row| row.by);
        let ends = ends.chain([self.by.len()]);
        self.rows.iter().zip(ends).map(|(row, end)| Log {
            row: row.number,
            text: match row.text.clone().map(|text| self.part(text)) {
                Err((line, why)) => Text::Unreadable { line, why },
                Ok(text) if text.trim_ascii().is_empty() => Text::Empty,
                Ok(text) => Text::Is(text),
            },
            id: row.id.clone().map(|id| self.part(id)),
            by: self
                .by
                .get(row.by..end)
                .unwrap_or(&[])
                .iter()
                .map(|value| self.part(value.clone()))
                .collect(),
        })
    }

    /// The line and the reason of each row that cannot be taken apart.
    pub fn unreadable(&self) -> impl Iterator<Item = (u64, Unreadable)> {
        self.rows.iter().filter_map(|row| row.text.clone().err())
    }

    /// The line of the first row that has its text and fewer values than there are columns, and how
    /// many such rows there are.
    pub const fn short(&self) -> Option<(u64, u64)> {
        self.short
    }

    fn part(&self, range: Range<usize>) -> &[u8] {
        self.bytes.get(range).unwrap_or(&[])
    }

    /// Takes every row out.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.rows.clear();
        self.by.clear();
        self.short = None;
    }

    fn keep(&mut self, bytes: &[u8]) -> Range<usize> {
        let from = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        from..self.bytes.len()
    }

    /// Adds a row that comes from elsewhere, such as a table of columns. No text is an empty one.
    pub fn push(&mut self, number: u64, text: Option<&[u8]>, id: Option<&[u8]>) {
        let text = text.unwrap_or_default();
        self.add(
            (number, 0),
            Fields {
                text: Ok(text),
                id,
                by: Vec::new(),
                has_id: true,
                short: false,
            },
        );
    }

    /// Adds a row by its number and its line.
    fn add(&mut self, (number, line): (u64, u64), fields: Fields<'_>) {
        if fields.short && fields.text.is_ok() {
            self.short.get_or_insert((line, 0)).1 += 1;
        }
        let text = fields.text.map(|text| self.keep(text));
        let row = Row {
            number,
            text: text.map_err(|why| (line, why)),
            id: fields.id.map(|id| self.keep(id)),
            by: self.by.len(),
        };
        for value in fields.by {
            let value = self.keep(value.unwrap_or_default());
            self.by.push(value);
        }
        self.rows.push(row);
    }
}

/// The rows of a stream, one batch after another.
pub struct Logs<R> {
    form: Form<R>,
    columns: Columns,
    row: u64,
}

/// A stream of which the first line was looked at.
type Whole<R> = Chain<Cursor<Vec<u8>>, R>;

enum Form<R> {
    Csv(Box<Table<Whole<R>>>),
    Lines {
        reader: Whole<R>,
        line: Vec<u8>,
        /// How many bytes were read.
        read: u64,
        /// How many lines were read.
        lines: u64,
        /// Which fields were met, of a stream that is read from its beginning.
        met: Option<Met>,
    },
}

/// A place between two rows of a stream, from which somebody else can read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// How many bytes stand before it.
    pub byte: u64,
    /// How many rows stand before it.
    pub row: u64,
    /// How many lines end before it.
    pub line: u64,
}

/// What of a stream's beginning is needed to read its rows from a [`Place`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Head {
    /// The header of a CSV: so many bytes.
    Header(u64),
    /// Nothing: JSON lines.
    Lines,
}

/// Bytes of a batch before it is handed on.
const BATCH: usize = 1 << 19;

/// What a row costs beside its bytes, so that a batch of empty rows ends too.
const ROW: usize = 64;

const MARK: &[u8] = b"\xef\xbb\xbf";

impl<R: BufRead> Logs<R> {
    /// Reads the header, if there is one. A stream whose first mark is `{` is JSON lines; values
    /// are separated by what the header shows or a first line `sep=;` says.
    pub fn open(mut reader: R, columns: Columns) -> Result<Self, LogsError> {
        let Start { bytes, form } = start::read(&mut reader)?;
        let form = match form {
            Is::Lines => {
                let whole = Cursor::new(bytes).chain(reader);
                lines_form(whole, 0, Some(Met::new(&columns)))
            }
            Is::Values(values) => {
                let table = Table::open(reader, bytes, values, &columns)?;
                Form::Csv(Box::new(table))
            }
        };
        Ok(Self {
            form,
            columns,
            row: 0,
        })
    }

    /// Reads rows from a [`Place`] of a stream that was opened before. What is given here is the
    /// head of that stream, if it has one, and the bytes from the place on.
    pub fn resume(
        mut reader: R,
        columns: Columns,
        head: Head,
        place: Place,
    ) -> Result<Self, LogsError> {
        let form = match head {
            Head::Header(_) => {
                let (bytes, values) = start::header(&mut reader)?;
                let mut table = Table::open(reader, bytes, values, &columns)?;
                table.goes_on_at(place.line);
                Form::Csv(Box::new(table))
            }
            Head::Lines => lines_form(Cursor::new(Vec::new()).chain(reader), place.line, None),
        };
        Ok(Self {
            form,
            columns,
            row: place.row,
        })
    }

    /// What is needed to read on from another place, asked before the first row is read.
    pub fn head(&self) -> Head {
        match &self.form {
            Form::Csv(_) => Head::Header(self.place().byte),
            Form::Lines { .. } => Head::Lines,
        }
    }

    /// Where the next row begins.
    pub fn place(&self) -> Place {
        let (byte, line) = match &self.form {
            Form::Csv(table) => (table.byte(), table.line()),
            Form::Lines { read, lines, .. } => (*read, *lines),
        };
        Place {
            byte,
            row: self.row,
            line,
        }
    }

    /// Fills a batch with the next rows. The batch is empty at the end of the stream.
    pub fn fill(&mut self, batch: &mut Batch) -> Result<(), LogsError> {
        batch.clear();
        while batch.bytes.len() + batch.rows.len() * ROW < BATCH && self.one(batch)? {}
        Ok(())
    }

    /// Reads one row, and says whether there was one.
    fn one(&mut self, batch: &mut Batch) -> Result<bool, LogsError> {
        let row = self.row + 1;
        match &mut self.form {
            Form::Csv(table) => {
                let Some((line, fields)) = table.next()? else {
                    return Ok(false);
                };
                batch.add((row, line), fields);
            }
            Form::Lines {
                reader,
                line,
                read,
                lines,
                met,
            } => {
                let line = loop {
                    line.clear();
                    let more = reader.read_until(b'\n', line)?;
                    if more == 0 {
                        return match met.as_mut().and_then(|met| met.missing(&self.columns)) {
                            Some(missing) => Err(missing.into()),
                            None => Ok(false),
                        };
                    }
                    *read += more as u64;
                    *lines += 1;
                    let trimmed = line.trim_ascii();
                    let trimmed = trimmed.strip_prefix(MARK).unwrap_or(trimmed);
                    if !trimmed.is_empty() {
                        break trimmed;
                    }
                };
                json::fields(line, &self.columns, |fields| {
                    if let Some(met) = met {
                        met.take(line, &fields);
                    }
                    batch.add((row, *lines), fields);
                });
            }
        }
        self.row = row;
        Ok(true)
    }
}

fn lines_form<R>(reader: Whole<R>, lines: u64, met: Option<Met>) -> Form<R> {
    Form::Lines {
        reader,
        line: Vec::new(),
        read: 0,
        lines,
        met,
    }
}

#[cfg(test)]
mod tests;
