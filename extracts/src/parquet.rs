//! Parquet in place of CSV, for files named `.parquet`: read as the CSV of the same rows would be,
//! and written so that numbers are numbers.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    Array as _, ArrayRef, AsArray as _, Float64Array, Int64Array, RecordBatch, StringArray,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Int64Type, Schema, SchemaRef, TimeUnit};
use csv::{ByteRecord, StringRecord};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use crate::write::failed;
use crate::{Problem, Result};

/// Rows that are turned into text, or written, at once.
const AT_ONCE: usize = 16_384;

/// Whether a file is Parquet, by its name.
pub(crate) fn is_parquet(path: &Path) -> bool {
    path.extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("parquet"))
}

/// The rows of a Parquet file, as texts.
pub(crate) struct Source {
    file: File,
    name: String,
    fields: SchemaRef,
    /// How many rows there are.
    pub(crate) rows: u64,
    /// The columns that are read; the others are left empty.
    wanted: Vec<usize>,
    /// What is left of the file, once reading has begun.
    rest: Option<ParquetRecordBatchReader>,
    /// The values at hand by column, and how many rows of them are taken and there.
    held: Vec<Option<StringArray>>,
    taken: usize,
    there: usize,
}

impl Source {
    pub(crate) fn open(path: &Path, file: File) -> Result<Self> {
        let name = path.display().to_string();
        let builder = builder(&file, &name)?;
        let fields = builder.schema().clone();
        let rows = builder.metadata().file_metadata().num_rows();
        Ok(Self {
            file,
            name,
            rows: u64::try_from(rows).unwrap_or(0),
            wanted: (0..fields.fields().len()).collect(),
            held: vec![None; fields.fields().len()],
            fields,
            rest: None,
            taken: 0,
            there: 0,
        })
    }

    pub(crate) fn header(&self) -> StringRecord {
        let fields = self.fields.fields().iter();
        let names: Vec<&str> = fields.map(|field| field.name().trim()).collect();
        StringRecord::from(names)
    }

    /// Reads only these columns.
    pub(crate) fn only(&mut self, mut wanted: Vec<usize>) {
        wanted.sort_unstable();
        wanted.dedup();
        self.wanted = wanted;
    }

    /// Puts the next rows in place of those that are there, as many as there are places, or fewer
    /// where the file ends.
    pub(crate) fn next(&mut self, rows: &mut Vec<ByteRecord>) -> Result<()> {
        let mut filled = 0;
        for row in &mut *rows {
            if self.taken == self.there && !self.hold()? {
                break;
            }
            row.clear();
            for column in &self.held {
                let value = column.as_ref().filter(|column| column.is_valid(self.taken));
                row.push_field(value.map_or(&[], |column| column.value(self.taken).as_bytes()));
            }
            self.taken += 1;
            filled += 1;
        }
        rows.truncate(filled);
        Ok(())
    }

    /// Takes the next values to hand; whether there are any.
    fn hold(&mut self) -> Result<bool> {
        if self.rest.is_none() {
            self.check()?;
            let builder = builder(&self.file, &self.name)?;
            let wanted = self.wanted.iter().copied();
            let mask = ProjectionMask::roots(builder.parquet_schema(), wanted);
            let rest = builder.with_projection(mask).with_batch_size(AT_ONCE);
            self.rest = Some(
                rest.build()
                    .map_err(|error| unreadable(&self.name, &error))?,
            );
        }
        (self.taken, self.there) = (0, 0);
        while self.there == 0 {
            let Some(batch) = self.rest.as_mut().and_then(Iterator::next) else {
                return Ok(false);
            };
            let batch = batch.map_err(|error| unreadable(&self.name, &error))?;
            for (place, values) in self.wanted.iter().zip(batch.columns()) {
                if let Some(slot) = self.held.get_mut(*place) {
                    let values = texts(values).map_err(|error| unreadable(&self.name, &error))?;
                    *slot = Some(values);
                }
            }
            self.there = batch.num_rows();
        }
        Ok(true)
    }

    /// Names a column whose values cannot be read.
    fn check(&self) -> Result<()> {
        let fields = self.fields.fields();
        let mut wanted = self.wanted.iter().filter_map(|place| fields.get(*place));
        match wanted.find(|field| !is_read(field.data_type())) {
            Some(field) => Err(Problem::given(format!(
                "the column `{name}` of `{}` holds {}; text, whole numbers, days and times are \
                 read: write it as text, or leave it out with `--column {name}=ignore`",
                self.name,
                field.data_type(),
                name = field.name(),
            ))),
            None => Ok(()),
        }
    }
}

fn builder(file: &File, name: &str) -> Result<ParquetRecordBatchReaderBuilder<File>> {
    let file = file.try_clone().map_err(|error| unreadable(name, &error))?;
    ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| unreadable(name, &error))
}

