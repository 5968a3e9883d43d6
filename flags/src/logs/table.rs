//! Rows of CSV, each by the line that it begins on.

use std::io::{self, Cursor, Read};

use csv::ByteRecord;
use sheet::Marks;

use super::start::Values;
use super::{Columns, LogsError, MARK, Missing, Seen, Unreadable, Wanted, Whole};
use crate::json::Fields;

/// What CSV is read with at a time.
const BUFFER: usize = 1 << 16;

/// The rows of a stream of CSV.
pub(super) struct Table<R> {
    reader: csv::Reader<Watched<R>>,
    record: ByteRecord,
    /// How many columns the header has.
    width: usize,
    text: usize,
    id: Option<usize>,
    by: Vec<usize>,
    /// How many bytes stand before what is read here.
    skipped: u64,
    /// How many lines of the stream stand before what is read here, less those that are read here
    /// and do not stand there.
    lines: u64,
}

impl<R: Read> Table<Whole<R>> {
    /// Reads the header, of which the first line was read before.
    pub(super) fn open(
        reader: R,
        mut first: Vec<u8>,
        values: Values,
        columns: &Columns,
    ) -> Result<Self, LogsError> {
        let header = first.split_off(values.skip.min(first.len()));
        let reader = Cursor::new(header).chain(reader);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(values.separator)
            .buffer_capacity(BUFFER)
            .from_reader(Watched::new(reader, values.separator));
        let header = reader.byte_headers().map_err(io::Error::from)?.clone();
        if let Some(last) = header.iter().next_back().filter(|_| reader.get_ref().ended) {
            let line = (reader.position().line() + newlines(&first)).saturating_sub(newlines(last));
            return Err(LogsError::Unclosed { line });
        }
        let text = column(&header, Wanted::Text, &columns.text)?;
        let id = columns.id.as_ref();
        let id = id.map(|name| column(&header, Wanted::Id, name));
        let by = columns.by.iter();
        let by = by.map(|name| column(&header, Wanted::By, name));
        Ok(Self {
            text,
            id: id.transpose()?,
            by: by.collect::<Result<_, _>>()?,
            width: header.len(),
            record: ByteRecord::new(),
            reader,
            skipped: first.len() as u64,
            lines: newlines(&first),
        })
    }
}

impl<R: Read> Table<R> {
    /// Counts lines as one who reads on where so many have ended.
    pub(super) fn goes_on_at(&mut self, line: u64) {
        self.lines = line.wrapping_sub(self.lines_here());
    }

    /// How many bytes were read.
    pub(super) fn byte(&self) -> u64 {
        self.skipped + self.here()
    }

    fn here(&self) -> u64 {
        let read = self.reader.get_ref().read;
        self.reader.position().byte().min(read)
    }

    /// How many lines have ended.
    pub(super) fn line(&self) -> u64 {
        self.lines.wrapping_add(self.lines_here())
    }

    fn lines_here(&self) -> u64 {
        self.reader.position().line().saturating_sub(1)
    }

    /// The next row and the line that it begins on, which is only worked out for one that cannot
    /// be taken apart.
    pub(super) fn next(&mut self) -> Result<Option<(u64, Fields<'_>)>, LogsError> {
        let Self { reader, record, .. } = self;
        if !reader.read_byte_record(record).map_err(io::Error::from)? {
            return Ok(None);
        }
        if reader.get_ref().ended {
            let within = record.iter().next_back().map_or(0, newlines);
            let line = (self.line() + 1).saturating_sub(within);
            return Err(LogsError::Unclosed { line });
        }
        if let Some(astray) = reader.get_ref().marks.astray() {
            // The stream is read ahead: the rows before this one are handed on first.
            let before = self.lines;
            if self.here() > astray.byte {
                return Err(LogsError::Astray {
                    opened: astray.opened.wrapping_add(before),
                    closed: astray.closed.wrapping_add(before),
                });
            }
        }
        let text = self.text();
        let short = self.record.len() < self.width;
        let line = if text.is_ok() && !short {
            0
        } else {
            self.began()
        };
        let cell = |at: &usize| self.record.get(*at).unwrap_or(&[]);
        let fields = Fields {
            text,
            id: self.id.as_ref().map(cell),
            by: self.by.iter().map(|at| Some(cell(at))).collect(),
            has_id: true,
            short,
        };
        Ok(Some((line, fields)))
    }

