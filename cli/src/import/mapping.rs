//! The mapping file: which column is what, and what its values mean.
//!
//! Strict TOML. A key nobody knows, a field with no source or two, and a list that contradicts
//! its table are refused with file, line and reason, all at once.

use std::collections::BTreeMap;
use std::path::Path;

use domain::event::AgeBand;
use domain::person::Sex;
use domain::{LocationKind, OrganisationId, PlaceKind};
use serde::Deserialize;
use toml::Spanned;

use crate::outcome::{Problem, Result};

/// A mapping, read and held to be sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mapping {
    pub(super) extract: Extract,
    pub(super) happened: Happened,
    pub(super) power: Field<String>,
    pub(super) sex: Field<Sex>,
    pub(super) age: Field<AgeBand>,
    pub(super) ethnicity: Field<String>,
    pub(super) found_at: Field<LocationKind>,
    pub(super) first_place: Field<PlaceKind>,
}

/// The extract as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Extract {
    /// Its name in the record. Ids follow from it.
    pub(super) name: String,
    /// Where it comes from, in words.
    #[allow(
        dead_code,
        reason = "a mapping says where its extract comes from, for its reader"
    )]
    source: String,
    /// Whose records they are.
    pub(super) organisation: OrganisationId,
    #[serde(default)]
    pub(super) encoding: Encoding,
    /// One character.
    #[serde(default = "comma")]
    delimiter: String,
    /// Columns kept in the source's own words.
    #[serde(default)]
    pub(super) keep: Vec<String>,
}

impl Extract {
    /// The character between two columns.
    pub(super) fn delimiter(&self) -> u8 {
        self.delimiter.bytes().next().unwrap_or(b',')
    }
}

fn comma() -> String {
    ",".to_owned()
}

/// How the bytes of the extract are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub(super) enum Encoding {
    /// With or without a byte order mark.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// Which column says when: a year, or a day as `2026-10-23`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Happened {
    #[serde(default)]
    pub(super) year: Option<String>,
    #[serde(default)]
    pub(super) date: Option<String>,
}

/// Where the value of a field comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field<V> {
    /// A column, by its values.
    Column {
        /// The column's name in the header.
        name: String,
        /// What its values mean. None where the source's own words are taken.
        values: Option<BTreeMap<String, V>>,
        /// Values that mean that it is not known.
        unknown: Vec<String>,
        /// Whether any other value means that too. Otherwise the row is refused.
        others_unknown: bool,
    },
    /// The same in every row.
    Constant(V),
    /// Not in the extract, and why.
    Absent(String),
}

impl<V> Field<V> {
    fn column(&self) -> Option<&str> {
        match self {
            Self::Column { name, .. } => Some(name),
            Self::Constant(_) | Self::Absent(_) => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    extract: Spanned<Extract>,
    happened: Spanned<Happened>,
    power: Spanned<WrittenField<String>>,
    sex: Spanned<WrittenField<Sex>>,
    age: Spanned<WrittenField<AgeBand>>,
    ethnicity: Spanned<WrittenField<String>>,
    found_at: Spanned<WrittenField<LocationKind>>,
    first_place: Spanned<WrittenField<PlaceKind>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound = "V: Deserialize<'de>")]
struct WrittenField<V> {
    #[serde(default)]
    column: Option<String>,
    #[serde(default = "none")]
    constant: Option<V>,
    #[serde(default)]
    absent: Option<String>,
    #[serde(default = "none")]
    values: Option<BTreeMap<String, V>>,
    #[serde(default)]
    unknown: Vec<String>,
    #[serde(default)]
    otherwise: Option<Otherwise>,
}

fn none<V>() -> Option<V> {
    None
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Otherwise {
    Unknown,
    Refused,
}

/// What is wrong, with lines.
struct Problems<'a> {
    text: &'a str,
    found: Vec<(usize, String)>,
}

impl Problems<'_> {
    fn add(&mut self, at: &std::ops::Range<usize>, reason: impl Into<String>) {
        self.found
            .push((line_of(self.text, at.start), reason.into()));
    }
}

impl Mapping {
    /// Reads a mapping from its file.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).map_err(|error| Problem::unreadable(path, &error))?;
        Self::read(&path.display().to_string(), &text)
    }

    /// Reads a mapping. `file` is only named in what is said.
    pub(super) fn read(file: &str, text: &str) -> Result<Self> {
        let written: Written = toml::from_str(text).map_err(|error| {
            let line = line_of(text, error.span().map_or(0, |span| span.start));
            let reason = error.message().trim().replace('\n', "; ");
            Problem::given(format!("{file}:{line}: {reason}"))
        })?;
        let mut problems = Problems {
            text,
            found: Vec::new(),
        };
        let extract = written.extract.get_ref();
        if extract.name.trim().is_empty() {
            problems.add(
                &written.extract.span(),
                "`name` must not be empty: ids follow from it",
            );
        }
        if extract.delimiter.len() != 1 {
            problems.add(
                &written.extract.span(),
                "`delimiter` must be one character, such as `,` or `;`",
            );
        }
        let happened = written.happened.get_ref();
        if happened.year.is_some() == happened.date.is_some() {
            problems.add(
                &written.happened.span(),
                "name one column: `year`, or `date`",
            );
        }
        let mapping = Self {
            power: field("power", written.power, Words::Own, &mut problems),
            sex: field("sex", written.sex, Words::Table, &mut problems),
            age: field("age", written.age, Words::Table, &mut problems),
            ethnicity: field("ethnicity", written.ethnicity, Words::Own, &mut problems),
            found_at: field("found_at", written.found_at, Words::Table, &mut problems),
            first_place: field(
                "first_place",
                written.first_place,
                Words::Table,
                &mut problems,
            ),
            happened: written.happened.into_inner(),
            extract: written.extract.into_inner(),
        };
        if problems.found.is_empty() {
            return Ok(mapping);
        }
        let lines: Vec<String> = problems
            .found
            .iter()
            .map(|(line, reason)| format!("{file}:{line}: {reason}"))
            .collect();
        Err(Problem::given(lines.join("\n")))
    }

    /// Every column the mapping speaks of.
    pub(super) fn columns(&self) -> Vec<&str> {
        let happened = [self.happened.year.as_deref(), self.happened.date.as_deref()];
        let fields = [
            self.power.column(),
            self.sex.column(),
            self.age.column(),
            self.ethnicity.column(),
            self.found_at.column(),
            self.first_place.column(),
        ];
        let kept = self.extract.keep.iter().map(|name| Some(name.as_str()));
        happened
            .into_iter()
            .chain(fields)
            .chain(kept)
            .flatten()
            .collect()
    }
}

