//! The sections of a map, one after another.

use std::collections::HashMap;

use ::toml::de::DeValue;
use encoding_rs::Encoding;

use super::times::{format_of, stamp, when_told};
use super::toml::{Found, Page, Table, absent, table, text};
use super::{Absent, Column, Field, Map, Person, Problem, Value, When};
use crate::incidents::columns::{TARGETS, Takes, Target, is_age_band};
use crate::incidents::when;
use crate::schema::Text;

/// Reads a table that the map names.
type Tables<'t> = dyn FnMut(&str) -> Result<String, String> + 't;

pub(super) fn read(file: &str, text: &str, tables: &mut Tables<'_>) -> Result<Map, Vec<Problem>> {
    let mut page = Page::new(file, text);
    let Some(mut root) = page.table() else {
        return Err(page.problems);
    };
    let extract = extract(&mut page, &mut root);
    let when = when_told(&mut page, &mut root);
    let fields = columns(&mut page, &mut root, tables);
    let person = person(&mut page, &mut root);
    let narrative = root.table(&mut page, "narrative").map(|mut narrative| {
        let column = narrative.needed(&mut page, "column");
        narrative.end(&mut page);
        column
    });
    root.end(&mut page);
    match (extract, when) {
        (Some(extract), Some(when)) if page.problems.is_empty() => Ok(Map {
            when,
            fields,
            person,
            narrative,
            ..extract
        }),
        _ => {
            page.problems.sort();
            Err(page.problems)
        }
    }
}

/// `[extract]`: what it is, whose, and how its bytes are to be read.
fn extract(page: &mut Page<'_>, root: &mut Table<'_>) -> Option<Map> {
    let Some(mut extract) = root.table(page, "extract") else {
        page.wrong(&root.at, "there is no section `[extract]`");
        return None;
    };
    let at = extract.at.clone();
    let name = extract.needed(page, "name");
    let force = extract.needed(page, "force");
    for (key, word) in [("name", &name), ("force", &force)] {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if !word.bytes().all(plain) || word.len() > 60 {
            page.wrong(
                &at,
                format!("`{key}` of `[extract]` may hold small letters, digits and `_`, 60 at most: folders are named by it"),
            );
        }
    }
    extract.needed(page, "source");
    let encoding = encoding(page, &mut extract);
    let delimiter = byte(page, &mut extract, "delimiter", Some(b','));
    let quote = byte(page, &mut extract, "quote", Some(b'"'));
    let escape = byte(page, &mut extract, "escape", None);
    let reference = extract.text(page, "reference");
    if delimiter.is_none() || delimiter == quote {
        page.wrong(
            &at,
            "`delimiter` of `[extract]` must be a character, and another than `quote`",
        );
    }
    extract.end(page);
    Some(Map {
        name,
        force,
        encoding,
        delimiter: delimiter.unwrap_or(b','),
        quote,
        escape,
        reference,
        when: When::Year {
            column: String::new(),
        },
        fields: Vec::new(),
        person: None,
        narrative: None,
        sha256: String::new(),
    })
}

fn encoding(page: &mut Page<'_>, extract: &mut Table<'_>) -> &'static Encoding {
    let Some(found) = extract.take("encoding") else {
        return encoding_rs::UTF_8;
    };
    match found.get_ref().as_str() {
        Some("utf-8") => encoding_rs::UTF_8,
        Some("windows-1252") => encoding_rs::WINDOWS_1252,
        Some("utf-16" | "utf-16le") => encoding_rs::UTF_16LE,
        Some("utf-16be") => encoding_rs::UTF_16BE,
        _ => {
            page.wrong(
                &found.span(),
                "`encoding` is one of `utf-8`, `windows-1252`, `utf-16`, `utf-16le`, `utf-16be`",
            );
            encoding_rs::UTF_8
        }
    }
}

/// A key that holds one character, or none at all where it is empty.
fn byte(
    page: &mut Page<'_>,
    from: &mut Table<'_>,
    key: &'static str,
    otherwise: Option<u8>,
) -> Option<u8> {
    let Some(found) = from.take(key) else {
        return otherwise;
    };
    match found.get_ref().as_str().map(str::as_bytes) {
        Some([]) => None,
        Some([byte]) if byte.is_ascii() && !matches!(byte, b'\n' | b'\r') => Some(*byte),
        _ => {
            page.wrong(
                &found.span(),
                format!("`{key}` must be one character, such as `,` or `\\t`"),
            );
            otherwise
        }
    }
}

