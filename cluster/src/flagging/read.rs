//! A piece of an extract read by an executor.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read as _};
use std::path::Path;

use datafusion::arrow::array::{Array as _, AsArray as _, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{
    ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use flags::Desk;
use flags::evidence::{Totals, Writer};
use flags::logs::{Batch, Head, Logs, Place};
use flate2::read::MultiGzDecoder;

use super::{Part, Piece, Reading, Texts, cut, engine};
use crate::piecework::Out;

/// What a file packed by gzip begins with.
pub(super) const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Evidence that is handed on at once, about.
const AT_ONCE: usize = 1 << 20;

/// Rows of Parquet that are read at once.
const ROWS: usize = 1_024;

const BUFFER: usize = 1 << 18;

impl Reading {
    /// Reads a piece, hands on its evidence, and says what became of its rows.
    ///
    /// # Errors
    ///
    /// Sentences that name the extract and nothing that stands in it.
    pub(crate) fn done(&self, piece: &Piece, out: &mut Out<'_>) -> Result<Totals, String> {
        let engine = engine::agreed(self)?;
        let writer = Writer::new(&engine, self.texts.form, false);
        let named = |why: String| format!("`{}` {why}", piece.file.display());
        let mut rows = Rows::open(piece, &self.texts).map_err(named)?;
        let (mut batch, mut desk) = (Batch::default(), Desk::default());
        let (mut totals, mut bytes) = (Totals::default(), Vec::new());
        while rows.fill(&mut batch).map_err(named)? {
            totals.add(&writer.write(&batch, &mut desk, &mut bytes));
            if bytes.len() >= AT_ONCE && !out(std::mem::take(&mut bytes)) {
                return Ok(totals);
            }
        }
        out(bytes);
        Ok(totals)
    }
}

/// The rows of a piece.
enum Rows {
    Logs(Box<Logs<Box<dyn BufRead>>>),
    Parquet {
        reader: Box<ParquetRecordBatchReader>,
        /// How many rows stand before the next.
        before: u64,
        id: Option<String>,
        text: String,
    },
}

impl Rows {
    fn open(piece: &Piece, texts: &Texts) -> Result<Self, String> {
        let file = File::open(&piece.file).map_err(|error| {
            format!(
                "cannot be read: {error}; every executor must see the extracts under the path that \
                 `flag` was given"
            )
        })?;
        let length = file.metadata().map_err(|error| unreadable(&error))?.len();
        if length != piece.length {
            return Err(format!(
                "has {length} bytes here and had {} when it was cut: it was changed, or is another \
                 file under the same path",
                piece.length
            ));
        }
        let (head, from, to) = match piece.part {
            Part::Group { number, before } => return Self::group(file, texts, number, before),
            Part::Whole => {
                let mut file: Box<dyn BufRead> = Box::new(BufReader::with_capacity(BUFFER, file));
                if file
                    .fill_buf()
                    .map_err(|error| unreadable(&error))?
                    .starts_with(&GZIP)
                {
                    file = Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(file)));
                }
                return Self::logs(Logs::open(file, texts.columns()));
            }
            Part::Rows { head, from, to } => (head, from, to),
        };
        Self::stretch(file, texts, (head, from, to)).map_err(|error| unreadable(&error))?
    }

    fn stretch(
        mut file: File,
        texts: &Texts,
        (head, from, to): (Head, Place, u64),
    ) -> std::io::Result<Result<Self, String>> {
        let mut header = Vec::new();
        if let Head::Header(until) = head {
            (&mut file).take(until).read_to_end(&mut header)?;
        }
        let rows = cut::from(file, from.byte)?.take(to - from.byte);
        let rows = BufReader::with_capacity(BUFFER, rows);
        let stream: Box<dyn BufRead> = Box::new(Cursor::new(header).chain(rows));
        Ok(Self::logs(Logs::resume(
            stream,
            texts.columns(),
            head,
            from,
        )))
    }

    fn logs(logs: Result<Logs<Box<dyn BufRead>>, flags::logs::LogsError>) -> Result<Self, String> {
        logs.map(|logs| Self::Logs(Box::new(logs)))
            .map_err(|error| error.to_string())
    }

    fn group(file: File, texts: &Texts, number: usize, before: u64) -> Result<Self, String> {
        let builder = opened(file)?;
        let names = std::iter::once(texts.text.as_str()).chain(texts.id.as_deref());
        let mask = ProjectionMask::columns(builder.parquet_schema(), names);
        let reader = builder
            .with_row_groups(vec![number])
            .with_projection(mask)
            .with_batch_size(ROWS)
            .build()
            .map_err(|error| unreadable(&error))?;
        Ok(Self::Parquet {
            reader: Box::new(reader),
            before,
            id: texts.id.clone(),
            text: texts.text.clone(),
        })
    }

    /// Fills a batch with the next rows, and says whether there were any.
    fn fill(&mut self, batch: &mut Batch) -> Result<bool, String> {
        match self {
            Self::Logs(logs) => {
                logs.fill(batch).map_err(|error| error.to_string())?;
                Ok(!batch.is_empty())
            }
            Self::Parquet {
                reader,
                before,
                id,
                text,
            } => {
                batch.clear();
                let Some(rows) = reader.next() else {
                    return Ok(false);
                };
                let rows = rows.map_err(|error| unreadable(&error))?;
                let texts = cast(column(&rows, text)?, &DataType::LargeBinary);
                let texts = texts.map_err(|error| unreadable(&error))?;
                let texts = texts.as_binary::<i64>();
                let ids = id.as_ref().map(|id| {
                    cast(column(&rows, id)?, &DataType::LargeUtf8)
                        .map_err(|error| unreadable(&error))
                });
                let ids = ids.transpose()?;
                for nth in 0..rows.num_rows() {
                    *before += 1;
                    let text = texts.is_valid(nth).then(|| texts.value(nth));
                    let id = ids.as_ref().map(|ids| {
                        let ids = ids.as_string::<i64>();
                        let id = if ids.is_valid(nth) {
                            ids.value(nth)
                        } else {
                            ""
                        };
                        id.as_bytes()
                    });
                    batch.push(*before, text, id);
                }
                Ok(true)
            }
        }
    }
}

