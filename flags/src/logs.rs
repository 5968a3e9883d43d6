//! Logs out of a stream of bytes: CSV or JSON lines, whatever bytes are in them.
//!
//! Rows are copied once, into a [`Batch`] that is used again, and a text is never made a string:
//! bytes that are no UTF-8 come through as they are and are counted by the engine.

use std::io::{self, BufRead};
use std::ops::Range;

use csv::ByteRecord;

use crate::json::{self, Fields};

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

/// Why logs cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LogsError {
    /// The stream broke off, or is no CSV.
    #[error("cannot be read: {0}")]
    Broken(#[from] io::Error),
    /// The header has no such column.
    #[error("there is no column `{0}`")]
    NoColumn(String),
}

/// The text of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text<'b> {
    /// Bytes, which may be no UTF-8.
    Is(&'b [u8]),
    /// The field is there and has nothing in it.
    Empty,
    /// The row cannot be taken apart.
    Unreadable,
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
    /// Nothing for a row that cannot be taken apart.
    text: Option<Range<usize>>,
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
                None => Text::Unreadable,
                Some(text) if text.trim_ascii().is_empty() => Text::Empty,
                Some(text) => Text::Is(text),
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

    fn part(&self, range: Range<usize>) -> &[u8] {
        self.bytes.get(range).unwrap_or(&[])
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.rows.clear();
        self.by.clear();
    }

    fn keep(&mut self, bytes: &[u8]) -> Range<usize> {
        let from = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        from..self.bytes.len()
    }

    fn add(&mut self, number: u64, fields: Fields<'_>) {
        let row = Row {
            number,
            text: fields.text.map(|text| self.keep(text)),
            id: fields.id.map(|id| self.keep(id)),
            by: self.by.len(),
        };
        for value in fields.by {
            let value = self.keep(value);
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

enum Form<R> {
    Csv {
        reader: Box<csv::Reader<R>>,
        record: ByteRecord,
        text: usize,
        id: Option<usize>,
        by: Vec<usize>,
    },
    Lines {
        reader: R,
        line: Vec<u8>,
    },
}

/// Bytes of a batch before it is handed on.
const BATCH: usize = 1 << 19;

/// What a row costs beside its bytes, so that a batch of empty rows ends too.
const ROW: usize = 64;

/// What CSV is read with at a time.
const BUFFER: usize = 1 << 16;

const MARK: &[u8] = b"\xef\xbb\xbf";

impl<R: BufRead> Logs<R> {
    /// Reads the header, if there is one. A stream whose first mark is `{` is JSON lines.
    pub fn open(mut reader: R, columns: Columns) -> Result<Self, LogsError> {
        let start = reader.fill_buf()?;
        let start = start.strip_prefix(MARK).unwrap_or(start);
        let lines = start.trim_ascii_start().starts_with(b"{");
        let form = if lines {
            Form::Lines {
                reader,
                line: Vec::new(),
            }
        } else {
            csv_form(reader, &columns)?
        };
        Ok(Self {
            form,
            columns,
            row: 0,
        })
    }

    /// Fills a batch with the next rows. The batch is empty at the end of the stream.
    pub fn fill(&mut self, batch: &mut Batch) -> Result<(), LogsError> {
        batch.clear();
        while batch.bytes.len() + batch.rows.len() * ROW < BATCH && self.one(batch)? {}
        Ok(())
    }

    /// Reads one row, and says whether there was one.
    fn one(&mut self, batch: &mut Batch) -> Result<bool, LogsError> {
        match &mut self.form {
            Form::Csv {
                reader,
                record,
                text,
                id,
                by,
            } => {
                if !reader.read_byte_record(record).map_err(io::Error::from)? {
                    return Ok(false);
                }
                self.row += 1;
                let fields = Fields {
                    text: record.get(*text),
                    id: id.map(|at| record.get(at).unwrap_or(&[])),
                    by: by.iter().map(|at| record.get(*at).unwrap_or(&[])).collect(),
                };
                batch.add(self.row, fields);
            }
            Form::Lines { reader, line } => {
                let line = loop {
                    line.clear();
                    if reader.read_until(b'\n', line)? == 0 {
                        return Ok(false);
                    }
                    let trimmed = line.trim_ascii();
                    let trimmed = trimmed.strip_prefix(MARK).unwrap_or(trimmed);
                    if !trimmed.is_empty() {
                        break trimmed;
                    }
                };
                self.row += 1;
                let row = self.row;
                json::fields(line, &self.columns, |fields| batch.add(row, fields));
            }
        }
        Ok(true)
    }
}

fn csv_form<R: BufRead>(reader: R, columns: &Columns) -> Result<Form<R>, LogsError> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .buffer_capacity(BUFFER)
        .from_reader(reader);
    let header = reader.byte_headers().map_err(io::Error::from)?.clone();
    let column = |wanted: &String| {
        header
            .iter()
            .position(|cell| {
                let cell = cell.strip_prefix(MARK).unwrap_or(cell);
                cell.trim_ascii() == wanted.as_bytes()
            })
            .ok_or_else(|| LogsError::NoColumn(wanted.clone()))
    };
    Ok(Form::Csv {
        text: column(&columns.text)?,
        id: columns.id.as_ref().map(column).transpose()?,
        by: columns.by.iter().map(column).collect::<Result<_, _>>()?,
        record: ByteRecord::new(),
        reader: Box::new(reader),
    })
}
