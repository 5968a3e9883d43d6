//! The rows of a CSV or a Parquet file, one after another.

use std::fs::File;
use std::path::Path;

use csv::{ByteRecord, StringRecord};

use crate::source::{self, Source};
use crate::{Bar, Follows, Problem, Result, parquet};

/// Rows that one thread takes at once.
const BATCH: usize = 1_024;

/// Rows that follow one another.
#[derive(Default)]
pub(crate) struct Batch {
    /// The number of the first, from 1.
    first: u64,
    rows: Vec<ByteRecord>,
}

impl Batch {
    /// Every row with its number; of how many some text was no UTF-8 and read as windows-1252.
    pub(crate) fn each(&mut self, mut take: impl FnMut(&StringRecord, u64)) -> u64 {
        let mut otherwise = 0;
        for (number, row) in (self.first..).zip(&mut self.rows) {
            let text = match StringRecord::from_byte_record(std::mem::take(row)) {
                Ok(text) => text,
                Err(error) => {
                    otherwise += 1;
                    text_of(&error.into_byte_record())
                }
            };
            take(&text, number);
            *row = text.into_byte_record();
        }
        otherwise
    }
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
                let names = names.map_err(|error| unreadable(&self.name, &error))?;
                Ok(Header {
                    names: text_of(names),
                    between: Some(source::in_words(csv.separator)),
                })
            }
            From::Parquet(source) => Ok(Header {
                names: source.header(),
                between: None,
            }),
        }
    }

    /// Of a Parquet file, leaves all columns but these unread.
    pub fn only(&mut self, wanted: impl Iterator<Item = usize>) {
        if let From::Parquet(source) = &mut self.from {
            source.only(wanted.collect());
        }
    }

    /// Every row with its number, from 1.
    pub fn each(&mut self, mut take: impl FnMut(&StringRecord, u64)) -> Result<()> {
        let mut batch = Batch::default();
        while self.next(&mut batch)? {
            batch.each(&mut take);
        }
        Ok(())
    }

    /// The next rows; whether there were any.
    pub(crate) fn next(&mut self, batch: &mut Batch) -> Result<bool> {
        batch.rows.resize(BATCH, ByteRecord::new());
        batch.first = self.read + 1;
        match &mut self.from {
            From::Csv(csv) => csv.next(&mut batch.rows, &self.name)?,
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
    fn next(&mut self, rows: &mut Vec<ByteRecord>, name: &str) -> Result<()> {
        let mut read = 0;
        for row in &mut *rows {
            match self.reader.read_byte_record(row) {
                Ok(true) => read += 1,
                Ok(false) => break,
                Err(error) => return Err(unreadable(name, &error)),
            }
        }
        rows.truncate(read);
        Ok(())
    }
}

fn unreadable(name: &str, error: &csv::Error) -> Problem {
    Problem::could_not(format!("`{name}` cannot be read: {error}"))
}
