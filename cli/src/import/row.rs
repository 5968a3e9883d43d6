//! One row of the extract: taken, or refused with its column and reason.

use std::collections::BTreeMap;

use csv::ByteRecord;
use domain::actor::OrganisationKind;
use domain::event::DetentionImported;
use domain::{
    Actor, CommandId, EventId, FileId, Known, Moment, NewEvent, NoValue, Organisation, Role,
    TimeSource, UserId, When,
};
use jiff::civil::{Date, date};
use lake::incidents::shape;
use record::NewFile;
use uuid::Uuid;

use super::mapping::{Encoding, Field, Mapping};
use crate::outcome::{Problem, Result};

/// Why a row was refused. Never holds a value of the row: values may be personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// The column, where one is to blame.
    pub(super) column: String,
    pub(super) reason: String,
}

/// Years in which an extract can lie.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// A mapping held against the header of an extract.
pub(super) struct Reader {
    mapping: Mapping,
    /// Where each column stands.
    index: BTreeMap<String, usize>,
    columns: usize,
    by: Actor,
    namespace: Uuid,
}

impl Reader {
    /// Fails when the header lacks a column of the mapping, or has it twice.
    pub(super) fn new(mapping: Mapping, file: &str, header: &ByteRecord) -> Result<Self> {
        let mut index = BTreeMap::new();
        let mut names = Vec::new();
        for (place, name) in header.iter().enumerate() {
            let name = decoded(mapping.extract.encoding, name).ok_or_else(|| {
                Problem::given(format!(
                    "{file}:1: the header is not in the encoding of the mapping"
                ))
            })?;
            if index.insert(name.clone(), place).is_some() {
                return Err(Problem::given(format!(
                    "{file}:1: column `{name}` is there twice"
                )));
            }
            names.push(name);
        }
        if let Some(missing) = mapping
            .columns()
            .iter()
            .find(|name| !index.contains_key(**name))
        {
            return Err(Problem::given(format!(
                "{file}:1: there is no column `{missing}`, which the mapping names; the columns are `{}`",
                names.join("`, `")
            )));
        }
        let user = UserId::new("import").map_err(|error| Problem::could_not(error.to_string()))?;
        let organisation = Organisation {
            id: mapping.extract.organisation.clone(),
            kind: OrganisationKind::Police,
        };
        let by = Actor {
            name: format!("Import of {}", mapping.extract.name),
            role: Role::System,
            ..Actor::lantern(user, organisation)
        };
        let namespace = Uuid::new_v5(
            &Uuid::NAMESPACE_OID,
            format!("lantern import {}", mapping.extract.name).as_bytes(),
        );
        Ok(Self {
            mapping,
            columns: index.len(),
            index,
            by,
            namespace,
        })
    }

    /// The file that a row becomes. The same row of the same extract is always the same file.
    pub(super) fn read(
        &self,
        number: u64,
        row: &ByteRecord,
    ) -> std::result::Result<NewFile, Refused> {
        if row.len() != self.columns {
            return Err(Refused {
                column: String::new(),
                reason: format!(
                    "it has {} columns and the header has {}",
                    row.len(),
                    self.columns
                ),
            });
        }
        let map = &self.mapping;
        let imported = DetentionImported {
            extract: map.extract.name.clone(),
            row: number,
            power: self.text(&map.power, row)?,
            sex: self.value(&map.sex, row)?,
            age: self.value(&map.age, row)?,
            ethnicity: self.text(&map.ethnicity, row)?,
            found_at: self.value(&map.found_at, row)?,
            first_place: self.value(&map.first_place, row)?,
            kept: self.kept(row)?,
        };
        let happened = When {
            moment: self.moment(row)?,
            source: TimeSource::Import,
            device: None,
        };
        let file = self.file_id(number, row);
        let command = CommandId::of(file, "import");
        Ok(NewFile {
            file,
            command,
            by: self.by.clone(),
            lines: vec![NewEvent {
                id: EventId::new(in_order(self.namespace, number, command.event(0).uuid())),
                happened,
                event: imported.into(),
            }],
        })
    }

    /// From the extract, the number of the row and every byte of it.
    fn file_id(&self, number: u64, row: &ByteRecord) -> FileId {
        let mut name = Vec::with_capacity(64);
        name.extend_from_slice(&number.to_be_bytes());
        for field in row {
            let length = u64::try_from(field.len()).unwrap_or(u64::MAX);
            name.extend_from_slice(&length.to_be_bytes());
            name.extend_from_slice(field);
        }
        FileId::new(in_order(
            self.namespace,
            number,
            Uuid::new_v5(&self.namespace, &name),
        ))
    }

