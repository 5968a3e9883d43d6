//! The bytes of an extract: gzip or not, in its encoding, as rows of CSV.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::ByteRecord;
use encoding_rs::{CoderResult, Decoder};
use flate2::read::MultiGzDecoder;
use sha2::{Digest as _, Sha256};

use super::map::Map;
use super::run::Fault;
use crate::store::hexadecimal;

const BUFFER: usize = 1 << 17;

/// The most that one row may be. More is a quote that nobody closed, and the rest of the file.
const LONGEST: u64 = 16 << 20;

/// An extract, opened.
pub(super) struct Source {
    csv: csv::Reader<Box<dyn Read + Send>>,
    path: PathBuf,
    /// Bytes that came since a row was last complete.
    since: Arc<AtomicU64>,
    /// Bytes of the file that were read.
    done: Arc<AtomicU64>,
}

/// The SHA-256 of a file and its length.
pub(super) fn sha256(path: &Path) -> Result<(String, u64), Fault> {
    let failed = |error: io::Error| Fault::unreadable(path, &error);
    let mut file = File::open(path).map_err(failed)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; BUFFER];
    let mut length = 0;
    loop {
        let count = file.read(&mut piece).map_err(failed)?;
        match piece.get(..count) {
            Some(some) if !some.is_empty() => hash.update(some),
            _ => return Ok((hexadecimal(&hash.finalize()), length)),
        }
        length += u64::try_from(count).unwrap_or(0);
    }
}

impl Source {
    /// Opens an extract as its map says it is written.
    pub(super) fn open(path: &Path, map: &Map) -> Result<Self, Fault> {
        let failed = |error: io::Error| Fault::unreadable(path, &error);
        let done = Arc::new(AtomicU64::new(0));
        let since = Arc::new(AtomicU64::new(0));
        let file = Counted {
            inner: File::open(path).map_err(failed)?,
            count: Arc::clone(&done),
        };
        let mut bytes = BufReader::with_capacity(BUFFER, file);
        let packed = bytes.fill_buf().map_err(failed)?.starts_with(&[0x1f, 0x8b]);
        let plain: Box<dyn Read + Send> = if packed {
            Box::new(MultiGzDecoder::new(bytes))
        } else {
            Box::new(bytes)
        };
        let text: Box<dyn Read + Send> = if map.encoding == encoding_rs::UTF_8 {
            plain
        } else {
            Box::new(Decoded::new(plain, map.encoding))
        };
        let limited = Limited {
            inner: text,
            since: Arc::clone(&since),
        };
        let csv = csv::ReaderBuilder::new()
            .delimiter(map.delimiter)
            .quoting(map.quote.is_some())
            .quote(map.quote.unwrap_or(b'"'))
            .double_quote(map.escape.is_none())
            .escape(map.escape)
            .flexible(true)
            .buffer_capacity(BUFFER)
            .from_reader(Box::new(limited) as Box<dyn Read + Send>);
        Ok(Self {
            csv,
            path: path.to_owned(),
            since,
            done,
        })
    }

    /// The names of its columns.
    pub(super) fn header(&mut self) -> Result<ByteRecord, Fault> {
        let header = self.csv.byte_headers();
        header.cloned().map_err(|error| told(&self.path, &error))
    }

    /// Reads the next row. False at the end of the file.
    pub(super) fn next(&mut self, row: &mut ByteRecord) -> Result<bool, Fault> {
        let more = self
            .csv
            .read_byte_record(row)
            .map_err(|error| told(&self.path, &error))?;
        self.since.store(0, Ordering::Relaxed);
        Ok(more)
    }

    /// How many bytes of the file were read, for a progress bar.
    pub(super) fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }
}

fn told(path: &Path, error: &csv::Error) -> Fault {
    let line = error.position().map_or(0, csv::Position::line);
    let why = error.to_string();
    let after = if line > 0 {
        format!(" after line {line}")
    } else {
        String::new()
    };
    Fault::Unreadable {
        path: path.to_owned(),
        why: format!("{why}{after}"),
    }
}

/// Counts what is read.
struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        let added = u64::try_from(count).unwrap_or(0);
        self.count.fetch_add(added, Ordering::Relaxed);
        Ok(count)
    }
}

/// Stops at a row that never ends, before it fills the memory.
struct Limited<R> {
    inner: R,
    since: Arc<AtomicU64>,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        let added = u64::try_from(count).unwrap_or(0);
        if self.since.fetch_add(added, Ordering::Relaxed) > LONGEST {
            return Err(io::Error::other(
                "a row goes on for more than 16 MiB: a quote in it is not closed, or the map names the wrong `quote`",
            ));
        }
        Ok(count)
    }
}

/// Another encoding as UTF-8. What cannot be decoded becomes U+FFFD, by which its row is refused.
struct Decoded<R> {
    inner: R,
    decoder: Decoder,
    /// Bytes that came and were not decoded.
    raw: Vec<u8>,
    from: usize,
    ended: bool,
    /// What was decoded and did not fit.
    text: Vec<u8>,
    given: usize,
}

impl<R: Read> Decoded<R> {
    fn new(inner: R, encoding: &'static encoding_rs::Encoding) -> Self {
        // What calls itself UTF-16 says by its first two bytes in which order they are.
        let decoder = if encoding == encoding_rs::UTF_16LE {
            encoding.new_decoder()
        } else {
            encoding.new_decoder_with_bom_removal()
        };
        Self {
            inner,
            decoder,
            raw: Vec::new(),
            from: 0,
            ended: false,
            text: Vec::new(),
            given: 0,
        }
    }

    /// Decodes some more. False when there is no more.
    fn more(&mut self) -> io::Result<bool> {
        if self.from >= self.raw.len() {
            if self.ended {
                return Ok(false);
            }
            self.raw.resize(BUFFER, 0);
            let count = self.inner.read(&mut self.raw)?;
            self.raw.truncate(count);
            self.from = 0;
            self.ended = count == 0;
        }
        self.text.resize(BUFFER * 3, 0);
        let source = self.raw.get(self.from..).unwrap_or_default();
        let (result, read, written, _) =
            self.decoder
                .decode_to_utf8(source, &mut self.text, self.ended);
        self.from += read;
        self.text.truncate(written);
        self.given = 0;
        Ok(written > 0 || !self.ended || result == CoderResult::OutputFull)
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given >= self.text.len() {
            if !self.more()? {
                return Ok(0);
            }
        }
        let rest = self.text.get(self.given..).unwrap_or_default();
        let count = rest.len().min(into.len());
        for (to, from) in into.iter_mut().zip(rest) {
            *to = *from;
        }
        self.given += count;
        Ok(count)
    }
}