/// `[columns]`: how each column of the lake is filled.
fn columns(
    page: &mut Page<'_>,
    root: &mut Table<'_>,
    tables: &mut Tables<'_>,
) -> Vec<Option<Field>> {
    let Some(mut columns) = root.table(page, "columns") else {
        return TARGETS.iter().map(|_| None).collect();
    };
    let mut fields = Vec::with_capacity(TARGETS.len());
    for target in TARGETS {
        let name = format!("`[columns.{}]`", target.name);
        let found = columns.take(target.name);
        fields.push(
            found
                .and_then(|found| table(page, name, found))
                .and_then(|section| field(page, *target, section, tables)),
        );
    }
    columns.end(page);
    fields
}

fn field(
    page: &mut Page<'_>,
    target: Target,
    mut from: Table<'_>,
    tables: &mut Tables<'_>,
) -> Option<Field> {
    let at = from.at.clone();
    let name = from.name.clone();
    let column = from.text(page, "column");
    let constant = from.take("constant");
    let codes = from.take("absent");
    let values = from.take("values");
    let lookup = from.take("lookup");
    let otherwise = from
        .take("otherwise")
        .and_then(|found| absent(page, &format!("`otherwise` of {name}"), &found));
    let field = match (column, constant, &codes) {
        (Some(column), None, _) => {
            let stamp = (target.takes == Takes::Instant)
                .then(|| stamp(page, &mut from))
                .flatten();
            let mut read = values
                .and_then(|found| table(page, format!("`values` of {name}"), found))
                .map(|section| values_of(page, target, section));
            if let Some(found) = lookup {
                let more = looked_up(page, target, &name, &found, tables);
                read.get_or_insert_default().extend(more);
            }
            needs_values(page, target, &name, &at, read.as_ref());
            Some(Field::Column(Column {
                name: column,
                absent: codes.map_or_else(HashMap::new, |found| {
                    absences(page, &name, found, read.as_ref())
                }),
                values: read,
                otherwise,
                stamp,
            }))
        }
        (None, Some(found), None) => value(page, target, &name, &found).map(Field::Constant),
        (None, None, Some(found)) => {
            absent(page, &format!("`absent` of {name}"), found).map(Field::Absent)
        }
        _ => {
            page.wrong(
                &at,
                format!("{name} needs one of `column`, `constant`, and `absent` alone"),
            );
            None
        }
    };
    from.end(page);
    field
}

/// What cannot be told from a column's own words needs a table.
fn needs_values(
    page: &mut Page<'_>,
    target: Target,
    name: &str,
    at: &std::ops::Range<usize>,
    values: Option<&HashMap<String, Value>>,
) {
    let needs = matches!(target.takes, Takes::Flag | Takes::Weekday);
    if needs && values.is_none() {
        page.wrong(at, format!("{name} needs `values`: what each value means"));
    }
    if target.takes == Takes::Instant && values.is_some() {
        page.wrong(at, format!("{name} is a time and takes no `values`"));
    }
}

fn absences(
    page: &mut Page<'_>,
    name: &str,
    found: Found<'_>,
    values: Option<&HashMap<String, Value>>,
) -> HashMap<String, Absent> {
    let Some(section) = table(
        page,
        format!("`absent` of {name}, which has a `column`,"),
        found,
    ) else {
        return HashMap::new();
    };
    let mut all = HashMap::new();
    for (code, at, found) in section.all() {
        if values.is_some_and(|values| values.contains_key(&code)) {
            page.wrong(
                &at,
                format!("`{code}` of {name} is both a value and absent"),
            );
        }
        if let Some(kind) = absent(page, &format!("`{code}` of {name}"), &found) {
            all.insert(code, kind);
        }
    }
    all
}

fn values_of(page: &mut Page<'_>, target: Target, section: Table<'_>) -> HashMap<String, Value> {
    let name = section.name.clone();
    let mut all = HashMap::new();
    for (code, _, found) in section.all() {
        if let Some(value) = value(page, target, &name, &found) {
            all.insert(code, value);
        }
    }
    all
}

/// `lookup`: a table in a file of its own, `code,value` with a header.
fn looked_up(
    page: &mut Page<'_>,
    target: Target,
    name: &str,
    found: &Found<'_>,
    tables: &mut Tables<'_>,
) -> HashMap<String, Value> {
    let at = found.span();
    let mut all = HashMap::new();
    let Some(file) = text(page, &format!("`lookup` of {name}"), found) else {
        return all;
    };
    if target.takes != Takes::Own {
        page.wrong(&at, format!("{name} takes no `lookup`: write its `values`"));
        return all;
    }
    let read = match tables(&file) {
        Ok(read) => read,
        Err(why) => {
            page.wrong(&at, format!("the table `{file}` cannot be read: {why}"));
            return all;
        }
    };
    let mut rows = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(read.as_bytes());
    for row in rows.records() {
        let line = |row: &csv::StringRecord| row.position().map_or(0, csv::Position::line);
        match row {
            Ok(row) => match (row.get(0), row.get(1), row.len()) {
                (Some(code), Some(value), 2) if !value.trim().is_empty() => {
                    let value = Value::Text(value.trim().to_owned().into());
                    if all.insert(code.trim().to_owned(), value).is_some() {
                        page.wrong(
                            &at,
                            format!("`{file}` has a code twice on line {}", line(&row)),
                        );
                    }
                }
                _ => page.wrong(
                    &at,
                    format!("`{file}` needs a code and a value on line {}", line(&row)),
                ),
            },
            Err(error) => page.wrong(&at, format!("`{file}` does not read: {error}")),
        }
    }
    all
}