    fn cell(&self, column: &str, row: &ByteRecord) -> std::result::Result<String, Refused> {
        let bytes = self
            .index
            .get(column)
            .and_then(|place| row.get(*place))
            .unwrap_or_default();
        decoded(self.mapping.extract.encoding, bytes)
            .map(|text| text.trim().to_owned())
            .ok_or_else(|| Refused {
                column: column.to_owned(),
                reason: "it is not in the encoding that the mapping declares".to_owned(),
            })
    }

    fn value<V: Clone>(
        &self,
        field: &Field<V>,
        row: &ByteRecord,
    ) -> std::result::Result<Known<V>, Refused> {
        match self.found(field, row)? {
            Found::Known(known) => Ok(known),
            Found::Own { column, text } => Err(not_in_table(column, &text)),
        }
    }

    fn text(
        &self,
        field: &Field<String>,
        row: &ByteRecord,
    ) -> std::result::Result<Known<String>, Refused> {
        match self.found(field, row)? {
            Found::Known(known) => Ok(known),
            Found::Own { column, text } if text.is_empty() => Err(not_in_table(column, &text)),
            Found::Own { text, .. } => Ok(Known::is(text)),
        }
    }

    fn found<'a, V: Clone>(
        &self,
        field: &'a Field<V>,
        row: &ByteRecord,
    ) -> std::result::Result<Found<'a, V>, Refused> {
        Ok(Found::Known(match field {
            Field::Constant(value) => Known::is(value.clone()),
            Field::Absent(why) => Known::None(NoValue::NotObtainable {
                reason: why.clone(),
            }),
            Field::Column {
                name,
                values,
                unknown,
                others_unknown,
            } => {
                let text = self.cell(name, row)?;
                if unknown.contains(&text) {
                    Known::UNKNOWN
                } else if let Some(values) = values {
                    match values.get(&text) {
                        Some(value) => Known::is(value.clone()),
                        None if *others_unknown => Known::UNKNOWN,
                        None => return Err(not_in_table(name, &text)),
                    }
                } else {
                    return Ok(Found::Own { column: name, text });
                }
            }
        }))
    }

    fn kept(&self, row: &ByteRecord) -> std::result::Result<BTreeMap<String, String>, Refused> {
        self.mapping
            .extract
            .keep
            .iter()
            .map(|name| Ok((name.clone(), self.cell(name, row)?)))
            .collect()
    }

    fn moment(&self, row: &ByteRecord) -> std::result::Result<Moment, Refused> {
        if let Some(column) = &self.mapping.happened.year {
            let text = self.cell(column, row)?;
            let year = text
                .parse()
                .ok()
                .filter(|year| YEARS.contains(year))
                .ok_or_else(|| refused(column, &text, "is not a year between 1900 and 2100"))?;
            return Ok(Moment::Between {
                first: date(year, 1, 1),
                last: date(year, 12, 31),
            });
        }
        let column = self.mapping.happened.date.as_deref().unwrap_or_default();
        let text = self.cell(column, row)?;
        let day: Date = text
            .parse()
            .ok()
            .filter(|day: &Date| YEARS.contains(&day.year()))
            .ok_or_else(|| refused(column, &text, "is not a day such as 2026-10-23"))?;
        Ok(Moment::On { date: day })
    }
}

/// What a field comes to.
enum Found<'a, V> {
    Known(Known<V>),
    /// The source's own words, for a column without a table.
    Own {
        column: &'a str,
        text: String,
    },
}

fn not_in_table(column: &str, text: &str) -> Refused {
    refused(column, text, "is not in the mapping's table")
}

fn refused(column: &str, text: &str, why: &str) -> Refused {
    let what = if text.is_empty() {
        "an empty value".to_owned()
    } else {
        format!("a value like `{}`", shape(text))
    };
    Refused {
        column: column.to_owned(),
        reason: format!("{what} {why}"),
    }
}

fn decoded(encoding: Encoding, bytes: &[u8]) -> Option<String> {
    match encoding {
        Encoding::Utf8 => std::str::from_utf8(bytes).ok().map(str::to_owned),
        Encoding::Windows1252 => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned),
    }
}

