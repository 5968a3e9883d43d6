//! Records read from CSV, packed or not, or from Parquet, with a bar.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use csv::{ByteRecord, StringRecord};
use flate2::read::MultiGzDecoder;
use linkage::parts::Parts;
use linkage::table::Table;

use crate::columns::Columns;
use crate::{Bar, Follows, How, Problem, Result, parquet};

/// A file's records, and what stands beside them in columns of their own.
#[derive(Debug)]
pub struct Records {
    /// The records.
    pub table: Table,
    /// Which column holds what; of two files, in the first.
    pub columns: Columns,
    /// For each record, in the table's order, the values of the columns asked for.
    pub beside: Vec<Vec<Box<str>>>,
}

/// Values that stand beside a record, by its file and id.
type Beside = HashMap<(u8, Box<str>), Vec<Box<str>>>;

/// Reads one file, or two whose records are linked to one another.
pub fn records(
    paths: &[&Path],
    how: &How,
    beside: &[&str],
    follows: &dyn Follows,
) -> Result<Records> {
    let mut all: Option<(Columns, Parts)> = None;
    let values: Mutex<Beside> = Mutex::default();
    for (path, file) in paths.iter().zip(0_u8..) {
        let mut rows = Rows::open(path, follows)?;
        let own = Columns::new(&rows.header()?, &how.column, beside, follows)?;
        let (first, parts) =
            all.get_or_insert_with(|| (own.clone(), Parts::new(&own.kinds(), how.threads())));
        if first.kinds() != own.kinds() || first.called() != own.called() {
            return Err(Problem::given(format!(
                "`{}` has other further columns than the first file: both need the same",
                path.display()
            )));
        }
        let places = beside
            .iter()
            .map(|name| own.place(name))
            .collect::<Result<Vec<_>>>()?;
        rows.only(own.compared().chain(places.iter().copied()));
        let pack = |batch: &mut Batch, table: &mut Table| {
            batch.each(|row, number| {
                let otherwise = number.to_string();
                let raw = own.raw(row, &otherwise, file);
                if !places.is_empty() {
                    let of_row = places.iter().map(|place| row.get(*place));
                    let of_row = of_row.map(|value| value.unwrap_or_default().into());
                    let mut values = values.lock().unwrap_or_else(PoisonError::into_inner);
                    values.insert((file, raw.id.into()), of_row.collect());
                }
                table.push(&raw);
            });
        };
        parts.take(|batch| rows.next(batch), pack)?;
    }
    let (columns, parts) = all.ok_or_else(|| Problem::given("no file was given"))?;
    let table = parts.together(paths.len() > 1);
    if table.is_empty() {
        return Err(Problem::given("there is no record to link"));
    }
    if let Some(twice) = table.repeated_id(true) {
        return Err(Problem::given(format!(
            "the id `{twice}` is there twice: every record of a file needs its own"
        )));
    }
    let mut values = values.into_inner().unwrap_or_else(PoisonError::into_inner);
    let beside = table
        .ids()
        .zip(&table.rows)
        .map(|(id, row)| values.remove(&(row.file, id.into())).unwrap_or_default())
        .collect();
    Ok(Records {
        table,
        columns,
        beside,
    })
}

/// Rows that one thread takes at once.
const BATCH: usize = 1_024;

/// Rows that follow one another.
#[derive(Default)]
struct Batch {
    /// The number of the first, from 1.
    first: u64,
    rows: Vec<ByteRecord>,
}

impl Batch {
    /// Every row with its number. Bytes that are not UTF-8 are read as unknown letters.
    fn each(&mut self, mut take: impl FnMut(&StringRecord, u64)) {
        for (number, row) in (self.first..).zip(&mut self.rows) {
            let text = StringRecord::from_byte_record_lossy(std::mem::take(row));
            take(&text, number);
            *row = text.into_byte_record();
        }
    }
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
    Csv(csv::Reader<Box<dyn Read + Send>>),
    Parquet(Box<parquet::Source>),
}

impl Rows {
    /// Opens a file: Parquet by its name, packed by its name, CSV with a header otherwise.
    pub fn open(path: &Path, follows: &dyn Follows) -> Result<Self> {
        let failed = |error| Problem::unreadable(path, &error);
        let file = File::open(path).map_err(failed)?;
        if parquet::is_parquet(path) {
            let source = parquet::Source::open(path, file)?;
            return Ok(Self {
                bar: follows.bar("records read", source.rows),
                from: From::Parquet(Box::new(source)),
                name: path.display().to_string(),
                read: 0,
            });
        }
        let size = file.metadata().map_err(failed)?.len();
        let file = BufReader::with_capacity(1 << 18, file);
        let packed = path.extension().is_some_and(|end| end == "gz");
        let (source, size): (Box<dyn Read + Send>, u64) = if packed {
            // A packed file's length says little of what is in it.
            (Box::new(MultiGzDecoder::new(file)), size.saturating_mul(4))
        } else {
            (Box::new(file), size)
        };
        let csv = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::Headers)
            .buffer_capacity(1 << 18)
            .from_reader(source);
        Ok(Self {
            from: From::Csv(csv),
            name: path.display().to_string(),
            bar: follows.bar("bytes read", size),
            read: 0,
        })
    }

    /// The names of the columns.
    pub fn header(&mut self) -> Result<StringRecord> {
        match &mut self.from {
            From::Csv(csv) => csv
                .headers()
                .cloned()
                .map_err(|error| unreadable(&self.name, &error)),
            From::Parquet(source) => Ok(source.header()),
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
    fn next(&mut self, batch: &mut Batch) -> Result<bool> {
        batch.rows.resize(BATCH, ByteRecord::new());
        batch.first = self.read + 1;
        match &mut self.from {
            From::Csv(csv) => {
                let mut read = 0;
                for row in &mut batch.rows {
                    match csv.read_byte_record(row) {
                        Ok(true) => read += 1,
                        Ok(false) => break,
                        Err(error) => return Err(unreadable(&self.name, &error)),
                    }
                }
                batch.rows.truncate(read);
            }
            From::Parquet(source) => source.next(&mut batch.rows)?,
        }
        let read = batch.rows.len();
        self.read += read as u64;
        if read == 0 {
            self.bar.done();
        } else {
            self.bar.at(match &self.from {
                From::Csv(csv) => csv.position().byte(),
                From::Parquet(_) => self.read,
            });
        }
        Ok(read > 0)
    }
}

fn unreadable(name: &str, error: &csv::Error) -> Problem {
    Problem::could_not(format!("`{name}` cannot be read: {error}"))
}