    fn text(&self) -> Result<&[u8], Unreadable> {
        if self.record.len() > self.width {
            return Err(Unreadable::TooMany);
        }
        self.record.get(self.text).ok_or(Unreadable::TooFew)
    }

    /// The line that the row just read begins on: its end, less the lines that end within it.
    fn began(&self) -> u64 {
        let ended = self.reader.get_ref().ends_line(self.here());
        (self.line() + 1)
            .saturating_sub(u64::from(ended))
            .saturating_sub(newlines(self.record.as_slice()))
    }
}

/// Where in the header a column stands.
fn column(header: &ByteRecord, wanted: Wanted, name: &str) -> Result<usize, LogsError> {
    let plain = |cell| trimmed(cell) == name.as_bytes();
    let mut named = (0..).zip(header).filter(|(_, cell)| plain(cell));
    if let Some((at, _)) = named.next() {
        return match named.count() {
            0 => Ok(at),
            others => Err(LogsError::Several {
                name: name.to_owned(),
                count: others + 1,
            }),
        };
    }
    Err({
        let all = header.iter().map(trimmed).map(String::from_utf8_lossy);
        let missing = Missing {
            wanted,
            name: name.to_owned(),
            seen: Seen::Columns(all.map(Into::into).collect()),
        };
        missing.into()
    })
}

fn trimmed(cell: &[u8]) -> &[u8] {
    cell.strip_prefix(MARK).unwrap_or(cell).trim_ascii()
}

/// How many lines end in it.
fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

/// A stream that keeps what was last read of it, and ends with the end of a line: a row that is
/// not over before the stream is can only be one whose quotation marks are open.
struct Watched<R> {
    inner: R,
    /// What was last read.
    last: Vec<u8>,
    /// How many bytes were read, the last ones too.
    read: u64,
    marks: Marks,
    /// Whether the stream's own end was come to.
    closing: bool,
    /// Whether that was told.
    ended: bool,
}

impl<R> Watched<R> {
    const fn new(inner: R, separator: u8) -> Self {
        Self {
            inner,
            last: Vec::new(),
            read: 0,
            marks: Marks::new(separator),
            closing: false,
            ended: false,
        }
    }

    /// Whether the byte before this one, of those last read, is the end of a line.
    fn ends_line(&self, byte: u64) -> bool {
        let back = usize::try_from(self.read - byte.min(self.read)).unwrap_or(usize::MAX);
        let at = self.last.len().checked_sub(back.saturating_add(1));
        at.and_then(|at| self.last.get(at)) == Some(&b'\n')
    }

    /// The end of the last line, if it has none, and then nothing.
    fn end(&mut self, to: &mut [u8]) -> usize {
        let open = !matches!(self.last.last(), None | Some(b'\n' | b'\r'));
        let Some(first) = to.first_mut().filter(|_| open && !self.closing) else {
            self.ended = true;
            return 0;
        };
        self.closing = true;
        self.last.push(b'\n');
        *first = b'\n';
        1
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(to)?;
        if read == 0 {
            return Ok(self.end(to));
        }
        let bytes = to.get(..read).unwrap_or(&[]);
        match bytes.strip_prefix(MARK).filter(|_| self.read == 0) {
            Some(after) => {
                self.marks.pass_over(MARK.len() as u64);
                self.marks.follow(after);
            }
            None => self.marks.follow(bytes),
        }
        self.last.clear();
        self.last.extend_from_slice(bytes);
        self.read += read as u64;
        Ok(read)
    }
}