fn unreadable(name: &str, error: &dyn std::fmt::Display) -> Problem {
    Problem::could_not(format!("`{name}` cannot be read: {error}"))
}

fn is_read(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, values) => is_read(values),
        DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Date32
        | DataType::Date64
        | DataType::Timestamp(_, _)
        | DataType::Null => true,
        kind => kind.is_integer(),
    }
}

/// The values of a column as a CSV would have them.
fn texts(values: &ArrayRef) -> std::result::Result<StringArray, arrow::error::ArrowError> {
    let text = match values.data_type() {
        DataType::Date64 => cast(&cast(values, &DataType::Date32)?, &DataType::Utf8)?,
        DataType::Timestamp(_, zone) => return times(values, zone.is_some()),
        _ => cast(values, &DataType::Utf8)?,
    };
    Ok(text.as_string::<i32>().clone())
}

/// Times to the second, with `Z` where the column has a zone. Midnight of no zone is the day:
/// programs that know no days write dates so.
fn times(
    values: &ArrayRef,
    zoned: bool,
) -> std::result::Result<StringArray, arrow::error::ArrowError> {
    let zone = match values.data_type() {
        DataType::Timestamp(_, zone) => zone.clone(),
        _ => None,
    };
    let seconds = cast(values, &DataType::Timestamp(TimeUnit::Second, zone))?;
    let seconds = cast(&seconds, &DataType::Int64)?;
    let seconds = seconds.as_primitive::<Int64Type>();
    let texts = seconds.iter().map(|second| {
        let at = Timestamp::from_second(second?).ok()?;
        if zoned {
            return Some(at.to_string());
        }
        let at = at.to_zoned(TimeZone::UTC).datetime();
        let midnight = at.time() == jiff::civil::Time::midnight();
        Some(if midnight {
            at.date().to_string()
        } else {
            at.to_string()
        })
    });
    Ok(texts.collect())
}

/// What a column that is written holds.
#[derive(Debug, Clone, Copy)]
enum Holds {
    Text,
    Whole,
    Real,
}

impl Holds {
    /// Of the columns that `lantern link` writes, by their names.
    fn of(name: &str) -> Self {
        match name {
            "file" | "records_of_one" | "records_of_other" | "band" => Self::Whole,
            "weight" | "probability" | "bits_between" | "hours" | "stands_for" => Self::Real,
            _ => Self::Text,
        }
    }

    const fn data_type(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Whole => DataType::Int64,
            Self::Real => DataType::Float64,
        }
    }

    /// The values of a column, of which one that is no number is left empty.
    fn array<'a>(self, values: impl Iterator<Item = &'a str>) -> ArrayRef {
        match self {
            Self::Text => Arc::new(StringArray::from_iter_values(values)),
            Self::Whole => Arc::new(values.map(|v| v.parse().ok()).collect::<Int64Array>()),
            Self::Real => Arc::new(values.map(|v| v.parse().ok()).collect::<Float64Array>()),
        }
    }
}

/// A Parquet file that is written row by row.
pub(crate) struct Sink {
    writer: ArrowWriter<File>,
    schema: SchemaRef,
    holds: Vec<Holds>,
    rows: Vec<StringRecord>,
}

impl Sink {
    pub(crate) fn create(path: &Path, header: &[&str]) -> Result<Self> {
        let holds: Vec<Holds> = header.iter().map(|name| Holds::of(name)).collect();
        let fields: Vec<Field> = header
            .iter()
            .zip(&holds)
            .map(|(name, holds)| Field::new(*name, holds.data_type(), true))
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("lantern link".to_owned())
            .build();
        let file = File::create(path).map_err(|error| failed(path, &error))?;
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties))
            .map_err(|error| failed(path, &error))?;
        Ok(Self {
            writer,
            schema,
            holds,
            rows: Vec::new(),
        })
    }

    pub(crate) fn row(&mut self, path: &Path, row: StringRecord) -> Result<()> {
        self.rows.push(row);
        if self.rows.len() >= AT_ONCE {
            self.write().map_err(|error| failed(path, &error))?;
        }
        Ok(())
    }

    fn write(&mut self) -> parquet::errors::Result<()> {
        let columns = self.holds.iter().enumerate().map(|(nth, holds)| {
            let values = self.rows.iter().map(|row| row.get(nth).unwrap_or_default());
            holds.array(values)
        });
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns.collect())?;
        self.rows.clear();
        self.writer.write(&batch)
    }

    pub(crate) fn finish(mut self, path: &Path) -> Result<()> {
        self.write()
            .and_then(|()| self.writer.close())
            .map_err(|error| failed(path, &error))?;
        Ok(())
    }
}
