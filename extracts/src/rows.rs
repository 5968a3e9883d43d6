//! The rows of a CSV or a Parquet file, one after another.

use std::cmp::Ordering;
use std::fs::File;
use std::path::Path;

use csv::{ByteRecord, StringRecord};

use crate::source::{self, Source};
use crate::told::counted;
use crate::told::reading::OfFile;
use crate::{Bar, Follows, Problem, Result, parquet};

/// Rows that one thread takes at once.
const BATCH: usize = 1_024;

/// Where a row stands in its file.
#[derive(Debug, Clone, Copy)]
pub struct At {
    /// Its number after the header, from 1.
    pub row: u64,
    /// The line on which it ends, where the file has lines.
    ends: Option<u64>,
}

impl At {
    /// `line 12`, on which the row begins; `row 11` of a file that has no lines.
    pub fn says(self, row: &StringRecord) -> String {
        match self.ends {
            Some(ends) => {
                let within = row.as_slice().bytes().filter(|letter| *letter == b'\n');
                let line = ends.saturating_sub(within.count() as u64);
                format!("line {line}")
            }
            None => format!("row {}", self.row),
        }
    }
}

/// Rows that follow one another.
#[derive(Default)]
pub(crate) struct Batch {
    /// The number of the first, from 1.
    first: u64,
    rows: Vec<ByteRecord>,
    /// The line on which each ends, where the file has lines.
    ends: Vec<u64>,
    /// Whether rows with nothing in them are the end of a sheet and no records.
    passes_over_empty: bool,
}

impl Batch {
    /// Every row that holds anything, with where it stands; of how many some text was no UTF-8 and
    /// read as windows-1252.
    pub(crate) fn each(&mut self, mut take: impl FnMut(&StringRecord, At)) -> u64 {
        let mut otherwise = 0;
        let ends = self.ends.iter().copied().map(Some);
        let ends = ends.chain(std::iter::repeat(None));
        for ((number, ends), row) in (self.first..).zip(ends).zip(&mut self.rows) {
            if self.passes_over_empty && is_empty(row) {
                continue;
            }
            let text = match StringRecord::from_byte_record(std::mem::take(row)) {
                Ok(text) => text,
                Err(error) => {
                    otherwise += 1;
                    text_of(&error.into_byte_record())
                }
            };
            take(&text, At { row: number, ends });
            *row = text.into_byte_record();
        }
        otherwise
    }
}

/// Whether no cell of a row holds anything.
fn is_empty(row: &ByteRecord) -> bool {
    row.as_slice().iter().all(u8::is_ascii_whitespace)
}

/// A row whose text need not be UTF-8.
fn text_of(row: &ByteRecord) -> StringRecord {
    row.iter().map(source::decoded).collect()
}

/// The names of a file's columns.
#[derive(Debug, Clone)]
pub struct Header {
    /// The names, from left to right.
    pub names: StringRecord,
    /// What stands between them, in words; nothing where nothing does.
    pub between: Option<&'static str>,
}

/// The rows of a CSV or a Parquet file.
pub struct Rows {
    from: From,
    name: String,
    bar: Box<dyn Bar>,
    /// How many there were until now.
    read: u64,
}

enum From {
    Csv(Box<Csv>),
    Parquet(Box<parquet::Source>),
}

struct Csv {
    reader: csv::Reader<Source>,
    separator: u8,
    /// Lines that stand before the names of the columns.
    lines_before: u64,
    /// Whether its lines end in `\r\n`, of which the row's own end is the first.
    ends_in_two: bool,
    /// How many columns there are.
    width: usize,
    /// How many rows there were until now, those with nothing but separators in them included.
    rows: u64,
    /// The line on which the latest row begins, where its last cell goes on over the end of a line.
    goes_on: Option<u64>,
    told: OfFile,
}

