//! The map: which column of an extract is what, and what its values mean.
//!
//! Strict TOML, described in docs/import-incidents.md. Every problem of a map is told at once,
//! each with its line.

mod fields;
mod times;
mod toml;

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use encoding_rs::Encoding;
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::columns::TARGETS;
use crate::schema::Text;
use crate::store::hexadecimal;

pub(super) use fields::accepted;

/// What is wrong with a map, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// A map, read and held to be sound.
#[derive(Debug, Clone)]
pub struct Map {
    /// A name for what is imported by it: the beginning of the names of batches.
    pub name: String,
    /// Whose incidents they are.
    pub force: String,
    pub(super) encoding: &'static Encoding,
    pub(super) delimiter: u8,
    pub(super) quote: Option<u8>,
    pub(super) escape: Option<u8>,
    /// The column of the reference; none where the extract has none.
    pub(super) reference: Option<String>,
    pub(super) when: When,
    /// How each of [`TARGETS`] is filled, in their order; none where it is not.
    pub(super) fields: Vec<Option<Field>>,
    pub(super) person: Option<Person>,
    /// The column that the text reader reads.
    pub(super) narrative: Option<String>,
    /// SHA-256 of the map and of the tables it names.
    pub(super) sha256: String,
}

/// How the time is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum When {
    /// A column with day and time.
    Time { column: String, stamp: Stamp },
    /// A column with the day, and perhaps one with the time of day.
    Date {
        column: String,
        format: String,
        clock: Option<(String, String)>,
        zone: Zone,
    },
    /// A column with a month.
    Month { column: String, format: String },
    /// A column with a year.
    Year { column: String },
    /// No column: every row lies somewhere between two days.
    Covers { from: Date, to: Date },
}

/// How a time is written, and by which clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) format: String,
    pub(super) zone: Zone,
}

/// By which clock times are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// The clock on the wall in London.
    London,
    Utc,
    /// Each value says so itself.
    Offset,
}

/// Why there is no value: the five kinds of the record (`domain::Known`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    Unknown,
    NotAsked,
    Declined,
    NotApplicable,
    NotObtainable,
}

/// How one column of the lake is filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field {
    Column(Column),
    Constant(Value),
    Absent(Absent),
}

/// A column of the extract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    /// What its values mean; none where they are taken as they are.
    pub(super) values: Option<HashMap<String, Value>>,
    /// Values that say why there is none.
    pub(super) absent: HashMap<String, Absent>,
    /// What every other value means; none to refuse the row.
    pub(super) otherwise: Option<Absent>,
    /// Of a time, how it is written.
    pub(super) stamp: Option<Stamp>,
}

/// A value for a column of the lake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(Text),
    Flag(bool),
    Whole(i32),
}

/// How a row says who it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Person {
    /// By a reference of the force's own.
    Reference(String),
    /// By name and date of birth, as the record's pseudonyms are made.
    Born {
        names: Vec<String>,
        born: String,
        format: String,
    },
}

impl Absent {
    /// Its words: those of the record.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::NotAsked => "not asked",
            Self::Declined => "declined",
            Self::NotApplicable => "not applicable",
            Self::NotObtainable => "not obtainable",
        }
    }

    /// Every kind as a map names it.
    pub(super) const NAMES: &[(&str, Self)] = &[
        ("unknown", Self::Unknown),
        ("not_asked", Self::NotAsked),
        ("declined", Self::Declined),
        ("not_applicable", Self::NotApplicable),
        ("not_obtainable", Self::NotObtainable),
    ];
}

impl Map {
    /// Reads a map. `file` is what it is called in problems; `table` reads a table the map names,
    /// by its name, and says why where it cannot.
    ///
    /// # Errors
    ///
    /// Every problem of the map, in the order of its lines.
    pub fn read(
        file: &str,
        text: &str,
        table: &mut dyn FnMut(&str) -> Result<String, String>,
    ) -> Result<Self, Vec<Problem>> {
        let mut hash = Sha256::new().chain_update(text);
        let mut tables = |name: &str| {
            let text = table(name)?;
            hash.update([0]);
            hash.update(&text);
            Ok(text)
        };
        let mut map = fields::read(file, text, &mut tables)?;
        map.sha256 = hexadecimal(&hash.finalize());
        Ok(map)
    }

    /// Reads a map from its file, and the tables it names from beside it.
    ///
    /// # Errors
    ///
    /// Every problem of the map; one alone where the file cannot be read.
    pub fn open(path: &Path) -> Result<Self, Vec<Problem>> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| {
            vec![Problem {
                file: file.clone(),
                line: 1,
                what: format!("the map cannot be read: {error}"),
            }]
        })?;
        let beside = path.parent().unwrap_or(Path::new("."));
        Self::read(&file, &text, &mut |name| {
            std::fs::read_to_string(beside.join(name)).map_err(|error| error.to_string())
        })
    }

    /// Whether rows say who they are about, for which the key of pseudonyms is needed.
    pub const fn names_persons(&self) -> bool {
        self.person.is_some()
    }

    /// Whether the text reader is needed.
    pub const fn reads_narratives(&self) -> bool {
        self.narrative.is_some()
    }

    /// Every column of the extract that the map speaks of.
    pub(super) fn columns(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.reference.iter().map(String::as_str).collect();
        match &self.when {
            When::Time { column, .. } | When::Month { column, .. } | When::Year { column } => {
                all.push(column);
            }
            When::Date { column, clock, .. } => {
                all.push(column);
                all.extend(clock.iter().map(|(column, _)| column.as_str()));
            }
            When::Covers { .. } => {}
        }
        for field in self.fields.iter().flatten() {
            if let Field::Column(column) = field {
                all.push(&column.name);
            }
        }
        match &self.person {
            Some(Person::Reference(column)) => all.push(column),
            Some(Person::Born { names, born, .. }) => {
                all.extend(names.iter().map(String::as_str));
                all.push(born);
            }
            None => {}
        }
        all.extend(self.narrative.iter().map(String::as_str));
        all
    }

    /// How a column of the lake is filled.
    pub(super) fn field(&self, name: &str) -> Option<&Field> {
        let place = TARGETS.iter().position(|target| target.name == name)?;
        self.fields.get(place)?.as_ref()
    }
}
