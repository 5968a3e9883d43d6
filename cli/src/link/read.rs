//! Records read from CSV, packed or not, with a bar.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use csv::StringRecord;
use flate2::read::MultiGzDecoder;
use linkage::table::Table;

use super::columns::Columns;
use crate::outcome::{Problem, Result};
use crate::screen::Progress;

/// A file's records, and what stands beside them in columns of their own.
pub(super) struct Records {
    pub(super) table: Table,
    pub(super) columns: Columns,
    /// For each record, in the table's order, the values of the columns asked for.
    pub(super) beside: Vec<Vec<Box<str>>>,
}

/// Reads one file, or two whose records are linked to one another.
pub(super) fn records(paths: &[&Path], told: &[String], beside: &[&str]) -> Result<Records> {
    let mut columns: Option<Columns> = None;
    let mut table = Table::new(&[]);
    let mut values: HashMap<(u8, Box<str>), Vec<Box<str>>> = HashMap::new();
    for (path, file) in paths.iter().zip(0_u8..) {
        let mut rows = Rows::open(path)?;
        let own = Columns::new(&rows.header()?, told, beside)?;
        match &columns {
            None => {
                table = Table::new(&own.kinds());
                columns = Some(own.clone());
            }
            Some(first) if first.kinds() != own.kinds() || first.called() != own.called() => {
                return Err(Problem::given(format!(
                    "`{}` has other further columns than the first file: both need the same",
                    path.display()
                )));
            }
            Some(_) => {}
        }
        let places = beside
            .iter()
            .map(|name| own.place(name))
            .collect::<Result<Vec<_>>>()?;
        rows.each(|row, number| {
            let otherwise = number.to_string();
            let raw = own.raw(row, &otherwise, file);
            if !places.is_empty() {
                let of_row = places
                    .iter()
                    .map(|place| row.get(*place).unwrap_or_default().into())
                    .collect();
                values.insert((file, raw.id.into()), of_row);
            }
            table.push(&raw);
        })?;
    }
    let columns = columns.ok_or_else(|| Problem::given("no file was given"))?;
    table.across_only = paths.len() > 1;
    table.finish();
    if table.is_empty() {
        return Err(Problem::given("there is no record to link"));
    }
    if let Some(twice) = table.repeated_id() {
        return Err(Problem::given(format!(
            "the id `{twice}` is there twice: every record of a file needs its own"
        )));
    }
    let beside = table
        .ids
        .iter()
        .zip(&table.rows)
        .map(|(id, row)| values.remove(&(row.file, id.into())).unwrap_or_default())
        .collect();
    Ok(Records {
        table,
        columns,
        beside,
    })
}

/// The rows of a CSV.
pub(super) struct Rows {
    csv: csv::Reader<Box<dyn Read>>,
    name: String,
    bar: Progress,
}

impl Rows {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let failed = |error| Problem::unreadable(path, &error);
        let file = File::open(path).map_err(failed)?;
        let size = file.metadata().map_err(failed)?.len();
        let file = BufReader::with_capacity(1 << 18, file);
        let packed = path.extension().is_some_and(|end| end == "gz");
        let (source, size): (Box<dyn Read>, u64) = if packed {
            // A packed file's length says little of what is in it.
            (Box::new(MultiGzDecoder::new(file)), size.saturating_mul(4))
        } else {
            (Box::new(file), size)
        };
        Ok(Self {
            csv: csv::ReaderBuilder::new()
                .flexible(true)
                .trim(csv::Trim::Headers)
                .buffer_capacity(1 << 18)
                .from_reader(source),
            name: path.display().to_string(),
            bar: Progress::new("bytes read", size),
        })
    }

    pub(super) fn header(&mut self) -> Result<StringRecord> {
        let header = self.csv.headers().cloned();
        header.map_err(|error| self.unreadable(&error))
    }

    /// Every row with its number, from 1. Bytes that are not UTF-8 are read as unknown letters.
    pub(super) fn each(&mut self, mut take: impl FnMut(&StringRecord, u64)) -> Result<()> {
        let mut row = csv::ByteRecord::new();
        let mut number = 0;
        loop {
            match self.csv.read_byte_record(&mut row) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => return Err(self.unreadable(&error)),
            }
            number += 1;
            if number % 20_000 == 0 {
                self.bar.at(self.csv.position().byte());
            }
            let text = StringRecord::from_byte_record_lossy(std::mem::take(&mut row));
            take(&text, number);
            row = text.into_byte_record();
        }
        self.bar.done();
        Ok(())
    }

    fn unreadable(&self, error: &csv::Error) -> Problem {
        Problem::could_not(format!("`{}` cannot be read: {error}", self.name))
    }
}