impl Rows {
    /// Opens a file: Parquet by its name, packed by how it begins, CSV with a header otherwise.
    pub fn open(path: &Path, follows: &dyn Follows) -> Result<Self> {
        let name = path.display().to_string();
        if parquet::is_parquet(path) {
            let file = File::open(path).map_err(|error| Problem::unreadable(path, &error))?;
            let source = parquet::Source::open(path, file)?;
            return Ok(Self {
                bar: follows.bar("records read", source.rows),
                from: From::Parquet(Box::new(source)),
                name,
                read: 0,
            });
        }
        let opened = source::open(path)?;
        let reader = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(opened.separator)
            .trim(csv::Trim::Headers)
            .buffer_capacity(1 << 18)
            .from_reader(opened.source);
        Ok(Self {
            from: From::Csv(Box::new(Csv {
                reader,
                separator: opened.separator,
                lines_before: opened.lines_before,
                ends_in_two: opened.ends_in_two,
                width: usize::MAX,
                rows: 0,
                goes_on: None,
                told: OfFile::default(),
            })),
            name,
            bar: follows.bar("bytes read", opened.size),
            read: 0,
        })
    }

    /// The names of the columns.
    pub fn header(&mut self) -> Result<Header> {
        match &mut self.from {
            From::Csv(csv) => {
                let names = csv.reader.byte_headers();
                let names = names
                    .map_err(|error| unreadable(&self.name, &error))?
                    .clone();
                csv.width = names.len();
                csv.looks_at_end(&names);
                // Blanks around names are gone, and with them line ends that would be counted.
                csv.goes_on = csv.goes_on.map(|_| csv.lines_before + 1);
                csv.check_astray(&self.name)?;
                csv.check_end(&self.name)?;
                Ok(Header {
                    names: text_of(&names),
                    between: Some(source::in_words(csv.separator)),
                })
            }
            From::Parquet(source) => Ok(Header {
                names: source.header(),
                between: None,
            }),
        }
    }

    /// What is worth knowing of what was read.
    pub fn told(&self) -> OfFile {
        match &self.from {
            From::Csv(csv) => csv.told(),
            From::Parquet(_) => OfFile::default(),
        }
    }

    /// Of a Parquet file, leaves all columns but these unread.
    pub fn only(&mut self, wanted: impl Iterator<Item = usize>) {
        if let From::Parquet(source) = &mut self.from {
            source.only(wanted.collect());
        }
    }

    /// Every row with where it stands.
    pub fn each(&mut self, mut take: impl FnMut(&StringRecord, At)) -> Result<()> {
        let mut batch = Batch::default();
        while self.next(&mut batch)? {
            let otherwise = batch.each(&mut take);
            if let From::Csv(csv) = &mut self.from {
                csv.told.windows_1252 += otherwise;
            }
        }
        Ok(())
    }

    /// The next rows; whether there were any.
    pub(crate) fn next(&mut self, batch: &mut Batch) -> Result<bool> {
        batch.rows.resize(BATCH, ByteRecord::new());
        batch.first = self.read + 1;
        batch.ends.clear();
        match &mut self.from {
            From::Csv(csv) => {
                csv.next(batch, &self.name)?;
                batch.passes_over_empty = true;
            }
            From::Parquet(source) => source.next(&mut batch.rows)?,
        }
        let read = batch.rows.len();
        self.read += read as u64;
        if read == 0 {
            self.bar.done();
        } else {
            self.bar.at(match &self.from {
                From::Csv(csv) => csv.reader.position().byte(),
                From::Parquet(_) => self.read,
            });
        }
        Ok(read > 0)
    }
}

impl Csv {
    /// Puts the next rows in place of those that are there, as many as there are places, or fewer
    /// where the file ends.
    fn next(&mut self, batch: &mut Batch, name: &str) -> Result<()> {
        let mut read = 0;
        let mut is_over = false;
        for row in &mut batch.rows {
            match self.reader.read_byte_record(row) {
                Ok(true) => read += 1,
                Ok(false) => {
                    is_over = true;
                    break;
                }
                Err(error) => return Err(unreadable(name, &error)),
            }
            batch.ends.push(self.ends());
            self.told.empty += u64::from(is_empty(row));
            match row.len().cmp(&self.width) {
                Ordering::Less if !is_empty(row) => self.is_short(row),
                Ordering::Greater => self.check_long(row, name)?,
                _ => {}
            }
        }
        batch.rows.truncate(read);
        if let Some(last) = batch.rows.last() {
            self.looks_at_end(last);
        }
        self.check_astray(name)?;
        if is_over {
            self.check_end(name)?;
        }
        self.rows += read as u64;
        Ok(())
    }