/// Errors of Arrow and Parquet may hold the value that could not be read, so only their kind is
/// told.
fn unreadable<E: Kind>(error: &E) -> String {
    format!("cannot be read: {}", error.kind())
}

/// What of an error holds nothing of a row.
trait Kind {
    fn kind(&self) -> String;
}

impl Kind for std::io::Error {
    fn kind(&self) -> String {
        self.to_string()
    }
}

impl Kind for datafusion::parquet::errors::ParquetError {
    fn kind(&self) -> String {
        "it is damaged, or no Parquet".to_owned()
    }
}

impl Kind for datafusion::arrow::error::ArrowError {
    fn kind(&self) -> String {
        use datafusion::arrow::error::ArrowError;
        match self {
            ArrowError::ParquetError(_) => "it is damaged, or no Parquet".to_owned(),
            ArrowError::IoError(_, error) => error.to_string(),
            _ => "a column holds what cannot be taken as text".to_owned(),
        }
    }
}

fn column<'r>(
    rows: &'r RecordBatch,
    name: &str,
) -> Result<&'r datafusion::arrow::array::ArrayRef, String> {
    rows.column_by_name(name)
        .ok_or_else(|| format!("has no column `{name}`"))
}

/// Whether a file is Parquet, by its name.
pub(super) fn is_parquet(path: &Path) -> bool {
    path.extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("parquet"))
}

fn opened(file: File) -> Result<ParquetRecordBatchReaderBuilder<File>, String> {
    ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| unreadable(&error))
}

/// The groups of rows of a file of Parquet whose columns are there and of a kind to be read.
pub(super) fn groups(file: File, texts: &Texts) -> Result<Vec<Part>, String> {
    let builder = opened(file)?;
    for name in std::iter::once(&texts.text).chain(&texts.id) {
        if builder.schema().field_with_name(name).is_err() {
            return Err(format!("there is no column `{name}`"));
        }
    }
    let kind = builder.schema().field_with_name(&texts.text);
    let kind = kind.map_err(|error| Kind::kind(&error))?.data_type();
    let is_text = kind.is_string() || kind.is_binary();
    if !is_text {
        return Err(format!("the column `{}` is no text", texts.text));
    }
    let mut before = 0;
    let groups = builder.metadata().row_groups().iter().enumerate();
    Ok(groups
        .map(|(number, group)| {
            let part = Part::Group { number, before };
            before += u64::try_from(group.num_rows()).unwrap_or(0);
            part
        })
        .collect())
}