/// Whether a column without a table of values can be taken in the source's own words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    Own,
    Table,
}

fn field<V>(
    name: &str,
    written: Spanned<WrittenField<V>>,
    words: Words,
    problems: &mut Problems<'_>,
) -> Field<V> {
    let span = written.span();
    let written = written.into_inner();
    if written.column.is_none()
        && (written.values.is_some() || !written.unknown.is_empty() || written.otherwise.is_some())
    {
        problems.add(
            &span,
            format!("`{name}` has values but no `column` to find them in"),
        );
    }
    match (written.column, written.constant, written.absent) {
        (Some(column), None, None) => {
            if written.values.is_none() && words == Words::Table {
                problems.add(&span, format!("`{name}` needs a table `[{name}.values]`: what each value of `{column}` means"));
            }
            for value in &written.unknown {
                if written
                    .values
                    .as_ref()
                    .is_some_and(|values| values.contains_key(value))
                {
                    problems.add(
                        &span,
                        format!("`{value}` of `{name}` is both in its table and in `unknown`"),
                    );
                }
            }
            Field::Column {
                name: column,
                values: written.values,
                unknown: written.unknown,
                others_unknown: written.otherwise == Some(Otherwise::Unknown),
            }
        }
        (None, Some(constant), None) => Field::Constant(constant),
        (None, None, Some(why)) => {
            if why.trim().is_empty() {
                problems.add(&span, format!("`absent` of `{name}` must say why"));
            }
            Field::Absent(why)
        }
        _ => {
            problems.add(
                &span,
                format!("`{name}` needs one of `column`, `constant` and `absent`"),
            );
            Field::Absent(String::new())
        }
    }
}

/// The line, from 1, of a byte of the text.
fn line_of(text: &str, byte: usize) -> usize {
    text.bytes()
        .take(byte)
        .filter(|byte| *byte == b'\n')
        .count()
        + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const TORONTO: &str = include_str!("../../../maps/toronto_mha_apprehensions.toml");

    fn told(text: &str) -> String {
        Mapping::read("map.toml", text)
            .unwrap_err()
            .says()
            .to_owned()
    }

    #[test]
    fn the_mapping_that_ships_is_read() {
        let mapping = Mapping::read("toronto.toml", TORONTO).unwrap();
        assert_eq!(mapping.extract.name, "toronto_mha_apprehensions");
        assert_eq!(
            mapping.columns(),
            [
                "occurred_year",
                "sex",
                "age_group",
                "premises_type",
                "premises_type"
            ]
        );
    }

    #[test]
    fn a_key_nobody_knows_is_refused_with_its_line() {
        let text = TORONTO.replace("column = \"sex\"", "pillar = \"sex\"");
        let line = TORONTO
            .lines()
            .position(|line| line == "column = \"sex\"")
            .unwrap()
            + 1;
        assert!(
            told(&text).starts_with(&format!("map.toml:{line}: unknown field `pillar`")),
            "{}",
            told(&text)
        );
    }

    #[test]
    fn a_value_that_is_no_kind_of_place_is_refused_with_its_line() {
        let text = TORONTO.replace("\"outdoors\"", "\"outside\"");
        let line = TORONTO
            .lines()
            .position(|line| line.starts_with("Outside"))
            .unwrap()
            + 1;
        assert!(
            told(&text).starts_with(&format!("map.toml:{line}: unknown variant `outside`")),
            "{}",
            told(&text)
        );
    }

    #[test]
    fn every_contradiction_is_told_at_once() {
        let text = TORONTO
            .replace("year = \"occurred_year\"", "year = \"a\"\ndate = \"b\"")
            .replace("unknown = [\"Other\"]", "unknown = [\"Other\", \"House\"]")
            .replace(
                "[first_place]\nabsent = \"not in the extract\"",
                "[first_place]",
            );
        let told = told(&text);
        assert!(told.contains("name one column"), "{told}");
        assert!(told.contains("`House` of `found_at` is both"), "{told}");
        assert!(told.contains("`first_place` needs one of"), "{told}");
        assert_eq!(told.lines().count(), 3, "{told}");
    }
}
