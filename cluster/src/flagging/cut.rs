//! Extracts cut into pieces that executors read each on its own.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek as _};
use std::path::Path;

use flags::logs::{Batch, Logs, LogsError};
use flate2::read::MultiGzDecoder;

use super::{Part, Piece, Texts, read};
use crate::Fault;

const BUFFER: usize = 1 << 18;

/// The pieces of an extract, in its order. What cannot be read or lacks a column is found here, as
/// far as the beginning of the extract shows it.
pub(super) fn pieces(given: &Path, texts: &Texts, at_least: u64) -> Result<Vec<Piece>, Fault> {
    let failed = |cause| Fault::Extract {
        file: given.display().to_string(),
        cause,
    };
    let file = std::fs::canonicalize(given).map_err(failed)?;
    let opened = File::open(&file).map_err(failed)?;
    let length = opened.metadata().map_err(failed)?.len();
    let parts = if read::is_parquet(&file) {
        read::groups(opened, texts).map_err(|why| told(given, &why))?
    } else {
        let mut opened = BufReader::with_capacity(BUFFER, opened);
        let packed = opened.fill_buf().map_err(failed)?.starts_with(&read::GZIP);
        if packed {
            let unpacked = BufReader::new(MultiGzDecoder::new(opened));
            Logs::open(unpacked, texts.columns()).map_err(|error| wrong(given, error))?;
            vec![Part::Whole]
        } else {
            let logs = Logs::open(opened, texts.columns()).map_err(|error| wrong(given, error))?;
            if length <= at_least {
                vec![Part::Whole]
            } else {
                rows(logs, at_least).map_err(|error| wrong(given, error))?
            }
        }
    };
    let pieces = parts.into_iter().map(|part| Piece {
        file: file.clone(),
        length,
        part,
    });
    Ok(pieces.collect())
}

/// Reads a stream through, and cuts it between two rows whenever there is enough for a piece.
fn rows(mut logs: Logs<BufReader<File>>, at_least: u64) -> Result<Vec<Part>, LogsError> {
    let head = logs.head();
    let mut from = logs.place();
    let mut parts = Vec::new();
    let mut batch = Batch::default();
    loop {
        logs.fill(&mut batch)?;
        let (to, last) = (logs.place(), batch.is_empty());
        if to.row > from.row && (last || to.byte - from.byte >= at_least) {
            let to = to.byte;
            parts.push(Part::Rows { head, from, to });
            from = logs.place();
        }
        if last {
            return Ok(parts);
        }
    }
}

fn wrong(given: &Path, error: LogsError) -> Fault {
    match error {
        LogsError::NoColumn(_) => Fault::Given(format!(
            "{}: {error}; `--text-column` names the one that holds the text, and `--id-column` that \
             of the id",
            given.display()
        )),
        LogsError::Nothing | LogsError::Utf16 | LogsError::Array => {
            Fault::Given(format!("`{}` {error}", given.display()))
        }
        LogsError::Unclosed { .. } | LogsError::Astray { .. } | LogsError::Several { .. } => {
            told(given, &error.to_string())
        }
        LogsError::Broken(cause) => Fault::Extract {
            file: given.display().to_string(),
            cause,
        },
    }
}

fn told(given: &Path, why: &str) -> Fault {
    Fault::Given(format!("`{}`: {why}", given.display()))
}

/// A file from some byte on.
pub(super) fn from(mut file: File, byte: u64) -> std::io::Result<File> {
    file.seek(std::io::SeekFrom::Start(byte))?;
    Ok(file)
}
