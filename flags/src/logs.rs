//! Logs out of a stream of bytes: CSV or JSON lines, whatever bytes are in them.
//!
//! Rows are copied once, into a [`Batch`] that is used again, and a text is never made a string:
//! bytes that are no UTF-8 come through as they are and are counted by the engine.

use std::io::{self, BufRead};
use std::ops::Range;

use csv::ByteRecord;
use serde::{Deserialize, Serialize};

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

    /// Takes every row out.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.rows.clear();
        self.by.clear();
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
            number,
            Fields {
                text: Some(text),
                id,
                by: Vec::new(),
            },
        );
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
        /// How many bytes were read.
        read: u64,
    },
}

/// A place between two rows of a stream, from which somebody else can read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// How many bytes stand before it.
    pub byte: u64,
    /// How many rows stand before it.
    pub row: u64,
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
            lines_form(reader)
        } else {
            csv_form(reader, &columns)?
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
        reader: R,
        columns: Columns,
        head: Head,
        place: Place,
    ) -> Result<Self, LogsError> {
        let form = match head {
            Head::Header(_) => csv_form(reader, &columns)?,
            Head::Lines => lines_form(reader),
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
            Form::Csv { .. } => Head::Header(self.place().byte),
            Form::Lines { .. } => Head::Lines,
        }
    }

    /// Where the next row begins.
    pub fn place(&self) -> Place {
        Place {
            byte: match &self.form {
                Form::Csv { reader, .. } => reader.position().byte(),
                Form::Lines { read, .. } => *read,
            },
            row: self.row,
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
            Form::Lines { reader, line, read } => {
                let line = loop {
                    line.clear();
                    let more = reader.read_until(b'\n', line)?;
                    if more == 0 {
                        return Ok(false);
                    }
                    *read += more as u64;
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

const fn lines_form<R>(reader: R) -> Form<R> {
    Form::Lines {
        reader,
        line: Vec::new(),
        read: 0,
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

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    type Told = (u64, Option<Vec<u8>>, Option<Vec<u8>>);

    fn columns() -> Columns {
        Columns {
            text: "t".into(),
            id: Some("i".into()),
            by: Vec::new(),
        }
    }

    fn told(batch: &Batch) -> Vec<Told> {
        let logs = batch.logs().map(|log| {
            let text = match log.text {
                Text::Is(text) => Some(text.to_vec()),
                Text::Empty => Some(Vec::new()),
                Text::Unreadable => None,
            };
            (log.row, text, log.id.map(<[u8]>::to_vec))
        });
        logs.collect()
    }

    /// Cuts a stream between every two rows, reads on from each place, and compares.
    fn cut_everywhere(stream: &[u8]) -> usize {
        let Ok(mut logs) = Logs::open(stream, columns()) else {
            return 0;
        };
        let head = logs.head();
        let mut whole = Batch::default();
        let mut places = vec![logs.place()];
        while logs.one(&mut whole).unwrap() {
            places.push(logs.place());
        }
        let whole = told(&whole);
        for (nth, place) in places.iter().enumerate() {
            assert_eq!(place.row, nth as u64);
            let from = usize::try_from(place.byte).unwrap();
            let mut bytes = match head {
                Head::Header(until) => stream[..usize::try_from(until).unwrap()].to_vec(),
                Head::Lines => Vec::new(),
            };
            bytes.extend_from_slice(&stream[from..]);
            let mut rest = Logs::resume(Cursor::new(bytes), columns(), head, *place).unwrap();
            let mut batch = Batch::default();
            while rest.one(&mut batch).unwrap() {}
            assert_eq!(told(&batch), whole[nth..], "from {place:?} of {stream:?}");
        }
        whole.len()
    }

    #[test]
    fn a_stream_can_be_read_on_from_between_any_two_rows() {
        let rows = [
            &b"i,t\n1,a\n2,\"b\nc\"\n\n3,d"[..],
            b"\xef\xbb\xbfi,t\r\n1,\"a\"\"\r\n,\"\r\n2\r\n\r\n3,d\r\n",
            b"\"i\",t\r1,a\r2,\"b\rc\"\r3,\xff",
            b"\n\ni,t,u\n1,\"a\n2,b\n3,c\n",
            b"\xef\xbb\xbf{\"t\":\"a\"}\n\n{\"t\":\n \xef\xbb\xbf{\"i\":3,\"t\":\"b\"}",
        ]
        .map(cut_everywhere);
        assert_eq!(rows, [3, 3, 3, 1, 3]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_in_it(
            lines in any::<bool>(),
            marks in "[ab,\"\r\n{}: \u{feff}]{0,60}",
        ) {
            let head = if lines { "{\"t\":\"a\"}\n" } else { "t,i\n" };
            cut_everywhere(format!("{head}{marks}").as_bytes());
        }
    }
}
