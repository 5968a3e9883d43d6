//! Logs out of a file: CSV or JSON lines, gzip or not, whatever bytes are in them.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use csv::ByteRecord;
use flate2::read::MultiGzDecoder;

use crate::outcome::{Problem, Result};

/// One log.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// The row, from 1, the header not counted.
    pub(super) row: u64,
    /// What of it could be read.
    pub(super) text: Text,
    /// The id, when one was asked for.
    pub(super) id: Option<String>,
    /// The values of the columns asked for.
    pub(super) by: Vec<String>,
}

/// The text of a row.
#[derive(Debug, Default)]
pub(super) enum Text {
    /// Bytes, which may be no UTF-8.
    Is(Vec<u8>),
    /// The field is there and has nothing in it.
    #[default]
    Empty,
    /// The row cannot be taken apart.
    Unreadable,
}

/// The rows of a file, one after another.
pub(super) struct Source {
    name: String,
    form: Form,
    text_column: String,
    id_column: Option<String>,
    by: Vec<String>,
    row: u64,
}

enum Form {
    Csv {
        reader: csv::Reader<Box<dyn BufRead + Send>>,
        record: ByteRecord,
        text: usize,
        id: Option<usize>,
        by: Vec<usize>,
    },
    Lines {
        reader: Box<dyn BufRead + Send>,
        line: Vec<u8>,
    },
}

const BUFFER: usize = 1 << 18;

impl Source {
    /// Opens a file and reads its header, if it has one.
    pub(super) fn open(
        path: &Path,
        text_column: &str,
        id_column: Option<&str>,
        by: &[String],
    ) -> Result<Self> {
        let failed = |error: &std::io::Error| Problem::unreadable(path, error);
        let raw: Box<dyn Read + Send> = if path == Path::new("-") {
            Box::new(std::io::stdin())
        } else {
            Box::new(File::open(path).map_err(|error| failed(&error))?)
        };
        let mut reader: Box<dyn BufRead + Send> = Box::new(BufReader::with_capacity(BUFFER, raw));
        if reader
            .fill_buf()
            .map_err(|error| failed(&error))?
            .starts_with(&[0x1f, 0x8b])
        {
            reader = Box::new(BufReader::with_capacity(
                BUFFER,
                MultiGzDecoder::new(reader),
            ));
        }
        let name = path.display().to_string();
        let start = reader.fill_buf().map_err(|error| failed(&error))?;
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
        let lines = start.trim_ascii_start().starts_with(b"{");
        let form = if lines {
            Form::Lines {
                reader,
                line: Vec::new(),
            }
        } else {
            csv_form(&name, reader, text_column, id_column, by)?
        };
        Ok(Self {
            name,
            form,
            text_column: text_column.to_owned(),
            id_column: id_column.map(str::to_owned),
            by: by.to_vec(),
            row: 0,
        })
    }

    /// The next log. Nothing at the end of the file.
    pub(super) fn next(&mut self) -> Result<Option<Log>> {
        let name = &self.name;
        let broken = |error: &dyn std::fmt::Display| {
            Problem::could_not(format!("`{name}` cannot be read: {error}"))
        };
        match &mut self.form {
            Form::Csv {
                reader,
                record,
                text,
                id,
                by,
            } => {
                if !reader
                    .read_byte_record(record)
                    .map_err(|error| broken(&error))?
                {
                    return Ok(None);
                }
                self.row += 1;
                let cell = |at: usize| {
                    record
                        .get(at)
                        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
                };
                Ok(Some(Log {
                    row: self.row,
                    text: record.get(*text).map_or(Text::Unreadable, |bytes| {
                        if bytes.trim_ascii().is_empty() {
                            Text::Empty
                        } else {
                            Text::Is(bytes.to_vec())
                        }
                    }),
                    id: id.and_then(cell),
                    by: by.iter().map(|at| cell(*at).unwrap_or_default()).collect(),
                }))
            }
            Form::Lines { reader, line } => loop {
                line.clear();
                let read = reader
                    .read_until(b'\n', line)
                    .map_err(|error| broken(&error))?;
                if read == 0 {
                    return Ok(None);
                }
                let trimmed = line.trim_ascii();
                let trimmed = trimmed.strip_prefix(b"\xef\xbb\xbf").unwrap_or(trimmed);
                if trimmed.is_empty() {
                    continue;
                }
                self.row += 1;
                let mut log = Log {
                    row: self.row,
                    text: Text::Unreadable,
                    ..Log::default()
                };
                // Bytes that are no UTF-8 are replaced, so that the rest of the line is read.
                let text: Cow<'_, str> = String::from_utf8_lossy(trimmed);
                if let Ok(value) = serde_json::from_str::<serde_json::Value>(&text) {
                    log.text = match value.get(&self.text_column) {
                        Some(serde_json::Value::String(text)) if !text.trim().is_empty() => {
                            Text::Is(text.clone().into_bytes())
                        }
                        Some(serde_json::Value::String(_) | serde_json::Value::Null) => Text::Empty,
                        _ => Text::Unreadable,
                    };
                    let word = |name: &String| value.get(name).map(plain).unwrap_or_default();
                    log.id = self.id_column.as_ref().map(word);
                    log.by = self.by.iter().map(word).collect();
                }
                return Ok(Some(log));
            },
        }
    }
}

fn plain(value: &serde_json::Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn csv_form(
    name: &str,
    reader: Box<dyn BufRead + Send>,
    text_column: &str,
    id_column: Option<&str>,
    by: &[String],
) -> Result<Form> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .buffer_capacity(BUFFER)
        .from_reader(reader);
    let header = reader
        .byte_headers()
        .map_err(|error| Problem::could_not(format!("`{name}` cannot be read: {error}")))?
        .clone();
    let column = |wanted: &str| {
        header
            .iter()
            .position(|cell| {
                let cell = cell.strip_prefix(b"\xef\xbb\xbf").unwrap_or(cell);
                cell.trim_ascii() == wanted.as_bytes()
            })
            .ok_or_else(|| {
                Problem::given(format!(
                    "{name}:1: there is no column `{wanted}`; `--text-column` names the one \
                     that holds the text"
                ))
            })
    };
    Ok(Form::Csv {
        text: column(text_column)?,
        id: id_column.map(column).transpose()?,
        by: by
            .iter()
            .map(|name| column(name))
            .collect::<Result<Vec<usize>>>()?,
        record: ByteRecord::new(),
        reader,
    })
}
