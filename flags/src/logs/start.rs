//! What a stream begins with: which form it is of, and what separates its values.

use std::io::{self, BufRead, Read as _};

use super::{LogsError, MARK};

/// How much of a stream is looked at for its first line.
const MOST: u64 = 1 << 16;

/// What the first line says.
pub(super) struct Start {
    /// The first line that is not blank, with what stands before it.
    pub(super) bytes: Vec<u8>,
    /// What it begins.
    pub(super) form: Is,
}

/// What a stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Is {
    /// JSON lines.
    Lines,
    /// Rows of values.
    Values(Values),
}

/// How values stand in rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Values {
    /// What stands between them.
    pub(super) separator: u8,
    /// How many of the first bytes only say so, and are no header.
    pub(super) skip: usize,
}

/// Reads as far as the end of the first line that is not blank.
pub(super) fn read(reader: &mut impl BufRead) -> Result<Start, LogsError> {
    let bytes = first(reader)?;
    let form = form(&bytes)?;
    Ok(Start { bytes, form })
}

/// As [`read`], of a stream that is known to have a header.
pub(super) fn header(reader: &mut impl BufRead) -> io::Result<(Vec<u8>, Values)> {
    let bytes = first(reader)?;
    let values = values(&bytes);
    Ok((bytes, values))
}

fn first(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut from = reader.take(MOST);
    while plain(&bytes).is_empty() && from.read_until(b'\n', &mut bytes)? > 0 {}
    Ok(bytes)
}

fn plain(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(MARK).unwrap_or(bytes).trim_ascii()
}

fn form(bytes: &[u8]) -> Result<Is, LogsError> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(LogsError::Utf16);
    }
    match plain(bytes) {
        [] => Err(LogsError::Nothing),
        [b'{', ..] => Ok(Is::Lines),
        [b'['] => Err(LogsError::Array),
        [b'[', after @ ..] if after.trim_ascii_start().starts_with(b"{") => Err(LogsError::Array),
        [b'[', b']', ..] => Err(LogsError::Array),
        _ => Ok(Is::Values(values(bytes))),
    }
}

/// `sep=;`, as spreadsheets write and read it, or what the header is separated by.
fn values(bytes: &[u8]) -> Values {
    let end = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let line = plain(bytes).split(end).next().unwrap_or_default();
    let skip = bytes.len();
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', after @ ..] = line {
        match after {
            // Trimmed: what stood there is a tab.
            [] => {
                let separator = b'\t';
                return Values { separator, skip };
            }
            [separator] => {
                let separator = *separator;
                return Values { separator, skip };
            }
            _ => {}
        }
    }
    Values {
        separator: sheet::separator(line),
        skip: 0,
    }
}