/// One value, as its column takes it.
fn value(page: &mut Page<'_>, target: Target, name: &str, found: &Found<'_>) -> Option<Value> {
    let at = found.span();
    let value = match (target.takes, found.get_ref()) {
        (Takes::Flag, DeValue::Boolean(flag)) => Ok(Value::Flag(*flag)),
        (Takes::Flag, _) => Err("takes `true` and `false`".to_owned()),
        (Takes::Weekday, DeValue::Integer(day)) => match day.as_str().parse() {
            Ok(day @ 1..=7) => Ok(Value::Whole(day)),
            _ => Err("takes 1 for Monday to 7 for Sunday".to_owned()),
        },
        (Takes::Weekday, _) => Err("takes 1 for Monday to 7 for Sunday".to_owned()),
        (Takes::Whole(most), DeValue::Integer(number)) => match number.as_str().parse() {
            Ok(number) if (0..=most).contains(&number) => Ok(Value::Whole(number)),
            _ => Err(format!("takes whole numbers up to {most}")),
        },
        (Takes::Whole(most), _) => Err(format!("takes whole numbers up to {most}")),
        (Takes::Instant, _) => Err("is a time: it takes a `column`".to_owned()),
        (takes, DeValue::String(words)) => {
            accepted(takes, words).map(|()| Value::Text(words_of(takes, words)))
        }
        _ => Err("takes texts".to_owned()),
    };
    value
        .map_err(|why| page.wrong(&at, format!("{name} {why}")))
        .ok()
}

/// Words as a cell holds them: those of a closed list are never copied.
fn words_of(takes: Takes, words: &str) -> Text {
    let listed = match takes {
        Takes::Listed(list) => list.iter().copied().find(|word| *word == words),
        _ => None,
    };
    listed.map_or_else(|| Text::Owned(words.to_owned()), Text::Borrowed)
}

/// Whether words may stand in a column, or what may.
pub(in crate::incidents) fn accepted(takes: Takes, words: &str) -> Result<(), String> {
    match takes {
        Takes::Own if words.trim().is_empty() => Err("takes no empty value".to_owned()),
        // What is longer is no code of a list, and may be what somebody typed.
        Takes::Own if words.chars().count() > 60 || words.contains(['\n', '\r']) => {
            Err("takes codes and short words, and is too long for one".to_owned())
        }
        Takes::Listed(list) if !list.contains(&words) => {
            Err(format!("takes one of `{}`", list.join("`, `")))
        }
        Takes::AgeBand if !is_age_band(words) => {
            Err("takes a band of ages such as `18 to 34`, `under 16` or `65 and over`".to_owned())
        }
        _ => Ok(()),
    }
}

/// `[person]`: who a row is about, for a key that says nothing of them.
fn person(page: &mut Page<'_>, root: &mut Table<'_>) -> Option<Person> {
    let mut from = root.table(page, "person")?;
    let at = from.at.clone();
    let reference = from.text(page, "reference");
    let names = from.take("names");
    let born = from.text(page, "born");
    let person = match (reference, names, born) {
        (Some(column), None, None) => Some(Person::Reference(column)),
        (None, Some(found), Some(born)) => {
            let columns: Option<Vec<String>> = found.get_ref().as_array().and_then(|all| {
                all.iter()
                    .map(|one| one.get_ref().as_str().map(str::to_owned))
                    .collect()
            });
            let names = columns.filter(|all| !all.is_empty()).unwrap_or_else(|| {
                page.wrong(
                    &found.span(),
                    "`names` of `[person]` is a list of columns, such as [\"forename\", \"surname\"]",
                );
                Vec::new()
            });
            let format = format_of(page, &mut from, "format", when::is_day);
            Some(Person::Born {
                names,
                born,
                format,
            })
        }
        _ => {
            page.wrong(
                &at,
                "`[person]` needs `reference` alone, or `names` with `born`",
            );
            None
        }
    };
    from.end(page);
    person
}