    /// The line of the file on which the row that was read last begins. It is reckoned from where the
    /// row ends, because empty lines before it count to where it begins.
    fn line(&self, row: &ByteRecord) -> u64 {
        let own = row.as_slice().iter().filter(|letter| **letter == b'\n');
        self.ends().saturating_sub(own.count() as u64)
    }

    /// The line of the file on which the row that was read last ends.
    fn ends(&self) -> u64 {
        let at = self.reader.position().line();
        let is_past_its_end = !self.ends_in_two && !self.reader.get_ref().ended();
        (self.lines_before + at).saturating_sub(u64::from(is_past_its_end))
    }

    fn is_short(&mut self, row: &ByteRecord) {
        let line = self.line(row);
        self.told.short += 1;
        self.told.first_short_line.get_or_insert(line);
    }

    /// Refuses a row that holds something past the last column: no column says what it is, and the
    /// values before it may stand under the wrong ones.
    fn check_long(&self, row: &ByteRecord, name: &str) -> Result<()> {
        let holds = |cell: &[u8]| !cell.iter().all(u8::is_ascii_whitespace);
        let last = row.iter().rposition(holds).map_or(0, |last| last + 1);
        if last <= self.width {
            return Ok(());
        }
        // A mark astray says more of why.
        self.check_astray(name)?;
        Err(Problem::given(format!(
            "`{name}`: line {} has {} where the header names {}: put a value that holds {} in \
             quotation marks",
            self.line(row),
            counted(last as u64, "value"),
            self.width,
            source::in_words(self.separator),
        )))
    }

    /// Refuses a file in which a value that went over the end of a line was closed in the middle of
    /// another value: the rows between are lost in it.
    fn check_astray(&self, name: &str) -> Result<()> {
        match self.reader.get_ref().marks().astray() {
            Some(astray) => Err(Problem::given(format!(
                "`{name}`: a quotation mark on line {} begins a value that is closed in the middle \
                 of another one on line {}, and the rows between would be lost in it: take the \
                 stray mark out, or write each mark of a value in quotation marks twice",
                self.lines_before + astray.opened,
                self.lines_before + astray.closed
            ))),
            None => Ok(()),
        }
    }

    /// What is worth knowing of what was read. Lines that are neither a row nor within a value, nor
    /// the names of the columns, are empty.
    fn told(&self) -> OfFile {
        let source = self.reader.get_ref();
        let over = source.marks().over_lines();
        let of_rows = 1 + self.rows + over.ends;
        OfFile {
            empty: self.told.empty + source.lines().saturating_sub(of_rows),
            over_lines: over.values,
            first_line_over: over.first.map(|line| self.lines_before + line),
            ..self.told
        }
    }

    /// Looks at a row that may be the last.
    fn looks_at_end(&mut self, row: &ByteRecord) {
        let last = row.iter().next_back().unwrap_or_default();
        let goes_on = last.iter().any(|letter| matches!(letter, b'\r' | b'\n'));
        self.goes_on = goes_on.then(|| self.line(row));
    }

    /// Refuses a file whose last cell began with a quotation mark that nothing closes: it holds all
    /// rows after it.
    fn check_end(&self, name: &str) -> Result<()> {
        match self.goes_on {
            Some(line) if self.reader.get_ref().ended_without_mark() => {
                Err(Problem::given(format!(
                    "`{name}`: a quotation mark in the row that begins on line {line} is never \
                     closed, so that all after it would be one value: close it, or take it out"
                )))
            }
            _ => Ok(()),
        }
    }
}

fn unreadable(name: &str, error: &csv::Error) -> Problem {
    Problem::could_not(format!("`{name}` cannot be read: {error}"))
}