/// An id that begins with the extract and the number of the row, and is for the rest the one given.
///
/// Rows that follow one another get ids that do too, so the database's indexes grow at one end
/// instead of being written again all over. Rows beyond 4,294,967,295 lose the order and nothing
/// else: what tells them apart is the rest.
fn in_order(extract: Uuid, number: u64, id: Uuid) -> Uuid {
    let mut bytes = *id.as_bytes();
    let [first, second, ..] = *extract.as_bytes();
    let low = u32::try_from(number & u64::from(u32::MAX)).unwrap_or(u32::MAX);
    let [a, b, c, d] = low.to_be_bytes();
    for (place, value) in bytes.iter_mut().zip([first, second, a, b, c, d]) {
        *place = value;
    }
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(change: impl Fn(&str) -> String) -> Reader {
        let text = change(include_str!("../../../maps/toronto_mha_apprehensions.toml"));
        let header = ByteRecord::from(vec!["occurred_year", "sex", "age_group", "premises_type"]);
        Reader::new(Mapping::read("map", &text).unwrap(), "x.csv", &header).unwrap()
    }

    fn same(text: &str) -> String {
        text.to_owned()
    }

    #[test]
    fn a_row_is_the_same_file_every_time_and_another_row_another() {
        let reader = reader(same);
        let row = ByteRecord::from(vec!["2014", "Male", "55 to 64", "House"]);
        let file = reader.read(1, &row).unwrap();
        assert_eq!(file.file, reader.read(1, &row).unwrap().file);
        assert_eq!(file.lines, reader.read(1, &row).unwrap().lines);
        assert_ne!(file.file, reader.read(2, &row).unwrap().file);
        let other = ByteRecord::from(vec!["2014", "Female", "55 to 64", "House"]);
        assert_ne!(file.file, reader.read(1, &other).unwrap().file);
    }

    #[test]
    fn a_refusal_names_the_column_and_the_shape_and_not_the_value() {
        let row = ByteRecord::from(vec!["2014", "Male", "55 to 64", "Ann Smith's 12"]);
        let refused = reader(same).read(1, &row).unwrap_err();
        assert_eq!(refused.column, "premises_type");
        assert_eq!(
            refused.reason,
            "a value like `Aaa Aaaaa?a 99` is not in the mapping's table"
        );
    }

    #[test]
    fn a_year_that_is_none_is_refused() {
        for year in ["", "20144", "1066", "two"] {
            let row = ByteRecord::from(vec![year, "Male", "55 to 64", "House"]);
            assert_eq!(
                reader(same).read(1, &row).unwrap_err().column,
                "occurred_year",
                "{year}"
            );
        }
    }

    #[test]
    fn a_row_with_too_few_columns_is_refused() {
        let row = ByteRecord::from(vec!["2014", "Male"]);
        let refused = reader(same).read(1, &row).unwrap_err();
        assert_eq!(refused.reason, "it has 2 columns and the header has 4");
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_refused_and_read_as_windows_1252_where_declared() {
        let row = ByteRecord::from(vec![&b"2014"[..], b"Male", b"55 to 64", b"Caf\xe9"]);
        assert_eq!(
            reader(same).read(1, &row).unwrap_err().reason,
            "it is not in the encoding that the mapping declares"
        );
        let western = reader(|text| {
            text.replace("utf-8", "windows-1252")
                .replace("unknown = [\"Other\"]", "unknown = [\"Café\"]")
        });
        let file = western.read(1, &row).unwrap();
        let domain::Event::DetentionImported(imported) = &file.lines[0].event else {
            panic!()
        };
        assert_eq!(imported.found_at, Known::UNKNOWN);
        assert_eq!(imported.kept["premises_type"], "Café");
    }

    #[test]
    fn a_header_without_a_column_of_the_mapping_names_what_there_is() {
        let mapping = Mapping::read(
            "map",
            include_str!("../../../maps/toronto_mha_apprehensions.toml"),
        )
        .unwrap();
        let header = ByteRecord::from(vec!["year", "sex"]);
        let Err(problem) = Reader::new(mapping, "x.csv", &header) else {
            panic!()
        };
        assert_eq!(
            problem.says(),
            "x.csv:1: there is no column `occurred_year`, which the mapping names; the columns are `year`, `sex`"
        );
    }
}
