//! Evidence out: for each log a JSON line or a row of CSV, in the order of the file.
//!
//! It names spans, rules, the lexicon's own terms, and the learned words that a phrase rests on,
//! which are nobody's name. Other words of a log are written when all is asked for, and never
//! otherwise.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::engine::{Desk, Engine};
use crate::logs::{Batch, Log, Text, Unreadable};
use crate::reading::{Band, Mention, Reading};

/// How evidence is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// A JSON line for each log, with every mention in full.
    Lines,
    /// A row of CSV for each log, with its mentions in one cell.
    Csv,
}

/// What became of the rows.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Every row.
    pub read: u64,
    /// Rows of each band.
    pub flag: u64,
    /// A person should look.
    pub review: u64,
    /// Nothing to suggest.
    pub none: u64,
    /// Rows without a text.
    pub empty: u64,
    /// Rows that could not be taken apart.
    pub unreadable: u64,
    /// Flagged, not on dementia, learning disability or autism alone.
    pub strict: u64,
    /// Flagged at all.
    pub broad: u64,
    /// On behaviour alone, or short of a flag.
    pub possible: u64,
    /// Rows whose text holds bytes that are no UTF-8.
    pub with_invalid_bytes: u64,
}

impl Totals {
    /// Adds what became of other rows.
    pub fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.flag += other.flag;
        self.review += other.review;
        self.none += other.none;
        self.empty += other.empty;
        self.unreadable += other.unreadable;
        self.strict += other.strict;
        self.broad += other.broad;
        self.possible += other.possible;
        self.with_invalid_bytes += other.with_invalid_bytes;
    }

    /// The rows that are in some band or said to have none. It must be all of them.
    pub const fn accounted_for(&self) -> u64 {
        self.flag + self.review + self.none + self.empty + self.unreadable
    }

    fn count(&mut self, reading: &Reading<'_>) {
        match reading.band {
            Band::Flag => self.flag += 1,
            Band::Review => self.review += 1,
            Band::None => self.none += 1,
        }
        self.strict += u64::from(reading.totals.strict);
        self.broad += u64::from(reading.totals.broad);
        self.possible += u64::from(reading.totals.possible);
        self.with_invalid_bytes += u64::from(reading.invalid_bytes > 0);
    }
}

/// Reads logs and writes their evidence.
#[derive(Debug, Clone, Copy)]
pub struct Writer<'e> {
    engine: &'e Engine,
    form: Form,
    full: bool,
}

/// One JSON line of evidence.
#[derive(Serialize)]
struct Line<'l> {
    row: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'l str>,
    /// The beginning of the engine's hash: what the answer depends on besides the text.
    engine: &'l str,
    #[serde(flatten)]
    reading: &'l Reading<'l>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<Vec<String>>,
}

const HEADER: &str = "row,id,engine,band,score,lexicon,learned,start,codes,historical,strict,broad,possible,\
                      centre,additional,phases,minutes,invalid_bytes,mentions,phrases";

impl<'e> Writer<'e> {
    /// Evidence of an engine's readings. With `full` the words of each mention are written too:
    /// they hold names and health data.
    pub const fn new(engine: &'e Engine, form: Form, full: bool) -> Self {
        Self { engine, form, full }
    }

    /// What stands before the first log.
    pub fn begin(&self, out: &mut Vec<u8>) {
        if self.form == Form::Csv {
            out.extend_from_slice(HEADER.as_bytes());
            out.extend_from_slice(if self.full { b",words\n" } else { b"\n" });
        }
    }

    /// Reads every log of a batch and writes its evidence.
    pub fn write(&self, batch: &Batch, desk: &mut Desk, out: &mut Vec<u8>) -> Totals {
        let mut totals = Totals::default();
        for log in batch.logs() {
            totals.read += 1;
            match log.text {
                Text::Is(text) => {
                    let reading = self.engine.read(text, desk);
                    totals.count(&reading);
                    self.read_one(&log, text, &reading, out);
                }
                Text::Empty => {
                    totals.empty += 1;
                    self.not_read(&log, "empty", None, out);
                }
                Text::Unreadable { line, why } => {
                    totals.unreadable += 1;
                    self.not_read(&log, "unreadable", Some((line, why)), out);
                }
            }
        }
        totals
    }

    fn read_one(&self, log: &Log<'_>, text: &[u8], reading: &Reading<'_>, out: &mut Vec<u8>) {
        let words = self.full.then(|| {
            let words = |mention: &Mention<'_>| {
                let span = text.get(mention.start as usize..mention.end as usize);
                String::from_utf8_lossy(span.unwrap_or_default()).into_owned()
            };
            reading.mentions.iter().map(words).collect::<Vec<String>>()
        });
        let id = log.id.map(String::from_utf8_lossy);
        if self.form == Form::Csv {
            self.row(log.row, id.as_deref(), reading, words, out);
            return;
        }
        let line = Line {
            row: log.row,
            id: id.as_deref(),
            engine: self.engine.short_hash(),
            reading,
            words,
        };
        // A reading always has a JSON form, and writing to memory does not fail.
        let _never = serde_json::to_writer(&mut *out, &line);
        out.push(b'\n');
    }

    /// A row without a reading. A line of JSON has a place for the reason; a row of CSV has not.
    fn not_read(
        &self,
        log: &Log<'_>,
        why: &str,
        reason: Option<(u64, Unreadable)>,
        out: &mut Vec<u8>,
    ) {
        let id = log.id.map(String::from_utf8_lossy);
        if self.form == Form::Lines {
            let mut line = json!({ "row": log.row, "id": id, "band": null, "why": why });
            if let (Some((at, reason)), Some(fields)) = (reason, line.as_object_mut()) {
                fields.insert("line".to_owned(), at.into());
                fields.insert("reason".to_owned(), reason.says().into());
            }
            out.extend_from_slice(line.to_string().as_bytes());
        } else {
            out.extend_from_slice(log.row.to_string().as_bytes());
            out.push(b',');
            cell(id.as_deref().unwrap_or_default(), out);
            let more = HEADER.matches(',').count() - 3 + usize::from(self.full);
            out.extend_from_slice(format!(",{},{why}", self.engine.short_hash()).as_bytes());
            out.extend(std::iter::repeat_n(b',', more));
        }
        out.push(b'\n');
    }

    fn row(
        &self,
        row: u64,
        id: Option<&str>,
        reading: &Reading<'_>,
        words: Option<Vec<String>>,
        out: &mut Vec<u8>,
    ) {
        use std::io::Write as _;
        let codes = reading.codes.iter().map(|answer| answer.code.name());
        let historical = reading.historical.iter().map(|code| code.name());
        let phases = reading.phases.iter().map(|phase| phase.name());
        let minutes = reading.minutes.iter().map(|said| said.minutes.to_string());
        // Writing to memory does not fail, here and below.
        let _never = write!(out, "{row},");
        cell(id.unwrap_or_default(), out);
        let _never = write!(
            out,
            ",{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},",
            self.engine.short_hash(),
            reading.band.name(),
            reading.score,
            reading.lexicon,
            reading.learned,
            reading.start,
            joined(codes),
            joined(historical),
            reading.totals.strict,
            reading.totals.broad,
            reading.totals.possible,
            reading.limbs.centre,
            reading.limbs.additional,
            joined(phases),
            joined(minutes),
            reading.invalid_bytes,
        );
        for (at, mention) in reading.mentions.iter().enumerate() {
            let _never = write!(
                out,
                "{}{} {} {}-{} {} {}",
                if at == 0 { "" } else { "; " },
                mention.code.name(),
                mention.assertion.name(),
                mention.start,
                mention.end,
                mention.rule,
                mention.weight
            );
        }
        out.push(b',');
        for (at, phrase) in reading.phrases.iter().enumerate() {
            let next = if at == 0 { "" } else { "; " };
            let _never = write!(out, "{next}{}-{} {}", phrase.start, phrase.end, phrase.adds);
        }
        if let Some(words) = words {
            out.push(b',');
            // A list in JSON: no cell begins with a mark that a spreadsheet would work out.
            cell(&json!(words).to_string(), out);
        }
        out.push(b'\n');
    }
}

fn joined<T: AsRef<str>>(words: impl Iterator<Item = T>) -> String {
    words.fold(String::new(), |mut all, word| {
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(word.as_ref());
        all
    })
}

/// A cell of CSV, in quotes where it needs them.
fn cell(words: &str, out: &mut Vec<u8>) {
    if !words.contains([',', '"', '\n', '\r']) {
        out.extend_from_slice(words.as_bytes());
        return;
    }
    out.push(b'"');
    out.extend_from_slice(words.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}
